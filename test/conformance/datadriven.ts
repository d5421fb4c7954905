/**
 * The file format of github.com/cockroachdb/datadriven, in which etcd's transcripts are written:
 *
 *     # a comment
 *     command flag key=value list=(a, b) \
 *       more=arguments
 *     input, any number of lines
 *     ----
 *     output, up to the first blank line
 *
 * Output that itself has blank lines stands between two pairs of separators instead, the second pair followed by a
 * blank line. Here the format is read and run; what the commands mean, the handlers know.
 */
import { readFileSync } from 'node:fs';

export interface DatadrivenArgument {
  readonly key: string;
  /** flag: []; key=value: ['value']; key=(a, b): ['a', 'b']. */
  readonly vals: readonly string[];
}

export interface DatadrivenCase {
  readonly cmd: string;
  readonly args: readonly DatadrivenArgument[];
  /** Without blank space around it. */
  readonly input: string;
  /** '', or lines each ended by a newline. */
  readonly expected: string;
  /** Where the command begins, counted from 1. */
  readonly line: number;
}

/** The first line in which an output and what was expected of it differ; null: the end of the output. */
export interface DatadrivenFailure {
  readonly cmd: string;
  /** As `file:line`, of the command. */
  readonly at: string;
  readonly expected: string | null;
  readonly got: string | null;
}

const separator = '----';

/** Reads `text`; `file` names it in errors. Throws a SyntaxError where the text breaks the format. */
export function parseDatadriven(text: string, file: string): { readonly cases: readonly DatadrivenCase[] } {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const cases: DatadrivenCase[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = at + 1;
    const where = `${file}:${line}`;
    let directive = lines[at++].trim();
    if (directive === '' || directive.startsWith('#')) continue;
    while (directive.endsWith('\\') && at < lines.length) {
      directive = `${directive.slice(0, -1)} ${lines[at++].trim()}`;
    }
    const { cmd, args } = parseDirective(directive, where);
    // This one only names what follows.
    if (cmd === 'subtest') {
      cases.push({ cmd, args, input: '', expected: '', line });
      continue;
    }
    const found = lines.indexOf(separator, at);
    const end = found === -1 ? lines.length : found;
    const input = lines.slice(at, end).join('\n').trim();
    const output = readOutput(lines, end + 1, where);
    at = output.next;
    cases.push({ cmd, args, input, expected: output.lines.map((l) => `${l}\n`).join(''), line });
  }
  return { cases };
}

/** The output that begins at lines[start], and where to read on. */
function readOutput(
  lines: readonly string[],
  start: number,
  where: string,
): { readonly lines: readonly string[]; readonly next: number } {
  if (lines[start] !== separator) {
    const blank = lines.findIndex((line, i) => i >= start && line.trim() === '');
    const end = blank === -1 ? lines.length : blank;
    return { lines: lines.slice(start, end), next: end + 1 };
  }
  const end = lines.findIndex((line, i) => i > start && line === separator && lines[i + 1] === separator);
  if (end === -1) throw new SyntaxError(`${where}: the output has no closing pair of ${separator}`);
  if ((lines[end + 2] ?? '') !== '') {
    throw new SyntaxError(`${where}: no blank line after the closing pair of ${separator}`);
  }
  return { lines: lines.slice(start + 1, end), next: end + 3 };
}

function parseDirective(
  text: string,
  where: string,
): { readonly cmd: string; readonly args: readonly DatadrivenArgument[] } {
  let rest = text;
  const upTo = (stop: RegExp): string => {
    const found = rest.search(stop);
    const word = found === -1 ? rest : rest.slice(0, found);
    rest = rest.slice(word.length);
    return word;
  };
  const cmd = upTo(/ /);
  const args: DatadrivenArgument[] = [];
  for (rest = rest.trim(); rest !== ''; rest = rest.trim()) {
    const key = upTo(/[ =]/);
    const column = text.length - rest.length + 1;
    if (key === '') throw new SyntaxError(`${where}: no argument name at column ${column}: ${text}`);
    if (!rest.startsWith('=')) {
      args.push({ key, vals: [] });
    } else if (rest.startsWith('=(')) {
      const list = parseList(rest.slice(1));
      if (list === null)
        throw new SyntaxError(`${where}: no closing parenthesis after column ${column}: ${text}`);
      args.push({ key, vals: list.vals });
      rest = rest.slice(1 + list.length);
    } else {
      args.push({ key, vals: [upTo(/ /).slice(1)] });
    }
  }
  return { cmd, args };
}

/** Reads "(a, f(b, c))", whose commas inside inner parentheses belong to the value; null when it does not close. */
function parseList(text: string): { readonly vals: readonly string[]; readonly length: number } | null {
  const vals: string[] = [];
  let depth = 0;
  let start = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    if (depth === 0 || (depth === 1 && text[i] === ',')) {
      vals.push(text.slice(start, i).trimStart());
      start = i + 1;
    }
    if (depth === 0) return { vals, length: i + 1 };
  }
  return null;
}

/** Runs the commands of `file` in order; null when every output is as expected, else the first difference. */
export function runDatadriven(
  file: string,
  handler: (command: DatadrivenCase) => string,
): DatadrivenFailure | null {
  const { cases } = parseDatadriven(readFileSync(file, 'utf8'), file);
  for (const command of cases) {
    const difference = firstDifference(command.expected, handler(command));
    if (difference !== null) return { cmd: command.cmd, at: `${file}:${command.line}`, ...difference };
  }
  return null;
}

/** Line by line; a missing newline at the very end makes no difference. */
function firstDifference(
  expected: string,
  got: string,
): { readonly expected: string | null; readonly got: string | null } | null {
  const expectedLines = expected.replace(/\n$/, '').split('\n');
  const gotLines = got.replace(/\n$/, '').split('\n');
  for (let i = 0; i < Math.max(expectedLines.length, gotLines.length); i++) {
    if (expectedLines[i] !== gotLines[i]) {
      return { expected: expectedLines[i] ?? null, got: gotLines[i] ?? null };
    }
  }
  return null;
}
