/** A core that a module exports and that begins in the middle: snapshots, reads and whatever else it shows, kept searches, reductions. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

const keeper = join(packageRoot(), 'test/library/keeper.ts');
const bounds = 'max-term: 3, max-in-flight: 3, max-heartbeats: 1, max-proposals: 1, max-timeouts: 0';
const spec = (more: string) =>
  `about: Does the leader keep what it is given?\nbounds: { ${bounds}, ${more} }\n`;

function withKeeper(options = ''): string {
  const folder = project({
    'own.ts': `import { keeper } from '${keeper}';\nexport const core = keeper(${options});\n`,
    'specs/reads.yaml': `${spec('max-reads: 1')}sometimes: [leader-elected, proposal-committed, read-confirmed]\n`,
    'specs/compacted.yaml': `${spec('max-compactions: 2')}sometimes: [proposal-committed]\n`,
  });
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--core', 'own.ts', '--no-progress'], {}, folder);

describe('a module core that begins in the middle', () => {
  it.each(['reads', 'compacted'])('is searched alike with and without reductions: %s', async (name) => {
    const folder = withKeeper();
    const off = ['--no-symmetry', '--no-dead-messages', '--no-dead-history'];
    const [reduced, plain] = await Promise.all([
      run(folder, name, '--json'),
      run(folder, name, '--json', ...off),
    ]);
    const [found, all] = [JSON.parse(reduced.stdout), JSON.parse(plain.stdout)];
    expect([reduced.status, plain.status, found.verdict, all.verdict]).toEqual([0, 0, 'ok', 'ok']);
    // n1 leads and the others do not: under other names it is another start, which the search finds out.
    const symmetry = found.reductions.find(({ name: one }: { name: string }) => one === 'symmetry');
    expect([symmetry.on, symmetry.about]).toEqual([false, expect.stringContaining('n')]);
    expect(found.states.distinct).toBeLessThanOrEqual(all.states.distinct);
  });

  it('shows its reads and snapshots in a trace that is replayed', async () => {
    const folder = withKeeper('{ hasty: true }');
    const { status, stdout } = await run(folder, 'reads', '--json');
    const { property, trace } = JSON.parse(stdout).violation;
    expect([status, property]).toEqual([1, 'linearizable-reads']);
    const { steps } = JSON.parse(readFileSync(join(folder, trace), 'utf8'));
    expect(steps[0].state.nodes[0]).toMatchObject({ snapshot: { index: 1, term: 2 }, extra: { kept: 1 } });
    expect((await raftcheck(['replay', trace, '--core', 'own.ts'], {}, folder)).status).toBe(0);
  });

  it('goes on from a checkpoint to the same end, and from none of another version', async () => {
    const folder = withKeeper();
    const whole = JSON.parse((await run(folder, 'compacted', '--json')).stdout);
    const stopped = await run(folder, 'compacted', '--max-states', '1200', '--checkpoint=0.001', '--quiet');
    const file = 'out/compacted.checkpoint.json';
    expect([stopped.status, existsSync(join(folder, file))]).toEqual([3, true]);
    const resumed = await run(folder, 'compacted', '--resume', file, '--json');
    const { states, verdict, cutBy, actions } = whole;
    expect(JSON.parse(resumed.stdout)).toMatchObject({ states, verdict, cutBy, actions });
    const other = await raftcheck(['compacted', '--resume', file, '--no-progress'], {}, folder);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('another question')]);
  });

  it('is refused where no log shows what is committed at the start', async () => {
    const { status, stderr } = await run(withKeeper('{ forgotten: true }'), 'reads');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining("n1 begins with commit index 1, and no node's log at the start shows entry 1"),
    ]);
  });
});
