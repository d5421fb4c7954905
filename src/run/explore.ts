/**
 * The search of one spec: alone while it is small, by several threads when it is not, on disk where memory is full, and once more
 * without what rests on a premise that the core has refuted.
 */
import { UserError } from '../base/usererror.ts';
import { switchedOn } from '../cluster/reduce/names.ts';
import { OwnRegistrar } from '../explore/ids.ts';
import { searchInParallel } from '../explore/parallel/parallelsearch.ts';
import { search } from '../explore/search.ts';
import type { SearchOptions } from '../explore/system.ts';
import { bytes, count, duration } from '../report/words.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Spec } from '../spec/spec.ts';
import type { SystemModule } from '../system/module.ts';
import { propertiesOf } from '../system/subject.ts';
import type { Restored, SearchProblem } from './checkpoint.ts';
import { asCheckpointed, checkpointingOf } from './checkpointing.ts';
import { compiledLoop } from './compiled.ts';
import { forget, goesOnDisk, handedOver, memoryLimit, writtenDown } from './handover.ts';
import { judgedIn } from './judgedin.ts';
import { collectGarbage } from './memory.ts';
import { onDiskRefusal, searchOnDisk, takesFiles } from './ondisk.ts';
import { blamed, type PreparedSystem, prepareSystem, setupOf } from './ownsystem.ts';
import { type PreparedCluster, prepareCluster, type SearchSetup, widthOf } from './prepare.ts';
import { SearchClock } from './searchclock.ts';
import {
  isCompiled,
  optionsOf,
  type Prepared,
  type Question,
  type SearchContext,
  type Searched,
  workersOf,
} from './searched.ts';
import { ThreadPool } from './threadpool.ts';

/**
 * States that one finds alone before others are started. They join, so nothing is lost; but their code is not compiled yet, and
 * a level ends with the slowest: a search of 150,000 states took 3.2 s with others from 20,000 on, and 2.3 s like this.
 */
const smallSearch = 100_000;

/** The search of a spec of a cluster. */
export async function explore(
  parsed: ParsedSpec,
  context: SearchContext,
): Promise<Searched<PreparedCluster>> {
  const { spec } = parsed;
  const { farm } = context;
  const setup = await clusterSetup(parsed, context);
  if (farm === undefined) return exploreAll({ setup, prepare: prepareCluster }, spec, context);
  const { exploreOnFarm } = await import('./farm/explore.ts');
  return exploreOnFarm({ setup, prepare: prepareCluster }, spec, context, farm);
}

/** What is searched of a spec of a cluster. Throws a UserError. */
export async function clusterSetup(parsed: ParsedSpec, context: SearchContext): Promise<SearchSetup> {
  const { spec } = parsed;
  const { against, sought = null } = context;
  const properties = await judgedIn(parsed, context);
  const behaviors = asksBehaviors(spec) && against === undefined;
  if (behaviors && context.from != null) {
    const message = 'what is asked of whole behaviors is asked from the beginning';
    throw new UserError({ message, where: '--from', found: context.from.where });
  }
  return {
    name: spec.name,
    model: spec.model,
    bug: spec.bug,
    core: context.core,
    ...(context.coreName == null ? {} : { coreName: context.coreName }),
    ...(against === undefined ? {} : { against }),
    ...(context.from == null ? {} : { from: context.from }),
    ...(sought === null ? {} : { sought: true }),
    properties,
    reductions: switchedOn(spec.search),
    ...(behaviors ? { fairness: spec.temporal.fairness ?? [] } : {}),
    refuted: [],
  };
}

/** The search of a spec of a system of one's own. Throws a UserError for what is the system's fault. */
export function exploreSystem(
  spec: Spec,
  module: SystemModule,
  context: SearchContext,
): Promise<Searched<PreparedSystem>> {
  return blamed(module, spec.search, async () => {
    const system = await setupOf(spec, module, context.monitor, context);
    const setup: SearchSetup = {
      name: spec.name,
      model: spec.model,
      system,
      bug: null,
      core: null,
      properties: propertiesOf(system.judged),
      reductions: [],
      refuted: [],
    };
    const prepare: Question<PreparedSystem>['prepare'] = (_, monitor, registrar) =>
      prepareSystem(system, monitor, registrar);
    return exploreAll({ setup, prepare }, spec, context);
  });
}

