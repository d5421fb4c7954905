/**
 * Whose fault it is when the thread that runs somebody's code (an edited core, a system of one's own) ends with an error, or at
 * all. In its calls such code may throw what it likes; but it can also leave something to be done later, end its thread, or change
 * the language that everybody in the thread speaks. That is no verdict, and no fault of raftcheck.
 */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../base/usererror.ts';
import type { SeededCore } from '../spec/bug.ts';
import type { Spec } from '../spec/spec.ts';
import type { SystemModule } from '../system/module.ts';
import type { Failure } from './jobs.ts';

/** Code that a thread runs. */
export interface Suspect {
  /** What it is called, and where it was named. */
  readonly what: string;
  readonly where: string;
  /** The folder that its places lie in. */
  readonly folder: string;
}

export function suspectCore({ where, folder }: SeededCore): Suspect {
  return { what: 'the edited core', where, folder };
}

export function suspectModules({ invariants, sometimes }: Pick<Spec, 'invariants' | 'sometimes'>): Suspect[] {
  return [...(invariants ?? []), ...sometimes].flatMap((wanted) =>
    typeof wanted === 'object' && 'module' in wanted
      ? [{ what: 'the module of properties', where: wanted.module, folder: dirname(wanted.file) }]
      : [],
  );
}

export function suspectSystem({ where, file }: SystemModule): Suspect {
  return { what: 'the system', where, folder: dirname(file) };
}

/** `suspects`: those that the thread has run, the last one now. Null: it is raftcheck's own, by the places that its stack names. */
export function blame({ message, stack }: Failure, suspects: readonly Suspect[]): UserError | null {
  // An error that Node could not hand over is a text, with its places in it.
  const places = stack ?? message;
  const placed = /\n +at /.test(places);
  const suspect = placed
    ? suspects.find(({ folder }) => places.includes(pathToFileURL(folder).href))
    : suspects.at(-1);
  if (suspect === undefined) return null;
  const kind = suspect.what.replace(/^the (?:edited )?/, '');
  return new UserError({
    message: `${suspect.what} has failed outside of its calls`,
    where: suspect.where,
    found: message.split('\n', 1)[0],
    expected: `a ${kind} that is done when a call of it returns`,
    hint: 'it may leave no promise and no timer behind, end no thread and no process, and change nothing that others use',
  });
}
