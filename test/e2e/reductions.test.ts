/**
 * A reduction whose argument does not hold for the core that is checked: the search is done again without it, says why, and
 * answers what it would have without. Each switch of the command takes off what it names.
 */
import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFile } from './raftcheck.ts';

const small = (edit: string): string => `about: A core that breaks what a reduction rests on.
bug: { row: S1, source: this test, edit: ${edit} }
model: { nodes: 3 }
bounds: { max-term: 2, max-in-flight: 3, max-proposals: 0, max-heartbeats: 0, max-timeouts: 2, max-crashes: 1 }
invariants: [log-matching]
`;

/** Node 3 votes for nobody. */
const partial = `{ file: src/raft/step.ts, find: 'const canVote =', replace: 'const canVote = r.id === 3 ? false :' }`;
/** A crash takes a node's term away. */
const forgetful = `{ file: src/raft/newraft.ts, find: 'r.merge({ term: hs.term,', replace: 'r.merge({ term: 0,' }`;

interface Answer {
  readonly verdict: string;
  readonly states: { readonly distinct: number };
  readonly reductions: readonly { readonly name: string; readonly on: boolean; readonly about: string }[];
}

async function answer(spec: string, ...args: string[]): Promise<Answer> {
  const { stdout } = await raftcheck([spec, '--json', '--no-progress', ...args]);
  return JSON.parse(stdout);
}

describe.each(['1', '2'])('with %s workers', (workers) => {
  it('a core that tells nodes apart is searched without symmetry', async () => {
    const spec = temporaryFile('partial.yaml', small(partial));
    const found = await answer(spec, '--workers', workers);
    const plain = await answer(spec, '--no-symmetry');
    const [symmetry, ...others] = found.reductions;
    expect(symmetry).toMatchObject({ name: 'symmetry', on: false });
    expect(symmetry!.about).toMatch(/^this core tells nodes apart: n\d makes something else of /);
    expect(others).toEqual(plain.reductions.slice(1));
    expect([found.verdict, found.states]).toEqual([plain.verdict, plain.states]);
  });

  it('a core whose terms fall is searched with what is late, and with its whole history', async () => {
    const spec = temporaryFile('forgetful.yaml', small(forgetful));
    const found = await answer(spec, '--workers', workers);
    const plain = await answer(spec, '--no-reduction');
    expect(found.reductions).toMatchObject([
      { name: 'symmetry', on: true },
      { name: 'dead-messages', on: false, about: expect.stringMatching(/^not dead in this core: at n\d, /) },
      { name: 'dead-history', on: false, about: expect.stringMatching(/^rests on /) },
    ]);
    expect([found.verdict, found.states]).toEqual([plain.verdict, plain.states]);
  });
});

it('each switch takes off what it names, and what that saves', async () => {
  const on = async (...args: string[]): Promise<readonly [string[], number]> => {
    const { reductions, states } = await answer('prevote', ...args);
    return [reductions.flatMap((one) => (one.on ? [one.name] : [])), states.distinct];
  };
  const [all, without] = [
    await on(),
    await Promise.all([on('--no-symmetry'), on('--no-reduction'), on('--no-dead-history')]),
  ];
  expect(all[0]).toEqual(['symmetry', 'dead-messages', 'dead-history']);
  expect(without.map(([names]) => names)).toEqual([
    ['dead-messages', 'dead-history'],
    ['symmetry'],
    ['symmetry', 'dead-messages'],
  ]);
  expect(Math.min(...without.map(([, distinct]) => distinct))).toBeGreaterThan(all[1]);
});
