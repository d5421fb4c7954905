/**
 * The search of one spec: alone while it is small, by several threads when it is not, and once more without
 * what rests on a premise that the core has refuted.
 */
import { availableParallelism, totalmem } from 'node:os';
import { UserError } from '../base/usererror.ts';
import { switchedOn } from '../cluster/reduce/names.ts';
import type { ReductionStatus } from '../cluster/reduce/reduce.ts';
import { OwnRegistrar } from '../explore/ids.ts';
import { searchInParallel } from '../explore/parallel/parallelsearch.ts';
import { search } from '../explore/search.ts';
import { type Slice, type SliceFacts, searchSlice } from '../explore/slice.ts';
import type { Exploration, Progress, SearchOptions, StopReason } from '../explore/system.ts';
import type { CoreName } from '../foreign/command.ts';
import type { PropertyReport } from '../property/property.ts';
import { duration } from '../report/words.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { mostWorkers } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';
import type { Question } from './checkpoint.ts';
import { type Against, coresAgree } from './compare/against.ts';
import { ThreadCrew } from './crew.ts';
import { drive, type Limits } from './drive.ts';
import { chooseProperties } from './invariants.ts';
import type { Means as Seam } from './jobs.ts';
import { asBefore, type KeepingOrder, keepingOf } from './keeping.ts';
import { type Job, type Prepared, prepare } from './prepare.ts';
import type { SearchTold } from './searchtold.ts';

export interface Searched {
  readonly prepared: Prepared;
  readonly standings: readonly ReductionStatus[];
  readonly exploration: Exploration & { readonly slice?: SliceFacts };
  readonly properties: readonly PropertyReport[];
  readonly stepCalls: number;
  readonly seconds: number;
  /** Resident bytes of the process at their greatest, as far as was looked. */
  readonly peakRssBytes: number;
  /** The checkpoint that the search can go on from, when it has not come to its end. */
  readonly kept: string | null;
}

/** What a search is told besides its spec. */
export interface SearchMeans extends KeepingOrder {
  /** The core with the bug of the spec, or another one; null: the core as it is. */
  readonly core: OtherCore | null;
  /** What another core calls itself. */
  readonly coreName?: CoreName | null;
  /** The core that it is compared with, in the place of all that the spec judges; absent: none. */
  readonly against?: Against;
  /** Only this slice of the search; absent: all of it. */
  readonly slice?: Slice;
}

type Means = SearchMeans & Seam<SearchTold>;

/** Larger than any depth or count: what "no limit" is to the explorer. */
const unlimited = Number.MAX_SAFE_INTEGER;
/**
 * States that one finds alone before others are started. They join, so nothing is lost; but their code is not compiled yet, and
 * a level ends with the slowest: a search of 150,000 states took 3.2 s with others from 20,000 on, and 2.3 s like this.
 */
const smallSearch = 100_000;

export async function explore(parsed: ParsedSpec, means: Means): Promise<Searched> {
  const { spec } = parsed;
  const { against } = means;
  const properties = against === undefined ? await chooseProperties(parsed) : [coresAgree];
  const job: Job = {
    name: spec.name,
    model: spec.model,
    bug: spec.bug,
    core: means.core,
    ...(means.coreName == null ? {} : { coreName: means.coreName }),
    ...(against === undefined ? {} : { against }),
    properties: properties.map(({ name }) => name),
    reductions: switchedOn(spec.search),
    refuted: [],
  };
  const question: Question = { job, depth: spec.search.depth ?? unlimited };
  const before = await asBefore(question, means);
  const watch = new Watch(means);
  const found = await holding(before.job, spec, watch, means);
  if (watch.resumed !== null)
    means.remark(`its time, and --time-limit, count ${duration(watch.resumed)} from before it was resumed`);
  return found;
}

/** Searches once more, without what rests on premises that the core has refuted. */
async function holding(job: Job, spec: Spec, watch: Watch, means: Means): Promise<Searched> {
  const found = await once(job, spec, watch, means);
  const refuted = found.prepared.reduced.refutations();
  if (refuted.length === 0) return found;
  // What was kept of the first search answers the other question.
  return holding({ ...job, refuted: [...job.refuted, ...refuted] }, spec, watch, { ...means, resume: null });
}

/** Three quarters of the memory that this process may have, so that a run ends with a result and not with a kill. */
export function spareMemory(): number {
  const constrained = process.constrainedMemory();
  const all = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(0.75 * all);
}

/** The threads that a search may have: one where its order is that of one, or its states are not to be packed. */
export function workersOf({ search: { strategy, pack, workers } }: Spec): number {
  return strategy === 'dfs' || !pack ? 1 : (workers ?? Math.min(availableParallelism(), mostWorkers));
}

