/** What `npm test` leaves out is said aloud, and is there. */
import { expect, it } from 'vitest';
import { long } from '../long.ts';
import { exists } from './sources.ts';

it('leaves out of a run what has a command of its own', () => {
  console.log(`SKIPPED: ${long.length} long suites, which npm run long runs: ${long.join(', ')}`);
  expect(long.filter((path) => !exists(path))).toEqual([]);
});
