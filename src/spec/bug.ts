/**
 * A published bug put back into the core, without touching the core: the compiled src/raft and src/cluster are copied,
 * the copy is edited, and the cluster's adapter is loaded from the copy. What the copy imports from outside itself
 * (immutable, the explorer's tables) is rewritten to where the original finds it, so the copy loads from any folder and
 * shares one Immutable with everybody else.
 *
 *   out/build/src/raft, out/build/src/cluster  --copy, edit, rewrite-->  out/bugs/<name>/src/raft, .../src/cluster
 *
 * Assumes that the build is up to date: the edit is matched against the compiled JavaScript.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from './root.ts';
import type { Bug, Edit } from './spec.ts';
import { UserError } from './usererror.ts';
import { writeWhole } from './write.ts';

const copied = ['src/raft', 'src/cluster'];

/**
 * Writes the edited copy under `outFolder`/bugs/`name` and returns the URL of its etcd adapter. Throws a UserError for an
 * edit that does not stand in the core exactly once ("stale"); `where` is the bug's place in its spec.
 */
export function seedBug(name: string, bug: Bug, outFolder: string, where: string): string {
  const build = join(packageRoot(), 'out/build');
  if (!existsSync(join(build, 'src/raft'))) {
    throw new UserError({ message: 'the core has not been built', hint: 'run `npm run build` first' });
  }
  const files = new Map(
    copied
      .flatMap((folder) => sources(build, folder))
      .map((file) => [file, readFileSync(join(build, file), 'utf8')]),
  );
  for (const edit of bug.edits) {
    const file = edit.file.replace(/\.ts$/, '.js');
    files.set(file, applyEdit(files.get(file), edit, where));
  }
  const target = resolve(outFolder, 'bugs', name.replace(/[^\w-]+/g, '-'));
  for (const [file, text] of files) {
    const path = join(target, file);
    const edited = rewriteImports(text, join(build, file), build);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== edited) writeWhole(path, edited);
  }
  return pathToFileURL(join(target, 'src/cluster/etcd/adapter.js')).href;
}

/** Every compiled module under a folder of the build, as paths from the build's root. */
function sources(build: string, folder: string): string[] {
  return readdirSync(join(build, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => `${folder}/${file.split(sep).join('/')}`);
}

/** The text with the edit made; runs of white space are equal to each other. Throws a UserError when it is stale. */
export function applyEdit(text: string | undefined, edit: Edit, where: string): string {
  const words = edit.find.trim().split(/\s+/);
  const pattern = new RegExp(
    words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('\\s+'),
    'g',
  );
  const times = text === undefined ? 0 : [...text.matchAll(pattern)].length;
  if (text === undefined || times !== 1) {
    throw new UserError({
      message: `stale edit of ${edit.file}`,
      where,
      found:
        text === undefined
          ? 'no such file in the build'
          : `the text ${times === 0 ? 'nowhere' : `${times} times`}`,
      expected: 'the text exactly once, the same in the source and in its compiled form',
      hint: 'bring the edit up to date with the core, or rebuild it: npm run build',
    });
  }
  return text.replace(pattern, () => edit.replace.trim());
}

/**
 * Import specifiers that lead out of the copied folders, as the URLs they mean in the original; and no source map, which
 * stays behind.
 */
export function rewriteImports(text: string, file: string, build: string): string {
  const inside = copied.map((folder) => join(build, folder) + sep);
  return text
    .replace(/^\/\/# sourceMappingURL=.*\n?/m, '')
    .replace(
      /^(import\s+(?:[\w*{][^'"();]*?\bfrom\s*)?|export\s*[*{][^'"();]*?\bfrom\s*)(['"])([^'"\n]+)\2/gm,
      (whole, before: string, quote: string, specifier: string) => {
        if (specifier.startsWith('node:') || specifier.startsWith('file:')) return whole;
        const path = specifier.startsWith('.')
          ? resolve(dirname(file), specifier)
          : createRequire(file).resolve(specifier);
        if (specifier.startsWith('.') && inside.some((folder) => path.startsWith(folder))) return whole;
        return `${before}${quote}${pathToFileURL(path).href}${quote}`;
      },
    );
}
