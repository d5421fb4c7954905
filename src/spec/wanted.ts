/**
 * The properties that a spec asks for: the names of those that come with raftcheck, expressions that stand in it, and modules that
 * export some. Plain data, so that every thread of a search can be told which.
 *
 *     invariants:
 *       - all
 *       - election-safety
 *       - ./mine.ts
 *       - { name: one-vote, holds: "all n: n.role == candidate -> n.vote == n" }
 *       - "one-vote = all n: n.role == candidate -> n.vote == n"
 *       - "all n: n.role == candidate -> n.vote == n"
 */
import { isName, nameForm } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import {
  behaviorOf,
  endingWhere,
  goalOf,
  invariantOf,
  type Written,
  type WrittenBehavior,
} from '../property/expression/expression.ts';
import { BadExpression } from '../property/expression/syntax.ts';
import type { BehaviorProperty, Property } from '../property/property.ts';

/** A module of properties: as it was written, where it lies, and what was in it (ownmodule.ts). */
export interface WantedModule {
  readonly module: string;
  /** Absolute. */
  readonly file: string;
  /** See base/modulehash.ts. */
  readonly hash: string;
}

/** A text is a name, the word all, or the path of a module that nobody has looked for yet. */
export type Wanted = string | Written | WantedModule;

/** Every invariant that comes with raftcheck and applies to the model. */
export const allInvariants = 'all';

/** Where a property is from: the name of one that comes with raftcheck (and where a cluster may end), an expression, or a module that exports it. */
export type PropertySource =
  | string
  | (Written & { readonly goal: boolean })
  | (WrittenBehavior & { readonly behavior: true })
  | { readonly name: 'deadlock'; readonly mayEnd: string }
  | (WantedModule & { readonly name: string });

export function isModulePath(text: string): boolean {
  return /\.[cm]?[jt]s$/.test(text);
}

/** The signs of an expression that no name has and no path. */
const ofExpressions = /[:.=<>()[\]!&|"]|\s(and|or|in)\s|^\s*not\s/;
const named = /^\s*([\w-]+)\s*=(?!=)\s*/;

/**
 * A text as an expression, which ends it: by itself, and then its own name, or after `name =`. Null: it is the name or the path of
 * something. Throws a UserError for what can be no name.
 */
export function writtenIn(text: string, where: string): Written | null {
  if (isModulePath(text) || /^[\w.@~-]*\//.test(text) || !ofExpressions.test(text)) return null;
  const [head = '', name] = named.exec(text) ?? [];
  const holds = text.slice(head.length);
  if (name === undefined) return { name: text.trim().replaceAll(/\s+/g, ' '), holds };
  if (isName(name)) return { name, holds };
  const hint = 'two values are compared by ==';
  throw new UserError({ message: `'${name}' is no name`, where, expected: nameForm, hint });
}

/** What it is called, for people: a module by its path. */
export function wantedName(wanted: Wanted): string {
  if (typeof wanted === 'string') return wanted;
  return 'module' in wanted ? wanted.module : wanted.name;
}

/**
 * An expression as a property. `where`: the place of a character of it, or of all of it. Throws a UserError where it means
 * nothing in a cluster of so many nodes.
 */
export function propertyOfWritten(
  written: Written,
  goal: boolean,
  nodes: number,
  where: (offset?: number) => string,
): Property {
  return atPlace(written, where, () => (goal ? goalOf(written, nodes) : invariantOf(written, nodes)));
}

/** The same of whole behaviors. `where`: the place of a character of P (`from`), or of Q. */
export function behaviorOfWritten(
  written: WrittenBehavior,
  nodes: number,
  where: (part: 'from' | 'goal', offset?: number) => string,
): BehaviorProperty {
  const { name, from } = written;
  if (from !== undefined) {
    const asked = { name, holds: from };
    atPlace(
      asked,
      (offset) => where('from', offset),
      () => behaviorOf(asked, nodes),
    );
  }
  return atPlace(
    written,
    (offset) => where('goal', offset),
    () => behaviorOf(written, nodes),
  );
}

/** The deadlock with an expression of states that may end. */
export function deadlockWhere(
  deadlock: Property,
  mayEnd: string,
  nodes: number,
  where: (offset?: number) => string,
): Property {
  if (deadlock.scope !== 'deadlock') throw new Error(`${deadlock.name} is no deadlock`);
  const written = { name: 'may-end', holds: mayEnd };
  return atPlace(written, where, () => endingWhere(deadlock, mayEnd, nodes));
}

function atPlace<Made>(written: Written, where: (offset?: number) => string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw error instanceof BadExpression ? faultIn(written, error, where) : error;
  }
}

/** What is wrong with an expression, as the user is told. */
export function faultIn(
  { name, holds }: Pick<Written, 'name' | 'holds'>,
  { message, span, expected, hint, meant }: BadExpression,
  where: (offset?: number) => string,
): UserError {
  const { before, rest } = excerpt(holds, span.from);
  return new UserError({
    message: isName(name) ? `${name}: ${message}` : message,
    where: where(span.from),
    found: before + rest,
    foundAt: before.length,
    expected,
    hint: (meant && didYouMean(meant.word, meant.known)) ?? hint,
  });
}

/** What stands there, and what is around it, as far as that can be read. */
function excerpt(text: string, at: number): { readonly before: string; readonly rest: string } {
  const [before, rest] = [text.slice(0, at), text.slice(at)].map((part) => part.replaceAll(/\s+/g, ' '));
  const shown = rest.length > 40 ? `${rest.slice(0, 40)}...` : rest.trimEnd();
  const led = before.length > 30 ? `... ${before.slice(-30).replace(/^\S*\s/, '')}` : before;
  return rest === '' ? { before: `${led.trimEnd()} `, rest: '<end>' } : { before: led, rest: shown };
}
