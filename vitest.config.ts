import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The examples import the package by its name: here that is its sources.
const own = { find: /^raftcheck$/, replacement: join(import.meta.dirname, 'src/library/raftcheck.ts') };

export default defineConfig({
  resolve: { alias: [own] },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    isolate: false,
    // By default a machine of two cores gets one; most of a run is waiting for the command in other processes.
    maxWorkers: 2,
    testTimeout: 120_000,
    // Under CI Ink draws nothing but the last frame; the tests want all of them, wherever they run.
    env: { CI: 'false', CONTINUOUS_INTEGRATION: 'false' },
  },
});
