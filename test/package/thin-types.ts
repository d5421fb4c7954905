/**
 * Of the declaration files of a build, those stay that the library's own one reaches: a package with one entry gives nobody
 * another. Run by `npm run thin`, after the types are made.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';

const entry = 'src/library/raftcheck.d.ts';

/** The declaration files that `from` imports, itself or through others, and itself. `read` gives the text of a path. */
export function reached(from: string, read: (path: string) => string): ReadonlySet<string> {
  const found = new Set([from]);
  for (const path of found) {
    for (const [, target] of read(path).matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"](\.[^'"\n]+)['"]/g)) {
      found.add(posix.join(posix.dirname(path), target).replace(/\.[jt]sx?$/, '.d.ts'));
    }
  }
  return found;
}

/** Removes the others of the build. */
export function thinTypes(build: string): void {
  const kept = reached(entry, (path) => readFileSync(join(build, path), 'utf8'));
  for (const name of readdirSync(build, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.d.ts') && !kept.has(name.replaceAll('\\', '/'))) rmSync(join(build, name));
  }
}

if (process.argv[1] === import.meta.filename) thinTypes(join(import.meta.dirname, '../../out/build'));
