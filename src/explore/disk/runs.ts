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

/** States that are read, or written, at once. */
const blockStates = 1 << 14;

export interface Run {
  readonly file: DiskFile;
  readonly states: number;
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
    return { file: this.#file, states: this.#states };
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
  #next = 0;
  #length = 0;

  constructor(run: Run, width: number, factors: Int32Array) {
    this.#run = run;
    this.#width = width;
    this.#factors = factors;
    this.block = new Int32Array(Math.max(1, Math.min(blockStates, run.states)) * width);
    this.at = -width;
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
    this.more = this.#next < this.#run.states * this.#width;
    if (!this.more) return;
    this.#length = this.#run.file.read(this.#next, this.block);
    if (this.#length === 0) throw new Error('a run is shorter than it was written');
    this.#next += this.#length;
  }
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

/** Reads single states of a run, those of one neighbourhood together. */
export class RunRows {
  readonly #run: Run;
  readonly #width: number;
  readonly #block: Int32Array;
  #first = 0;
  #end = 0;

  constructor(run: Run, width: number) {
    this.#run = run;
    this.#width = width;
    this.#block = new Int32Array(blockStates * width);
  }

  /** Copies the state at `position` to `out`. */
  load(position: number, out: Int32Array): void {
    if (position < this.#first || position >= this.#end) {
      const read = this.#run.file.read(position * this.#width, this.#block);
      this.#first = position;
      this.#end = position + read / this.#width;
      if (read === 0) throw new Error('a run is shorter than it was written');
    }
    const at = (position - this.#first) * this.#width;
    for (let i = 0; i < this.#width; i++) out[i] = this.#block[at + i];
  }
}
