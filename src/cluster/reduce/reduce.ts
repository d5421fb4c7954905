/**
 * The cluster as a search explores it: the same transition system with fewer states. First dead messages leave a successor
 * (dead.ts) and dead history does (history.ts), then it is exchanged for the representative of its orbit (symmetry.ts). All
 * are functions of the state, and dropping something is the same under any names, so they commute; symmetry may be on without
 * the others and they without it.
 */
import { nextOf, type Successors } from '../../explore/successors.ts';
import type { Emit, TransitionSystem, Violation } from '../../explore/system.ts';
import type { Cluster } from '../cluster.ts';
import { type Concrete, concretize } from './concrete.ts';
import { type DeadFindings, DeadMessages } from './dead.ts';
import { DeadHistory } from './history.ts';
import { interchangeable } from './interchange.ts';
import { groupOf, type Permutation } from './permutation.ts';
import { Symmetry } from './symmetry.ts';

export interface Wanted {
  readonly symmetry: boolean;
  readonly deadMessages: boolean;
  /** Where dead messages are dropped: it rests on what is verified with them. */
  readonly deadHistory: boolean;
  /** Some property looks at messages. */
  readonly seesMessages: boolean;
  /** Some property looks at leaders of the past. */
  readonly seesLeaders: boolean;
}

/** What a worker has found out about the reductions while it searched. */
export interface Findings extends DeadFindings {
  /** How the core tells interchangeable nodes apart; null: it has not been seen to. */
  readonly asymmetry: string | null;
}

/** Why the result of a search does not hold with a reduction. */
export interface Refutation {
  readonly name: Standing['name'];
  readonly why: string;
}

/** How a reduction stands in a search. */
export interface Standing {
  readonly name: 'symmetry' | 'dead-messages' | 'dead-history';
  readonly on: boolean;
  /** On: what it identifies. Off: why. */
  readonly about: string;
}

export interface Reduced {
  /** What to search; the cluster itself where nothing is reduced. */
  readonly system: TransitionSystem;
  readonly standings: readonly Standing[];
  /** What this worker has found out, for the one that asks for the refutation. */
  findings(): Findings;
  absorb(findings: Findings): void;
  /** When the search is over: of which reduction its result does not hold, or null: it does. */
  refutation(): Refutation | null;
  /** A violation that the search has found, as a behavior of the cluster. */
  concrete(violation: Violation): Concrete;
}

export function reduce(cluster: Cluster, wanted: Wanted): Reduced {
  const { nodes, model, reductions } = cluster;
  const { blocks, reason } = interchangeable(model);
  const symmetric = wanted.symmetry && blocks.length > 0;
  const group = groupOf(nodes, symmetric ? blocks : []);
  const symmetry = symmetric ? new Symmetry(reductions, nodes, blocks, group) : null;
  const refused = deadMessagesRefused(cluster, wanted);
  const dead = refused === null ? new DeadMessages(reductions, nodes, group) : null;
  const remembered = deadHistoryRefused(dead !== null, wanted);
  const history = remembered === null ? new DeadHistory(reductions, nodes) : null;
  const standings: Standing[] = [
    {
      name: 'symmetry',
      on: symmetric,
      about: symmetric ? interchanged(blocks, group) : wanted.symmetry ? reason : 'switched off',
    },
    { name: 'dead-messages', on: dead !== null, about: refused ?? 'messages too late to have an effect' },
    {
      name: 'dead-history',
      on: history !== null,
      about: remembered ?? 'who led terms that nobody can lead any more',
    },
  ];
  /** What other workers have found, or an earlier part of the search. */
  let asymmetry: string | null = null;
  const isRepresentative = (nodeId: number): boolean =>
    symmetry === null || symmetry.nodeOrbits.class(nodeId) === nodeId;
  return {
    system:
      symmetry === null && dead === null ? cluster : new ReducedCluster(cluster, { symmetry, dead, history }),
    standings,
    findings: () => ({
      ...(dead?.findings ?? { dropped: [], fallen: null }),
      asymmetry: asymmetry ?? reductions.asymmetry,
    }),
    absorb: (findings) => {
      asymmetry ??= findings.asymmetry;
      dead?.absorb(findings);
    },
    refutation: () => {
      const apart = asymmetry ?? reductions.asymmetry;
      if (apart !== null) return { name: 'symmetry', why: apart };
      const alive = dead?.refutation(isRepresentative) ?? null;
      if (alive !== null) return { name: 'dead-messages', why: alive };
      const leads = history?.refutation(isRepresentative) ?? null;
      return leads === null ? null : { name: 'dead-history', why: leads };
    },
    concrete: (violation) =>
      concretize(cluster, (state) => reduceState(state.slice(), { symmetry, dead, history }), violation),
  };
}

function deadMessagesRefused({ model }: Cluster, wanted: Wanted): string | null {
  if (!wanted.deadMessages) return 'switched off';
  if (model.network === 'fifo') return 'over FIFO links a message holds up those behind it';
  return wanted.seesMessages ? 'a property looks at messages' : null;
}

function deadHistoryRefused(deadMessages: boolean, wanted: Wanted): string | null {
  if (!wanted.deadHistory) return 'switched off';
  if (!deadMessages) return 'rests on what is verified with dead messages';
  return wanted.seesLeaders ? 'a property looks at leaders of the past' : null;
}

function interchanged(blocks: readonly (readonly number[])[], group: readonly Permutation[]): string {
  const names = blocks.map((ids) => ids.map((id) => `n${id}`).join(' '));
  return `${names.join(', ')} interchangeable, ${group.length} permutations`;
}

interface Reductions {
  readonly symmetry: Symmetry | null;
  readonly dead: DeadMessages | null;
  readonly history: DeadHistory | null;
}

/** Puts what the search keeps in the place of a state. */
function reduceState(state: Int32Array, { symmetry, dead, history }: Reductions): Int32Array {
  dead?.dropFrom(state);
  history?.forgetIn(state);
  symmetry?.represent(state);
  return state;
}

class ReducedCluster implements TransitionSystem {
  readonly width: number;
  readonly bounds: readonly string[];
  readonly cuts: Float64Array;
  readonly #cluster: Cluster;
  readonly #reductions: Reductions;

  constructor(cluster: Cluster, reductions: Reductions) {
    this.width = cluster.width;
    this.bounds = cluster.bounds;
    this.cuts = cluster.cuts;
    this.#cluster = cluster;
    this.#reductions = reductions;
  }

  get actionKinds(): readonly string[] {
    return this.#cluster.actionKinds;
  }

  init(emit: Emit): void {
    this.#cluster.init((state, kind, arg, broken) => {
      emit(reduceState(state.slice(), this.#reductions), kind, arg, broken);
    });
  }

  next(state: Int32Array, emit: Emit): void {
    nextOf(this, state, emit);
  }

  expand(states: Int32Array, count: number, into: Successors): void {
    const { symmetry, dead, history } = this.#reductions;
    this.#cluster.expand(states, count, into);
    dead?.dropFromAll(into, states);
    history?.forgetInAll(into, states);
    symmetry?.representAll(into);
  }

  judge(state: Int32Array): number {
    return this.#cluster.judge(state);
  }
}
