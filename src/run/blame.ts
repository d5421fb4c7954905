/**
 * Whose fault it is when the thread that runs an edited core ends with an error, or at all. In its calls a core may throw what it
 * likes (cluster/guarded.ts); but it can also leave something to be done later, end its thread, or change the language that
 * everybody in the thread speaks. That is no verdict, and no fault of raftcheck.
 */
import { pathToFileURL } from 'node:url';
import { UserError } from '../base/usererror.ts';
import type { SeededCore } from '../spec/bug.ts';
import type { Failure } from './jobs.ts';

/** `cores`: those that the thread has run, the last one now. Null: it is raftcheck's own, by the places that its stack names. */
export function blameCore({ message, stack }: Failure, cores: readonly SeededCore[]): UserError | null {
  // An error that Node could not hand over is a text, with its places in it.
  const places = stack ?? message;
  const placed = /\n +at /.test(places);
  const core = placed
    ? cores.find(({ folder }) => places.includes(pathToFileURL(folder).href))
    : cores.at(-1);
  if (core === undefined) return null;
  return new UserError({
    message: 'the edited core has failed outside of its calls',
    where: core.where,
    found: message.split('\n', 1)[0],
    expected: 'a core that is done when a call of it returns',
    hint: 'it may leave no promise and no timer behind, end no thread and no process, and change nothing that others use',
  });
}