async function exploreAll<P extends Prepared>(
  { setup, prepare }: Question<P>,
  spec: Spec,
  context: SearchContext,
): Promise<Searched<P>> {
  const before = await asCheckpointed(problemOf(setup, spec), context);
  const clock = new SearchClock(context);
  const found = await searchUntilNoneRefuted({ setup: before.job, prepare }, spec, clock, context);
  if (clock.resumed !== null)
    context.remark(`its time, and --time-limit, count ${duration(clock.resumed)} from before it was resumed`);
  return found;
}

/** Searches once more, without what rests on premises that the core has refuted. */
async function searchUntilNoneRefuted<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  const found = await searchInAnyRoom(question, spec, clock, context);
  const refuted = found.prepared.reduced.refutations();
  if (refuted.length === 0) return found;
  const setup = { ...question.setup, refuted: [...question.setup.refuted, ...refuted] };
  // What was kept of the first search is of the other search.
  return searchUntilNoneRefuted({ ...question, setup }, spec, clock, { ...context, resume: null });
}

/**
 * As `searchOnce`; where memory is full, on disk once more. By the plain loop where only the memory that compiled code sees is full,
 * and the machine's is not.
 */
async function searchInAnyRoom<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  if (spec.search.visited === 'disk') {
    const refused = onDiskRefusal(spec, context);
    if (refused !== null) throw new UserError({ message: refused, where: '--visited', found: 'disk' });
    return searchOnDisk(question, spec, clock, context, await restoredOnDisk(question, spec, clock, context));
  }
  const found = await searchInMemory(question, spec, clock, context);
  if (found === 'beyond compiled code') {
    const plain = { ...spec, search: { ...spec.search, compiled: false } };
    return searchOnce(question, plain, clock, context);
  }
  if ('prepared' in found) return found;
  collectGarbage();
  const searched = await searchOnDisk(question, spec, clock, context, found.from);
  if (found.from !== null && searched.checkpoint === null)
    await forget(found.from, problemOf(question.setup, spec), context);
  return searched;
}

/** What a search on disk is asked to go on from, or null. */
async function restoredOnDisk<P extends Prepared>(
  { setup }: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Restored | null> {
  if (context.resume == null) return null;
  const { restored } = await checkpointingOf(problemOf(setup, spec), context);
  clock.seconds = clock.resumed = restored!.checkpoint.seconds;
  return restored;
}

function problemOf(job: SearchSetup, spec: Spec): SearchProblem {
  return { job, depth: optionsOf(spec).depth };
}

/** As `searchOnce`; or how it goes on: then nothing of this search takes memory any more. */
async function searchInMemory<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P> | { readonly from: Restored | null } | 'beyond compiled code'> {
  const found = await searchOnce(question, spec, clock, context);
  const { stopped, distinct, storeBytes } = found.exploration;
  if (stopped !== 'max-memory') return found;
  const limit = memoryLimit(spec);
  if (found.peakRssBytes >= limit) {
    if (!goesOnDisk(spec, context, storeBytes) || !takesFiles(context)) return found;
    const { checkpoint } = found;
    const from = checkpoint === null ? null : await handedOver(checkpoint, problemOf(question.setup, spec));
    const how = from === null ? 'all is searched again' : 'the search goes on';
    context.remark(
      `${bytes(limit)} of memory are full with ${count(distinct)} states: ${how} with known states on disk`,
    );
    return { from };
  }
  if (!isCompiled(question.setup, spec)) return found;
  context.remark(
    `compiled code has no room for more than ${count(distinct)} states of this spec: the plain loop, which has, searches again`,
  );
  return 'beyond compiled code';
}

async function searchOnce<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  const { setup } = question;
  const { strategy, pack } = spec.search;
  const options = optionsOf(spec);
  const workers = workersOf(spec);
  if (asksBehaviors(spec)) {
    const refused = 'what is asked of whole behaviors is judged in one run, without checkpoints';
    if (context.resume != null) throw new UserError({ message: refused, where: '--resume' });
    if (context.checkpointEvery != null) context.remark(refused);
  } else if (context.resume != null || context.checkpointEvery != null) {
    if (strategy === 'dfs' || !pack) {
      throw new UserError({
        message: 'is for searches that are breadth first and packed',
        where: context.resume != null ? '--resume' : '--checkpoint',
        hint: 'leave out --strategy dfs and --no-pack',
      });
    }
    const pool = await startThreadPool(setup, spec, options, workers, clock, context);
    if (pool !== null) return searchTogether(question, pool, spec, clock, context);
    throw new UserError({
      message: 'needs more address space than this process may have',
      where: context.resume != null ? '--resume' : '--checkpoint',
      hint: 'ulimit -v unlimited',
    });
  }
  // A search that ends at once needs no threads, and one alone no address space in advance.
  const together = workers > 1 || isCompiled(setup, spec);
  const pool =
    together && options.maxStates > smallSearch
      ? await startThreadPool(setup, spec, options, workers, clock, context)
      : null;
  if (pool !== null) return searchTogether(question, pool, spec, clock, context);
  return searchAlone(question, options, spec, clock, context);
}

