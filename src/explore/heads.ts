/** What is read from several sorted sources, one after the other, in the order of all: a heap of readers, for there may be hundreds. */

/** One that has something at hand. */
export interface Reader {
  /** False once all has been read. */
  readonly more: boolean;
  advance(): void;
}

export class Heads<R extends Reader> {
  readonly #heap: R[];
  readonly #compare: (one: R, other: R) => number;

  /** `compare`: what they have at hand, below 0: the one comes first. */
  constructor(readers: readonly R[], compare: (one: R, other: R) => number) {
    this.#compare = compare;
    this.#heap = readers.filter(({ more }) => more);
    for (let at = this.#heap.length >>> 1; at >= 0; at--) this.#sink(at);
  }

  /** The reader that comes first; null when all have been read. */
  get least(): R | null {
    return this.#heap[0] ?? null;
  }

  /** That one goes on. */
  advance(): void {
    const heap = this.#heap;
    heap[0].advance();
    if (!heap[0].more) {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    this.#sink(0);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let at = from; ; ) {
      let least = 2 * at + 1;
      if (least >= heap.length) return;
      if (least + 1 < heap.length && this.#compare(heap[least + 1], heap[least]) < 0) least++;
      if (this.#compare(heap[at], heap[least]) <= 0) return;
      [heap[at], heap[least]] = [heap[least], heap[at]];
      at = least;
    }
  }
}
