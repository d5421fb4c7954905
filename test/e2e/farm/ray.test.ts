/**
 * A farm of two actors on a Ray cluster of this machine, on loopback: where a Python has Ray. `npm run farm-test` makes one. Without: the
 * skip says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/root.ts';
import { whole } from '../../long.ts';
import { raftcheck, temporaryFolder } from '../raftcheck.ts';

const program = join(packageRoot(), 'farm', 'farm.py');
const pythons = [join(packageRoot(), 'out', 'farm-python', 'bin', 'python'), 'python3'];
const python = pythons.find(
  (one) =>
    (one === 'python3' || existsSync(one)) &&
    spawnSync(one, [program, '--version'], { timeout: 60_000 }).status === 0,
);
if (python === undefined)
  console.log('SKIPPED: a farm on Ray, since no Python here has it: npm run farm-test installs it');

const farm = (...args: string[]): string[] => [
  ...['farm', ...args, '--python', python!, '--owners', '2', '--alone', '30', '--no-progress', '--json'],
];

async function counts(args: readonly string[], folder: string) {
  const { stdout, stderr, status } = await raftcheck([...args, '--no-progress', '--json'], {}, folder);
  expect(stdout, stderr).not.toBe('');
  const { verdict, states, levels, actions, cutBy, violation } = JSON.parse(stdout);
  const found = violation && [violation.property, violation.length];
  return { status, verdict, states, levels, actions: Object.entries(actions).sort(), cutBy, found };
}

describe.skipIf(python === undefined)('two actors on Ray', () => {
  it('answer as a check does', async () => {
    const folder = temporaryFolder();
    const { stdout, stderr, status } = await raftcheck(farm('double-vote'), {}, folder);
    expect(stderr).toContain('2 owners search');
    const { verdict, states, levels, actions, cutBy, violation } = JSON.parse(stdout);
    const found = [violation.property, violation.length];
    expect({
      status,
      verdict,
      states,
      levels,
      actions: Object.entries(actions).sort(),
      cutBy,
      found,
    }).toEqual(await counts(['double-vote'], temporaryFolder()));
  }, 180_000);

  it.runIf(whole)(
    'keep levels at a URL, and go on from there',
    async () => {
      const [folder, store] = [temporaryFolder(), temporaryFolder()];
      const url = pathToFileURL(join(store, 'levels')).href;
      const args = ['prevote', '--depth', '16', '--levels', url];
      const begun = await raftcheck(farm(...args, '--max-states', '120'), {}, folder);
      expect([begun.status, begun.stderr]).toEqual([
        expect.any(Number),
        expect.stringContaining('goes on with'),
      ]);
      const kept = readdirSync(join(store, 'levels'));
      expect(kept).toContain('head.json');
      expect(kept.filter((name) => name.startsWith('level-')).length).toBeGreaterThan(4);
      // Another head, which has nothing of it.
      const other = temporaryFolder();
      mkdirSync(join(other, 'out'));
      const { stdout, stderr } = await raftcheck(farm(...args, '--resume'), {}, other);
      expect(stdout, stderr).not.toBe('');
      const { states } = JSON.parse(stdout);
      expect(states).toEqual((await counts(['prevote', '--depth', '16'], temporaryFolder())).states);
      expect(readdirSync(join(store, 'levels'))).toEqual([]);
    },
    300_000,
  );
});
