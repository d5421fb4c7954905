/**
 * Puts the built command together into few files, since loading some 750 modules one by one takes longer than many a search.
 * The entries replace what tsc wrote, and what they share lies in src/bundle. Left as they are, beside that: immutable, which
 * cores of others share with ours, and ink with react, which only screens load. Files of the core that are read as files, by
 * seeded bugs and by coverage, are loaded as tsc wrote them and are modules of their own.
 *
 * Assumes that tsc has built.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** What is started, or imported by its path, besides the invariants. */
const entries = [
  'src/cli/main.js',
  'src/library/driver.js',
  'src/library/look.js',
  'src/library/raftcheck.js',
  'src/run/alljobs.js',
  'src/run/thread.js',
  'src/run/walkerthread.js',
  'src/run/workerthread.js',
  'src/tui/dashboardthread.js',
];

/** `built`: the folder that tsc has written to. */
export async function bundle(built: string): Promise<void> {
  const shared = join(built, 'src/bundle');
  const invariants = readdirSync(join(built, 'invariants')).filter((file) => file.endsWith('.js'));
  const paths = [...entries, ...invariants.map((file) => `invariants/${file}`)];
  rmSync(shared, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: paths.map((path) => join(built, path)),
    outdir: built,
    outbase: built,
    chunkNames: 'src/bundle/[hash]',
    allowOverwrite: true,
    absWorkingDir: root,
    nodePaths: [join(root, 'node_modules')],
    bundle: true,
    splitting: true,
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['immutable', 'ink', 'react', 'xxhash-wasm'],
    // Packages that are no ES modules ask for what is Node's.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  // They are of what tsc wrote.
  for (const path of paths) rmSync(join(built, `${path}.map`), { force: true });
  writeFileSync(join(shared, 'LICENSES.txt'), licensesOf(Object.keys(metafile.inputs)));
}

/** Whoever has a package's code has its license. `modules`: paths below the root. Throws where a package has none. */
function licensesOf(modules: readonly string[]): string {
  const packages = modules.flatMap((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  const licenses = [...new Set(packages)].sort().map((path) => {
    const file = readdirSync(join(root, path)).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${path} has no license`);
    return `${path.replace('node_modules/', '')}\n\n${readFileSync(join(root, path, file), 'utf8').trim()}\n`;
  });
  return licenses.join('\n\n');
}

if (process.argv[1] === import.meta.filename) await bundle(join(root, 'out/build'));
