/**
 * The cluster as a search explores it: the same transition system with fewer states. Every reduction is one value in the table
 * below. All are functions of the state, and what one drops is the same under any names, so they commute: each may be on
 * without the others, but for one that rests on another (names.ts).
 */
import { allOf, type Batch, type CompiledPart } from '../../explore/kernel.ts';
import { nextOf, type Successors } from '../../explore/successors.ts';
import type { Emit, TransitionSystem, Violation } from '../../explore/system.ts';
import type { Cluster } from '../cluster.ts';
import { groupOf } from '../permutation.ts';
import { fieldsOf } from '../setting.ts';
import { type Concrete, concretize } from './concrete.ts';
import { deadMessages } from './dead.ts';
import { Floors } from './floors.ts';
import { deadHistory } from './history.ts';
import { interchangeable } from './interchange.ts';
import { type AppliedName, appliedNames, groundOf, type ReductionName, reductionNames } from './names.ts';
import { type Refutation, refutationOf } from './premise.ts';
import type { AppliedReduction, Reduction, SearchFacts } from './reduction.ts';
import { symmetry } from './symmetry.ts';
import { relativeTerms } from './terms.ts';

/** In the order in which they are applied to a state. */
const reductions: Readonly<Record<AppliedName, Reduction>> = {
  'dead-messages': deadMessages,
  'dead-history': deadHistory,
  terms: relativeTerms,
  symmetry,
};

export interface Wanted extends Pick<SearchFacts, 'seesMessages' | 'seesLeaders' | 'refuted'> {
  /** See SearchFacts; absent: none. */
  readonly tellsApart?: SearchFacts['tellsApart'];
  /** The reductions that are switched on. */
  readonly on: readonly ReductionName[];
}

/** What a worker has found out about the reductions while it searched. Plain data. */
export interface Findings {
  /** By reduction that has some, see AppliedReduction.findings: ids of messages. */
  readonly found: Readonly<Partial<Record<AppliedName, readonly number[]>>>;
  readonly refuted: readonly Refutation[];
}

/** How a reduction stands in a search. */
export interface ReductionStatus {
  readonly name: AppliedName;
  readonly on: boolean;
  /** On: what it identifies. Off: why. */
  readonly about: string;
}

export interface Reduced {
  /** What to search; the cluster itself where nothing is reduced. */
  readonly system: TransitionSystem;
  readonly standings: readonly ReductionStatus[];
  /** What this worker has found out, for the one that asks for the refutations. */
  findings(): Findings;
  absorb(findings: Findings): void;
  /**
   * When the search is over: the premises that the core has refuted in it, so that its result does not hold. Then it has to
   * be searched again with these in `Wanted.refuted`.
   */
  refutations(): readonly Refutation[];
  /** The state that stands for it. */
  represent(state: Int32Array): Int32Array;
  /** A violation that the search has found, as a behavior of the cluster. */
  concrete(violation: Violation): Concrete;
}

export function reduce(cluster: Cluster, wanted: Wanted): Reduced {
  const facts = factsOf(cluster, wanted);
  const standings = new Map<AppliedName, ReductionStatus>();
  const applied = new Map<AppliedName, AppliedReduction>();
  const names = namesIn(facts);
  for (const name of fieldsOf(reductions)) {
    if (!names.includes(name)) continue;
    const off = refusal(name, facts, wanted.on);
    if (off === null) applied.set(name, reductions[name].apply(facts));
    standings.set(name, { name, on: off === null, about: off ?? applied.get(name)!.about });
  }
  const chain = [...applied.values()];
  /** What other workers have refuted, or an earlier part of the search. */
  const absorbed: Refutation[] = [];
  const refutedSoFar = (): Refutation[] => [...absorbed, ...chain.flatMap((one) => one.refuted())];
  const isAsked = (nodeId: number): boolean => chain.every((one) => one.isRepresentative?.(nodeId) ?? true);
  return {
    system: chain.length === 0 ? cluster : new ReducedCluster(cluster, chain),
    standings: names.map((name) => standings.get(name)!),
    findings: () => ({ found: foundBy(applied), refuted: refutedSoFar() }),
    absorb: ({ found, refuted }) => {
      for (const [name, one] of applied) one.absorb?.(found[name] ?? []);
      absorbed.push(...refuted);
    },
    refutations: () => {
      const seen = refutedSoFar();
      // Where names or terms mean something, steps that were renamed are not the core's, and say nothing of other premises.
      const renamed = refutationOf(seen, 'names-mean-nothing') ?? refutationOf(seen, 'terms-are-relative');
      if (renamed !== undefined) return [renamed];
      return newPremises([...seen, ...chain.flatMap((one) => one.verify(isAsked))], wanted.refuted);
    },
    represent: (state) => represent(state.slice(), chain),
    concrete: (violation) => concretize(cluster, (state) => represent(state.slice(), chain), violation),
  };
}

