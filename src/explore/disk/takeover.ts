/**
 * A breadth-first search in memory that was written down (parallel/workercontext.ts), as the files with which it goes on on disk: a run
 * for each level, one of what is left to expand of the last, and runs of what was found of the next. What was counted is counted still.
 */
import { must } from '../dump.ts';
import { type Layout, layout, read } from '../packed.ts';
import { chunksOf } from '../parallel/chunks.ts';
import { type PagesFacts, pageRows } from '../parallel/pages.ts';
import type { WorkerFacts } from '../parallel/workercontext.ts';
import { nothingCounted, plus, type Totals } from '../totals.ts';
import type { Disk } from './disk.ts';
import { mergeNew } from './merge.ts';
import { entryKinds, type RunLog } from './runlog.ts';
import type { Run } from './runs.ts';
import { type StateRows, spill } from './spill.ts';

/** A worker as it was: its facts, and its words once they are asked for. Only those of one are in memory. */
export interface WrittenDown {
  readonly facts: WorkerFacts;
  words(): readonly Int32Array[];
}

export interface TakenOver {
  /** The states of each finished level. */
  readonly levels: readonly Run[];
  /** Those of the last one that are not expanded. */
  readonly left: Run;
  /** What was found of the next level. */
  readonly found: readonly Run[];
}

/** What all have counted. */
export function countedBy(workers: readonly WorkerFacts[]): Totals {
  return workers
    .map(({ levels, cuts, run, pages }): Totals => {
      const distinct = rowsOf(pages);
      const { generated, deadlocks, actions, expanded } = run;
      const frontier = distinct - expanded;
      return { ...nothingCounted, levels, distinct, generated, frontier, deadlocks, actions, cuts };
    })
    .reduce(plus);
}

/** The workers as they would have been written down on disk, with the states in these files. No property may have been broken. */
export function asOnDisk(workers: readonly WorkerFacts[], { left }: TakenOver): WorkerFacts[] {
  const chunks = left.states > 0 ? chunksOf([0, left.states], workers.length) : [];
  return workers.map((facts, me) => ({
    ...facts,
    first: 0,
    end: 0,
    pages: { pages: [] },
    chunks: me === 0 ? chunks : [],
    disk: { runs: [], spilled: rowsOf(facts.pages) - facts.before, end: null },
  }));
}

/** Tells all of these files. */
export function enter(log: RunLog, { levels, left, found }: TakenOver): void {
  for (const [depth, run] of levels.entries()) log.add(depth, run);
  if (left.states > 0) log.add(entryKinds.left, left);
  for (const run of found) log.add(entryKinds.found, run);
}

function rowsOf({ pages }: PagesFacts): number {
  return pages.reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * Writes the files; yields now and then. `inMemory`: states that are sorted at once. `knows`: whether the ids of a state have been given.
 * Throws DiskFull; Damaged where a state is made of what nobody has found.
 */
export function* takeOver(
  disk: Disk,
  width: number,
  inMemory: number,
  workers: readonly WrittenDown[],
  knows: (state: Int32Array) => boolean,
): Generator<void, TakenOver> {
  const finished = workers[0].facts.levels.length;
  const levels: Run[][] = Array.from({ length: finished + 1 }, () => []);
  const left: Run[] = [];
  const open = workers.flatMap(({ facts: { first, end, chunks } }) => [first, end, ...chunks]);
  for (const worker of workers) {
    const rows = new WrittenRows(worker, width, knows);
    for (const [depth, ranges] of rangesOf(worker.facts).entries()) {
      for (const some of split(ranges, inMemory)) {
        levels[depth].push(spill(disk, rows, some));
        yield;
      }
    }
    for (const some of split(rows.own(open), inMemory)) {
      left.push(spill(disk, rows, some));
      yield;
    }
  }
  const files: Run[] = [];
  for (const pieces of levels.slice(0, finished)) files.push(yield* joined(disk, width, pieces));
  return { levels: files, left: yield* joined(disk, width, left), found: levels[finished] };
}

/** Where a worker's states of each level are, the one that is being found included: ranges of indices. */
function rangesOf({ levels, pages }: WorkerFacts): number[][] {
  const found = levels.map(({ distinct }) => distinct);
  const ranges: number[][] = [...found, 0].map(() => []);
  let [depth, room] = [0, found[0] ?? Number.POSITIVE_INFINITY];
  for (const { number, rows } of pages.pages) {
    for (let row = 0; row < rows; ) {
      while (room === 0) room = found[++depth] ?? Number.POSITIVE_INFINITY;
      const end = Math.min(rows, row + room);
      ranges[depth].push(number * pageRows + row, number * pageRows + end);
      room -= end - row;
      row = end;
    }
  }
  return ranges;
}

/** The ranges, so many states at a time. */
function* split(ranges: readonly number[], most: number): Generator<number[]> {
  let some: number[] = [];
  let room = most;
  for (let k = 0; k < ranges.length; k += 2) {
    for (let first = ranges[k]; first < ranges[k + 1]; ) {
      const end = Math.min(ranges[k + 1], first + room);
      some.push(first, end);
      room -= end - first;
      first = end;
      if (room > 0) continue;
      yield some;
      [some, room] = [[], most];
    }
  }
  if (some.length > 0) yield some;
}

/** Runs that have no state in common, as one. */
function* joined(disk: Disk, width: number, pieces: readonly Run[]): Generator<void, Run> {
  if (pieces.length === 1) return pieces[0];
  const run = yield* mergeNew(disk, width, pieces, []);
  for (const { file } of pieces) file.remove();
  return run;
}

/** A worker's states. */
class WrittenRows implements StateRows {
  readonly width: number;
  readonly #pages = new Map<number, { readonly words: Int32Array; readonly layout: Layout }>();
  readonly #knows: (state: Int32Array) => boolean;

  constructor({ facts, words }: WrittenDown, width: number, knows: (state: Int32Array) => boolean) {
    this.width = width;
    this.#knows = knows;
    const all = words();
    facts.pages.pages.forEach(({ number, bits }: PagesFacts['pages'][number], k) => {
      this.#pages.set(number, { words: all[k], layout: layout(Int32Array.from(bits)) });
    });
  }

  /** Of the ranges, those that are of this worker's states: each is of one worker's. */
  own(ranges: readonly number[]): number[] {
    return ranges.filter((_, k) => this.#pages.has(Math.floor(ranges[k - (k % 2)] / pageRows)));
  }

  load(index: number, out: Int32Array): void {
    const page = this.#pages.get(Math.floor(index / pageRows))!;
    read(page.words, page.layout, index % pageRows, out);
    must(this.#knows(out), 'a state is made of what nobody has found');
  }
}