async function searchAlone<P extends Prepared>(
  { setup, prepare }: Question<P>,
  options: SearchOptions,
  spec: Spec,
  clock: SearchClock,
  { monitor }: SearchContext,
): Promise<Searched<P>> {
  const prepared = await prepare(setup, monitor, new OwnRegistrar());
  return clock.followAlone(prepared, search(prepared.system, options), spec);
}

/** Null where the threads' memory cannot be reserved. */
async function startThreadPool(
  setup: SearchSetup,
  spec: Spec,
  search: SearchOptions,
  workers: number,
  clock: SearchClock,
  context: SearchContext,
): Promise<ThreadPool | null> {
  const problem = problemOf(setup, spec);
  const checkpointing = await checkpointingOf(problem, context);
  const { restored } = checkpointing;
  if (restored !== null) clock.seconds = clock.resumed = restored.checkpoint.seconds;
  const parts = restored?.checkpoint.threads.length ?? 1;
  return ThreadPool.start({
    problem,
    search,
    // States and links of a checkpoint belong to the threads that wrote it; others may only join one alone.
    workers: parts > 1 ? parts : workers,
    small: smallSearch,
    width: widthOf(setup),
    compiled: isCompiled(setup, spec) ? compiledLoop() : null,
    checkpointing,
    seconds: clock.seconds,
    newCallMemory: context.newCallMemory,
    lost: context.lost,
    remark: context.remark,
  });
}

async function searchTogether<P extends Prepared>(
  { setup, prepare }: Question<P>,
  pool: ThreadPool,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  try {
    const prepared = await prepare(setup, context.monitor, pool.ledger);
    pool.begin(prepared);
    const { system, reduced } = prepared;
    const searching = searchInParallel(system, pool, optionsOf(spec).depth);
    const exploration = await clock.follow(
      writtenDown(searching, pool, (bytes) => goesOnDisk(spec, context, bytes) && takesFiles(context)),
      spec,
      () => ({
        actionKinds: system.actionKinds,
        properties: pool.properties(prepared.report(-1)),
        reductions: reduced.standings,
        stepCalls: prepared.stepCalls,
        checkpoint: pool.lastCheckpoint,
      }),
    );
    for (const findings of pool.findings) reduced.absorb(findings);
    const properties = pool.properties(prepared.report(exploration.violation?.property ?? -1));
    const reductions = reduced.standings;
    if (exploration.stopped === null || reduced.refutations().length > 0) pool.endCheckpointing();
    return {
      prepared,
      reductions,
      exploration,
      properties,
      stepCalls: pool.stepCalls,
      checkpoint: exploration.stopped === null ? null : pool.lastCheckpoint,
      ...clock.cost,
    };
  } finally {
    await pool.close();
  }
}