async function once(job: Job, spec: Spec, watch: Watch, means: Means): Promise<Searched> {
  const { strategy, pack } = spec.search;
  const options: SearchOptions = {
    strategy,
    pack,
    depth: spec.search.depth ?? unlimited,
    maxStates: spec.search.maxStates ?? unlimited,
  };
  const workers = means.slice === undefined ? workersOf(spec) : 1;
  if (means.resume != null || (means.checkpointEvery != null && means.slice === undefined)) {
    if (strategy === 'dfs' || !pack) {
      throw new UserError({
        message: 'is for searches that are breadth first and packed',
        where: means.resume != null ? '--resume' : '--checkpoint',
        hint: 'leave out --strategy dfs and --no-pack',
      });
    }
    const crew = await crewOf(job, options, workers, watch, means);
    if (crew !== null) return together(job, crew, spec, watch, means);
    throw new UserError({
      message: 'needs more address space than this process may have',
      where: means.resume != null ? '--resume' : '--checkpoint',
      hint: 'ulimit -v unlimited',
    });
  }
  // A search that ends at once needs no threads, and one alone no address space in advance.
  const crew =
    workers > 1 && options.maxStates > smallSearch ? await crewOf(job, options, workers, watch, means) : null;
  if (crew !== null) return together(job, crew, spec, watch, means);
  return alone(job, options, spec, watch, means);
}

async function alone(
  job: Job,
  options: SearchOptions,
  spec: Spec,
  watch: Watch,
  { slice, desk }: Means,
): Promise<Searched> {
  const prepared = await prepare(job, desk, new OwnRegistrar());
  const { cluster, judge, reduced } = prepared;
  const searching =
    slice === undefined ? search(reduced.system, options) : searchSlice(reduced.system, options, slice);
  const exploration = await watch.follow(searching, spec, () => ({
    actionKinds: cluster.actionKinds,
    properties: judge.report(-1),
    reductions: reduced.standings,
    stepCalls: cluster.stepCalls,
    kept: null,
  }));
  const properties = judge.report(exploration.violation?.property ?? -1);
  const { standings } = reduced;
  return {
    prepared,
    standings,
    exploration,
    properties,
    stepCalls: cluster.stepCalls,
    kept: null,
    ...watch.cost,
  };
}

/** Null where the threads' memory cannot be reserved. */
async function crewOf(
  job: Job,
  search: SearchOptions,
  workers: number,
  watch: Watch,
  means: Means,
): Promise<ThreadCrew | null> {
  const question: Question = { job, depth: search.depth };
  const keeping = await keepingOf(question, means);
  const { restored } = keeping;
  if (restored !== null) watch.seconds = watch.resumed = restored.checkpoint.seconds;
  const parts = restored?.checkpoint.threads.length ?? 1;
  return ThreadCrew.start({
    question,
    search,
    // States and links of a checkpoint belong to the threads that wrote it; others may only join one alone.
    workers: parts > 1 ? parts : workers,
    small: smallSearch,
    width: job.model.nodes + 1,
    keeping,
    seconds: watch.seconds,
    newDesk: means.newDesk,
    lost: means.lost,
    remark: means.remark,
  });
}

async function together(
  job: Job,
  crew: ThreadCrew,
  spec: Spec,
  watch: Watch,
  { desk }: Means,
): Promise<Searched> {
  try {
    const prepared = await prepare(job, desk, crew.ledger);
    crew.begin(prepared);
    const { cluster, judge, reduced } = prepared;
    const exploration = await watch.follow(
      searchInParallel(reduced.system, crew, spec.search.depth ?? unlimited),
      spec,
      () => ({
        actionKinds: cluster.actionKinds,
        properties: crew.properties(judge.report(-1)),
        reductions: reduced.standings,
        stepCalls: cluster.stepCalls,
        kept: crew.kept,
      }),
    );
    for (const findings of crew.findings) reduced.absorb(findings);
    const properties = crew.properties(judge.report(exploration.violation?.property ?? -1));
    const { standings } = reduced;
    if (exploration.stopped === null || reduced.refutations().length > 0) crew.endKeeping();
    return {
      prepared,
      standings,
      exploration,
      properties,
      stepCalls: crew.stepCalls,
      kept: exploration.stopped === null ? null : crew.kept,
      ...watch.cost,
    };
  } finally {
    await crew.close();
  }
}

/** What a search says of itself besides its progress. */
type Insight = Omit<SearchTold, 'progress' | 'seconds' | 'rss'>;

/** Time, limits and progress of all that is searched for one answer. */
class Watch {
  seconds = 0;
  /** Those of the checkpoint that it goes on from; null: it begins anew. */
  resumed: number | null = null;
  #peakRssBytes = 0;
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  /** The system's own figure begins with that of the process that started this one. */
  get cost(): Pick<Searched, 'seconds' | 'peakRssBytes'> {
    return { seconds: this.seconds, peakRssBytes: this.#peakRssBytes };
  }

  async follow<Result extends Exploration>(
    searching: Generator<Progress, Result, StopReason | null>,
    { search: { maxMemory, timeLimit } }: Spec,
    insight: () => Insight,
  ): Promise<Result> {
    const { host, tell } = this.#means;
    const before = this.seconds;
    const limits: Limits = {
      maxMemory: maxMemory ?? spareMemory(),
      timeLimit: timeLimit === null ? null : timeLimit - before,
    };
    const { exploration, seconds } = await drive(searching, limits, host, (progress, passed, rss) => {
      this.#peakRssBytes = Math.max(this.#peakRssBytes, rss);
      tell({ progress, seconds: before + passed, rss, ...insight() });
    });
    this.seconds += seconds;
    this.#peakRssBytes = Math.max(this.#peakRssBytes, host.rss());
    return exploration;
  }
}
