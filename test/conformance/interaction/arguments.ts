/**
 * Reading the arguments of a command. A transcript that asks for what cannot be (a number that is none, a
 * node that was never added) is no divergence of the core but a broken transcript: a TranscriptError. Where the
 * library shows the mistake as the command's output, there is a function for the words that it shows.
 */
import { quote } from '../../../src/raft/describe/quote.ts';
import type { DatadrivenCase } from '../datadriven.ts';

/** The transcript itself is wrong: the run of its file ends here. */
export class TranscriptError extends Error {
  override readonly name = 'TranscriptError';
}

/** A decimal number without sign. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new TranscriptError(`expected a number, found "${text}"`);
  }
  return value;
}

/** Go's message for text that strconv.ParseUint does not take. */
export function badNumber(text: string): string {
  return `strconv.ParseUint: parsing ${quote(bytesOf(text))}: invalid syntax`;
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falsehoods = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** The spellings Go's strconv.ParseBool knows; null for any other. */
export function parseBoolean(text: string): boolean | null {
  if (truths.has(text)) return true;
  return falsehoods.has(text) ? false : null;
}

/** Go's message for text that strconv.ParseBool does not take. */
export function badBoolean(text: string): string {
  return `strconv.ParseBool: parsing ${quote(bytesOf(text))}: invalid syntax`;
}

/** As parseBoolean, where the library has no message for any other text. */
export function requireBoolean(text: string): boolean {
  const value = parseBoolean(text);
  if (value === null) throw new TranscriptError(`expected true or false, found "${text}"`);
  return value;
}

/** The key of the argument at `position`, counted from 0. */
export function keyAt(command: DatadrivenCase, position: number): string {
  const arg = command.args[position];
  if (arg === undefined) {
    throw new TranscriptError(`${command.cmd}: argument ${position + 1} is missing`);
  }
  return arg.key;
}

/** The node that most commands name first. */
export function firstAsId(command: DatadrivenCase): number {
  return parseNumber(keyAt(command, 0));
}

/** The number in `key=number`. */
export function numberOf(command: DatadrivenCase, key: string): number {
  const arg = command.args.find((candidate) => candidate.key === key);
  if (arg === undefined || arg.vals.length !== 1) {
    throw new TranscriptError(`${command.cmd}: expected ${key}=<number>`);
  }
  return parseNumber(arg.vals[0]);
}

/** The ids among the arguments: those without values. */
export function idsOf(command: DatadrivenCase): number[] {
  return command.args.filter((arg) => arg.vals.length === 0).map((arg) => parseNumber(arg.key));
}

/** Text as the bytes of its UTF-8, one character a byte, as entries hold them. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
