/**
 * A module that exports a system, as plain data that every thread can be sent: which file it is, what was in it, and what the
 * system says of itself. Whoever loads it compares: a file that has changed meanwhile is another system.
 */
import { parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { hashOfModule } from '../base/modulehash.ts';
import { UserError } from '../base/usererror.ts';
import { thrownText } from '../cluster/guarded.ts';
import type { Fairness } from '../explore/temporal/fairness.ts';
import { readTypes } from '../foreign/module.ts';
import { type OwnSystem, systemOf } from './exported.ts';

export interface SystemModule {
  /** Absolute. */
  readonly file: string;
  /** Where it was named, for errors: `specs/own.yaml:3:7`, `--core`. */
  readonly where: string;
  readonly name: string;
  /** See base/modulehash.ts. */
  readonly hash: string;
  readonly invariants: readonly string[];
  readonly sometimes: readonly string[];
  readonly eventually: readonly string[];
  readonly leadsTo: readonly string[];
  readonly fairness: readonly Fairness[];
}

/** What a system is called that does not say so. */
export function nameOf({ name }: OwnSystem, file: string): string {
  return name ?? parse(file).name;
}

/** Loads the system into this thread. Throws a UserError where it does not load, or is no longer what it was. */
export async function loadSystem({ file, where, hash }: SystemModule): Promise<OwnSystem> {
  const trouble = { where, expected: 'the module as it was when the command began' };
  // What a system prints is no result.
  if (!isMainThread) process.stdout.write = process.stderr.write.bind(process.stderr);
  let system: ReturnType<typeof systemOf>;
  try {
    await readTypes(file, where);
    system = systemOf(await import(pathToFileURL(file).href));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ ...trouble, message: 'the system does not load', found: thrownText(error) });
  }
  if (system === null || 'refused' in system || hashOfModule(file, where) !== hash)
    throw new UserError({ ...trouble, message: 'the system has changed meanwhile', found: file });
  return system;
}
