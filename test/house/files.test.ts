/** Files: none too long, none unused, each says at its top what it is for. */
import { describe, expect, it } from 'vitest';
import { codeFiles, filesIn, isRunnable, reachableFrom, read } from './sources.ts';

const roof = 400;

/** Modules that the command does not use and users of the package do. A new one is entered here with whom it is for. */
const publicModules = [
  // A program on the core: what is shown of configurations and progress, in the library's own words.
  'src/raft/quorum/describe.ts',
  'src/raft/tracker/describe.ts',
  // What `import ... from 'raftcheck'` gives.
  'src/library/raftcheck.ts',
];

/** The top level: what the project is and what tools ask for. Ignored is what git leaves out, and what is hidden. */
const topLevel = {
  files: [
    'ARCHITECTURE.md',
    'SECURITY.md',
    'LICENSE',
    'README.md',
    'biome.json',
    'package-lock.json',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ],
  ignored: /^\.|\.(?:tgz|log)$/,
};

/** What is loaded by its name: the adapter of a seeded bug, the compiled loop, threads, and what they can be asked for, the driver of modules, the page. */
const loaded = [
  'src/cluster/etcd/adapter.ts',
  'src/compiled/kernel.ts',
  'src/library/driver.ts',
  'src/library/look.ts',
  'src/page/main.tsx',
  'src/run/workerthread.ts',
  'src/run/walkerthread.ts',
  'src/run/thread.ts',
  'src/run/alljobs.ts',
];

describe('files', () => {
  it('of the top level are few', () => {
    const wrong = filesIn('')
      .filter((path) => !topLevel.files.includes(path) && !topLevel.ignored.test(path))
      .map((path) => `${path}: delete it, give it a folder, or enter it in topLevel (${here}).`);
    expect(wrong).toEqual([]);
  });

  it(`have at most ${roof} lines`, () => {
    const others = [...filesIn('test', '.go'), ...filesIn('specs', '.yaml'), 'README.md', 'ARCHITECTURE.md'];
    const wrong = [...codeFiles(), ...others]
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > roof)
      .map(({ path, lines }) => `${path} has ${lines} lines: cut it along a seam, ${roof} is the most.`);
    expect(wrong).toEqual([]);
  });

  it('of findings say what was guessed and what was seen, and can be run', () => {
    const opening =
      /^#!\/usr\/bin\/env bash\n# .*\d+\.\d+.*\n# Guess: .*\n(?:#.*\n)*?# Behaviour: .*\n(?:#.*\n)*?# Output seen: .*\n/;
    const wrong = filesIn('findings')
      .filter(
        (path) =>
          !(opening.test(read(path)) && read(path).includes('\nset -euo pipefail\n') && isRunnable(path)),
      )
      .map(
        (path) =>
          `${path}: a run bit, set -euo pipefail, and in its first lines version, Guess, Behaviour, Output seen.`,
      );
    expect(wrong).toEqual([]);
  });

  it('of the product begin with what lives there', () => {
    const wrong = [...filesIn('src', '.ts'), ...filesIn('src', '.tsx'), ...filesIn('invariants', '.ts')]
      .filter((path) => !/^(?:#!.*\n)?\/\*\*/.test(read(path)))
      .map(
        (path) =>
          `${path}: open it with a comment that says what lives there and where it stands in the flow.`,
      );
    expect(wrong).toEqual([]);
  });

  it('of the product are used by it, or offered to its users', () => {
    const invariants = filesIn('invariants', '.ts');
    const entries = ['src/cli/main.ts', ...loaded, ...invariants, ...publicModules];
    const used = reachableFrom(entries);
    const wrong = [...filesIn('src', '.ts'), ...filesIn('src', '.tsx')]
      .filter((path) => !used.has(path))
      .map(
        (path) =>
          `${path} is imported by nothing: delete it, use it, or enter it in publicModules (${here}).`,
      );
    expect(wrong).toEqual([]);
  });

  it('that are public are not used by the command: then they need no entry', () => {
    const used = reachableFrom(['src/cli/main.ts']);
    const wrong = publicModules
      .filter((path) => used.has(path))
      .map((path) => `${path} is used by the command: take it out of publicModules (${here}).`);
    expect(wrong).toEqual([]);
  });

  it('of the tests are tests, serve one, or are scripts that say how they are run', () => {
    const code = [...filesIn('test', '.ts'), ...filesIn('test', '.tsx'), ...filesIn('examples', '.ts')];
    const scripts = read('package.json');
    const isEntry = (path: string): boolean =>
      /\.test\.tsx?$/.test(path) || scripts.includes(path) || read(path).includes(`tsx ${path}`);
    const used = reachableFrom(code.filter(isEntry));
    const wrong = code
      .filter((path) => !used.has(path))
      .map((path) => `${path} is used by no test: delete it, or say in its head how it is run.`);
    expect(wrong).toEqual([]);
  });
});

const here = 'test/house/files.test.ts';
