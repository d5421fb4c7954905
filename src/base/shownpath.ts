/** How a path is shown, to people and in what is written for other tools. */
import { isAbsolute, relative } from 'node:path';

/** Relative where the file lies below the current folder, with slashes: annotations and readers of a log need no more. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) ? path : near.split('\\').join('/');
}
