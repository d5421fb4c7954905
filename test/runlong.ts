/** Runs the tests that `npm test` leaves out, and whole those of which it runs a part: see long.ts. */
import { spawnSync } from 'node:child_process';
import { inPart, long } from './long.ts';

const { status } = spawnSync('npx', ['vitest', 'run', ...long, ...inPart], {
  stdio: 'inherit',
  env: { ...process.env, RAFTCHECK_LONG: 'yes' },
});
process.exitCode = status ?? 1;
