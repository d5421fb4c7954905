/** Rows in any order become sorted runs, one for each owner in turn: as many as there is room for are sorted together. */
import { compareParts, hashBytes, ownerOf, RowBuffer } from './rows.ts';

/** A run is cut where it has so many bytes: it is sent whole. */
const longestRun = 1 << 22;

/** Takes a run for an owner: a view, valid during the call. */
export type TakeRun = (owner: number, run: Uint8Array, rows: number) => void;

export class Sorter {
  readonly #owners: number;
  readonly #most: number;
  readonly #take: TakeRun;
  #bytes: Uint8Array = new Uint8Array(1 << 16);
  /** Where each row begins, and one more. */
  #starts: Uint32Array = new Uint32Array(1 << 10);
  #rows = 0;
  readonly #out = new RowBuffer();

  /** `most`: bytes that are sorted together. */
  constructor(owners: number, most: number, take: TakeRun) {
    this.#owners = owners;
    this.#most = most;
    this.#take = take;
  }

  add(row: Uint8Array): void {
    const from = this.#starts[this.#rows];
    if (from + row.length > this.#bytes.length) this.#bytes = longer(this.#bytes, from + row.length);
    for (let k = 0; k < row.length; k++) this.#bytes[from + k] = row[k];
    if (++this.#rows + 1 > this.#starts.length) {
      const starts = new Uint32Array(2 * this.#starts.length);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    this.#starts[this.#rows] = from + row.length;
    if (from + row.length >= this.#most) this.end();
  }

  /** Gives what is left. */
  end(): void {
    const order = this.#order();
    let owner = 0;
    let last = -1;
    for (let k = 0; k < order.length; k += 2) {
      const row = order[k];
      if (last >= 0 && order[k - 1] === order[k + 1] && this.#compare(last, row) === 0) continue;
      last = row;
      const next = ownerOf(order[k + 1], this.#owners);
      if (next !== owner || this.#out.length >= longestRun) this.#give(owner);
      owner = next;
      this.#out.add(this.#bytes, this.#starts[row], this.#starts[row + 1]);
    }
    this.#give(owner);
    this.#rows = 0;
    this.#starts[0] = 0;
  }

  #give(owner: number): void {
    if (this.#out.rows > 0) this.#take(owner, this.#out.view(), this.#out.rows);
    this.#out.clear();
  }

  /** [ row | hash | row | hash | ... ] by hash, then by bytes: each two are one number to the engine's own sort. */
  #order(): Uint32Array {
    const keys = new BigUint64Array(this.#rows);
    const halves = new Uint32Array(keys.buffer);
    for (let row = 0; row < this.#rows; row++) {
      halves[2 * row] = row;
      halves[2 * row + 1] = hashBytes(this.#bytes, this.#starts[row], this.#starts[row + 1]);
    }
    keys.sort();
    for (let from = 0; from < halves.length; ) {
      let end = from + 2;
      while (end < halves.length && halves[end + 1] === halves[from + 1]) end += 2;
      if (end > from + 2) this.#sortGroup(halves, from, end);
      from = end;
    }
    return halves;
  }

  #sortGroup(halves: Uint32Array, from: number, end: number): void {
    const rows = Array.from({ length: (end - from) / 2 }, (_, k) => halves[from + 2 * k]);
    rows.sort((a, b) => this.#compare(a, b));
    rows.forEach((row, k) => {
      halves[from + 2 * k] = row;
    });
  }

  #compare(a: number, b: number): number {
    const [bytes, starts] = [this.#bytes, this.#starts];
    return compareParts(bytes, starts[a], starts[a + 1], bytes, starts[b], starts[b + 1]);
  }
}

function longer(bytes: Uint8Array, room: number): Uint8Array {
  const made = new Uint8Array(Math.max(room, 2 * bytes.length));
  made.set(bytes);
  return made;
}