/** In the order in which reports name them. */
function namesIn({ model, refuted }: SearchFacts): readonly AppliedName[] {
  const asked = model.terms === 'relative' || refutationOf(refuted, 'terms-are-relative') !== undefined;
  return asked ? appliedNames : reductionNames;
}

/** The findings of each reduction that has some to tell. */
function foundBy(applied: ReadonlyMap<AppliedName, AppliedReduction>): Findings['found'] {
  const found = [...applied].flatMap(([name, one]) => {
    const messages = one.findings?.();
    return messages === undefined ? [] : [[name, [...messages]] as const];
  });
  return Object.fromEntries(found);
}

/** Why a reduction is not applied in this search, or null. */
function refusal(name: AppliedName, facts: SearchFacts, on: readonly ReductionName[]): string | null {
  if (name === 'terms') return reductions[name].refusal(facts);
  if (!on.includes(name)) return 'switched off';
  const ground = groundOf(name);
  if (ground !== undefined && refusal(ground, facts, on) !== null) {
    return `rests on what is verified with ${ground.replaceAll('-', ' ')}`;
  }
  return reductions[name].refusal(facts);
}

function factsOf(cluster: Cluster, wanted: Wanted): SearchFacts {
  const { nodes, model, reductions: tables } = cluster;
  const { seesMessages, seesLeaders, refuted, tellsApart = [] } = wanted;
  const facts: SearchFacts = {
    model,
    tables,
    nodes,
    group: groupOf(nodes, []),
    blocks: [],
    floors: new Floors(tables),
    refuted,
    seesMessages,
    seesLeaders,
    tellsApart,
  };
  if (refusal('symmetry', facts, wanted.on) !== null) return facts;
  const { blocks } = interchangeable(model, tellsApart);
  return { ...facts, blocks, group: groupOf(nodes, blocks) };
}

/** One refutation for each premise, without those that were known before. */
function newPremises(found: readonly Refutation[], known: readonly Refutation[]): Refutation[] {
  const named = ({ premise }: Refutation): string => JSON.stringify(premise);
  const before = new Set(known.map(named));
  const first = new Map(found.toReversed().map((one) => [named(one), one]));
  return [...first.values()].filter((one) => !before.has(named(one))).reverse();
}

/** Puts what the search keeps in the place of a state. */
function represent(state: Int32Array, chain: readonly AppliedReduction[]): Int32Array {
  for (const one of chain) one.represent(state);
  return state;
}

class ReducedCluster implements TransitionSystem {
  readonly width: number;
  readonly bounds: readonly string[];
  readonly cuts: Float64Array;
  readonly ends?: (state: Int32Array) => number;
  readonly #cluster: Cluster;
  readonly #chain: readonly AppliedReduction[];

  constructor(cluster: Cluster, chain: readonly AppliedReduction[]) {
    this.width = cluster.width;
    this.bounds = cluster.bounds;
    this.cuts = cluster.cuts;
    this.#cluster = cluster;
    this.#chain = chain;
    if (cluster.ends !== undefined) this.ends = (state) => cluster.ends!(state);
  }

  get actionKinds(): readonly string[] {
    return this.#cluster.actionKinds;
  }

  init(emit: Emit): void {
    this.#cluster.init((state, kind, arg, broken) => {
      emit(represent(state.slice(), this.#chain), kind, arg, broken);
    });
  }

  next(state: Int32Array, emit: Emit): void {
    nextOf(this, state, emit);
  }

  expand(states: Int32Array, count: number, into: Successors): void {
    this.#cluster.expand(states, count, into);
    for (const one of this.#chain) one.representAll(into, states);
  }

  compiled(batch: Batch): CompiledPart {
    const parts = this.#chain.map((one) => one.compiled());
    const bits = parts.reduce((sum, { bit }) => sum + bit, 0);
    const applied: CompiledPart = { misses: {}, wire: (kernel) => kernel.setReductions(bits) };
    return allOf([this.#cluster.compiled(batch), ...parts, applied]);
  }

  judge(state: Int32Array): number {
    return this.#cluster.judge(state);
  }
}
