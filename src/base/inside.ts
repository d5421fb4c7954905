/**
 * Where writing to a path ends up. What a repository holds (its configuration, links in its folders, names in its files) may
 * send a path anywhere; whoever writes asks here first, so that only what the user typed leads out of the project.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Trouble, UserError } from './usererror.ts';

/** The path with every link followed, as far as it exists; null where a link on the way leads nowhere. */
export function landing(path: string): string | null {
  const whole = resolve(path);
  if (isThere(whole)) {
    try {
      return realpathSync(whole);
    } catch {
      return null;
    }
  }
  const above = dirname(whole);
  if (above === whole) return whole;
  const folder = landing(above);
  return folder === null ? null : join(folder, basename(whole));
}

/** Whether anything stands there. A link counts, wherever it leads. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Below a file, say: whoever writes there is told so by the system.
    return false;
  }
}

/** Whether a path, links followed, is a folder or lies in it. */
export function leadsInto(folder: string, path: string): boolean {
  const [root, end] = [landing(folder), landing(path)];
  if (root === null || end === null) return false;
  const way = relative(root, end);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether no link stands between a folder and a path in it. */
export function isStraight(folder: string, path: string): boolean {
  const [root, end] = [landing(folder), landing(path)];
  return root !== null && end === join(root, relative(resolve(folder), resolve(path)));
}

/** Throws a UserError where a path leads out of a folder; `more`: what is known better than here. */
export function mustLeadInto(folder: string, path: string, more: Partial<Trouble> = {}): void {
  if (leadsInto(folder, path)) return;
  throw new UserError({
    message: 'leads out of the folder that it belongs to',
    where: path,
    found: landing(path) ?? 'a link that leads nowhere',
    expected: `a place in ${landing(folder) ?? folder}`,
    ...more,
  });
}

/** A name that somebody else chose, as part of the name of a file: it can be no path. */
export function fileWord(name: string): string {
  return name.replace(/\W+/g, '-');
}
