/** Imports point one way, and what must be a function of its arguments knows nothing else. */
import { describe, expect, it } from 'vitest';
import { filesIn, type Import, importsOf, loadedWith, read, withoutComments } from './sources.ts';

/** What each layer may import besides itself. The core is known to its adapter alone, the adapter to the command alone. */
const below: Readonly<Record<string, readonly string[]>> = {
  base: [],
  arrays: [],
  compiled: [],
  raft: [],
  explore: ['arrays'],
  cluster: ['arrays', 'explore'],
  'cluster/etcd': ['raft', 'arrays', 'cluster'],
  // A core in another process.
  foreign: ['base', 'arrays', 'cluster'],
  property: ['arrays', 'explore', 'cluster'],
  // A system of one's own, from the module that exports it to what is searched.
  system: ['base', 'explore', 'cluster', 'foreign', 'property'],
  spec: ['base', 'explore', 'cluster', 'foreign', 'property', 'system'],
  trace: ['base', 'explore', 'cluster', 'foreign', 'property', 'system', 'spec', 'trace/export'],
  // Some formats are the library's own, and are written by taking the actions once more on the core itself.
  'trace/export': ['raft', 'base', 'explore', 'cluster', 'cluster/etcd', 'property', 'spec', 'trace'],
  // Runs of other programs, from their logs to a behavior.
  recorded: ['base', 'arrays', 'explore', 'cluster', 'property', 'trace'],
  report: [
    ...['base', 'explore', 'cluster', 'foreign', 'property', 'spec', 'trace', 'trace/export', 'recorded'],
  ],
  tui: ['base', 'explore', 'cluster', 'property', 'spec', 'trace', 'trace/export', 'report'],
  run: [
    ...['base', 'arrays', 'explore', 'cluster', 'cluster/etcd', 'foreign', 'property', 'system', 'spec'],
    ...['trace', 'trace/export', 'recorded', 'report'],
  ],
  cli: [
    ...['base', 'explore', 'cluster', 'cluster/etcd', 'foreign', 'property', 'system', 'spec', 'trace'],
    ...['trace/export', 'recorded', 'report', 'tui', 'run', 'serve'],
  ],
  // A server, and what is said between it and its page.
  serve: ['base', 'explore', 'cluster', 'property', 'trace', 'trace/export', 'report', 'run'],
  // What runs in a browser: the same models as the screens have.
  page: ['base', 'explore', 'cluster', 'property', 'trace', 'trace/export', 'report', 'tui', 'serve'],
  library: ['base', 'arrays', 'explore', 'cluster', 'foreign', 'property', 'system', 'spec', 'trace', 'run'],
};

/** Layers that know no time, chance, file, console or process, and the packages they may use. */
const pure: Readonly<Record<string, readonly string[]>> = {
  arrays: [],
  raft: ['immutable'],
  explore: [],
  cluster: [],
  'cluster/etcd': ['immutable'],
  property: [],
  invariants: [],
};

/** What invariants may call; everything else they import is a type. */
const invariantHelpers = ['src/cluster/view.ts', 'src/property/currentstate.ts'];

const sources = [...filesIn('src', '.ts'), ...filesIn('src', '.tsx')];
const invariants = filesIn('invariants', '.ts');

function layerOf(path: string): string {
  if (path.startsWith('invariants/')) return 'invariants';
  if (path.startsWith('src/cluster/etcd/')) return 'cluster/etcd';
  if (path.startsWith('src/trace/export/')) return 'trace/export';
  return path.split('/')[1] ?? path;
}

function relative(path: string): (Import & { readonly target: string })[] {
  return importsOf(path).flatMap((found) =>
    found.target === null ? [] : [{ ...found, target: found.target }],
  );
}

describe('imports', () => {
  it('point from the upper layers to the lower ones', () => {
    const wrong = sources.flatMap((path) =>
      relative(path)
        .map(({ target }) => ({ target, from: layerOf(path), to: layerOf(target) }))
        .filter(({ from, to }) => from !== to && !(below[from] ?? []).includes(to))
        .map(
          ({ target, from, to }) =>
            `${path} imports ${target}: ${from} may not know ${to}. Hand it in as a parameter, or move it down.`,
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('of invariants are types, and the helpers that views and properties offer', () => {
    const wrong = invariants.flatMap((path) =>
      relative(path)
        .filter(({ target, typeOnly }) => {
          const known = ['raft', 'cluster', 'property'].includes(layerOf(target));
          return !known || !(typeOnly || invariantHelpers.includes(target));
        })
        .map(
          ({ target }) =>
            `${path} imports ${target}: take types from raft, cluster or property (import type), code from ` +
            `${invariantHelpers.join(' or ')}.`,
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('name files with their ending, as Node does', () => {
    const wrong = [...sources, ...invariants].flatMap((path) =>
      relative(path)
        .filter(({ target }) => !/\.tsx?$/.test(target))
        .map(({ specifier }) => `${path} imports '${specifier}': add .ts.`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the layers that search and replay rely on', () => {
  const files = [...sources, ...invariants].filter((path) => layerOf(path) in pure);

  it('use no package but immutable, and that only in the core and its adapter', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter(({ target, specifier }) => target === null && !pure[layerOf(path)]?.includes(specifier))
        .map(
          ({ specifier }) =>
            `${path} imports ${specifier}: ${layerOf(path)} must not. Hand the result in instead.`,
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('know no time, chance, console or process', () => {
    const outside =
      /\b(?:Date\b|performance\.|Math\.random|process\.|console\.|set(?:Timeout|Interval|Immediate)\b)/;
    const wrong = files.flatMap((path) => {
      const found = outside.exec(withoutComments(read(path)))?.[0];
      return found === undefined
        ? []
        : [`${path} uses ${found}: a step must depend on its arguments alone. Pass it in.`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('a thread that searches', () => {
  const entries = [
    'src/run/thread.ts',
    'src/run/examine.ts',
    'src/run/workerthread.ts',
    'src/run/walkerthread.ts',
  ];
  const readers = ['zod', 'yaml', 'yargs'];

  it.each(entries)('loads nothing that reads what people write: %s', (entry) => {
    const seen = new Set<string>();
    const visit = (path: string, way: readonly string[]): string[] => {
      if (seen.has(path)) return [];
      seen.add(path);
      return loadedWith(path).flatMap(({ specifier, target }) => {
        if (target !== null) return visit(target, [...way, target]);
        return readers.includes(specifier)
          ? [`${[...way, specifier].join(' > ')}: import it where it is needed`]
          : [];
      });
    };
    expect(visit(entry, [entry])).toEqual([]);
    expect(seen.size).toBeGreaterThan(10);
  });
});
