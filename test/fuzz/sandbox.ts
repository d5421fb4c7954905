/**
 * The folder that cases run in: a project with specs of its own and files that are nobody's business, below folders with more
 * of them. After each case it is looked through, and made again what it was.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Case } from './case.ts';
import { election } from './material.ts';

/** From the sandbox's root; the project lies three folders deep, so that ../.. is still inside. */
export const projectFolder = 'above/further/project';

const always: Readonly<Record<string, Buffer>> = Object.fromEntries(
  Object.entries({
    'above/outside': 'not yours\n',
    'above/further/precious.txt': 'not yours either\n',
    [`${projectFolder}/precious.txt`]: 'kept for years\n',
    [`${projectFolder}/notes/bugs/forgetful/src/raft/step.js`]:
      '// a file that has the name of an edited one\n',
    [`${projectFolder}/specs/election.yaml`]: election,
    // A run's folder that somebody has put a file into.
    [`${projectFolder}/out/mine.txt`]: 'in the way\n',
  }).map(([path, text]) => [path, Buffer.from(text)]),
);

/** What a case did to the sandbox: paths from its root. */
export interface Changes {
  readonly added: readonly string[];
  /** Files that were there before and are no longer what they were, or no longer there. */
  readonly spoilt: readonly string[];
}

/** In memory where the system has a folder for that: most of what a case costs is files that are made and removed again. */
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Written {
  readonly bytes: Buffer;
  /** Of the file as it was written: size and time of its last change. */
  readonly stamp: string;
}

export class Sandbox {
  readonly root = mkdtempSync(join(base, 'raftcheck-fuzz-'));
  readonly project = join(this.root, projectFolder);
  readonly #written = new Map<string, Written>();

  constructor() {
    for (const [path, bytes] of Object.entries(always)) this.#write(path, bytes);
  }

  /** Writes the files of a case. */
  prepare(files: Case['files']): void {
    for (const [name, bytes] of Object.entries(files)) this.#write(`${projectFolder}/${name}`, bytes);
  }

  /** What has changed since `prepare`. */
  changes(): Changes {
    const there = new Set(this.#files());
    const spoilt = [...this.#written]
      .filter(
        ([path, { bytes, stamp }]) =>
          !there.has(path) ||
          (this.#stamp(path) !== stamp && !readFileSync(join(this.root, path)).equals(bytes)),
      )
      .map(([path]) => path);
    return { added: [...there].filter((path) => !this.#written.has(path)), spoilt };
  }

  /** Everything as it was before the case. */
  restore({ added, spoilt }: Changes): void {
    const gone = [...this.#written.keys()].filter((path) => always[path] === undefined);
    for (const path of gone) this.#written.delete(path);
    for (const path of [...added, ...gone])
      rmSync(join(this.root, this.#newest(path)), { recursive: true, force: true });
    for (const path of spoilt) {
      const bytes = always[path];
      if (bytes !== undefined) this.#write(path, bytes);
    }
  }

  /** Of the folders above a new file the first that is new as well. */
  #newest(path: string): string {
    const names = path.split('/');
    const folders = names.map((_, k) => names.slice(0, k + 1).join('/'));
    const old = [...this.#written.keys()];
    return folders.find((folder) => !old.some((file) => file.startsWith(`${folder}/`))) ?? path;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #write(path: string, bytes: Buffer): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    this.#written.set(path, { bytes, stamp: this.#stamp(path) });
  }

  #stamp(path: string): string {
    const { size, mtimeMs, ino } = statSync(join(this.root, path));
    return `${size} ${mtimeMs} ${ino}`;
  }

  /** Files, and folders that hold none. */
  #files(folder = ''): string[] {
    return readdirSync(join(this.root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      const inside = this.#files(path);
      return inside.length === 0 ? [path] : inside;
    });
  }
}
