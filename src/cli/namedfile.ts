/**
 * A file that the user named: what a link leads to is meant, and a device or a pipe takes a text as it comes. Any other is
 * whole whenever somebody looks.
 */
import { appendFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { tryFolder, unwritten, writeWhole } from '../spec/write.ts';

/** Takes one text after another; throws a UserError where it cannot be written. */
export type Append = (text: string) => void;

/** `fresh`: what stood there is removed now, so that nobody takes it for this run's. Throws a UserError. */
export function openNamed(path: string, { fresh }: { readonly fresh: boolean }): Append {
  const file = placeOf(path, fresh);
  if (file === null) return (text) => append(path, text);
  let whole = '';
  return (text) => {
    whole += text;
    if (text !== '') writeWhole(file, whole);
  };
}

/** Adds to a file that others write to as well. Throws a UserError. */
export function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** The file itself, in a folder that can be written to; null where it is none. */
function placeOf(path: string, fresh: boolean): string | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile() && !found.isDirectory()) return null;
    const file = found === undefined ? path : realpathSync(path);
    tryFolder(dirname(file));
    if (fresh) rmSync(file, { force: true });
    return file;
  } catch (error) {
    throw unwritten(path, error);
  }
}
