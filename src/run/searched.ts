/** What a search is asked and what it answers, whichever way it goes (explore.ts, ondisk.ts). */
import { availableParallelism } from 'node:os';
import type { ReductionStatus } from '../cluster/reduce/reduce.ts';
import type { Registrar } from '../explore/ids.ts';
import { mostCompiledWorkers } from '../explore/parallel/compiledmemory.ts';
import type { Exploration, SearchOptions } from '../explore/system.ts';
import type { CoreName } from '../foreign/command.ts';
import type { PropertyReport } from '../property/property.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import type { OtherCore } from '../spec/othercore.ts';
import { mostWorkers } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';
import type { OwnTraceStep } from '../trace/own/trace.ts';
import type { AnswerFiles } from './answerfiles.ts';
import type { RunCallMonitor } from './callmemory.ts';
import type { CheckpointOrder } from './checkpointing.ts';
import type { FarmOrder } from './farm/order.ts';
import type { JobContext } from './jobs.ts';
import type { Instead } from './judgedin.ts';
import type { PreparedSystem } from './ownsystem.ts';
import type { PreparedCluster, SearchSetup } from './prepare.ts';
import type { SearchProgress } from './searchprogress.ts';
import type { StartFrom } from './startfrom.ts';

/** What is searched: a cluster, or a system of one's own. */
export type Prepared = PreparedCluster | PreparedSystem;

export interface Searched<P extends Prepared = Prepared> {
  readonly prepared: P;
  readonly reductions: readonly ReductionStatus[];
  readonly exploration: Exploration;
  readonly properties: readonly PropertyReport[];
  readonly stepCalls: number;
  /** Those of them that earlier runs had the answers to; absent: none were asked. */
  readonly knownCalls?: number;
  readonly seconds: number;
  /** Resident bytes of the process at their greatest, as far as was looked. */
  readonly peakRssBytes: number;
  /** Whether it was breadth first though it was to be depth first: on disk. */
  readonly breadthFirst?: boolean;
  /** The checkpoint that the search can go on from, when it has not come to its end. */
  readonly checkpoint: string | null;
}

/** What a search is, apart from how it goes on: what is asked, and who prepares it. */
export interface Question<P extends Prepared> {
  readonly setup: SearchSetup;
  prepare(setup: SearchSetup, monitor: RunCallMonitor, registrar: Registrar): Promise<P>;
  /** What the core has answered in earlier runs; absent: nobody looks. */
  readonly answers?: AnswerFiles | null;
}

/** What a search is told besides its spec. */
export interface SearchOrder extends CheckpointOrder, Instead {
  /** The core with the bug of the spec, or another one; null: the core as it is. */
  readonly core: OtherCore | null;
  /** What another core calls itself. */
  readonly coreName?: CoreName | null;
  /** Of a system of one's own: the behavior that the search begins after. */
  readonly given?: readonly OwnTraceStep[];
  /** The behavior that the search begins after; absent, null: none. */
  readonly from?: StartFrom | null;
  /** Whether the core's answers are kept on disk between runs. */
  readonly cache?: boolean;
  /** How it is spread over many machines; absent: it is not. */
  readonly farm?: FarmOrder;
}

export type SearchContext = SearchOrder & JobContext<SearchProgress>;

/** Larger than any depth or count: what "no limit" is to the explorer. */
export const unlimited = Number.MAX_SAFE_INTEGER;

/** How a spec is searched, for the explorer. */
export function optionsOf({ search: { strategy, pack, depth, maxStates } }: Spec): SearchOptions {
  return { strategy, pack, depth: depth ?? unlimited, maxStates: maxStates ?? unlimited };
}

/** The threads that a search may have: one where its order is that of one, its states are not to be packed, or it keeps all steps. */
export function workersOf({ search: { strategy, pack, workers }, ...spec }: Spec): number {
  return strategy === 'dfs' || !pack || asksBehaviors(spec)
    ? 1
    : (workers ?? Math.min(availableParallelism(), mostWorkers));
}

/** Whether the innermost loop is: that of a cluster whose search may be one of many threads, unless switched off. */
export function isCompiled({ system }: SearchSetup, spec: Spec): boolean {
  const { strategy, pack, compiled } = spec.search;
  const threads = workersOf(spec) <= mostCompiledWorkers;
  const byNumbers = system === undefined && spec.model.terms === 'absolute';
  return byNumbers && compiled && strategy === 'bfs' && pack && threads && !asksBehaviors(spec);
}
