/**
 * What is kept of a search, to go on from: whether it was written by this version, and for the question that is asked now.
 */
import { packageVersion } from '../base/root.ts';
import { showValue, type Trouble, UserError } from '../base/usererror.ts';
import type { SearchProblem } from './checkpoint.ts';

export type Refusal = (message: string, more: Omit<Trouble, 'message' | 'where'>) => UserError;

export function refusal(file: string): Refusal {
  return (message, more) => new UserError({ message, where: file, ...more });
}

/** What writes each kind of it. */
const writers = { checkpoint: '--checkpoint', farm: 'a farm' } as const;

/** Only of this version's form it is known what is in it. Throws a UserError. */
export function mustBeOfForm(
  document: unknown,
  kind: keyof typeof writers,
  form: number,
  refuse: Refusal,
): void {
  const named = new RegExp(`^raftcheck-${kind}/(\\d+)$`).exec(String(Object(document).form))?.[1];
  if (named === undefined)
    throw refuse(`is no ${kind}`, { expected: `a file that ${writers[kind]} has written, whole` });
  const version = Object(Object(document).body).raftcheck;
  const [found, expected] = [
    [version, Number(named)],
    [packageVersion(), form],
  ].map(
    ([version, form]) =>
      `raftcheck ${typeof version === 'string' ? version : 'of an unknown version'}, form ${form}`,
  );
  if (found === expected) return;
  throw refuse('was written by another version', {
    found,
    expected,
    hint: 'go on with the raftcheck that wrote it, or begin anew',
  });
}

/** Throws a UserError where what was asked then is not what is asked now. */
export function mustAnswer(kept: SearchProblem, asked: SearchProblem, refuse: Refusal): void {
  const differs = difference(kept, JSON.parse(JSON.stringify(asked)));
  if (differs === null) return;
  throw refuse('answers another question', {
    found: `${differs.name} ${differs.kept}`,
    expected: `${differs.name} ${differs.asked}, as it is asked now`,
    hint: 'give the spec and the flags with which it was begun',
  });
}

/** What the first difference between two problems is called, and its values in words. */
interface Difference {
  readonly name: string;
  readonly kept: string;
  readonly asked: string;
}

function difference(a: unknown, b: unknown, path = 'question'): Difference | null {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    if (Object.is(a, b)) return null;
    const name = path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return { name, kept: valueWords(a), asked: valueWords(b) };
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    // Where the edited core or the module of a system lies is no part of the problem, nor is what earlier versions kept of it; and which premises of the
    // reductions the core had refuted by then is the search's own.
    if (['core', 'module', 'out', 'bugPlace', 'refuted'].includes(key)) continue;
    // Of a list the whole is named.
    const found = difference(Reflect.get(a, key), Reflect.get(b, key), Array.isArray(a) ? path : key);
    if (found !== null) return found;
  }
  return null;
}

/** Where there is no limit, a number stands for none that nothing reaches. */
function valueWords(value: unknown): string {
  const none = value === undefined || value === null || value === Number.MAX_SAFE_INTEGER;
  return none ? 'none' : typeof value === 'string' ? value : showValue(value);
}
