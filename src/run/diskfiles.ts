/**
 * The files of a search on disk (src/explore/disk), in the folder for whatever is written: without names, or beside the checkpoint that
 * they are of.
 *
 *     <spec>.checkpoint-run-<n>.bin      a run; its number and its checksum are what the checkpoint names it by
 */
import { existsSync, openSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  isRefusedBySystem,
  lastingFile,
  openedFile,
  remove,
  type ScratchFile,
  scratchFile,
  Unwritten,
} from '../base/write.ts';
import { accessDenied } from '../cluster/guarded.ts';
import { type Disk, type DiskFile, DiskFull } from '../explore/disk/disk.ts';
import type { NamedRun } from '../explore/disk/runlog.ts';
import type { Hasher } from '../spec/hasher.ts';

/** What the system says where it takes no more. */
export const full = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** The checkpoint that files are of, and one integer: the number of the next file, of all threads. */
export interface RunNames {
  readonly checkpoint: string;
  readonly next: SharedArrayBuffer;
}

/** Where the run of this number is, of a checkpoint. */
export function runFile(checkpoint: string, number: number): string {
  return `${stem(checkpoint)}${number}.bin`;
}

function stem(checkpoint: string): string {
  return `${checkpoint.replace(/(\.json)?$/, '')}-run-`;
}

/** The numbers of the runs that stand there, whoever has written them. */
function runsThere(checkpoint: string): number[] {
  const folder = dirname(checkpoint);
  const start = basename(stem(checkpoint));
  return (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => {
    const number = name.startsWith(start)
      ? /^(\d{1,9})\.bin$/.exec(name.slice(start.length))?.[1]
      : undefined;
    return number === undefined ? [] : [Number(number)];
  });
}

/** Names for new runs, which nothing has that stands there. */
export function runNames(checkpoint: string): RunNames {
  const next = new SharedArrayBuffer(4);
  new Int32Array(next)[0] = 1 + Math.max(0, ...runsThere(checkpoint));
  return { checkpoint, next };
}

/** Removes the runs of a checkpoint with a number below this one, but for these. One that cannot be removed takes room and does no harm. */
export function removeRuns(checkpoint: string, below: number, but: readonly NamedRun[] = []): void {
  const kept = new Set(but.map(([, , number]) => number));
  for (const number of runsThere(checkpoint).filter((number) => number < below && !kept.has(number))) {
    try {
      remove(runFile(checkpoint, number));
    } catch (error) {
      if (!isRefusedBySystem(error)) throw error;
    }
  }
}

/** The checksum as the name of a run has it, as it is written elsewhere. */
export function checksumOf([, , , high, low]: NamedRun): string {
  return ((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString(16);
}

export class DiskFiles implements Disk {
  readonly #folder: string;
  readonly #names: RunNames | null;
  readonly #hasher: Hasher | null;
  readonly #open = new Set<ScratchFile>();

  /** `names`: how they are called; null: they have no names, and are gone when they are closed. */
  constructor(folder: string, names: RunNames | null = null, hasher: Hasher | null = null) {
    this.#folder = folder;
    this.#names = names;
    this.#hasher = hasher;
  }

  /** Throws Unwritten where the folder takes no file, or where nobody may write one. */
  create(): DiskFile {
    const number = this.#names === null ? 0 : Atomics.add(new Int32Array(this.#names.next), 0, 1);
    const file = this.#make(number);
    this.#open.add(file);
    const hash = this.#hasher?.create64();
    return {
      ...this.open(file.descriptor),
      append: (words, length) => {
        const bytes = new Uint8Array(words.buffer, words.byteOffset, 4 * length);
        append(file, bytes);
        hash?.update(bytes);
      },
      name: () => {
        const sum = hash?.digest() ?? 0n;
        return [number, Number(BigInt.asIntN(32, sum >> 32n)), Number(BigInt.asIntN(32, sum))];
      },
      remove: () => {
        this.#open.delete(file);
        file.close();
      },
    };
  }

  open(id: number): DiskFile {
    const file = openedFile(id);
    const closed = (): never => {
      throw new Error('a file is written by the thread that has made it');
    };
    return {
      id,
      append: closed,
      read: (from, words) =>
        Math.floor(file.read(4 * from, new Uint8Array(words.buffer, words.byteOffset, words.byteLength)) / 4),
      name: closed,
      remove: () => {},
    };
  }

  /** Opens one that was written down, until `close`; returns what other threads open it by. */
  openNamed([, , number]: NamedRun): number {
    const file = openedFile(openSync(runFile(this.#names!.checkpoint, number), 'r'));
    this.#open.add(file);
    return file.descriptor;
  }

  #make(number: number): ScratchFile {
    try {
      return this.#names === null
        ? scratchFile(this.#folder)
        : lastingFile(runFile(this.#names.checkpoint, number));
    } catch (error) {
      if (isFull(error)) throw new DiskFull('no room for another file');
      if (!(error instanceof Error && 'code' in error && error.code === accessDenied)) throw error;
      const expected = 'known states in memory, where code runs that may touch no file';
      throw new Unwritten({ message: 'cannot be written', where: this.#folder, expected });
    }
  }

  /** Closes what is left. */
  close(): void {
    for (const file of this.#open) file.close();
    this.#open.clear();
  }
}

function append(file: ScratchFile, bytes: Uint8Array): void {
  try {
    file.append(bytes);
  } catch (error) {
    if (isFull(error)) throw new DiskFull('no room');
    throw error;
  }
}

function isFull(error: unknown): boolean {
  const { code } = Object(error);
  return error instanceof Error && full.includes(code);
}
