/**
 * Wrong input, told so that it can be mended: the one error of arguments, specs, configuration and trace files.
 * Ends with status 2 and never with a stack trace. Everything above `cluster` may throw it; `cli` alone prints it.
 */

import { harmlessly } from './harmless.ts';

export interface Trouble {
  /** What is wrong, in a few words: "unknown key 'max-trem'". */
  readonly message: string;
  /** `file:line:column`, a flag, or an environment variable. */
  readonly where?: string | undefined;
  readonly found?: string | undefined;
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
  const { message, where, found, expected, hint } = harmlessly(trouble);
  const lines = [where === undefined ? message : `${where}: ${message}`];
  if (found !== undefined) lines.push(`  found     ${found}`);
  if (expected !== undefined) lines.push(`  expected  ${expected}`);
  if (hint !== undefined) lines.push(`  hint      ${hint}`);
  return lines.join('\n');
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
