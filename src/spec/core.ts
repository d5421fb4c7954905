/**
 * The core that a run is of, other than the built-in one: from what a spec, a configuration or the user says to the command that
 * starts its driver. A folder says in its core.yaml what is run there; a module exports a core; a command stands where it is said.
 *
 *     core: ../etcd-go        core: ../src/raft.ts        core: { run: [./driver], build: [go, build, -o, driver, .] }
 *
 *     name: etcd-go                  what the core must call itself, and its version; either may be left out
 *     version: go.etcd.io/raft v3.7.0
 *     build: [go, build, -o, driver, .]
 *     run: [./driver]
 *     deadline: 30s                  that a call of it may take
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { filesOfModule, hashOfModule, isFile } from '../base/modulehash.ts';
import { readText } from '../base/readtext.ts';
import { UserError } from '../base/usererror.ts';
import { buildCore } from '../foreign/build.ts';
import type { CoreCommand } from '../foreign/command.ts';
import { moduleEndings, moduleRun } from '../foreign/module.ts';
import { lookAt } from '../system/look.ts';
import type { SystemModule } from '../system/module.ts';
import { type CoreSetting, coreFileSchema } from './coreschema.ts';
import { judge } from './issue.ts';
import { YamlText } from './place.ts';
import { parseTime } from './quantity.ts';

const coreFile = 'core.yaml';
/** Seconds that a call may take where nobody says how many. */
const usualDeadline = 30;

/** Who says which core, and where. */
export interface CoreSaid {
  readonly setting: Exclude<CoreSetting, null>;
  /** The folder that paths are relative to, absolute. */
  readonly folder: string;
  /** The place, for errors. */
  readonly where: string;
}

/** A core that may be run, or the system that a module exports. Throws a UserError as commandOf does. */
export function coreOf(said: CoreSaid): CoreCommand | SystemModule {
  const { setting, folder, where } = said;
  const file = typeof setting === 'string' ? resolve(folder, setting) : null;
  const system = file !== null && isModule(file) ? lookAt(file, where) : null;
  return system ?? commandOf(said);
}

export function isSystem(core: CoreCommand | SystemModule | null): core is SystemModule {
  return core !== null && 'hash' in core;
}

function isModule(place: string): boolean {
  return moduleEndings.test(place) && isFile(place);
}

/** The command of a core that may be run, once it is built. Throws a UserError where it cannot be read, or not built. */
export function commandOf(said: CoreSaid): CoreCommand {
  const { build, command } = readCore(said);
  if (build !== null) buildCore(build, command);
  return command;
}

function readCore(said: CoreSaid): Read {
  return typeof said.setting === 'string' ? atPath(said.setting, said) : inPlace(said);
}

/**
 * The files that the core follows from, as far as anybody sees: a module and what it imports; what lies in a folder with a core.yaml, but
 * for what its build makes; the words of a command that are files. Throws a UserError where it cannot be read. Nothing is built or run.
 */
export function filesOfCore(said: CoreSaid): string[] {
  const { setting, folder, where } = said;
  const file = typeof setting === 'string' ? resolve(folder, setting) : null;
  if (file !== null && isModule(file)) return [...filesOfModule(file, where)].map(([path]) => path);
  const { build, command } = readCore(said);
  const words = command.run.map((word) => resolve(command.folder, word));
  const around = file === null ? [] : filesBelow(command.folder).filter((path) => path !== words[0]);
  return [...around, ...(build === null ? words : [])].filter(isFile);
}

/** Of what builds and package managers fill nothing. */
const filled = /^(?:\..*|node_modules|target|__pycache__)$/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !filled.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/** Nothing is known of it. */
const unnamed = { name: null, version: null, moduleHash: null };

interface Read {
  readonly build: readonly string[] | null;
  readonly command: CoreCommand;
}

function inPlace({ setting, folder, where }: CoreSaid): Read {
  const { run, build, deadline } = setting as Exclude<CoreSetting, string | null>;
  const title = run.join(' ');
  const command = { run, folder, where, deadline: deadlineOf(deadline), title, ...unnamed };
  return { build, command };
}

function atPath(path: string, { folder, where }: CoreSaid): Read {
  const place = resolve(folder, path);
  if (isModule(place)) return inModule(place, path, where);
  // Who names the file means its folder.
  const home = isFile(place) && basename(place) === coreFile ? dirname(place) : place;
  if (!existsSync(join(home, coreFile))) throw notThere(path, place, where);
  return inFolder(home, path, where);
}

function inModule(file: string, title: string, where: string): Read {
  const run = moduleRun(file, where);
  const named = { ...unnamed, title, moduleHash: hashOfModule(file, where) };
  return { build: null, command: { run, folder: dirname(file), where, deadline: usualDeadline, ...named } };
}

function inFolder(home: string, title: string, where: string): Read {
  const file = join(home, coreFile);
  const yaml = new YamlText(readText(file, { message: 'cannot read the core', expected: 'YAML' }), file);
  const places = { ofValue: yaml.ofValue.bind(yaml), ofKey: yaml.ofKey.bind(yaml) };
  const { name, version, build, run, deadline } = judge(coreFileSchema, yaml.values(), places, {
    name: 'a core.yaml',
    keys: (keyPath) => (keyPath.length === 0 ? Object.keys(coreFileSchema.shape) : []),
  });
  const named = { title, name, version, moduleHash: null };
  const command = { run, folder: home, where, deadline: deadlineOf(deadline), ...named };
  return { build, command };
}

function deadlineOf(deadline: string | number | null): number {
  return deadline === null ? usualDeadline : (parseTime(deadline) ?? usualDeadline);
}

function notThere(path: string, place: string, where: string): UserError {
  const isFolder = existsSync(place) && statSync(place).isDirectory();
  const found = isFolder
    ? 'a folder without a core.yaml'
    : existsSync(place)
      ? 'a file of another kind'
      : 'nothing';
  return new UserError({
    message: `there is no core '${path}'`,
    where,
    found: `${found}: ${place}`,
    expected: 'builtin, a folder with a core.yaml that says how a driver is run, or a .ts or .js module',
  });
}
