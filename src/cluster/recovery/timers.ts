/**
 * The timers that may fire in a quiet state. Timely help is what a working network and clocks that go alike leave: a leader's heartbeat
 * always comes, its quorum check after one, and an election timer fires only where no live leader is followed. All help is every
 * timer at any time.
 */
import type { LocalInput } from '../action.ts';
import type { Model } from '../model.ts';
import { lastIndex, type NodeView, termAt } from '../view.ts';
import type { RecoveryCore } from './core.ts';
import type { Cuts } from './cuts.ts';
import type { Quiets } from './quiets.ts';
import type { Timer } from './rounds.ts';

export type Help = 'timely' | 'all';

/** What may happen next: a timer fires, or a node that has applied its own removal is switched off. `kinds`: for people. */
export type Chance =
  | (Timer & { readonly kinds: readonly LocalInput['kind'][] })
  | { readonly node: number; readonly inputs: 'off' };

export class Chances<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #quiets: Quiets<S, M>;
  readonly #model: Model;
  /** By node state: its own timers, wherever it stands. */
  readonly #own: (readonly Chance[] | undefined)[] = [];

  constructor(core: RecoveryCore<S, M>, quiets: Quiets<S, M>, model: Model) {
    this.#core = core;
    this.#quiets = quiets;
    this.#model = model;
  }

  /** The chances in a quiet state, the likelier to help the earlier: who leads first, then whose log is newer. */
  *in(quiet: number, help: Help): Generator<Chance, undefined> {
    const [nodes, up, cuts] = [this.#quiets.nodes(quiet), this.#quiets.up(quiet), this.#quiets.cuts(quiet)];
    for (const leading of [true, false]) {
      const alike = up.filter((node) => isLeading(node) === leading);
      for (const node of alike.toSorted(likelier)) {
        if (help === 'all' || !followsLive(node, up, cuts)) yield* this.#of(nodes[node.id - 1]);
      }
    }
    return undefined;
  }

  #of(node: number): readonly Chance[] {
    this.#own[node] ??= this.#made(this.#core.view(node));
    return this.#own[node];
  }

  #made(node: NodeView): readonly Chance[] {
    const timers = isLeading(node) ? leaders(node, this.#model) : others(this.#model);
    const chances: Chance[] = timers.map((inputs) => ({
      node: node.id,
      inputs: inputs.map((input) => this.#core.input(input)),
      kinds: inputs.map(({ kind }) => kind),
    }));
    return isRemoved(node) ? [...chances, { node: node.id, inputs: 'off' }] : chances;
  }
}

function likelier(a: NodeView, b: NodeView): number {
  const [aLast, bLast] = [lastIndex(a), lastIndex(b)];
  return termAt(b, bLast)! - termAt(a, aLast)! || bLast - aLast || b.term - a.term || a.id - b.id;
}

export function isLeading({ up, role }: NodeView): boolean {
  return up && role === 'leader';
}

/** It follows a leader of its term, who is up and whom it hears. */
function followsLive(node: NodeView, up: readonly NodeView[], cuts: Cuts): boolean {
  const isItsLeader = (one: NodeView): boolean =>
    one.id === node.lead && isLeading(one) && one.term === node.term && cuts.passes(one.id, node.id);
  return !isLeading(node) && up.some(isItsLeader);
}

type Inputs = readonly LocalInput[];

function leaders({ progress }: NodeView, { checkQuorum, bounds }: Model): Inputs[] {
  const heartbeat = { kind: 'heartbeat' } as const;
  const gone = Object.entries(progress).filter(([, { state }]) => state === 'snapshot');
  return [
    [heartbeat],
    ...(checkQuorum || bounds['max-transfers'] !== 0 ? [[heartbeat, { kind: 'check-quorum' } as const]] : []),
    ...gone.map(([peer]) => [{ kind: 'snapshot-status', peer: Number(peer), failed: true } as const]),
    // The one that was sent may be too old for a node that has joined since: its application takes another.
    ...(gone.length > 0 ? [[{ kind: 'compact' } as const]] : []),
  ];
}

function others({ checkQuorum }: Model): Inputs[] {
  return [[{ kind: 'timeout' }], ...(checkQuorum ? [[{ kind: 'expire-lease' } as const]] : [])];
}

/** It has applied that it is no member any more. */
function isRemoved({ id, config }: NodeView): boolean {
  const { voters, votersOutgoing, learners, learnersNext } = config;
  const members = [...voters, ...votersOutgoing, ...learners, ...learnersNext];
  return members.length > 0 && !members.includes(id);
}

export function chanceWords(chance: Chance): string {
  return chance.inputs === 'off'
    ? `switching n${chance.node} off`
    : `${chance.kinds.join(' and ')} n${chance.node}`;
}
