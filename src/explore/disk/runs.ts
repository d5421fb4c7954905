/**
 * Sorted runs of states in files: a level of a search, or what was found of the next one while there was room in memory.
 *
 *     run    [ state | state | ... ]        each of `width` integers; none twice
 *
 * The order is that of the states' hashes (unsigned), and of equal hashes that of the integers: any would do, and the hash is
 * known. It is not written down: to compute it again is cheaper than to read it.
 */
import { hashRow } from '../hash.ts';
import type { Disk, DiskFile } from './disk.ts';

/** States that are read in turn, or written, at once; where many runs are read together fewer of each. */
const blockStates = 1 << 14;
const statesTogether = 1 << 19;
const fewestStates = 1 << 8;
/** States that are read at once where they are read at any place: those of one chunk (parallel/chunks.ts). */
const neighbours = 1 << 10;

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

/** A run as it is read from its first state to its last: `block` holds the one at hand at `at`, until there is none. */
export class RunReader {
  readonly #run: Run;
  readonly #width: number;
  readonly #factors: Int32Array;
  readonly block: Int32Array;
  at = 0;
  /** Of the state at hand, unsigned. */
  hash = 0;
  /** False once all have been read. */
  more = true;
  #next: number;
  #length = 0;

  /** Reads up to `block` states at once. */
  constructor(run: Run, width: number, factors: Int32Array, block = blockStates) {
    this.#run = run;
    this.#width = width;
    this.#factors = factors;
    this.block = new Int32Array(Math.max(1, Math.min(block, run.states)) * width);
    this.at = -width;
    this.#next = run.from * width;
    this.advance();
  }

  /** Goes on to the next state. */
  advance(): void {
    this.at += this.#width;
    if (this.at >= this.#length) this.#read();
    if (this.more) this.hash = hashRow(this.block, this.at, this.#factors) >>> 0;
  }

  #read(): void {
    this.at = 0;
    const left = (this.#run.from + this.#run.states) * this.#width - this.#next;
    this.more = left > 0;
    if (!this.more) return;
    const { block } = this;
    this.#length = this.#run.file.read(this.#next, left < block.length ? block.subarray(0, left) : block);
    if (this.#length === 0) throw shorter();
    this.#next += this.#length;
  }
}

function shorter(): Error {
  return new Error('a run is shorter than it was written');
}

/** Which of two states at hand comes first: below 0 the one, above 0 the other, 0: they are equal. */
export function compareHeads(one: RunReader, other: RunReader, width: number): number {
  if (one.hash !== other.hash) return one.hash - other.hash;
  for (let i = 0; i < width; i++) {
    const difference = one.block[one.at + i] - other.block[other.at + i];
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

/** The k-th of `parts` equal parts of all hashes: the states of a run that are in it. */
export function shareOf(run: Run, width: number, factors: Int32Array, k: number, parts: number): Run {
  if (parts === 1) return run;
  const first = placeOf(run, width, factors, boundary(k, parts));
  const end = placeOf(run, width, factors, boundary(k + 1, parts));
  return { file: run.file, from: run.from + first, states: end - first };
}

function boundary(k: number, parts: number): number {
  return Math.ceil((k / parts) * 2 ** 32);
}

/** How many states of the run have a hash below this one. */
function placeOf(run: Run, width: number, factors: Int32Array, hash: number): number {
  const state = new Int32Array(width);
  let [below, above] = [0, run.states];
  while (below < above) {
    const middle = Math.floor((below + above) / 2);
    if (run.file.read((run.from + middle) * width, state) < width) throw shorter();
    if (hashRow(state, 0, factors) >>> 0 < hash) below = middle + 1;
    else above = middle;
  }
  return below;
}
