/**
 * Runs the commands of one transcript and finds the first line in which its outputs and ours differ.
 *
 * The core has no logger, so the lines of the library's log are left out. That leaves one ambiguity: the library
 * shows `ok` for a command that wrote nothing at all, log lines included. So where nothing is written here, the
 * transcript must show either `ok` or log lines only.
 */
import type { DatadrivenCase } from './datadriven.ts';

/** Runs one command and returns its output, '' for none. It remembers the commands before. */
export type Handler = (command: DatadrivenCase) => string;

/** Where the outputs part; null stands for the end of the output. */
export interface Divergence {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly expected: string | null;
  readonly got: string | null;
}

interface Line {
  readonly text: string;
  readonly number: number;
}

const separator = '----';
const logLine = /^\s*(?:DEBUG|INFO|WARN|ERROR|FATAL)(?: |$)/;
/** The library does not end the line of an empty Ready: what it logs next stands on the same line. */
const logAfterEmptyReady = /(?<=^\s*<empty Ready>)(?:DEBUG|INFO|WARN|ERROR|FATAL) .*$/;

/** Runs `cases`, parsed from `text`, in order, and stops at the first divergence: what follows it would mislead. */
export function runTranscript(
  file: string,
  text: string,
  cases: readonly DatadrivenCase[],
  handler: Handler,
): Divergence | null {
  const source = text.split('\n');
  // A subtest only names the commands that follow.
  for (const command of cases.filter(({ cmd }) => cmd !== 'subtest')) {
    const expected = expectedLines(source, command);
    const comparable = withoutLog(expected);
    const got = linesOf(runCommand(handler, command));
    if (got.length === 0 && comparable.length === expected.length) got.push('ok');
    const at = firstDifference(comparable, got);
    if (at === -1) continue;
    return {
      file,
      line: comparable[at]?.number ?? (comparable.at(-1)?.number ?? expectedStart(source, command) - 1) + 1,
      expected: comparable[at]?.text ?? null,
      got: got[at] ?? null,
    };
  }
  return null;
}

/** A thrown error is what the command "printed": no transcript shows one, so it is a divergence with its cause. */
function runCommand(handler: Handler, command: DatadrivenCase): string {
  try {
    return handler(command);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** The expected output, each line with its number in the file. */
function expectedLines(source: readonly string[], command: DatadrivenCase): Line[] {
  const start = expectedStart(source, command);
  return linesOf(command.expected).map((text, i) => ({ text, number: start + i }));
}

function withoutLog(lines: readonly Line[]): Line[] {
  return lines
    .filter(({ text }) => !logLine.test(text))
    .map(({ text, number }) => ({ text: text.replace(logAfterEmptyReady, ''), number }));
}

/** The number of the line after the separator, which a second one follows where the output has blank lines. */
function expectedStart(source: readonly string[], command: DatadrivenCase): number {
  const first = source.indexOf(separator, command.line);
  return source[first + 1] === separator ? first + 3 : first + 2;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The position of the first difference; -1 when there is none. */
function firstDifference(expected: readonly Line[], got: readonly string[]): number {
  const longer = Math.max(expected.length, got.length);
  for (let i = 0; i < longer; i++) {
    if (expected[i]?.text !== got[i]) return i;
  }
  return -1;
}
