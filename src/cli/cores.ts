/**
 * Which core a command runs, by who says it first: the command line or its variable, the profile, the spec, the configuration.
 * Paths are relative to what says them, and what a file of somebody else's says is run only when the user trusts it. What the
 * user types is trusted.
 */
import { dirname, resolve } from 'node:path';
import { UserError } from '../base/usererror.ts';
import type { CoreCommand } from '../foreign/command.ts';
import { type CoreSaid, commandOf, coreOf } from '../spec/core.ts';
import { type CoreSetting, coreSetting } from '../spec/coreschema.ts';
import { judge } from '../spec/issue.ts';
import { readSpec } from '../spec/load.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Overlay } from '../spec/spec.ts';
import { trustCommand } from '../spec/trust.ts';
import type { SystemModule } from '../system/module.ts';
import type { Trace } from '../trace/trace.ts';
import { noProject } from './config.ts';
import { coreFlag } from './flags/settings.ts';
import { trustModules } from './ownmodules.ts';
import { type Arguments, choiceOf, flagName, variableName } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { traceEdited, trustOf } from './trusting.ts';

type Said = Pick<Terminal, 'env' | 'project'>;

/** That a spec with a seeded bug is asked of another core, which it does not name itself. */
export class EditOfBuiltin extends UserError {}

/** The core of a spec that is asked for, or its system; null: the built-in core. Throws a UserError where it may not be run. */
export function specCore(
  path: string,
  { spec, where }: ParsedSpec,
  args: Arguments,
  terminal: Terminal,
): CoreCommand | SystemModule | null {
  const { core: setting, bug } = spec;
  if (setting === null) return null;
  // Without what lies under it and over it: whether the spec itself says so.
  const inSpec = readSpec(path).spec.core !== null;
  if (bug !== null) {
    const trouble = {
      message: 'a seeded bug is an edit of the built-in core',
      where: where(['core']),
      found: 'another core',
      expected: 'the core builtin, or a spec without the key bug',
    };
    throw inSpec ? new UserError(trouble) : new EditOfBuiltin(trouble);
  }
  const said = typedCore(args, terminal) ?? projectCore('overrides', terminal);
  if (said !== null) return coreOf(said);
  const below = inSpec ? null : projectCore('defaults', terminal);
  if (below !== null) return coreOf(below);
  const place = where(['core']);
  trustCommand({ file: path, configuration: false, where: place }, trustOf(args, terminal));
  return coreOf({ setting, folder: dirname(path), where: place });
}

/** The core that the user or the project names, whatever a spec says; null: none. Throws a UserError likewise. */
export function namedCore(args: Arguments, terminal: Said): CoreCommand | SystemModule | null {
  const said =
    typedCore(args, terminal) ?? projectCore('overrides', terminal) ?? projectCore('defaults', terminal);
  return said === null ? null : coreOf(said);
}

/**
 * The core that a trace is repeated on: its own edited one, or the one that the user names. Throws a UserError likewise, and where
 * its properties may not be run.
 */
export function traceCore(trace: Trace, file: string, args: Arguments, terminal: Said): OtherCore | null {
  trustModules(trace, file, args, terminal);
  const said =
    typedCore(args, terminal) ?? projectCore('overrides', terminal) ?? projectCore('defaults', terminal);
  if (trace.bug !== null && said === null) return traceEdited(trace, file, args, terminal);
  const command = said === null ? null : commandOf(said);
  const { core } = trace;
  // Who says builtin means it.
  if (core === undefined || choiceOf(coreFlag, args, terminal.env) !== undefined) return command;
  if (command === null) {
    throw new UserError({
      message: `the trace is of the core ${core.name} ${core.version}`,
      where: file,
      found: 'no word of how that core is run: a trace never says so',
      expected: '--core, with its folder',
    });
  }
  return command;
}

function typedCore(args: Arguments, { env }: Pick<Terminal, 'env'>): CoreSaid | null {
  const given = choiceOf(coreFlag, args, env);
  const where = args.core === undefined ? variableName(coreFlag) : flagName(coreFlag);
  return given === undefined ? null : said(given, process.cwd(), where);
}

function projectCore(layer: 'defaults' | 'overrides', terminal: Said): CoreSaid | null {
  const project = terminal.project ?? noProject;
  const overlay: Overlay | null = project[layer];
  if (overlay?.values.core === undefined || project.file === null) return null;
  const where = overlay.where(['core']);
  const file = resolve(project.file);
  trustCommand({ file, configuration: true, where }, trustOf({}, terminal));
  return said(overlay.values.core, dirname(file), where);
}

/** The core that is typed as a folder. Throws a UserError where there is none. */
export function typedAs(setting: string): CoreCommand {
  return commandOf({ setting, folder: process.cwd(), where: 'raftcheck core' });
}

/** A core that is typed as one of two that are compared; null: the built-in one. Throws a UserError where there is none. */
export function typedCompared(setting: string): CoreCommand | null {
  const core = said(setting, process.cwd(), flagName(coreFlag));
  return core === null ? null : commandOf(core);
}

/** Null: the built-in core. */
function said(value: unknown, folder: string, where: string): CoreSaid | null {
  const places = { ofValue: () => where, ofKey: () => where };
  const setting: CoreSetting = judge(coreSetting, value, places, { name: 'a core', keys: () => [] });
  return setting === null ? null : { setting, folder, where };
}
