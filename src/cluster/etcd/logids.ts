/**
 * Logs by number: equal numbers, equal logs. A log's number comes of the one without its last entry and that entry, so that
 * of a log which has grown only what is new is looked at, however long it is.
 */
import type { List } from 'immutable';
import { ByteWriter } from '../../arrays/bytes.ts';
import type { Entry } from '../../raft/pb.ts';
import { encode } from './encode.ts';

export class LogIds {
  readonly #known = new WeakMap<List<Entry>, number>();
  readonly #ids = new Map<string, number>();
  /** By number: that of the log without its last entry. */
  readonly #parents: number[] = [0];
  readonly #bytes = new ByteWriter();

  of(log: List<Entry>): number {
    const known = this.#known.get(log);
    if (known !== undefined) return known;
    const id = this.#after(0, log, 0);
    this.#known.set(log, id);
    return id;
  }

  /** `log` has come of `before` by entries being appended, if it has. */
  grown(before: List<Entry>, log: List<Entry>): void {
    const { size } = before;
    if (log === before || log.size < size || log.get(size - 1) !== before.get(size - 1)) return;
    this.#known.set(log, this.#after(this.of(before), log, size));
  }

  /** Whether both begin with the same `size` entries. What they end with alone is looked at. */
  agree(a: List<Entry>, b: List<Entry>, size: number): boolean {
    if (a === b) return true;
    let [one, other] = [this.of(a), this.of(b)];
    let alike = Math.min(a.size, b.size);
    for (let k = a.size; k > alike; k--) one = this.#parents[one];
    for (let k = b.size; k > alike; k--) other = this.#parents[other];
    for (; one !== other && alike >= size; alike--) [one, other] = [this.#parents[one], this.#parents[other]];
    return alike >= size;
  }

  #after(id: number, log: List<Entry>, from: number): number {
    let after = id;
    for (let k = from; k < log.size; k++) {
      this.#bytes.reset();
      encode(log.get(k), this.#bytes);
      const key = `${after} ${Buffer.from(this.#bytes.bytes()).toString('latin1')}`;
      const known = this.#ids.get(key);
      if (known === undefined) {
        this.#ids.set(key, this.#parents.length);
        this.#parents.push(after);
      }
      after = known ?? this.#parents.length - 1;
    }
    return after;
  }
}
