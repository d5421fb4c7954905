/**
 * A second, deliberately dumb implementation of the cluster, to hold the real one against: states are plain objects, the
 * visited set is a Set of strings, the core runs anew for every transition, nothing is interned, memoised or packed, and
 * network, bounds and history are written out once more. Only the adapter (the core itself, and what its panics are) is shared.
 */

import { ByteWriter } from '../../src/arrays/bytes.ts';
import type { Input } from '../../src/cluster/adapter.ts';
import type { Guarded } from '../../src/cluster/guarded.ts';
import type { BoundName, Model } from '../../src/cluster/model.ts';
import type { EntryView, NodeView, ReadView } from '../../src/cluster/view.ts';
import { nameWithoutTerms, plainOf, spreadOfAll } from './dumb-terms.ts';

interface State<S, M> {
  readonly nodes: readonly S[];
  /** In order of sending; one pool for the whole network. */
  readonly pool: readonly M[];
  readonly used: Readonly<Record<string, number>>;
  readonly leaders: readonly string[];
  readonly committed: readonly (EntryView & { byTerm: number })[];
  /** By context: how much was known when a read was asked for, and the answer that shows less, or ''. */
  readonly reads: ReadonlyMap<string, readonly [known: number, stale: string]>;
  /** By value: the node at which somebody waits to be told of his write. */
  readonly awaited: ReadonlyMap<string, number>;
  /** The highest index of a write that somebody was told of. */
  readonly told: number;
}

export interface DumbResult {
  readonly distinct: number;
  readonly generated: number;
  /** Distinct states by depth; where terms are relative, those that differ in more than the numbers of their terms. */
  readonly levels: readonly number[];
  /** Depth of the first state in which `broken` says true, or null. */
  readonly brokenAt: number | null;
}

type Broken = (nodes: readonly NodeView[], leaders: readonly string[]) => boolean;

export function exploreDumbly<S, M>(
  model: Model,
  adapter: Guarded<S, M>,
  depth: number,
  broken: Broken,
): DumbResult {
  const dumb = new DumbCluster(model, adapter);
  const seen = new Set<string>();
  let level = [dumb.init()];
  for (const state of level) seen.add(dumb.key(state));
  const levels = [level.length];
  const named = new Set(level.map((state) => dumb.name(state)));
  let generated = level.length;
  let brokenAt = level.some((state) => broken(dumb.views(state), state.leaders)) ? 0 : null;
  for (let d = 1; d <= depth && level.length > 0 && brokenAt === null; d++) {
    const next: State<S, M>[] = [];
    const before = named.size;
    for (const state of level) {
      for (const successor of dumb.next(state)) {
        generated++;
        const key = dumb.key(successor);
        if (seen.has(key)) continue;
        seen.add(key);
        named.add(dumb.name(successor));
        next.push(successor);
        if (broken(dumb.views(successor), successor.leaders)) brokenAt = d;
      }
    }
    if (named.size > before) levels.push(named.size - before);
    level = next;
  }
  return { distinct: named.size, generated, levels, brokenAt };
}

class DumbCluster<S, M> {
  readonly #model: Model;
  readonly #adapter: Guarded<S, M>;

  constructor(model: Model, adapter: Guarded<S, M>) {
    this.#model = model;
    this.#adapter = adapter;
  }

