/** One search: alone while it is small, by several threads when it is not. */
import { UserError } from '../base/usererror.ts';
import { DiskFull } from '../explore/disk/disk.ts';
import { countedBy } from '../explore/disk/takeover.ts';
import { OwnRegistrar } from '../explore/ids.ts';
import { searchInParallel } from '../explore/parallel/parallelsearch.ts';
import { search } from '../explore/search.ts';
import type { Search, SearchOptions } from '../explore/system.ts';
import { explorationOf, progressOf } from '../explore/totals.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import type { Spec } from '../spec/spec.ts';
import type { SearchProblem } from './checkpoint.ts';
import { checkpointingOf } from './checkpointing.ts';
import { compiledLoop } from './compiled.ts';
import { type Room, writtenDown } from './handover.ts';
import { type SearchSetup, widthOf } from './prepare.ts';
import type { SearchClock } from './searchclock.ts';
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

export function problemOf(job: SearchSetup, spec: Spec): SearchProblem {
  return { job, depth: optionsOf(spec).depth };
}

/** `room`: where known states are, and what is done where that is full. */
export async function searchOnce<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
  room: Room,
): Promise<Searched<P>> {
  const { setup } = question;
  const needs = await needsPool(spec, context, room);
  // A search that ends at once needs no threads, and one alone no address space in advance.
  const together = workersOf(spec) > 1 || isCompiled(setup, spec) || room.maySpread;
  const large = optionsOf(spec).maxStates > smallSearch;
  const pool =
    needs !== null || (together && large)
      ? await startThreadPool(question, spec, clock, context, room)
      : null;
  if (pool !== null) return searchTogether(question, pool, spec, clock, context, room);
  if (needs === null) return searchAlone(question, optionsOf(spec), spec, clock, context);
  throw new UserError({
    message: 'needs more address space than this process may have',
    where: needs,
    hint: 'ulimit -v unlimited',
  });
}

/** The flag for which there has to be memory that threads share, though one may search alone; null: there is none. Throws a UserError. */
async function needsPool(spec: Spec, context: SearchContext, room: Room): Promise<string | null> {
  const asked = context.resume != null ? '--resume' : context.checkpointEvery != null ? '--checkpoint' : null;
  if (asked !== null && asksBehaviors(spec)) {
    const refused = 'what is asked of whole behaviors is judged in one run, without checkpoints';
    if (asked === '--resume') throw new UserError({ message: refused, where: asked });
    context.remark(refused);
    return null;
  }
  const { strategy, pack } = spec.search;
  if (asked !== null && (strategy === 'dfs' || !pack)) {
    throw new UserError({
      message: 'is for searches that are breadth first and packed',
      where: asked,
      hint: 'leave out --strategy dfs and --no-pack',
    });
  }
  return asked ?? (room.onDisk === null ? null : '--visited');
}

async function searchAlone<P extends Prepared>(
  { setup, prepare, answers = null }: Question<P>,
  options: SearchOptions,
  spec: Spec,
  clock: SearchClock,
  { monitor }: SearchContext,
): Promise<Searched<P>> {
  const prepared = await prepare(setup, monitor, new OwnRegistrar());
  const found = await clock.followAlone(prepared, search(prepared.system, options), spec);
  answers?.keep([]);
  return found;
}

/** Null where the threads' memory cannot be reserved. */
async function startThreadPool(
  { setup, answers = null }: Pick<Question<Prepared>, 'setup' | 'answers'>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
  { onDisk }: Room,
): Promise<ThreadPool | null> {
  const problem = problemOf(setup, spec);
  const checkpointing = await checkpointingOf(problem, context, onDisk !== null);
  const { restored } = checkpointing;
  if (restored !== null) clock.goOnFrom(restored.checkpoint.seconds);
  const parts = restored?.checkpoint.threads.length ?? 1;
  return ThreadPool.start({
    problem,
    search: optionsOf(spec),
    // States and links of a checkpoint belong to the threads that wrote it; others may only join one alone.
    workers: parts > 1 ? parts : workersOf(spec),
    small: smallSearch,
    width: widthOf(setup),
    compiled: isCompiled(setup, spec) ? compiledLoop() : null,
    onDisk,
    checkpointing,
    seconds: clock.seconds,
    answers: () => answers && { form: answers.form },
    newCallMemory: context.newCallMemory,
    lost: context.lost,
    remark: context.remark,
  });
}

async function searchTogether<P extends Prepared>(
  { setup, prepare, answers = null }: Question<P>,
  pool: ThreadPool,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
  room: Room,
): Promise<Searched<P>> {
  try {
    const prepared = await prepare(setup, context.monitor, pool.ledger);
    const { system, reduced } = prepared;
    const searching = searchOf(prepared, pool, optionsOf(spec).depth);
    const exploration = await clock.follow(writtenDown(searching, pool, room), spec, () => ({
      actionKinds: system.actionKinds,
      properties: pool.properties(prepared.report(-1)),
      reductions: reduced.standings,
      stepCalls: prepared.stepCalls,
      checkpoint: pool.lastCheckpoint,
    }));
    for (const { findings } of pool.ends) reduced.absorb(findings);
    const properties = pool.properties(prepared.report(exploration.violation?.property ?? -1));
    const reductions = reduced.standings;
    answers?.keep(pool.ends.flatMap(({ newAnswers }) => newAnswers ?? []));
    if (exploration.stopped === null || reduced.refutations().length > 0) pool.endCheckpointing();
    return {
      prepared,
      reductions,
      exploration,
      properties,
      stepCalls: sumOf(pool.ends.map(({ stepCalls }) => stepCalls)),
      ...(answers === null ? {} : { knownCalls: sumOf(pool.ends.map(({ knownCalls }) => knownCalls)) }),
      checkpoint: exploration.stopped === null ? null : pool.lastCheckpoint,
      ...clock.cost,
    };
  } finally {
    await pool.close();
  }
}

/** Where it goes on on disk from a search in memory, what is in memory comes there first. */
function* searchOf(prepared: Prepared, pool: ThreadPool, depth: number): Search {
  const { system } = prepared;
  if (pool.left !== null) {
    pool.ledger.refresh();
    const totals = countedBy(pool.left);
    const progress = progressOf(totals, totals.levels.length);
    try {
      for (const _ of pool.takeOver((state) => prepared.knows(state))) yield progress;
    } catch (error) {
      if (!(error instanceof DiskFull)) throw error;
      return explorationOf(totals, { stopped: 'disk-full', depth, violation: null });
    }
  }
  pool.begin(prepared);
  return yield* searchInParallel(system, pool, depth);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
