/**
 * What is left of a level, in shared memory: chunks of states that were found in a row, dealt out to whoever has nothing to do.
 */
import { chunksAt, mostChunks, type SharedMemory, takenAt } from './shared.ts';

/** States of a chunk: few, so that all workers have finished at about the same time, as are its states in number of chunks. */
const mostStates = 1024;
const fewestStates = 64;
const chunksEach = 16;

export class Chunks {
  readonly #counters: Int32Array;
  readonly #ranges: Int32Array;
  readonly #workers: number;

  constructor({ counters, chunks, workers }: SharedMemory) {
    this.#counters = new Int32Array(counters);
    this.#ranges = new Int32Array(chunks);
    this.#workers = workers;
  }

  /** The next chunk, [first, end], or null when there is none. */
  take(): readonly [number, number] | null {
    const chunks = Atomics.load(this.#counters, chunksAt);
    if (Atomics.load(this.#counters, takenAt) >= chunks) return null;
    const chunk = Atomics.add(this.#counters, takenAt, 1);
    return chunk >= chunks ? null : [this.#ranges[2 * chunk], this.#ranges[2 * chunk + 1]];
  }

  /** The chunks that nobody has taken: [first, end, first, end, ...]. */
  get left(): number[] {
    const [taken, chunks] = [Atomics.load(this.#counters, takenAt), Atomics.load(this.#counters, chunksAt)];
    return [...this.#ranges.subarray(2 * Math.min(taken, chunks), 2 * chunks)];
  }

  /** Deals out ranges of states, [first, end, first, end, ...]. For one worker, while all others wait; none is left then. */
  deal(ranges: readonly number[]): void {
    this.offer(chunksOf(ranges, this.#workers));
  }

  /** Offers chunks as they are. */
  offer(chunks: readonly number[]): void {
    this.#ranges.set(chunks);
    Atomics.store(this.#counters, chunksAt, chunks.length / 2);
    Atomics.store(this.#counters, takenAt, 0);
  }
}

/** Ranges of states as chunks for so many workers. */
export function chunksOf(ranges: readonly number[], workers: number): number[] {
  const sizes = ranges.flatMap((end, k) => (k % 2 === 1 ? [end - ranges[k - 1]] : []));
  const states = sizes.reduce((sum, size) => sum + size, 0);
  const evenly = Math.ceil(states / (chunksEach * workers));
  const fewest = Math.ceil(states / (mostChunks - sizes.length));
  const size = Math.max(fewestStates, fewest, Math.min(mostStates, evenly));
  const chunks: number[] = [];
  for (let k = 0; k < ranges.length; k += 2) {
    for (let first = ranges[k]; first < ranges[k + 1]; first += size) {
      chunks.push(first, Math.min(first + size, ranges[k + 1]));
    }
  }
  return chunks;
}
