/**
 * Every spec gives the answer that it pins, and every seeded bug of the first tier is found by its property at its length:
 * what a user gets who runs the gate. All bugs: `npm run bugs`; the default spec to its own bounds, and those
 * that take minutes: `npm run deep`.
 */
import { describe, expect, it } from 'vitest';
import { readSpec, specFiles } from '../../src/spec/load.ts';
import { whole } from '../long.ts';
import { raftcheck } from './raftcheck.ts';

const patience = 10 * 60_000;

/** Has ten million states; 1.4 million with four messages in flight. */
const wide = 'raft';
/** The six specs that pin more states take as long as all others together. */
const most = whole ? Number.POSITIVE_INFINITY : 150_000;
const names = specFiles('specs')
  .filter(({ path }) => (readSpec(path).spec.expect?.distinct ?? 0) <= most)
  .map(({ name }) => name)
  .filter((name) => name !== wide);

describe('specs', () => {
  it(
    'answer as they pin, each in a run of its own of one gate',
    async () => {
      const { status, stdout, stderr } = await raftcheck([
        'ci',
        ...names,
        '--workers',
        '1',
        '--json',
        '--no-progress',
      ]);
      expect(stderr).toBe('');
      const { entries } = JSON.parse(stdout) as {
        entries: Record<'name' | 'outcome' | 'problems', unknown>[];
      };
      expect(entries.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
      expect(entries.map(({ name }) => name).sort()).toEqual(names.sort());
      expect(status).toBe(0);
    },
    patience,
  );

  it.runIf(whole)(
    'the default one holds in narrower bounds too, with as many states as ever',
    async () => {
      const { status, stdout } = await raftcheck([wide, '--max-in-flight', '4', '--json', '--no-progress']);
      expect(JSON.parse(stdout).states).toMatchObject({ distinct: 1_422_730, generated: 4_047_156 });
      expect(status).toBe(0);
    },
    patience,
  );
});

describe('seeded bugs', () => {
  it(
    'of the first tier are all found, each by the property and at the length that it pins',
    async () => {
      const { status, stdout } = await raftcheck(['bugs', '--tier', '0', '--no-progress']);
      expect(stdout).not.toContain('MISSED');
      expect(stdout).toMatch(/^raftcheck: (\d+) of \1 bugs found as expected$/m);
      expect(status).toBe(0);
    },
    patience,
  );

  it('are asked for by row, each with what others needed for it', async () => {
    const { status, stdout } = await raftcheck(['bugs', 'S2', 's37', '--json', '--no-progress']);
    expect(status).toBe(0);
    const rows: readonly Record<string, unknown>[] = JSON.parse(stdout);
    expect(rows.map(({ row, name, found, length }) => [row, name, found, length])).toEqual([
      ['S37', 'commit-index-regresses', true, 8],
      ['S2', 'double-vote', true, 6],
    ]);
    expect(rows[0]?.published).toEqual([
      { by: 'SandTable PySyncObj#2', seconds: 6, depth: 13, states: 93713 },
    ]);
  });

  it('that another guard hides break nothing alone, to the last state', async () => {
    const { status, stdout } = await raftcheck(['bugs', 'S54', '--masked', '--no-progress']);
    expect(stdout).toMatch(/^hidden {2}auto-leave-twice-alone .* nothing broken .* 66,273 /m);
    expect(stdout).toMatch(/^raftcheck: 1 of 1 masked edits hidden as expected$/m);
    expect(status).toBe(0);
  });

  it('are refused by what is no row, no name and no tier', async () => {
    const unknown = await raftcheck(['bugs', 'double-vot']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain("did you mean 'double-vote'?");
    const tier = await raftcheck(['bugs', '--tier', '4']);
    expect(tier.status).toBe(2);
    expect(tier.stderr).toContain('expected  0, 1, 2, 3\n');
  });
});
