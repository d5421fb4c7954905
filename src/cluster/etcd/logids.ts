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

  #after(id: number, log: List<Entry>, from: number): number {
    let after = id;
    for (let k = from; k < log.size; k++) {
      this.#bytes.reset();
      encode(log.get(k), this.#bytes);
      const key = `${after} ${Buffer.from(this.#bytes.bytes()).toString('latin1')}`;
      const known = this.#ids.get(key);
      after = known ?? this.#ids.size + 1;
      if (known === undefined) this.#ids.set(key, after);
    }
    return after;
  }
}
