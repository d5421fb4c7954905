/**
 * Where in a JSON text a value stands, for errors. Reads no more than tokens, so that a file of tens of megabytes is told
 * about as fast as a small one. The text must be JSON.
 */

import type { Places } from '../spec/issue.ts';

type Path = readonly (string | number)[];

/** A string, a bracket, a comma or colon, or whatever else there is: a number or a word. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** The places in a document that was read from `text`, as file:line:column; `file` is what errors call it. */
export function placesIn(text: string, file: string): Places {
  const at = (offset: number): string => `${file}:${lineAndColumn(text, offset)}`;
  return {
    ofValue: (path) => at(offsetOfValue(text, path)),
    ofKey: (path, key) => at(offsetOfKey(text, path, key)),
  };
}

/** Offset of the value at `path`, or of the nearest thing around it that is there. */
export function offsetOfValue(text: string, path: Path): number {
  let offset = text.search(/\S/);
  for (const key of path) {
    const member = memberOf(text, offset, key);
    if (member === null) break;
    offset = member.value;
  }
  return offset;
}

/** Offset of the key of a mapping's member; of the mapping where it has no such key. */
export function offsetOfKey(text: string, path: Path, key: string): number {
  const offset = offsetOfValue(text, path);
  return memberOf(text, offset, key)?.key ?? offset;
}

/** 1-based, as editors count. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${line}:${offset - before.lastIndexOf('\n')}`;
}

/** A member of the mapping or list that begins at `offset`: where its key and its value begin. The last of equal keys counts. */
function memberOf(text: string, offset: number, key: string | number): { key: number; value: number } | null {
  const isMapping = text[offset] === '{';
  if (!isMapping && text[offset] !== '[') return null;
  let found: { key: number; value: number } | null = null;
  let at = next(text, offset + 1);
  for (let i = 0; text[at] !== '}' && text[at] !== ']'; i++) {
    const keyEnd = isMapping ? endOfValue(text, at) : at;
    const value = isMapping ? next(text, next(text, keyEnd) + 1) : at;
    const name = isMapping ? JSON.parse(text.slice(at, keyEnd)) : i;
    if (name === key) found = { key: at, value };
    at = next(text, endOfValue(text, value));
    if (text[at] === ',') at = next(text, at + 1);
  }
  return found;
}

/** Where the next token begins. */
function next(text: string, offset: number): number {
  token.lastIndex = offset;
  return token.exec(text)!.index;
}

/** Just behind the value that begins at `offset`. */
function endOfValue(text: string, offset: number): number {
  token.lastIndex = offset;
  let depth = 0;
  do {
    const sign = text[token.exec(text)!.index];
    if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
  } while (depth > 0);
  return token.lastIndex;
}
