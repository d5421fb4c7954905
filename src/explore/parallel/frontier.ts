/** Which states are next for one of several workers: chunks of the level that nobody else has taken. */
import type { Frontier } from '../levels.ts';
import type { Chunks } from './chunks.ts';

export class SharedFrontier implements Frontier {
  first = 0;
  end = 0;
  readonly #chunks: Chunks;
  readonly #cut: () => void;

  /** `cut`: told when the states from now on are of another range. */
  constructor(chunks: Chunks, cut: () => void = () => {}) {
    this.#chunks = chunks;
    this.#cut = cut;
  }

  /** Not 0 while this worker has states of the level, or sees chunks of it. */
  get left(): number {
    return this.end - this.first + this.#chunks.left.length;
  }

  take(): boolean {
    if (this.first < this.end) return true;
    const chunk = this.#chunks.take();
    if (chunk === null) return false;
    [this.first, this.end] = chunk;
    this.#cut();
    return true;
  }

  advance(count: number): void {
    this.first += count;
  }

  /** Goes on in the middle of a chunk. */
  restore(first: number, end: number): void {
    [this.first, this.end] = [first, end];
  }
}
