/**
 * Reads a trace file, which may be truncated, written by something else or by a later raftcheck: each is told with its
 * place in the file. What comes out of here has the shape of a trace; whether it is true, a replay says (replay.ts).
 */
import type { z } from 'zod';
import { showValue, UserError } from '../spec/usererror.ts';
import { lineAndColumn, offsetOfKey, offsetOfValue } from './place.ts';
import { traceSchema } from './schema.ts';
import { type Trace, traceFormatVersion } from './trace.ts';

/** The trace in `text`; `file` is what errors call it. Throws a UserError where it is none. */
export function parseTrace(text: string, file: string): Trace {
  const document = parseJson(text, file);
  checkVersion(document, text, file);
  const parsed = traceSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw badPlace(parsed.error.issues[0]!, document, text, file);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = text.trimEnd().length;
    const offset = offsetOf(error instanceof Error ? error.message : '', text) ?? end;
    throw new UserError({
      message: text.trim() === '' ? 'the file is empty' : 'not a JSON document',
      where: place(file, text, offset),
      found: offset >= end ? 'the end of the file' : showValue(text.slice(offset, offset + 20)),
      expected: 'a trace file, as raftcheck writes it for a violation',
      hint: offset >= end ? 'the file is truncated: run the check again to write it anew' : undefined,
    });
  }
}

/** Where the parser stopped: it says so itself, except for a short text, where a look at the tokens must do. */
function offsetOf(detail: string, text: string): number | undefined {
  const told = /position (\d+)/.exec(detail);
  if (told !== null) return Number(told[1]);
  if (/end of JSON/.test(detail)) return undefined;
  const token = /\s+|[{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  let offset = 0;
  while (token.test(text)) offset = token.lastIndex;
  return offset;
}

/** Before anything else, since only a known version's shape is known. */
function checkVersion(document: unknown, text: string, file: string): void {
  const version =
    typeof document === 'object' && document !== null && 'formatVersion' in document
      ? document.formatVersion
      : undefined;
  if (version === traceFormatVersion) return;
  const later = typeof version === 'number' && version > traceFormatVersion;
  throw new UserError({
    message: later ? 'the trace was written by a later raftcheck' : 'not a trace file',
    where: version === undefined ? file : place(file, text, offsetOfValue(text, ['formatVersion'])),
    found: version === undefined ? 'no formatVersion' : `formatVersion ${showValue(version)}`,
    expected: `formatVersion ${traceFormatVersion}`,
    hint: later ? 'use the raftcheck that wrote it, or a later one' : undefined,
  });
}

type Issue = z.core.$ZodIssue;

function badPlace(issue: Issue, document: unknown, text: string, file: string): UserError {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return new UserError({
      message: `unknown key '${key}'${path.length === 0 ? '' : ` in ${showPath(path)}`}`,
      where: place(file, text, offsetOfKey(text, path, key)),
      expected: 'a trace file of this version, as raftcheck writes it',
    });
  }
  const found = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document,
  );
  return new UserError({
    message: `${showPath(path)} ${found === undefined ? 'is missing' : 'is not valid'}`,
    where: place(file, text, offsetOfValue(text, path)),
    found: found === undefined ? undefined : showValue(found),
    expected: issue.message,
  });
}

/** steps[3].state.nodes[0].term */
function showPath(path: readonly (string | number)[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

function place(file: string, text: string, offset: number): string {
  return `${file}:${lineAndColumn(text, offset)}`;
}
