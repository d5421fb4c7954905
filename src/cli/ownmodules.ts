/**
 * Modules with properties of the user's own, from what a spec, the command line or a trace says of them to files that may be run.
 */
import { dirname, resolve } from 'node:path';
import { foundModule } from '../spec/ownmodule.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { trustModule } from '../spec/trust.ts';
import { isModulePath, type Wanted } from '../spec/wanted.ts';
import { modulesOf } from '../trace/own.ts';
import type { Trace } from '../trace/trace.ts';
import type { Arguments } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { trustOf } from './trusting.ts';

/** Throws a UserError for a trace with properties of a module that is not there, or that the user has not allowed. */
export function trustModules(
  trace: Trace,
  file: string,
  args: Arguments,
  terminal: Pick<Terminal, 'env'>,
): void {
  for (const { module } of modulesOf(trace)) {
    const lies = resolve(module);
    trustModule({ file, kind: 'trace', module: lies, where: file }, trustOf(args, terminal));
    foundModule(module, process.cwd(), file);
  }
}

/**
 * The spec with its modules found. `written`: the spec without what was typed, whose paths are relative to its file; those that were typed
 * are the user's, and relative to the current folder. Throws a UserError for one that is not there, or not allowed.
 */
export function withModules(
  path: string,
  { spec, where, said }: ParsedSpec,
  written: ParsedSpec,
  args: Arguments,
  terminal: Pick<Terminal, 'env'>,
): ParsedSpec {
  const user = trustOf(args, terminal);
  const found = (key: 'invariants' | 'sometimes', list: readonly Wanted[]): readonly Wanted[] => {
    const isTyped = where([key]) !== written.where([key]);
    return list.map((wanted, k) => {
      if (typeof wanted !== 'string' || !isModulePath(wanted)) return wanted;
      const place = where([key, k]);
      const folder = isTyped ? process.cwd() : dirname(path);
      const module = resolve(folder, wanted);
      if (!isTyped) trustModule({ file: path, kind: 'spec', module, where: place }, user);
      return foundModule(wanted, folder, place);
    });
  };
  const { invariants, sometimes } = spec;
  const properties = {
    invariants: invariants === null ? null : found('invariants', invariants),
    sometimes: found('sometimes', sometimes),
  };
  return {
    said,
    spec: { ...spec, ...properties },
    where,
  };
}
