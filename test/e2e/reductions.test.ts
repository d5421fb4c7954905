/**
 * A reduction whose argument does not hold for the core that is checked: the search is done again without it, says why, and
 * answers what it would have without. Each switch of the command takes off what it names.
 */
import { describe, expect, it } from 'vitest';
import { ownSpec } from './project.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

const twoTerms =
  'max-term: 2, max-in-flight: 3, max-proposals: 0, max-heartbeats: 0, max-timeouts: 2, max-crashes: 1';

const small = (
  edit: string,
  bounds = twoTerms,
  nodes = 3,
): string => `about: A core that breaks what a reduction rests on.
bug: { row: S1, source: this test, edit: ${edit} }
model: { nodes: ${nodes} }
bounds: { ${bounds} }
invariants: [log-matching]
`;

/** Node 3 votes for nobody. */
const partial = `{ file: src/raft/step.ts, find: 'const canVote =', replace: 'const canVote = r.id === 3 ? false :' }`;
/** What is known to match may be sent again: then an old rejection is news. */
const rewinding = `{ file: src/raft/tracker/progress.ts, find: 'Math.max(Math.min(rejected, matchHint + 1), pr.match + 1)', replace: 'Math.max(Math.min(rejected, matchHint + 1), 1)' }`;
/** A crash takes a node's term away. */
const forgetful = `{ file: src/raft/newraft.ts, find: 'r.merge({ term: hs.term,', replace: 'r.merge({ term: 0,' }`;

interface Answer {
  readonly verdict: string;
  readonly states: { readonly distinct: number };
  readonly reductions: readonly { readonly name: string; readonly on: boolean; readonly about: string }[];
}

function answer(folder: string, ...args: string[]): Promise<Answer> {
  return json(['specs/own.yaml', ...args], folder);
}

async function json(args: readonly string[], folder: string): Promise<Answer> {
  const { stdout } = await raftcheck([...args, '--json', '--no-progress'], {}, folder);
  return JSON.parse(stdout);
}

describe('with any number of workers', () => {
  it('a core that tells nodes apart is searched without symmetry', async () => {
    const folder = ownSpec(small(partial));
    const plain = await answer(folder, '--no-symmetry');
    for (const workers of ['1', '2']) {
      const found = await answer(folder, '--workers', workers);
      const [symmetry, ...others] = found.reductions;
      expect(symmetry).toMatchObject({ name: 'symmetry', on: false });
      expect(symmetry.about).toMatch(/^this core tells nodes apart: n\d makes something else of /);
      expect(others).toEqual(plain.reductions.slice(1));
      expect([found.verdict, found.states]).toEqual([plain.verdict, plain.states]);
    }
  });

  it('a core whose terms fall is searched with its whole history, and nothing is too late', async () => {
    const folder = ownSpec(small(forgetful));
    const plain = await answer(folder, '--no-dead-messages');
    for (const workers of ['1', '2']) {
      const found = await answer(folder, '--workers', workers);
      expect(found.reductions).toMatchObject([
        { name: 'symmetry', on: true },
        {
          name: 'dead-messages',
          on: true,
          about: expect.stringMatching(/not by the floor term: .* at n\d, /),
        },
        { name: 'dead-history', on: false, about: expect.stringMatching(/^not dead in this core: at n\d, /) },
      ]);
      // Every kind of floor falls with the term.
      expect([found.verdict, found.states]).toEqual([plain.verdict, plain.states]);
    }
  });

  it('a core that takes notice of what one kind of floor rules out loses that kind alone', async () => {
    const bounds =
      'max-term: 2, max-in-flight: 3, max-proposals: 2, max-heartbeats: 0, max-timeouts: 2, max-unreachables: 1';
    const folder = ownSpec(small(rewinding, bounds, 2));
    const plain = await answer(folder, '--no-dead-messages');
    for (const workers of ['1', '2']) {
      const found = await answer(folder, '--workers', workers);
      expect(found.reductions).toMatchObject([
        { name: 'symmetry', on: true },
        { name: 'dead-messages', on: true, about: expect.stringMatching(/; not by the floor match: [^;]*$/) },
        { name: 'dead-history', on: true },
      ]);
      expect(found.verdict).toBe(plain.verdict);
      expect(found.states.distinct).toBeLessThan(plain.states.distinct);
    }
  });
});

it('each switch takes off what it names, and what that saves', async () => {
  const on = async (...args: string[]): Promise<readonly [string[], number]> => {
    const { reductions, states } = await json(['prevote', ...args], temporaryFolder());
    return [reductions.flatMap((one) => (one.on ? [one.name] : [])), states.distinct];
  };
  const [all, without] = [
    await on(),
    await Promise.all([on('--no-symmetry'), on('--no-dead-messages'), on('--no-dead-history')]),
  ];
  expect(all[0]).toEqual(['symmetry', 'dead-messages', 'dead-history']);
  expect(without.map(([names]) => names)).toEqual([
    ['dead-messages', 'dead-history'],
    ['symmetry'],
    ['symmetry', 'dead-messages'],
  ]);
  expect(Math.min(...without.map(([, distinct]) => distinct))).toBeGreaterThan(all[1]);
});
