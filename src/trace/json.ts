/**
 * JSON from files, which may be truncated or something else: told with its place.
 */
import { showValue, UserError } from '../spec/usererror.ts';
import { lineAndColumn } from './place.ts';

/** The document in `text`; `file` is what errors call it, and it should be `expected`. Throws a UserError where it is no JSON. */
export function parseJson(text: string, file: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = text.trimEnd().length;
    const offset = offsetOf(error instanceof Error ? error.message : '', text) ?? end;
    throw new UserError({
      message: text.trim() === '' ? 'the file is empty' : 'not a JSON document',
      where: `${file}:${lineAndColumn(text, offset)}`,
      found: offset >= end ? 'the end of the file' : showValue(text.slice(offset, offset + 20)),
      expected,
      hint: offset >= end ? 'the file is truncated: write it anew' : undefined,
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
