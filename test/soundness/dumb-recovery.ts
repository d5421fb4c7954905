/**
 * A second, deliberately dumb answer to whether a cluster comes back, to hold the real one against: docs/recovery.md written out once
 * more over plain objects. Quiet states are texts, all that can be reached is looked at in any order, and nothing but single
 * steps is remembered from one question to the next. Only the adapter is shared.
 */
import type { LocalInput } from '../../src/cluster/action.ts';
import type { Input } from '../../src/cluster/adapter.ts';
import type { Guarded } from '../../src/cluster/guarded.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { EntryView, NodeView } from '../../src/cluster/view.ts';
import {
  bytesOf,
  type Cut,
  endOf,
  hear,
  isCut,
  isQuorum,
  leaderOf,
  leads,
  membersOf,
  subsets,
} from './dumb-views.ts';

/** Null: away for good. By place: node 1 is the first. */
interface Quiet<S> {
  readonly nodes: readonly (S | null)[];
  /** Reads that were answered on the way: node and context. */
  readonly answered: readonly string[];
  /** Links over which something came. */
  readonly heard: readonly string[];
}

type Round<S> = Quiet<S> | 'never' | 'beyond' | null;

interface Chance {
  readonly node: number;
  readonly inputs: readonly LocalInput[] | 'off';
}

export class DumbRecovery<S, M> {
  readonly #model: Model;
  readonly #adapter: Guarded<S, M>;
  readonly #keys = new Map<S | M, string>();
  readonly #steps = new Map<string, Stepped<S, M> | null>();

  constructor(model: Model, adapter: Guarded<S, M>) {
    this.#model = model;
    this.#adapter = adapter;
  }

