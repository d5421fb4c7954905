/** A disk that is none: its files are lists, and it may be full after so many integers. */
import { type Disk, type DiskFile, DiskFull } from '../../../src/explore/disk/disk.ts';

export class MemoryDisk implements Disk {
  /** Integers that still have room. */
  room: number;
  /** Files that were made, and of these those that are not removed. */
  made = 0;
  left = 0;
  readonly #files: number[][] = [];

  constructor(room = Number.POSITIVE_INFINITY) {
    this.room = room;
  }

  create(): DiskFile {
    this.made++;
    this.left++;
    const kept: number[] = [];
    return this.#file(this.#files.push(kept) - 1, kept);
  }

  open(id: number): DiskFile {
    return { ...this.#file(id, this.#files[id]), remove: () => {} };
  }

  #file(id: number, kept: number[]): DiskFile {
    return {
      id,
      name: () => [id, 0, 0],
      append: (words, length) => {
        if (length > this.room) throw new DiskFull('no room');
        this.room -= length;
        for (let k = 0; k < length; k++) kept.push(words[k]);
      },
      read: (from, words) => {
        const length = Math.min(words.length, kept.length - from);
        words.set(kept.slice(from, from + length));
        return length;
      },
      remove: () => {
        this.left--;
        this.room += kept.length;
      },
    };
  }
}
