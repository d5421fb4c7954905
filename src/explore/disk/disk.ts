/** Where a search keeps what has no room in memory: files of integers, for those who know no files (src/run/diskfiles.ts does). */

/** What names a file of a search that is written down, and says what is in it. */
export const nameWords = 3;

/** One file, written from its beginning to its end, and read at any place of it. */
export interface DiskFile {
  /** What other threads of the process open it by. */
  readonly id: number;
  /** Adds the first `length` of `words` at the end. Throws DiskFull. */
  append(words: Int32Array, length: number): void;
  /** Reads from the `from`-th of its integers on into `words`, as many as there are; returns how many these are. */
  read(from: number, words: Int32Array): number;
  /** Of one that has been written: `nameWords` integers. */
  name(): readonly number[];
  /** This thread needs it no more. */
  remove(): void;
}

export interface Disk {
  /** A new file, with nothing in it. */
  create(): DiskFile;
  /** One that another thread has made. */
  open(id: number): DiskFile;
}

/** There is no room for more on the disk: the search ends with what it has found. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
}
