/**
 * Sorted runs of states in files: a level of a search, or what was found of the next one while there was room in memory.
 *
 *     run    [ state | state | ... ]        each of `width` integers; none twice
 *
 * The order is that of the integers, the first column first. Any would do to merge them, but a level is expanded in it: neighbours have
 * nodes in common, so that the tables which their steps are looked up in stay in the processor's caches.
 */
import type { Disk, DiskFile } from './disk.ts';

/** States that are read in turn, or written, at once; where many runs are read together fewer of each. */
const blockStates = 1 << 14;
const statesTogether = 1 << 19;
const fewestStates = 1 << 8;
/** States that are read at once where they are read at any place: those of one chunk (parallel/chunks.ts). */
const neighbours = 1 << 10;
/** States that are looked at to cut runs into parts. */
const samples = 1 << 8;

/** So many states of a file, from its `from`-th on. */
export interface Run {
  readonly file: DiskFile;
  readonly from: number;
  readonly states: number;
}

export function statesOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { states }) => sum + states, 0);
}

/** How many states of each may be read at once where so many runs are read together. */
export function blockOf(runs: number): number {
  return Math.max(fewestStates, Math.min(blockStates, Math.floor(statesTogether / Math.max(1, runs))));
}

export class RunWriter {
  readonly #file: DiskFile;
  readonly #width: number;
  readonly #block: Int32Array;
  #filled = 0;
  #states = 0;

  constructor(disk: Disk, width: number) {
    this.#file = disk.create();
    this.#width = width;
    this.#block = new Int32Array(blockStates * width);
  }

  /** Adds the state at words[from], which comes after all that were added. Throws DiskFull. */
  add(words: Int32Array, from: number): void {
    const { length } = this.#block;
    if (this.#filled === length) this.#flush();
    for (let i = 0; i < this.#width; i++) this.#block[this.#filled++] = words[from + i];
    this.#states++;
  }

  end(): Run {
    this.#flush();
    return { file: this.#file, from: 0, states: this.#states };
  }

  /** What was written is needed no more. */
  remove(): void {
    this.#file.remove();
  }

  #flush(): void {
    if (this.#filled > 0) this.#file.append(this.#block, this.#filled);
    this.#filled = 0;
  }
}

/** A run as it is read from its first state to its last: `block` holds the one at hand at `at`, and those after it up to `end`. */
export class RunReader {
  readonly #run: Run;
  readonly #width: number;
  readonly block: Int32Array;
  at = 0;
  end = 0;
  #next: number;

  /** Reads up to `block` states at once. */
  constructor(run: Run, width: number, block = blockStates) {
    this.#run = run;
    this.#width = width;
    this.block = new Int32Array(Math.max(1, Math.min(block, run.states)) * width);
    this.#next = run.from * width;
    this.goOn();
  }

  /** False once all have been read. */
  get more(): boolean {
    return this.at < this.end;
  }

  /** Goes on to the next state. */
  advance(): void {
    this.at += this.#width;
    this.goOn();
  }

  /** Reads more where all that has been read is passed. */
  goOn(): void {
    if (this.at < this.end) return;
    const { block } = this;
    const left = (this.#run.from + this.#run.states) * this.#width - this.#next;
    this.at = this.end = 0;
    if (left === 0) return;
    this.end = this.#run.file.read(this.#next, left < block.length ? block.subarray(0, left) : block);
    if (this.end === 0 || this.end % this.#width > 0) throw shorter();
    this.#next += this.end;
  }
}

function shorter(): Error {
  return new Error('a run is shorter than it was written');
}

/** Which of two states comes first: below 0 the one at a[from], above 0 that at b[at], 0: they are equal. */
export function compareRows(a: Int32Array, from: number, b: Int32Array, at: number, width: number): number {
  for (let i = 0; i < width; i++) {
    const difference = a[from + i] - b[at + i];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Reads single states of runs that stand one behind the other, those of one neighbourhood together. */
export class RunRows {
  readonly #runs: readonly Run[];
  readonly #width: number;
  readonly #block: Int32Array;
  #first = 0;
  #end = 0;

  constructor(runs: readonly Run[], width: number) {
    this.#runs = runs;
    this.#width = width;
    this.#block = new Int32Array(neighbours * width);
  }

  /** Copies the state at `position` to `out`. */
  load(position: number, out: Int32Array): void {
    if (position < this.#first || position >= this.#end) this.#read(position);
    const at = (position - this.#first) * this.#width;
    for (let i = 0; i < this.#width; i++) out[i] = this.#block[at + i];
  }

  #read(position: number): void {
    let before = 0;
    for (const { file, from, states } of this.#runs) {
      const at = position - before;
      before += states;
      if (at >= states) continue;
      const words = Math.min(this.#block.length, (states - at) * this.#width);
      const read = file.read((from + at) * this.#width, this.#block.subarray(0, words));
      this.#first = position;
      this.#end = position + Math.floor(read / this.#width);
      if (read < this.#width) break;
      return;
    }
    this.#first = this.#end = 0;
    throw shorter();
  }
}

/** States at which what is in the runs falls into so many parts, nearly equal ones: one less than there are parts, or none at all. */
export function boundsOf(runs: readonly Run[], width: number, parts: number): Int32Array[] {
  if (parts === 1) return [];
  const step = Math.ceil(statesOf(runs) / samples);
  const some = runs.flatMap((run) =>
    Array.from({ length: Math.ceil(run.states / step) }, (_, k) => stateAt(run, k * step, width)),
  );
  if (some.length === 0) return [];
  some.sort((a, b) => compareRows(a, 0, b, 0, width));
  return Array.from({ length: parts - 1 }, (_, k) => some[Math.floor(((k + 1) / parts) * some.length)]);
}

/** The states of a run that are in the k-th of the parts between these bounds. */
export function partOf(
  { file, from, states }: Run,
  width: number,
  bounds: readonly Int32Array[],
  k: number,
): Run {
  const place = (bound: number, otherwise: number): number =>
    bounds[bound] === undefined ? otherwise : placeOf({ file, from, states }, width, bounds[bound]);
  const first = place(k - 1, 0);
  return { file, from: from + first, states: place(k, states) - first };
}

/** How many states of the run come before this one. */
function placeOf(run: Run, width: number, bound: Int32Array): number {
  let [below, above] = [0, run.states];
  while (below < above) {
    const middle = Math.floor((below + above) / 2);
    if (compareRows(stateAt(run, middle, width), 0, bound, 0, width) < 0) below = middle + 1;
    else above = middle;
  }
  return below;
}

function stateAt({ file, from }: Run, position: number, width: number): Int32Array {
  const state = new Int32Array(width);
  if (file.read((from + position) * width, state) < width) throw shorter();
  return state;
}
