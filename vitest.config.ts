import { defineConfig } from 'vitest/config';

export default defineConfig({
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
