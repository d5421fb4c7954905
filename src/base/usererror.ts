/**
 * Wrong input, told so that it can be mended: the one error of arguments, specs, configuration and trace files.
 * Ends with status 2 and never with a stack trace. Everything above `cluster` may throw it; `cli` alone prints it.
 */

import { harmless, harmlessly } from './harmless.ts';

export interface Trouble {
  /** What is wrong, in a few words: "unknown key 'max-trem'". */
  readonly message: string;
  /** `file:line:column`, a flag, or an environment variable. */
  readonly where?: string | undefined;
  readonly found?: string | undefined;
  /** The character of `found` that it is about; absent: all of it. */
  readonly foundAt?: number | undefined;
  readonly expected?: string | undefined;
  /** What to do about it: "did you mean 'max-term'?". */
  readonly hint?: string | undefined;
}

export class UserError extends Error {
  override readonly name = 'UserError';
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(describeTrouble(trouble));
    this.trouble = trouble;
  }
}

/** The whole message: place and trouble on the first line, then found, expected and hint where they are known. */
export function describeTrouble(trouble: Trouble): string {
  const { message, where, found, expected, hint } = short(harmlessly(trouble));
  const before =
    trouble.foundAt === undefined ? null : harmless(trouble.found?.slice(0, trouble.foundAt) ?? '');
  const lines = [where === undefined ? message : `${shownPlace(where)}: ${message}`];
  if (found !== undefined) lines.push(`  found     ${found}`);
  if (before !== null) lines.push(`            ${' '.repeat(before.length)}^`);
  if (expected !== undefined) lines.push(`  expected  ${expected}`);
  if (hint !== undefined) lines.push(`  hint      ${hint}`);
  return lines.join('\n');
}

/** A name that is empty, or begins or ends with a blank, is seen only in quotes. */
function shownPlace(where: string): string {
  return where === '' || where.trim() !== where ? JSON.stringify(where) : where;
}

/** Characters of one part of a message. More hides what it says. */
const most = 300;

/** What is longer (a word that was pasted, a path without end) is cut in its middle: the place stands at its end. */
function short(trouble: Trouble): Trouble {
  const parts = Object.entries(trouble).map(([name, part]) => [
    name,
    typeof part === 'string' ? cut(part) : part,
  ]);
  return Object.fromEntries(parts) as unknown as Trouble;
}

function cut(text: string): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  return `${characters.slice(0, most - 100).join('')} ... ${characters.slice(-80).join('')}`;
}

/** A value as an error shows it: short, on one line, unmistakable about its type. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  // Numbers that JSON does not have are told as they are.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
