/** The files of a search on disk (src/explore/disk): without names, in the folder for whatever is written. */
import { isRefusedBySystem, type ScratchFile, scratchFile, Unwritten } from '../base/write.ts';
import { accessDenied } from '../cluster/guarded.ts';
import { type Disk, type DiskFile, DiskFull } from '../explore/disk/disk.ts';

/** What the system says where it takes no more. */
export const full = ['ENOSPC', 'EDQUOT', 'EFBIG'];

export class DiskFiles implements Disk {
  readonly #folder: string;
  readonly #open = new Set<ScratchFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws Unwritten where the folder takes no file, or where nobody may write one. */
  create(): DiskFile {
    const file = this.#scratch();
    this.#open.add(file);
    return {
      append: (words, length) => append(file, new Uint8Array(words.buffer, words.byteOffset, 4 * length)),
      read: (from, words) =>
        file.read(4 * from, new Uint8Array(words.buffer, words.byteOffset, words.byteLength)) / 4,
      remove: () => {
        this.#open.delete(file);
        file.close();
      },
    };
  }

  #scratch(): ScratchFile {
    try {
      return scratchFile(this.#folder);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === accessDenied)) throw error;
      const expected = 'known states in memory, where code runs that may touch no file';
      throw new Unwritten({ message: 'cannot be written', where: this.#folder, expected });
    }
  }

  /** Removes what is left. */
  close(): void {
    for (const file of this.#open) file.close();
    this.#open.clear();
  }
}

function append(file: ScratchFile, bytes: Uint8Array): void {
  try {
    file.append(bytes);
  } catch (error) {
    if (isRefusedBySystem(error) && full.includes(error.code ?? '')) throw new DiskFull(error.message);
    throw error;
  }
}
