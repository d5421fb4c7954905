/**
 * A file that was named: what a link leads to is meant, and a device or a pipe takes a text as it comes. Any other is whole
 * whenever somebody looks. What the user named is replaced, whatever it is; what a configuration named lies in the project (the
 * reader of configurations sees to that), and is replaced only where raftcheck has written it.
 */
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { append, keepForeign, mustBeName, remove, tryFolder, unwritten, writeWhole } from '../base/write.ts';

/** Takes one text after another; throws a UserError where it cannot be written. */
export type Append = (text: string) => void;

export interface Taking {
  /** What stood there is removed now, so that nobody takes it for this run's. */
  readonly fresh: boolean;
  /** See Writing in base/write.ts. */
  readonly over?: RegExp | undefined;
}

/** Throws a UserError. */
export function openNamed(path: string, taking: Taking): Append {
  const file = placeOf(path, taking);
  if (file === null) return (text) => append(path, text);
  let whole = '';
  return (text) => {
    whole += text;
    if (text !== '') writeWhole(file, whole, { within: null });
  };
}

/** The file itself, in a folder that can be written to; null where it is none. */
function placeOf(path: string, { fresh, over }: Taking): string | null {
  try {
    mustBeName(path);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile() && !found.isDirectory()) return null;
    const file = found === undefined ? path : realpathSync(path);
    if (over !== undefined) keepForeign(file, over, path);
    tryFolder(dirname(file));
    if (fresh) remove(file);
    return file;
  } catch (error) {
    throw unwritten(path, error);
  }
}
