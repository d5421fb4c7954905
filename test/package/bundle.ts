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
const built = join(root, 'out/build');
const shared = join(built, 'src/bundle');

/** What is started, or imported by its path. */
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
  ...readdirSync(join(built, 'invariants'))
    .filter((file) => file.endsWith('.js'))
    .map((file) => `invariants/${file}`),
];

rmSync(shared, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: entries.map((path) => join(built, path)),
  outdir: built,
  outbase: built,
  chunkNames: 'src/bundle/[hash]',
  allowOverwrite: true,
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
for (const path of entries) rmSync(join(built, `${path}.map`), { force: true });

// Whoever has a package's code has its license.
const packages = Object.keys(metafile.inputs).flatMap(
  (path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? [],
);
const licenses = [...new Set(packages)].sort().map((path) => {
  const file = readdirSync(join(root, path)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${path} has no license`);
  return `${path.replace('node_modules/', '')}\n\n${readFileSync(join(root, path, file), 'utf8').trim()}\n`;
});
writeFileSync(join(shared, 'LICENSES.txt'), licenses.join('\n\n'));
