/**
 * The cluster as a search explores it: the same transition system with fewer states. First dead messages leave a successor
 * (dead.ts), then it is exchanged for the representative of its orbit (symmetry.ts). Both are functions of the state, and
 * dropping a message is the same under any names, so the two commute and one may be on without the other.
 */
import { nextOf, type Successors } from '../../explore/successors.ts';
import type { Emit, TransitionSystem, Violation } from '../../explore/system.ts';
import type { Cluster } from '../cluster.ts';
import { type Concrete, concretize } from './concrete.ts';
import { type DeadFindings, DeadMessages } from './dead.ts';
import { interchangeable } from './interchange.ts';
import { groupOf, type Permutation } from './permutation.ts';
import { Symmetry } from './symmetry.ts';

export interface Wanted {
  readonly symmetry: boolean;
  readonly deadMessages: boolean;
  /** Some property looks at messages. */
  readonly seesMessages: boolean;
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
  readonly name: 'symmetry' | 'dead-messages';
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
  const standings: Standing[] = [
    {
      name: 'symmetry',
      on: symmetric,
      about: symmetric ? interchanged(blocks, group) : wanted.symmetry ? reason : 'switched off',
    },
    { name: 'dead-messages', on: dead !== null, about: refused ?? 'messages too late to have an effect' },
  ];
  /** What other workers have found, or an earlier part of the search. */
  let asymmetry: string | null = null;
  const isRepresentative = (nodeId: number): boolean =>
    symmetry === null || symmetry.nodeOrbits.class(nodeId) === nodeId;
  return {
    system: symmetry === null && dead === null ? cluster : new ReducedCluster(cluster, symmetry, dead),
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
      return alive === null ? null : { name: 'dead-messages', why: alive };
    },
    concrete: (violation) =>
      concretize(cluster, (state) => reduceState(state.slice(), symmetry, dead), violation),
  };
}

function deadMessagesRefused({ model }: Cluster, wanted: Wanted): string | null {
  if (!wanted.deadMessages) return 'switched off';
  if (model.network === 'fifo') return 'over FIFO links a message holds up those behind it';
  return wanted.seesMessages ? 'a property looks at messages' : null;
}

function interchanged(blocks: readonly (readonly number[])[], group: readonly Permutation[]): string {
  const names = blocks.map((ids) => ids.map((id) => `n${id}`).join(' '));
  return `${names.join(', ')} interchangeable, ${group.length} permutations`;
}

/** Puts what the search keeps in the place of a state. */
function reduceState(state: Int32Array, symmetry: Symmetry | null, dead: DeadMessages | null): Int32Array {
  dead?.dropFrom(state);
  symmetry?.represent(state);
  return state;
}

class ReducedCluster implements TransitionSystem {
  readonly width: number;
  readonly bounds: readonly string[];
  readonly cuts: Float64Array;
  readonly #cluster: Cluster;
  readonly #symmetry: Symmetry | null;
  readonly #dead: DeadMessages | null;

  constructor(cluster: Cluster, symmetry: Symmetry | null, dead: DeadMessages | null) {
    this.width = cluster.width;
    this.bounds = cluster.bounds;
    this.cuts = cluster.cuts;
    this.#cluster = cluster;
    this.#symmetry = symmetry;
    this.#dead = dead;
  }

  get actionKinds(): readonly string[] {
    return this.#cluster.actionKinds;
  }

  init(emit: Emit): void {
    this.#cluster.init((state, kind, arg, broken) => {
      emit(reduceState(state.slice(), this.#symmetry, this.#dead), kind, arg, broken);
    });
  }

  next(state: Int32Array, emit: Emit): void {
    nextOf(this, state, emit);
  }

  expand(states: Int32Array, count: number, into: Successors): void {
    this.#cluster.expand(states, count, into);
    this.#dead?.dropFromAll(into, states);
    this.#symmetry?.representAll(into);
  }

  judge(state: Int32Array): number {
    return this.#cluster.judge(state);
  }
}
