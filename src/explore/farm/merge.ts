/** What was found of a level, by all, without what was known before. */
import { compareHeads, RowBuffer, RowReader, type RunPart } from './rows.ts';

/** Bytes that are written at once. */
const pieceBytes = 1 << 18;

/**
 * The rows that are in some of the runs `found` and in none of `known`, sorted, piece by piece: a piece is valid until the next one is
 * asked for. Reads each run once from beginning to end. `count` is told how many rows a piece has. Throws a BadRun.
 */
export function* mergeNew(
  found: readonly RunPart[],
  known: readonly RunPart[],
  count: (rows: number) => void,
): Generator<Uint8Array> {
  const fresh = new Heads(found.map((run) => new RowReader(run)));
  const old = known.map((run) => new RowReader(run));
  const piece = new RowBuffer(pieceBytes + (1 << 10));
  for (let least = fresh.least; least !== null; least = fresh.least) {
    if (!isIn(old, least)) piece.add(least.bytes, least.start, least.end);
    fresh.passLeast();
    if (piece.length < pieceBytes) continue;
    count(piece.rows);
    yield piece.view();
    piece.clear();
  }
  count(piece.rows);
  if (piece.length > 0) yield piece.view();
}

/** Whether the row at hand is in one of the runs, which are read as far as it would stand there. */
function isIn(readers: readonly RowReader[], one: RowReader): boolean {
  for (const reader of readers) {
    while (reader.more && compareHeads(reader, one) < 0) reader.advance();
    if (reader.more && compareHeads(reader, one) === 0) return true;
  }
  return false;
}

/** Runs by the rows at hand, as a heap: there may be hundreds. */
class Heads {
  readonly #heap: RowReader[] = [];

  constructor(readers: readonly RowReader[]) {
    for (const reader of readers) if (reader.more) this.#heap.push(reader);
    for (let at = this.#heap.length >>> 1; at >= 0; at--) this.#sink(at);
  }

  get least(): RowReader | null {
    return this.#heap[0] ?? null;
  }

  /** All that have the least row at hand go on. */
  passLeast(): void {
    const { bytes, start, end, hash } = this.#heap[0];
    // A reader that goes on may use the same memory for other rows.
    const passed = { bytes: bytes.slice(start, end), hash };
    do {
      this.#heap[0].advance();
      if (!this.#heap[0].more) this.#takeOut();
      this.#sink(0);
    } while (this.#heap.length > 0 && isRow(this.#heap[0], passed));
  }

  #takeOut(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#heap[0] = last;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let at = from; ; ) {
      let least = 2 * at + 1;
      if (least >= heap.length) return;
      if (least + 1 < heap.length && compareHeads(heap[least + 1], heap[least]) < 0) least++;
      if (compareHeads(heap[at], heap[least]) <= 0) return;
      [heap[at], heap[least]] = [heap[least], heap[at]];
      at = least;
    }
  }
}

function isRow(reader: RowReader, row: { readonly bytes: Uint8Array; readonly hash: number }): boolean {
  if (reader.hash !== row.hash || reader.end - reader.start !== row.bytes.length) return false;
  return row.bytes.every((byte, k) => byte === reader.bytes[reader.start + k]);
}
