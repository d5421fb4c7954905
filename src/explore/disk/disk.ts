/** Where a search keeps what has no room in memory: files of integers, for those who know no files (src/run/diskfiles.ts does). */

/** One file, written from its beginning to its end, and read at any place of it. */
export interface DiskFile {
  /** Adds the first `length` of `words` at the end. Throws DiskFull. */
  append(words: Int32Array, length: number): void;
  /** Reads from the `from`-th of its integers on into `words`, as many as there are; returns how many these are. */
  read(from: number, words: Int32Array): number;
  /** It is needed no more. */
  remove(): void;
}

export interface Disk {
  /** A new file, with nothing in it. */
  create(): DiskFile;
}

/** There is no room for more on the disk: the search ends with what it has found. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
}