  init(): State<S, M> {
    const nodes = Array.from({ length: this.#model.nodes }, (_, i) => this.#adapter.init(i + 1));
    const clocks =
      this.#model.bounds['max-drift'] === null ? [] : this.#ids().map((id) => [`clock ${id}`, 0]);
    const used: Record<string, number> = Object.fromEntries(clocks);
    const nothing = { leaders: [], committed: [], reads: new Map(), awaited: new Map(), told: 0 };
    let state: State<S, M> = { nodes, pool: [], used, ...nothing };
    for (const view of this.views(state)) state = { ...state, ...remember(state, view) };
    return state;
  }

  views(state: State<S, M>): NodeView[] {
    return state.nodes.map((node) => this.#adapter.view(node));
  }

  key(state: State<S, M>): string {
    const nodes = state.nodes.map((node) => this.#bytes((out) => this.#adapter.encode(node, out)));
    const ids = state.nodes.map((_, i) => i + 1);
    const links = ids.flatMap((to) =>
      ids.map((from) =>
        state.pool
          .filter((m) => {
            const view = this.#adapter.viewMessage(m);
            return view.to === to && view.from === from;
          })
          .map((m) => this.#messageKey(m)),
      ),
    );
    if (this.#model.network === 'unordered') for (const link of links) link.sort();
    const used = Object.entries(state.used).sort(([a], [b]) => (a < b ? -1 : 1));
    const history = [[...state.leaders].sort(), state.committed, state.told];
    return JSON.stringify([nodes, links, used, history, [...state.reads].sort(), [...state.awaited].sort()]);
  }

  /** Its key; where terms are relative, a text that does not depend on their numbers. */
  name(state: State<S, M>): string {
    if (this.#model.terms === 'absolute') return this.key(state);
    const leaders = state.leaders.map((one) => {
      const [term, id] = one.split(':').map(Number);
      return { term, id };
    });
    const toNode = (id: number): M[] =>
      state.pool.filter((message) => this.#adapter.viewMessage(message).to === id);
    const used = Object.entries(state.used).sort(([a], [b]) => (a < b ? -1 : 1));
    const [reads, awaited] = [[...state.reads].sort(), [...state.awaited].sort()];
    const rest = { committed: state.committed, told: state.told, used, leaders, reads, awaited };
    const links = this.#ids().map((id) => plainOf(toNode(id)));
    const whole = nameWithoutTerms(this.views(state), [rest, links, plainOf(state.nodes)]);
    const [, [others, pools, nodes]] = JSON.parse(whole);
    const bags = pools.map((pool: unknown[]) => pool.map((one) => JSON.stringify(one)).sort());
    others.leaders = others.leaders.map((one: unknown) => JSON.stringify(one)).sort();
    return JSON.stringify([nodes, others, bags]);
  }

  *next(state: State<S, M>): Generator<State<S, M>> {
    const most = this.#model.bounds['max-spread'];
    for (const successor of this.#unspread(state))
      if (most === null || spreadOfAll(this.views(successor)) <= most) yield successor;
  }

  *#unspread(state: State<S, M>): Generator<State<S, M>> {
    for (let i = 0; i < state.nodes.length; i++) {
      yield* this.#timers(state, i);
      yield* this.#clients(state, i);
      yield* this.#reports(state, i);
      yield* this.#machine(state, i);
    }
    yield* this.#network(state);
  }

  *#timers(state: State<S, M>, i: number): Generator<State<S, M>> {
    const { checkQuorum, bounds } = this.#model;
    if (this.#model.clock === 'ticks') {
      for (const kind of ['tick', 'timeout'] as const) yield* this.#byTheClock(state, i, { kind });
      return;
    }
    yield* this.#local(state, i, 'max-timeouts', { kind: 'timeout' });
    yield* this.#local(state, i, 'max-heartbeats', { kind: 'heartbeat' });
    if (checkQuorum || bounds['max-transfers'] !== 0) {
      yield* this.#local(state, i, null, { kind: 'check-quorum' });
    }
    if (checkQuorum && bounds['max-expiries'] !== 0) {
      yield* this.#local(state, i, 'max-expiries', { kind: 'expire-lease' });
    }
  }

  /** Each node's ticks are counted, less those that all have; perfect clocks tick in turn. */
  *#byTheClock(state: State<S, M>, i: number, input: Input<M>): Generator<State<S, M>> {
    const drift = this.#model.bounds['max-drift'];
    if (drift === null) {
      yield* this.#local(state, i, null, input);
      return;
    }
    const clocks = this.#ids().map((id) => state.used[`clock ${id}`] ?? 0);
    const early =
      drift === 0 ? clocks.some((ticks, k) => (k < i ? ticks === 0 : k === i && ticks > 0)) : false;
    if (early || (drift > 0 && clocks[i] >= drift)) return;
    clocks[i]++;
    const slowest = Math.min(...clocks);
    const used = Object.fromEntries(clocks.map((ticks, k) => [`clock ${k + 1}`, ticks - slowest]));
    yield* this.#step({ ...state, used: { ...state.used, ...used } }, i, input);
  }

  /** What the node is asked for. */
  *#clients(state: State<S, M>, i: number): Generator<State<S, M>> {
    const next = (bound: BoundName): number => (state.used[bound] ?? 0) + 1;
    yield* this.#local(state, i, 'max-proposals', { kind: 'propose', data: `v${next('max-proposals')}` });
    yield* this.#local(state, i, 'max-reads', { kind: 'read', context: `r${next('max-reads')}` });
    for (const change of this.#model.confChanges) {
      yield* this.#local(state, i, 'max-conf-changes', { kind: 'propose-conf', change });
    }
    for (const transferee of this.#ids()) {
      yield* this.#local(state, i, 'max-transfers', { kind: 'transfer', transferee });
    }
    yield* this.#local(state, i, 'max-forgets', { kind: 'forget-leader' });
  }

  /** What the node is told of others. */
  *#reports(state: State<S, M>, i: number): Generator<State<S, M>> {
    for (const peer of this.#ids()) {
      yield* this.#local(state, i, 'max-unreachables', { kind: 'unreachable', peer });
      if (this.#model.bounds['max-compactions'] === 0) continue;
      yield* this.#local(state, i, null, { kind: 'snapshot-status', peer, failed: false });
      yield* this.#local(state, i, null, { kind: 'snapshot-status', peer, failed: true });
    }
  }

  /** Disk, storage threads and power. */
  *#machine(state: State<S, M>, i: number): Generator<State<S, M>> {
    yield* this.#local(state, i, 'max-compactions', { kind: 'compact' });
    if (this.#model.storage === 'async') {
      yield* this.#local(state, i, null, { kind: 'append-done' });
      yield* this.#local(state, i, null, { kind: 'apply-done' });
    }
    yield* this.#local(state, i, 'max-crashes', { kind: 'crash' });
    if (this.#model.bounds['max-crashes'] !== 0) yield* this.#local(state, i, null, { kind: 'restart' });
  }

  #ids(): number[] {
    return Array.from({ length: this.#model.nodes }, (_, i) => i + 1);
  }

  *#network(state: State<S, M>): Generator<State<S, M>> {
    const fifo = this.#model.network === 'fifo';
    const met = new Set<string>();
    const busy = new Set<string>();
    for (let k = 0; k < state.pool.length; k++) {
      const message = state.pool[k]!;
      const { from, to } = this.#adapter.viewMessage(message);
      const link = `${from}>${to}`;
      const name = `${link} ${this.#messageKey(message)}`;
      const first = !met.has(name);
      const head = !busy.has(link);
      met.add(name);
      busy.add(link);
      const rest = state.pool.filter((_, at) => at !== k);
      if (fifo ? head : first) yield* this.#deliver({ ...state, pool: rest }, message);
      if (first && this.#free(state, 'max-drops')) {
        yield { ...state, pool: rest, used: this.#spend(state.used, 'max-drops') };
      }
      if (first && !fifo && this.#free(state, 'max-duplicates') && !this.#full(state.pool.length + 1)) {
        const used = this.#spend(state.used, 'max-duplicates');
        yield { ...state, pool: [...state.pool, message], used };
      }
    }
  }

  *#deliver(state: State<S, M>, message: M): Generator<State<S, M>> {
    yield* this.#step(state, this.#adapter.viewMessage(message).to - 1, { kind: 'deliver', message });
  }

  *#local(state: State<S, M>, i: number, bound: BoundName | null, input: Input<M>): Generator<State<S, M>> {
    if (bound !== null && !this.#free(state, bound)) return;
    const used = bound === null ? state.used : this.#spend(state.used, bound);
    const before = this.#bytes((out) => this.#adapter.encode(state.nodes[i]!, out));
    for (const next of this.#step({ ...state, used }, i, input)) {
      const after = this.#bytes((out) => this.#adapter.encode(next.nodes[i]!, out));
      const says = next.pool.length > state.pool.length || this.#confirms(state.nodes[i]!, input);
      if (before !== after || says) yield next;
    }
  }

  *#step(state: State<S, M>, i: number, input: Input<M>): Generator<State<S, M>> {
    const outcome = this.#adapter.step(state.nodes[i]!, input);
    if (outcome === null) return;
    const view = this.#adapter.view(outcome.state);
    const maxTerm = this.#model.bounds['max-term'];
    if (maxTerm !== null && view.term > maxTerm) return;
    const pool = [...state.pool, ...outcome.messages];
    if (outcome.messages.length > 0 && this.#full(pool.length)) return;
    const nodes = state.nodes.map((node, at) => (at === i ? outcome.state : node));
    const heard = { ...state, ...this.#hear(state, i + 1, input, outcome.reads) };
    yield { ...heard, nodes, pool, ...remember(heard, view) };
  }

  /** Clients ask, and are answered, before what the step commits. */
  #hear(
    state: State<S, M>,
    node: number,
    input: Input<M>,
    answers: readonly ReadView[],
  ): Pick<State<S, M>, 'reads' | 'awaited'> {
    const applied = this.#model.acknowledged === 'applied';
    const reads = new Map(state.reads);
    const awaited = new Map(state.awaited);
    if (input.kind === 'propose' && applied) awaited.set(input.data, node);
    if (input.kind === 'read') reads.set(input.context, [applied ? state.told : state.committed.length, '']);
    for (const { context, index } of answers) {
      const [known, stale] = reads.get(context) ?? [0, 'never asked'];
      if (stale !== '') continue;
      reads.delete(context);
      if (index < known) reads.set(context, [known, `${node}: ${index}`]);
    }
    return { reads, awaited };
  }

  #confirms(node: S, input: Input<M>): boolean {
    return (this.#adapter.step(node, input)?.reads.length ?? 0) > 0;
  }

  #full(messages: number): boolean {
    const limit = this.#model.bounds['max-in-flight'];
    return limit !== null && messages > limit;
  }

  #free(state: State<S, M>, bound: BoundName): boolean {
    const limit = this.#model.bounds[bound];
    return limit === null || (state.used[bound] ?? 0) < limit;
  }

  #spend(used: State<S, M>['used'], bound: BoundName): State<S, M>['used'] {
    return this.#model.bounds[bound] === null ? used : { ...used, [bound]: (used[bound] ?? 0) + 1 };
  }

  #messageKey(message: M): string {
    return this.#bytes((out) => this.#adapter.encodeMessage(message, out));
  }

  #bytes(write: (out: ByteWriter) => void): string {
    const out = new ByteWriter();
    write(out);
    return Buffer.from(out.bytes()).toString('base64');
  }
}

type History = 'leaders' | 'committed' | 'awaited' | 'told';

function remember<S, M>(state: State<S, M>, view: NodeView): Pick<State<S, M>, History> {
  const leads = `${view.term}:${view.id}`;
  const isNew = view.up && view.role === 'leader' && !state.leaders.includes(leads);
  const leaders = isNew ? [...state.leaders, leads] : state.leaders;
  const known = state.committed.length;
  const fresh = view.log.filter((entry) => entry.index > known && entry.index <= view.commit);
  const committed = [...state.committed, ...fresh.map((entry) => ({ ...entry, byTerm: view.term }))];
  let { told } = state;
  const awaited = new Map(state.awaited);
  for (const [value, node] of state.awaited) {
    if (node !== view.id) continue;
    const entry = view.log.find(({ type, data }) => type === 'normal' && data === value);
    const done = entry !== undefined && entry.index <= view.applied && entry.index <= view.durable.commit;
    if (done && view.up) told = Math.max(told, entry.index);
    if (done || !view.up) awaited.delete(value);
  }
  return { leaders, committed, awaited, told };
}
