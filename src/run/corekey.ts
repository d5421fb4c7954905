/**
 * What a core's answers follow from, besides the model and what it is asked: the bytes of its code. Two cores with one key answer alike, and
 * what answers otherwise has another key.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOfModule, isFile } from '../base/modulehash.ts';
import { packageVersion } from '../base/root.ts';
import type { CoreCommand } from '../foreign/command.ts';
import { isCommand, type OtherCore } from '../spec/othercore.ts';

/** The folders of raftcheck that have a part in an answer, or in what is kept of it. */
const parts = ['arrays', 'base', 'cluster', 'explore', 'foreign', 'library', 'raft'];
/** What programs of a machine's own instructions begin with: ELF, and Mach-O. */
const programs = ['7f454c46', 'cffaedfe', 'cafebabe'];
const packages = /\b(?:from|import|require)\s*\(?\s*(['"])([^.'"\n][^'"\n]*)\1/g;

let own: string | null = null;

/** Null: nobody can say what its answers follow from. */
export function coreKey(core: OtherCore | null): string | null {
  if (core === null) return ownKey();
  // A copy is named by what is in it (spec/copies.ts). Code of somebody else may write nothing.
  if (!isCommand(core)) return core.foreign ? null : `${ownKey()} edited ${basename(core.folder)}`;
  const bytes = core.moduleHash === null ? programBytes(core) : moduleBytes(core);
  return bytes === null
    ? null
    : `${ownKey()} ${JSON.stringify([core.run, core.name, core.version])} ${bytes}`;
}

/** Raftcheck's own part: its version and its bytes, those of Immutable, and the engine. */
function ownKey(): string {
  own ??= `${packageVersion()} node ${process.versions.node.split('.')[0]} ${ownBytes()}`;
  return own;
}

function ownBytes(): string {
  const hash = createHash('sha256');
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  for (const part of parts) {
    for (const file of readdirSync(join(root, part), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.[jt]s$/.test(file))
        hash.update(`${part}/${file}\n`).update(readFileSync(join(root, part, file)));
  }
  hash.update(readFileSync(createRequire(import.meta.url).resolve('immutable')));
  return hash.digest('hex');
}

/** Of a program alone: of what an interpreter reads nobody knows what it reads itself. */
function programBytes({ run: [program, ...given], folder }: CoreCommand): string | null {
  const path = resolve(folder, program);
  if (!program.includes('/') || !isFile(path) || given.some((word) => existsSync(resolve(folder, word))))
    return null;
  const bytes = readFileSync(path);
  if (!programs.includes(bytes.toString('hex', 0, 4))) return null;
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of a module that imports nothing but its own files, and raftcheck. */
function moduleBytes({ run, where, moduleHash }: CoreCommand): string | null {
  for (const [, text] of filesOfModule(run[run.length - 1], where)) {
    for (const [, , name] of text.matchAll(packages)) if (name !== 'raftcheck') return null;
  }
  return moduleHash;
}
