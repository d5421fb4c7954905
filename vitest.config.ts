import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { long } from './test/long.ts';

// The examples import the package by its name: here that is its sources.
const own = { find: /^raftcheck$/, replacement: join(import.meta.dirname, 'src/library/raftcheck.ts') };

export default defineConfig({
  resolve: { alias: [own] },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Named on the command line, or by npm run long, they are run.
    exclude: [...configDefaults.exclude, ...(process.argv.some((word) => long.includes(word)) ? [] : long)],
    isolate: false,
    // By default a machine of two cores gets one; most of a run is waiting for the command in other processes.
    maxWorkers: 2,
    testTimeout: 120_000,
    // Under CI Ink draws nothing but the last frame; the tests want all of them, wherever they run.
    env: { CI: 'false', CONTINUOUS_INTEGRATION: 'false' },
  },
});