  /** Whether the cluster comes back from nodes in these states, whatever may stay broken. */
  comesBack(nodes: readonly S[]): boolean {
    return this.#harms(nodes).every(({ away, cuts }) => {
      const left = nodes.map((node, i) => (away.includes(i + 1) ? null : node));
      const begun = this.#begin(left, cuts);
      return begun !== null && typeof begun === 'object' && this.#reachesGood(begun.nodes, cuts);
    });
  }

  #reachesGood(from: Quiet<S>['nodes'], cuts: readonly Cut[]): boolean {
    const met = new Set([this.#key(from)]);
    const waiting = [from];
    for (const nodes of waiting) {
      if (this.#isGood(nodes, cuts)) return true;
      for (const chance of this.#chances(nodes, cuts)) {
        const next = this.#take(nodes, cuts, chance, 0);
        if (next === null || typeof next === 'string' || met.has(this.#key(next.nodes))) continue;
        met.add(this.#key(next.nodes));
        waiting.push(next.nodes);
      }
    }
    return false;
  }

  #take(nodes: Quiet<S>['nodes'], cuts: readonly Cut[], { node, inputs }: Chance, spare: number): Round<S> {
    if (inputs === 'off')
      return { nodes: nodes.map((one, i) => (i === node - 1 ? null : one)), answered: [], heard: [] };
    return this.#round(nodes, cuts, node, inputs, spare);
  }

  /** Inputs one after another, each once all that came of the one before is delivered. */
  #round(
    from: Quiet<S>['nodes'],
    cuts: readonly Cut[],
    node: number,
    inputs: readonly LocalInput[],
    spare: number,
  ): Round<S> {
    let at: Quiet<S> = { nodes: from, answered: [], heard: [] };
    for (const [k, input] of inputs.entries()) {
      const state = at.nodes[node - 1]!;
      const stepped = this.#step(state, input);
      if (stepped === null && k === 0) return null;
      if (stepped === null) continue;
      const next = this.#settle(at, cuts, [[node, stepped]], spare);
      if (typeof next === 'string') return next;
      at = next;
    }
    return at;
  }

  #begin(nodes: Quiet<S>['nodes'], cuts: readonly Cut[]): Round<S> {
    const steps = nodes.flatMap((node, i): [number, Stepped<S, M>][] => {
      if (node === null) return [];
      const restarted = this.#adapter.view(node).up ? null : this.#step(node, { kind: 'restart' });
      return [[i + 1, restarted ?? { state: node, messages: [], reads: [] }]];
    });
    return this.#settle({ nodes, answered: [], heard: [] }, cuts, steps, 0);
  }

  /** Takes the steps, then delivers everything in the order in which it was sent. */
  #settle(
    from: Quiet<S>,
    cuts: readonly Cut[],
    steps: readonly (readonly [number, Stepped<S, M>])[],
    spare: number,
  ): Quiet<S> | 'never' | 'beyond' {
    const nodes = [...from.nodes];
    const answered = [...from.answered];
    const heard = [...from.heard];
    let queue: M[] = [];
    const highest = (this.#model.bounds['max-term'] ?? 0) + 4 + spare;
    let isBeyond = false;
    const take = (id: number, { state, messages, reads }: Stepped<S, M>): void => {
      nodes[id - 1] = state;
      answered.push(...reads.map(({ context }) => `${id} ${context}`));
      queue.push(...messages.filter((one) => !isCut(cuts, id, this.#adapter.viewMessage(one).to)));
    };
    const enter = (id: number, stepped: Stepped<S, M>): void => {
      take(id, stepped);
      for (let before = ''; this.#model.storage === 'async' && before !== this.#key(nodes); ) {
        before = this.#key(nodes);
        for (const kind of ['append-done', 'apply-done'] as const) {
          const done = this.#step(nodes[id - 1]!, { kind });
          if (done !== null) take(id, done);
        }
      }
      isBeyond ||= this.#adapter.view(nodes[id - 1]!).term > highest;
    };
    for (const [id, stepped] of steps) enter(id, stepped);
    const met = new Set<string>();
    while (queue.length > 0) {
      if (isBeyond) return 'beyond';
      const key = `${this.#key(nodes)} ${queue.map((one) => this.#messageKey(one)).join()}`;
      if (met.has(key)) return 'never';
      met.add(key);
      const [message, ...rest] = queue;
      queue = rest;
      const { from, to } = this.#adapter.viewMessage(message);
      const node = nodes[to - 1] ?? null;
      if (node !== null) heard.push(`${from} ${to}`);
      const stepped = node === null ? null : this.#step(node, { kind: 'deliver', message });
      if (stepped !== null) enter(to, stepped);
    }
    return isBeyond ? 'beyond' : { nodes, answered, heard };
  }

  #views(nodes: Quiet<S>['nodes']): NodeView[] {
    return nodes.flatMap((node) => (node === null ? [] : [this.#adapter.view(node)]));
  }

  #chances(nodes: Quiet<S>['nodes'], cuts: readonly Cut[]): Chance[] {
    const up = this.#views(nodes);
    const { checkQuorum, bounds } = this.#model;
    return up.flatMap((node): Chance[] => {
      const own: LocalInput[][] = [];
      if (leads(node)) {
        own.push([{ kind: 'heartbeat' }]);
        if (checkQuorum || bounds['max-transfers'] !== 0)
          own.push([{ kind: 'heartbeat' }, { kind: 'check-quorum' }]);
        for (const [peer, { state }] of Object.entries(node.progress)) {
          if (state !== 'snapshot') continue;
          own.push([{ kind: 'snapshot-status', peer: Number(peer), failed: true }], [{ kind: 'compact' }]);
        }
      } else {
        const isLed = up.some(
          (one) =>
            leads(one) && one.id === node.lead && one.term === node.term && !isCut(cuts, one.id, node.id),
        );
        if (isLed) return [];
        own.push([{ kind: 'timeout' }]);
        if (checkQuorum) own.push([{ kind: 'expire-lease' }]);
      }
      const all: Chance[] = own.map((inputs) => ({ node: node.id, inputs }));
      const members = membersOf(node.config);
      const isRemoved = members.length > 0 && !members.includes(node.id);
      return isRemoved ? [...all, { node: node.id, inputs: 'off' }] : all;
    });
  }

  #isGood(nodes: Quiet<S>['nodes'], cuts: readonly Cut[]): boolean {
    const up = this.#views(nodes);
    return this.#isInOrder(up, cuts) && this.#serves(nodes, cuts) && this.#lasts(nodes, cuts);
  }

  #isInOrder(up: readonly NodeView[], cuts: readonly Cut[]): boolean {
    const leader = leaderOf(up);
    if (leader === null) return false;
    const members = up.filter(({ id }) => membersOf(leader.config).includes(id));
    if (this.#model.checkQuorum && members.some((one) => one !== leader && leads(one))) return false;
    const { leadTransferee = 0, pendingReads = [], unconfirmedReads = [] } = leader.extra;
    const waits = leadTransferee !== 0 || pendingReads.length > 0 || unconfirmedReads.length > 0;
    const isLeaving = leader.config.votersOutgoing.length > 0 && leader.config.autoLeave;
    const isInStep = (node: NodeView): boolean =>
      node.term === leader.term &&
      (node === leader || (node.role === 'follower' && node.lead === leader.id)) &&
      endOf(node) === endOf(leader) &&
      node.commit === node.applied &&
      node.commit === node.snapshot.index + node.log.length &&
      node.extra.panic === undefined;
    return (
      !waits &&
      !isLeaving &&
      isInStep(leader) &&
      members.filter((one) => hear(cuts, one.id, leader.id)).every(isInStep)
    );
  }

  /** All that the model knows of, asked of whom it may be asked. */
  #serves(nodes: Quiet<S>['nodes'], cuts: readonly Cut[]): boolean {
    const { bounds } = this.#model;
    const up = this.#views(nodes);
    const leader = leaderOf(up)!;
    const members = up.filter(({ id }) => membersOf(leader.config).includes(id) && hear(cuts, id, leader.id));
    const asks = (
      node: number,
      input: LocalInput,
      isDone: (views: NodeView[], answered: readonly string[]) => boolean,
    ): boolean => {
      let round = this.#round(nodes, cuts, node, [input], 0);
      let answered: readonly string[] = [];
      for (let beats = 0; beats <= 2; beats++) {
        if (round === null || typeof round === 'string') return false;
        answered = [...answered, ...round.answered];
        const views = this.#views(round.nodes);
        if (isDone(views, answered)) return true;
        const now = leaderOf(views);
        if (now === null) return false;
        round = this.#round(round.nodes, cuts, now.id, [{ kind: 'heartbeat' }], 0);
      }
      return false;
    };
    const commits = (views: NodeView[]): boolean =>
      views.some(({ id, commit }) => id === leader.id && commit > leader.commit) &&
      this.#isInStepAgain(views, cuts);
    if (bounds['max-proposals'] !== 0 && !asks(leader.id, { kind: 'propose', data: 'probe' }, commits))
      return false;
    if (bounds['max-reads'] !== 0) {
      for (const { id } of members) {
        const input = { kind: 'read', context: 'probe' } as const;
        if (!asks(id, input, (_, answered) => answered.includes(`${id} probe`))) return false;
      }
    }
    if (bounds['max-transfers'] === 0) return true;
    return members
      .filter(({ id }) => id !== leader.id && leader.config.voters.includes(id))
      .filter(({ id }) => {
        const heard = up.map((one) => one.id).filter((other) => other === id || hear(cuts, other, id));
        return isQuorum(leader.config, heard);
      })
      .every(({ id }) =>
        asks(leader.id, { kind: 'transfer', transferee: id }, (views) => leaderOf(views)?.id === id),
      );
  }

  /** That a member still leads an earlier term counts when a state is asked about, and not after each question. */
  #isInStepAgain(views: readonly NodeView[], cuts: readonly Cut[]): boolean {
    const leader = leaderOf(views);
    return this.#isInOrder(
      views.filter((one) => one === leader || !leads(one)),
      cuts,
    );
  }

  /** Whatever timers go on firing, the leader's own and where links stay cut those of others, the same node leads on in the same term. */
  #lasts(from: Quiet<S>['nodes'], cuts: readonly Cut[]): boolean {
    const { id, term } = leaderOf(this.#views(from))!;
    const met = new Set([this.#key(from)]);
    const waiting = [from];
    for (const nodes of waiting) {
      for (const chance of this.#chances(nodes, cuts)) {
        if (chance.inputs === 'off' || chance.inputs.some(({ kind }) => kind === 'compact')) continue;
        if (cuts.length === 0 && chance.node !== id) continue;
        const next = this.#take(nodes, cuts, chance, 2);
        if (next === null || next === 'beyond') continue;
        if (next === 'never') return false;
        const up = this.#views(next.nodes);
        const leader = leaderOf(up);
        if (leader?.id !== id || leader.term !== term || !this.#isInStepAgain(up, cuts)) return false;
        const isBeat =
          chance.node === id && chance.inputs.length === 1 && chance.inputs[0].kind === 'heartbeat';
        const members = this.#views(nodes).filter(
          (one) => one.id !== id && membersOf(leader.config).includes(one.id) && hear(cuts, id, one.id),
        );
        if (isBeat && !members.every((one) => next.heard.includes(`${id} ${one.id}`))) return false;
        if (met.has(this.#key(next.nodes))) continue;
        met.add(this.#key(next.nodes));
        waiting.push(next.nodes);
      }
    }
    return true;
  }

  /** What may stay broken in these states. */
  #harms(nodes: readonly S[]): { readonly away: readonly number[]; readonly cuts: readonly Cut[] }[] {
    const views = nodes.map((node) => {
      const restarted = this.#adapter.view(node).up ? null : this.#step(node, { kind: 'restart' });
      return this.#adapter.view(restarted?.state ?? node);
    });
    const ids = views.map(({ id }) => id);
    const { downForGood, linksCutForGood, cutWays, downRule } = this.#model;
    const absent = subsets(ids, downForGood);
    const pairs = ids.flatMap((a) => ids.filter((b) => a < b).map((b) => [a, b] as const));
    const cut = subsets(pairs, linksCutForGood).flatMap((chosen) =>
      chosen.reduce<Cut[][]>(
        (sets, [a, b]) =>
          sets.flatMap((set) =>
            cutWays === 'both'
              ? [[...set, [a, b], [b, a]]]
              : [
                  [...set, [a, b], [b, a]],
                  [...set, [a, b]],
                  [...set, [b, a]],
                ],
          ),
        [[]],
      ),
    );
    return absent
      .flatMap((away) => cut.map((cuts) => ({ away, cuts })))
      .filter(({ away, cuts }) => !cuts.some((ends) => ends.some((id) => away.includes(id))))
      .filter(({ away, cuts }) => {
        if (away.length === 0 && cuts.length === 0) return true;
        const left = ids.filter((id) => !away.includes(id));
        const groups = subsets(left, left.length).filter((set) =>
          set.every((a) => set.every((b) => a === b || hear(cuts, a, b))),
        );
        const keeps = ({ config }: NodeView): boolean => groups.some((set) => isQuorum(config, set));
        const among = downRule === 'applied' ? views.filter(({ id }) => !away.includes(id)) : views;
        const newest = among.reduce((best, one) => (one.applied > best.applied ? one : best));
        if (downRule !== 'strict') return keeps(newest);
        const waits = (entry: EntryView): boolean => entry.type !== 'normal' && entry.index > newest.applied;
        return views.every(keeps) && !views.some(({ log }) => log.some(waits));
      });
  }

  #key(nodes: Quiet<S>['nodes']): string {
    return nodes.map((node) => (node === null ? '-' : this.#stateKey(node))).join();
  }

  #stateKey(node: S): string {
    return remembered(this.#keys, node, () => bytesOf((out) => this.#adapter.encode(node, out)));
  }

  #messageKey(message: M): string {
    return remembered(this.#keys, message, () => bytesOf((out) => this.#adapter.encodeMessage(message, out)));
  }

  /** Each step is asked once: the core is a function. */
  #step(state: S, input: Input<M>): Stepped<S, M> | null {
    const said = input.kind === 'deliver' ? this.#messageKey(input.message) : JSON.stringify(input);
    return remembered(this.#steps, `${this.#stateKey(state)} ${said}`, () =>
      this.#adapter.step(state, input),
    );
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, made: () => V): V {
  if (!known.has(key)) known.set(key, made());
  return known.get(key)!;
}

type Stepped<S, M> = NonNullable<ReturnType<Guarded<S, M>['step']>>;
