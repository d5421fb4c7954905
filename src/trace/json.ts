/**
 * JSON from files, which may be truncated or something else: told with its place.
 */
import { showValue, UserError } from '../base/usererror.ts';
import { lineAndColumn } from './place.ts';

/** Lists and mappings in each other: more than any document has, and fewer than whoever walks through them can bear. */
const deepest = 200;

/** The document in `text`; `file` is what errors call it, and it should be `expected`. Throws a UserError where it is no JSON, or nested without measure. */
export function parseJson(text: string, file: string, expected: string): unknown {
  const document = parse(text, file, expected);
  const offset = offsetOfDepth(text, deepest);
  if (offset === null) return document;
  throw new UserError({
    message: 'too many lists and mappings stand in each other',
    where: `${file}:${lineAndColumn(text, offset)}`,
    expected: `${expected}, nested at most ${deepest} deep`,
  });
}

function parse(text: string, file: string, expected: string): unknown {
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

/** Where a document goes deeper than so many levels, or null. */
function offsetOfDepth(text: string, most: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === '\\') at++;
    else if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > most) return at;
  }
  return null;
}
