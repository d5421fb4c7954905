/** The examples of checking one's own are run from within: what they print is what they are there to show. */
import { expect, test } from 'vitest';
import { run as tinyRaft } from '../../examples/tiny-raft/check.ts';
import { run as twoLocks } from '../../examples/two-locks.ts';

async function printed(run: (print: (line: string) => void) => Promise<void>): Promise<string> {
  const lines: string[] = [];
  await run((line) => lines.push(line));
  return lines.join('\n');
}

test('two workers who lock crosswise wait for each other, in two steps; in one order they do not', async () => {
  const text = await printed(twoLocks);
  expect(text).toContain('each its own lock first: violation\n');
  expect(text).toContain('2  worker 1 takes lock 1\n');
  expect(text).toMatch(/lock 0 first: ok, \d+ states$/);
});

test('another Raft holds, and with a mistake it shows how it breaks', async () => {
  const text = await printed(tinyRaft);
  expect(text).toMatch(/^tiny-raft: ok, 6469 states, 25 steps deep\n/);
  expect(text).toContain(
    'with a vote that a crash forgets: violation\nCounterexample to election-safety (spec tiny-raft): 12 steps, the fewest possible\n',
  );
});
