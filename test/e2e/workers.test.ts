import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

/** More states than one worker finds before the others are started. */
const large = 'membership';

/** What may differ between runs: what it cost. */
function answer(stdout: string): Record<string, unknown> {
  const { performance: _, cost: _c, seconds: _s, properties, ...rest } = JSON.parse(stdout);
  return {
    ...rest,
    properties: properties?.map(({ name, status }: Record<string, unknown>) => [name, status]),
  };
}

async function answers(spec: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const runs = ['1', '2', '3'].map((workers) =>
    raftcheck([spec, '--workers', workers, '--json', '--out', temporaryFolder(), ...args]),
  );
  return (await Promise.all(runs)).map(({ stdout }) => answer(stdout));
}

describe('--workers', () => {
  it('changes nothing of the answer', async () => {
    const [alone, ...others] = await answers(large);
    expect(alone).toMatchObject({
      verdict: 'ok',
      complete: true,
      states: { distinct: 132_688, generated: 393_453 },
    });
    for (const other of others) {
      expect(other.states).toEqual(alone.states);
      expect(other.verdict).toEqual(alone.verdict);
      expect(other.properties).toEqual(alone.properties);
      expect(other.cutBy).toEqual(alone.cutBy);
      expect(other.actions).toEqual(alone.actions);
    }
  });

  it('finds a shortest counterexample, which replays', async () => {
    const out = temporaryFolder();
    const bug = ['prevote-clears-vote', '--workers', '2', '--out', out];
    const { status, stdout } = await raftcheck(bug);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/VIOLATED election-safety in 14 steps/)]);
    const trace = /raftcheck inspect (\S+)/.exec(stdout)![1];
    expect((await raftcheck(['replay', trace, '--quiet'])).status).toBe(0);
  });

  it('stops at a limit', async () => {
    const { status, stdout } = await raftcheck([
      'raft',
      '--workers',
      '2',
      '--max-states',
      '200000',
      '--quiet',
    ]);
    expect([status, stdout]).toEqual([3, expect.stringContaining('INCOMPLETE stopped by max-states')]);
  });
});
