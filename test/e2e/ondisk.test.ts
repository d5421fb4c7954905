/** The known states on disk: the command answers as it does in memory, and says where that cannot be. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whole } from '../long.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

interface Answer {
  readonly verdict: string;
  readonly states: unknown;
  readonly actions: unknown;
  readonly properties: readonly { readonly name: string; readonly status: string }[];
  readonly violation: { readonly property: string; readonly length: number } | null;
}

async function answer(args: readonly string[], folder: string): Promise<Answer & { readonly err: string }> {
  const { stdout, stderr } = await raftcheck([...args, '--json', '--no-progress'], {}, folder);
  return { ...JSON.parse(stdout), err: stderr };
}

/** What does not depend on where the states are. */
function agreed({ verdict, states, actions, properties, violation }: Answer) {
  const found = violation && [violation.property, violation.length];
  return {
    verdict,
    states,
    actions,
    found,
    properties: properties.map(({ name, status }) => [name, status]),
  };
}

describe('--visited disk', () => {
  it.each([['prevote'], ['prevote', '--depth', '9'], ['prevote', '--no-compiled'], ['double-vote']])(
    'answers as in memory: %s %s %s',
    async (...args) => {
      const folder = temporaryFolder();
      const memory = await answer(args, folder);
      expect(agreed(await answer([...args, '--visited', 'disk'], folder))).toEqual(agreed(memory));
    },
  );

  it('leaves a trace that is replayed, and no other file', async () => {
    const folder = temporaryFolder();
    const found = await raftcheck(['double-vote', '--visited', 'disk', '--no-progress'], {}, folder);
    expect(found.status).toBe(1);
    const [trace, ...others] = readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.json'));
    expect(others).toEqual([]);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.includes('scratch'))).toEqual([]);
    const replayed = await raftcheck(['replay', join('out', trace)], {}, folder);
    expect(replayed.status).toBe(0);
  });

  it('is refused with --no-pack', async () => {
    const args = ['prevote', '--visited', 'disk', '--no-pack'];
    const { status, stderr } = await raftcheck(args, {}, temporaryFolder());
    expect(status).toBe(2);
    expect(stderr).toContain('raftcheck: --visited:');
    expect(stderr).toContain('packed');
  });

  it('is breadth first where it was to be depth first, and says so', async () => {
    const args = ['double-vote', '--strategy', 'dfs', '--visited', 'disk'];
    const found = await answer(args, temporaryFolder());
    expect(found.err).toContain('breadth first');
    expect(found.violation).toMatchObject({ length: 6 });
  });

  it('is refused where the folder takes no file', async () => {
    const args = ['prevote', '--visited', 'disk', '--out', '/dev/null/x', '--no-progress'];
    const { status, stderr } = await raftcheck(args, {}, temporaryFolder());
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be written');
  });
});

describe('a search on disk', () => {
  it('goes on from its checkpoint, unless its states are to be in memory, and removes it in the end', async () => {
    const folder = temporaryFolder();
    const onDisk = ['prevote', '--visited', 'disk', '--checkpoint=0.02', '--max-states', '9000'];
    const cut = await raftcheck([...onDisk, '--no-progress'], {}, folder);
    expect([cut.status, cut.stderr]).toEqual([3, expect.stringContaining('--resume out/prevote')]);
    const refused = await raftcheck(['prevote', '--resume', '--visited', 'memory'], {}, folder);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('goes on on disk')]);
    const found = await answer(['prevote', '--resume'], folder);
    expect(agreed(found)).toEqual(agreed(await answer(['prevote'], folder)));
    expect(found.err).toContain('from before it was resumed');
    expect(readdirSync(join(folder, 'out')).filter((name) => name.includes('checkpoint'))).toEqual([]);
  });

  it('names the file of its checkpoint that is damaged or gone, and loses nothing', async () => {
    const folder = temporaryFolder();
    const search = ['prevote', '--no-progress', '--visited', 'disk'];
    await raftcheck([...search, '--checkpoint=0.02', '--max-states', '9000'], {}, folder);
    const [run] = readdirSync(join(folder, 'out')).filter((name) => name.includes('-run-'));
    const file = join(folder, 'out', run);
    const whole = readFileSync(file);
    const broken = Buffer.from(whole);
    broken[5] ^= 1;
    for (const [content, said] of [
      [broken, 'has a damaged part'],
      [whole.subarray(0, 4), 'has a damaged part'],
      [null, 'has lost a part'],
    ] as const) {
      rmSync(file);
      if (content !== null) writeFileSync(file, content);
      const { status, stderr } = await raftcheck([...search, '--resume'], {}, folder);
      expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
      expect(stderr).toContain(run);
    }
    writeFileSync(file, whole);
    expect((await raftcheck([...search, '--resume'], {}, folder)).status).toBe(0);
  });
});

it('goes on on disk from a checkpoint of a search in memory', async () => {
  const folder = temporaryFolder();
  const search = ['lease-reads', '--workers', '2'];
  const expected = agreed(await answer([...search, '--visited', 'disk'], folder));
  const cut = await raftcheck(
    [...search, '--no-progress', '--checkpoint=0.05', '--max-states', '500000'],
    {},
    folder,
  );
  expect([cut.status, cut.stderr]).toEqual([3, expect.stringContaining('--resume out/lease-reads')]);
  const found = await answer([...search, '--resume', '--visited', 'disk'], folder);
  expect(agreed(found)).toEqual(expected);
  expect(found.err).toContain('from before it was resumed');
}, 240_000);

describe.runIf(whole)('a search whose memory is full', () => {
  const args = ['raft', '--workers', '2', '--max-memory', '600m'];

  it('goes on on disk, and comes to its end', async () => {
    const folder = temporaryFolder();
    const found = await answer(args, folder);
    expect(found.err).toContain('the search goes on with known states on disk');
    expect(readdirSync(join(folder, 'out')).filter((name) => name.includes('checkpoint'))).toEqual([]);
    expect(found.verdict).toBe('ok');
    expect(found.states).toMatchObject({ distinct: 10_473_128, generated: 40_009_103 });
  }, 900_000);

  it('ends as incomplete where states are to be in memory', async () => {
    const found = await answer([...args, '--visited', 'memory'], temporaryFolder());
    expect(found.verdict).toBe('incomplete');
  }, 300_000);
});
