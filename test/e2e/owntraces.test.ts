/** Traces of systems of one's own, and their searches with several workers, in parts and that hang. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, raftcheck, temporaryFolder } from './raftcheck.ts';

/** Counters that go from 0 to 6: 7^6 states, each with as many steps as counters below 6. */
const grid = (guard = ''): string => `export const grid = {
  init: () => [{ at: [0, 0, 0, 0, 0, 0] }],
  next: ({ at }) => {
    ${guard}
    return at.flatMap((n, i) =>
      n < 6 ? [{ action: 'count ' + i, state: { at: at.map((m, k) => (k === i ? m + 1 : m)) } }] : []);
  },
  invariants: [{ name: 'no-two', holds: ({ at }) => at[0] < 9 }],
  mayEnd: ({ at }) => at.every((n) => n === 6),
};
`;

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--core', 'grid.mjs'], {}, folder);

function withGrid(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'grid.mjs'), text);
  return folder;
}

/** The folder, with the trace of a search that has broken no-two in two steps. */
async function broken(): Promise<{ folder: string; trace: string }> {
  const folder = withGrid(grid().replace('at[0] < 9', 'at[0] + at[1] < 2'));
  expect((await run(folder, '--no-progress')).status).toBe(1);
  return { folder, trace: join('out', readdirSync(join(folder, 'out'))[0]) };
}

describe("the trace of a system of one's own", () => {
  it('is replayed, shrunk, shown and explained', async () => {
    const { folder, trace } = await broken();
    const [replayed, shrunk, shown, explained] = await Promise.all([
      run(folder, 'replay', trace),
      run(folder, 'shrink', trace),
      run(folder, 'inspect', trace, '--ui', 'none'),
      raftcheck(['explain', trace], {}, folder),
    ]);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining('REPLAYED no-two is broken in 2 steps'),
    ]);
    expect(shrunk.stdout).toContain('no action and no two can be removed');
    expect(shown.stdout).toContain('at[0] 0 -> 1');
    expect(explained.stdout).toMatch(/no-two is broken:\n {2}at\[0\] = \d, at\[1\] = \d\n/);
    const alone = await raftcheck(['replay', trace], {}, folder);
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining('--core, with the module')]);
  });

  it('diverges where the module does something else, which is said', async () => {
    const { folder, trace } = await broken();
    writeFileSync(join(folder, 'grid.mjs'), grid('if (at[0] + at[1] === 1) return [];'));
    const { status, stdout, stderr } = await run(folder, 'replay', trace);
    expect([status, stdout]).toEqual([
      4,
      expect.stringContaining('DIVERGED at step 1 of 2: deadlock is broken here already'),
    ]);
    expect(stderr).toContain('the module of grid has changed since the trace was written');
  });

  it('is exported in the formats that are of no Raft alone', async () => {
    const { folder, trace } = await broken();
    const exported = (format: string): Promise<Finished> =>
      raftcheck(['export', trace, '--format', format], {}, folder);
    const itf = JSON.parse((await exported('itf')).stdout);
    expect([itf.vars, itf.states.length]).toEqual([['at', 'mbt::actionTaken'], 3]);
    expect((await exported('tla')).stdout).toContain('state |-> [at |-> <<0, 0, 0, 0, 0, 0>>]');
    expect((await exported('mermaid')).stdout).toMatch(/^flowchart TD\n/);
    expect((await exported('dot')).stdout).toMatch(/^digraph "grid: no-two"/);
    expect((await exported('markdown')).stdout).toContain('# no-two is broken in 2 steps');
    expect((await exported('html')).stdout).toContain('<h1>no-two is broken in 2 steps');
    const { status, stderr } = await exported('shiviz');
    expect([status, stderr]).toEqual([2, expect.stringContaining('is for traces of Raft clusters')]);
  });
});

describe("the search of a system of one's own", () => {
  const figures = ({ stdout }: Finished): unknown => {
    const { verdict, states, properties } = JSON.parse(stdout);
    return [verdict, states, properties];
  };

  it('is the same for any number of workers, and in two parts', async () => {
    const folder = withGrid(grid());
    const alone = await run(folder, '--json', '--workers', '1');
    expect(JSON.parse(alone.stdout).states).toMatchObject({ distinct: 7 ** 6, generated: 1 + 36 * 7 ** 5 });
    expect(figures(await run(folder, '--json', '--workers', '2'))).toEqual(figures(alone));
    await run(folder, '--workers', '1', '--checkpoint', '0.2s', '--time-limit', '1s');
    const changed = grid().replace('at[0] < 9', 'at[0] < 8');
    writeFileSync(join(folder, 'grid.mjs'), changed);
    const other = await run(folder, '--json', '--resume', 'auto');
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('answers another question')]);
    writeFileSync(join(folder, 'grid.mjs'), grid());
    expect(figures(await run(folder, '--json', '--resume', 'auto'))).toEqual(figures(alone));
  });

  it('is ended where a call does not return, and says which', async () => {
    const folder = withGrid(grid('for (; at[0] === 2; );'));
    const { status, stdout } = await run(folder, '--time-limit', '1s', '--no-progress');
    expect([status, stdout]).toEqual([3, expect.stringMatching(/next has not returned for [\d.]+ s/)]);
    expect(stdout).toContain('the state is {"at":[2,');
  });
});
