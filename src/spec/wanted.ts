/**
 * The properties that a spec asks for: the names of those that come with raftcheck, expressions that stand in it, and modules that
 * export some. Plain data, so that every thread of a search can be told which.
 *
 *     invariants:
 *       - all
 *       - election-safety
 *       - ./mine.ts
 *       - { name: one-vote, holds: "all n: n.role == candidate -> n.vote == n" }
 */
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { goalOf, invariantOf, type Written } from '../property/expression/expression.ts';
import { BadExpression } from '../property/expression/syntax.ts';
import type { Property } from '../property/property.ts';

/** A module of properties: as it was written, where it lies, and what was in it (ownmodule.ts). */
export interface WantedModule {
  readonly module: string;
  /** Absolute. */
  readonly file: string;
  /** SHA-256 of its text and of the modules that it imports by relative paths, in hexadecimal. */
  readonly hash: string;
}

/** A text is a name, the word all, or the path of a module that nobody has looked for yet. */
export type Wanted = string | Written | WantedModule;

/** Every invariant that comes with raftcheck and applies to the model. */
export const allInvariants = 'all';

/** Where a property is from: the name of one that comes with raftcheck, an expression, or a module that exports it. */
export type PropertySource =
  | string
  | (Written & { readonly goal: boolean })
  | (WantedModule & { readonly name: string });

export function isModulePath(text: string): boolean {
  return /\.[cm]?[jt]s$/.test(text);
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
  try {
    return goal ? goalOf(written, nodes) : invariantOf(written, nodes);
  } catch (error) {
    if (!(error instanceof BadExpression)) throw error;
    const { message, span, expected, hint, meant } = error;
    throw new UserError({
      message: `${written.name}: ${message}`,
      where: where(span.from),
      found: excerpt(written.holds, span.from),
      expected,
      hint: (meant && didYouMean(meant.word, meant.known)) ?? hint,
    });
  }
}

/** What stands there, with its surroundings, where it can be read. */
function excerpt(text: string, at: number): string {
  const [before, rest] = [text.slice(0, at), text.slice(at)].map((part) => part.replaceAll(/\s+/g, ' '));
  const start = before.length > 30 ? `... ${before.slice(-30).replace(/^\S*\s/, '')}` : before;
  return `${start}${rest.length === 0 ? '<end>' : ''}${rest.length > 40 ? `${rest.slice(0, 40)}...` : rest.trimEnd()}`;
}
