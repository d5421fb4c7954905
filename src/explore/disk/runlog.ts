/**
 * The runs that the workers of a search on disk have made, in the order in which all of them learn of them: whenever they meet.
 *
 *     [ entries | room for them ]    then for each entry    [ what it is | id of the file | its states | its name: nameWords ]
 *
 * An entry is a part of a level, which has the level's number, or one of those below 0. Runs of what was found are done with when there
 * is a level made of them.
 */
import { reach } from '../../arrays/shared.ts';
import { TablesFull } from '../region.ts';
import { type Disk, nameWords } from './disk.ts';
import type { Run } from './runs.ts';

/** What was found of the next level; what is left of the last one, where that is not all; a worker's word that its disk is full. */
export const entryKinds = { found: -1, left: -2, full: -3 } as const;

/** A run as it is written down: what it is, its states, and the name of its file. */
export type NamedRun = readonly number[];

export type RunMemory = SharedArrayBuffer;

const headWords = 1;
const entryWords = 3 + nameWords;
const mostEntries = 1 << 20;

export function runMemory(): RunMemory {
  return new SharedArrayBuffer(4 * headWords, { maxByteLength: 4 * (headWords + mostEntries * entryWords) });
}

export class RunLog {
  /** The parts of each level, none of what has no states. */
  readonly levels: (readonly Run[])[] = [];
  /** What was found of the next one, and what is being expanded. */
  found: readonly Run[] = [];
  source: readonly Run[] = [];
  full = false;
  readonly #memory: RunMemory;
  readonly #disk: Disk;
  #read = 0;
  /** The entries of all that is not done with. */
  #lasting: NamedRun[] = [];

  constructor(memory: RunMemory, disk: Disk) {
    this.#memory = memory;
    this.#disk = disk;
  }

  /** `what`: a level, or one of entryKinds. */
  add(what: number, { file, states }: Run): void {
    this.#write([what, file.id, states, ...file.name()]);
  }

  /** Adds one that was written down, and is open. */
  addNamed([what, states, ...name]: NamedRun, id: number): void {
    this.#write([what, id, states, ...name]);
  }

  addFull(): void {
    this.#write([entryKinds.full]);
  }

  #write(entry: readonly number[]): void {
    const at = Atomics.add(new Int32Array(this.#memory), 0, 1);
    if (!reach(this.#memory, 4 * (headWords + (at + 1) * entryWords)))
      throw new TablesFull('no room for further runs');
    new Int32Array(this.#memory).set(entry, headWords + at * entryWords);
  }

  /** Takes notice of what all have added: when all have met. */
  read(): void {
    const words = new Int32Array(this.#memory);
    for (; this.#read < words[0]; this.#read++) {
      const at = headWords + this.#read * entryWords;
      const [what, id, states, ...name] = words.subarray(at, at + entryWords);
      if (what === entryKinds.full) this.full = true;
      else this.#enter(what, { file: this.#disk.open(id), from: 0, states }, [what, states, ...name]);
    }
  }

  #enter(what: number, run: Run, named: NamedRun): void {
    if (what >= 0 && this.levels[what] === undefined) {
      this.#lasting = this.#lasting.filter(([kind]) => kind >= 0);
      this.found = [];
      while (this.levels.length <= what) this.levels.push([]);
    }
    this.#lasting.push(named);
    if (what === entryKinds.found) this.found = [...this.found, run];
    else if (what === entryKinds.left) this.source = [run];
    else this.source = this.levels[what] = [...this.levels[what], run];
  }

  /** What a search that goes on from here has to know, in an order in which it can be added again. */
  dump(): readonly NamedRun[] {
    return this.#lasting;
  }
}
