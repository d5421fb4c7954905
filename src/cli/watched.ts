/**
 * Which files a run follows from, and whether they still hold what they held. They are looked at again and again instead of listened to:
 * what an editor puts in the place of a file, or what lies on another machine, is seen like all the rest. Nothing is run or built here.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { filesOfModule, isFile } from '../base/modulehash.ts';
import { moduleFolder } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem } from '../base/write.ts';
import { filesOfCore } from '../spec/core.ts';
import { defaultSpec } from '../spec/defaults.ts';
import { findSpec, readSpec } from '../spec/load.ts';
import { isModulePath } from '../spec/wanted.ts';
import { filesWanted, wantedOf } from './ci/plan.ts';
import { commandNames } from './commandnames.ts';
import type { Command } from './commands.ts';
import { configFiles, noProject } from './config.ts';
import { ownFlags } from './flags/own.ts';
import { overlaysOf, specFolders, withProject } from './project.ts';
import { type Arguments, choiceOf } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** The specs of a run, and what is around them. Throws a UserError where none is named that there is, or where the project is not to be read. */
export async function filesOfRun(command: Command, args: Arguments, given: Terminal): Promise<string[]> {
  const terminal = await withProject(args, given);
  const specs =
    command.name === 'ci'
      ? filesWanted(wantedOf(args, terminal)).map(({ path }) => path)
      : [findSpec(typeof args.spec === 'string' ? args.spec : defaultSpec, commandNames, specFolders())];
  const from = choiceOf(ownFlags.from, args, terminal.env);
  const files = [
    ...configFiles.map((name) => resolve(name)),
    resolve('package.json'),
    ...specs,
    ...(from === undefined ? [] : [resolve(from.replace(/#\d+$/, ''))]),
    ...builtinFiles(),
    ...specs.flatMap((path) => filesNamed(path, args, terminal)),
  ];
  return [...new Set(files)];
}

/** The built-in core and its invariants, as they run. */
function builtinFiles(): string[] {
  return ['src/raft', 'invariants'].map(moduleFolder).flatMap((folder) => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.map((name) => join(folder, name)).filter((path) => /\.[jt]s$/.test(path));
  });
}

/** What the spec names, or who asks it: a core, and modules with properties. None where the spec cannot be read. */
function filesNamed(path: string, args: Arguments, terminal: Terminal): string[] {
  const { defaults } = terminal.project ?? noProject;
  const found = tried(() => readSpec(path, overlaysOf(args, terminal), defaults));
  if (found === null) return [];
  const { core, invariants, sometimes } = found.spec;
  const modules = [...(invariants ?? []), ...sometimes].filter(
    (one): one is string => typeof one === 'string' && isModulePath(one),
  );
  // Whoever has said it: paths are relative to the spec, or to the current folder.
  return [dirname(path), process.cwd()].flatMap((folder) => [
    ...(core === null ? [] : (tried(() => filesOfCore({ setting: core, folder, where: path })) ?? [])),
    ...modules.flatMap((module) => ofModule(resolve(folder, module), path)),
  ]);
}

function ofModule(file: string, where: string): string[] {
  return (isFile(file) && tried(() => [...filesOfModule(file, where)].map(([path]) => path))) || [];
}

/** Null: what is asked for cannot be read now. */
function tried<Made>(read: () => Made): Made | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError || isRefusedBySystem(error)) return null;
    throw error;
  }
}

interface Held {
  /** What a look at the folder says: only where that differs is the file read. */
  readonly stamp: string;
  readonly content: string;
}

/** Files as they were when they were last looked at. */
export class Watched {
  readonly #held = new Map<string, Held>();

  /** From now on these; what one of them holds now is known for those that are new. */
  follow(files: readonly string[]): void {
    for (const file of this.#held.keys()) if (!files.includes(file)) this.#held.delete(file);
    for (const file of files) if (!this.#held.has(file)) this.#held.set(file, heldIn(file));
  }

  get size(): number {
    return [...this.#held.values()].filter(({ stamp }) => stamp !== '').length;
  }

  /** Those that hold something else than at the last look. */
  changed(): string[] {
    return [...this.#held].flatMap(([file, { stamp, content }]) => {
      if (stampOf(file) === stamp) return [];
      const now = heldIn(file);
      this.#held.set(file, now);
      return now.content === content ? [] : [file];
    });
  }
}

function heldIn(file: string): Held {
  const stamp = stampOf(file);
  const text = stamp === '' ? null : tried(() => readFileSync(file));
  return { stamp, content: text === null ? '' : createHash('sha256').update(text).digest('hex') };
}

/** Empty: there is no such file. */
function stampOf(file: string): string {
  const found = tried(() => statSync(file, { throwIfNoEntry: false }));
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
}
