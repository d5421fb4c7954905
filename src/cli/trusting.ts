/**
 * What the user says of code in files, as a command is told it: the flag or its variable, and a file in the user's home. The
 * project's configuration has no say. Here bugs become edited cores.
 *
 *   $XDG_CONFIG_HOME/raftcheck/trust.yaml, else ~/.config/raftcheck/trust.yaml
 *
 *     folders: [/home/me/work, /srv/specs]
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem, reason, tryFolder } from '../base/write.ts';
import { type SeededCore, seedBug } from '../spec/bug.ts';
import { judge } from '../spec/issue.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { YamlText } from '../spec/place.ts';
import { isAsItIs } from '../spec/spec.ts';
import { type Trust, TrustedBug } from '../spec/trust.ts';
import type { Trace } from '../trace/trace.ts';
import { ownFlags } from './flags/own.ts';
import { type Arguments, choiceOf, type Environment, outFolder } from './settings.ts';
import type { Terminal } from './terminal.ts';

const folderForm = 'the absolute path of a folder';
const trustSchema = z.strictObject({
  folders: z.array(
    z.string({ error: folderForm }).refine((path) => isAbsolute(path), { error: folderForm }),
    {
      error: 'a list of folders whose code may run',
    },
  ),
});

export function trustOf(args: Arguments, { env }: Pick<Terminal, 'env'>): Trust {
  const home = trustFile(env);
  const said = choiceOf(ownFlags.trust, args, env);
  return {
    told: said ?? false,
    folder: process.cwd(),
    // Who says --no-trust means it of every folder.
    folders: () => (said === false ? [] : trustedFolders(home)),
    home,
  };
}

/** The bug of a spec, if it has one that is an edit. Throws a UserError where the user has not allowed it. */
export function trustedBug(path: string, { spec, where }: ParsedSpec, user: Trust): TrustedBug | null {
  if (spec.bug === null || isAsItIs(spec.bug)) return null;
  return TrustedBug.trust({ bug: spec.bug, file: path, kind: 'spec', where: where(['bug', 'edit']) }, user);
}

/** The edited core that a trace is of; null: it is of none. Throws a UserError where the user has not allowed its edits. */
export function traceEdited(
  { bug }: Trace,
  file: string,
  args: Arguments,
  terminal: Pick<Terminal, 'env'>,
): SeededCore | null {
  if (bug === null || isAsItIs(bug)) return null;
  const trusted = TrustedBug.trust({ bug, file, kind: 'trace', where: file }, trustOf(args, terminal));
  const out = outFolder(args, terminal.env);
  tryFolder(out);
  return seedBug(trusted, out);
}

/** XDG says of a variable that is no absolute path that it is to be ignored: it would name a folder of who knows whom. */
function trustFile({ XDG_CONFIG_HOME: config, HOME: home }: Environment): string {
  const folder = config !== undefined && isAbsolute(config) ? config : join(home || homedir(), '.config');
  return join(folder, 'raftcheck', 'trust.yaml');
}

function trustedFolders(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const yaml = new YamlText(textOf(file), file);
  const places = { ofValue: yaml.ofValue.bind(yaml), ofKey: yaml.ofKey.bind(yaml) };
  return judge(trustSchema, yaml.values(), places, {
    name: 'a list of trusted folders',
    keys: (path) => (path.length === 0 ? Object.keys(trustSchema.shape) : []),
  }).folders;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    throw new UserError({ message: 'cannot be read', where: file, found: reason(error) });
  }
}
