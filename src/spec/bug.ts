/**
 * A published bug put back into the core, without touching the core: what the cluster's adapter is made of is copied from the
 * build, the copy is edited, and the adapter is loaded from the copy. What the copy imports from outside itself (immutable,
 * the explorer's tables) is rewritten to where the original finds it, so the copy loads from any folder and shares one
 * Immutable with everybody else.
 *
 *   out/build/src/raft, out/build/src/cluster  --edit, copy what is imported, rewrite-->  out/bugs/<hash>/src/...
 *
 * The copy is named by its content (copies.ts), so no two cores are ever taken for each other, whatever their specs are called.
 * Assumes that the build is up to date: the edit is matched against the compiled JavaScript.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { placeCopy } from './copies.ts';
import type { Edit } from './spec.ts';
import type { TrustedBug } from './trust.ts';

const copied = ['src/raft', 'src/cluster'];
/** What is loaded of a copy. */
const entries = {
  adapter: 'src/cluster/etcd/adapter.js',
  traced: 'src/cluster/etcd/tracednode.js',
  recordable: 'src/cluster/etcd/recordable.js',
} as const;

/** An edited core on disk. Plain data. */
export interface SeededCore extends Readonly<Record<keyof typeof entries, string>> {
  /** The folder of its modules, links followed; those above are URLs. */
  readonly folder: string;
  /** The place of its edits, for errors. */
  readonly where: string;
  /** True of somebody else's code: it is run in a thread that may do little. */
  readonly foreign: boolean;
}

/**
 * Writes the edited copy under `outFolder`/bugs, or where that cannot be, for this process alone. Throws a UserError for an edit that does not stand in the core exactly once
 * ("stale"), or in a file that no core is made of.
 */
export function seedBug({ edits, where, foreign }: TrustedBug, outFolder: string): SeededCore {
  const build = join(packageRoot(), 'out/build');
  if (!existsSync(join(build, 'src/raft'))) {
    throw new UserError({ message: 'the core has not been built', hint: 'run `npm run build` first' });
  }
  const files = new Map(
    copied
      .flatMap((folder) => sources(build, folder))
      .map((file) => [file, readFileSync(join(build, file), 'utf8')]),
  );
  for (const edit of edits) {
    const file = compiled(edit);
    files.set(file, applyEdit(files.get(file), edit, where));
  }
  const parts = partsOf(files);
  const idle = edits.find((edit) => !parts.includes(compiled(edit)));
  if (idle !== undefined) {
    throw new UserError({
      message: `an edit of ${idle.file} changes nothing`,
      where,
      found: 'a file that the core does not import',
      expected: 'a file that the core is made of, such as src/raft/log/log.ts',
    });
  }
  const copy = new Map(
    parts.map((file) => [file, rewriteImports(files.get(file)!, join(build, file), build)]),
  );
  // The folder may lie in a package whose modules are others.
  copy.set('package.json', '{ "type": "module" }\n');
  const folder = realpathSync(placeCopy(join(resolve(outFolder), 'bugs'), copy));
  return {
    adapter: pathToFileURL(join(folder, entries.adapter)).href,
    traced: pathToFileURL(join(folder, entries.traced)).href,
    recordable: pathToFileURL(join(folder, entries.recordable)).href,
    folder,
    where,
    foreign,
  };
}

function compiled({ file }: Edit): string {
  return file.replace(/\.ts$/, '.js');
}

/** Every compiled module under a folder of the build, as paths from the build's root. */
function sources(build: string, folder: string): string[] {
  return readdirSync(join(build, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => `${folder}/${file.split(sep).join('/')}`);
}

/** The files that the entries import of the copied folders, directly or not, in the order of their names. */
function partsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const found = new Set<string>(Object.values(entries));
  for (const file of found) {
    for (const [, , , specifier] of (files.get(file) ?? '').matchAll(imports)) {
      const path = join(dirname(file), specifier).split(sep).join('/');
      if (specifier.startsWith('.') && files.has(path)) found.add(path);
    }
  }
  return [...found].filter((file) => files.has(file)).sort();
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

/** Import and export declarations: [all before the specifier, its quote, the specifier]. */
const imports =
  /^(import\s+(?:[\w*{][^'"();]*?\bfrom\s*)?|export\s*[*{][^'"();]*?\bfrom\s*)(['"])([^'"\n]+)\2/gm;

/**
 * Import specifiers that lead out of the copied folders, as the URLs they mean in the original; and no source map, which
 * stays behind.
 */
export function rewriteImports(text: string, file: string, build: string): string {
  const inside = copied.map((folder) => join(build, folder) + sep);
  return text
    .replace(/^\/\/# sourceMappingURL=.*\n?/m, '')
    .replace(imports, (whole, before: string, quote: string, specifier: string) => {
      if (specifier.startsWith('node:') || specifier.startsWith('file:')) return whole;
      const path = specifier.startsWith('.')
        ? resolve(dirname(file), specifier)
        : createRequire(file).resolve(specifier);
      if (specifier.startsWith('.') && inside.some((folder) => path.startsWith(folder))) return whole;
      return `${before}${quote}${pathToFileURL(path).href}${quote}`;
    });
}
