/**
 * Terms without a bound, as a user asks for them: what is found has the terms of a behavior from its beginning, a core that tells terms
 * apart is searched by their numbers, and what would see a number is refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownSpec } from './project.ts';
import { raftcheck } from './raftcheck.ts';

const unbounded = 'max-spread: 2, max-in-flight: 3, max-proposals: 0, max-drops: null, max-heartbeats: 0';

const about = (more: string, bounds = unbounded): string => `about: Elections without end.
model: { nodes: 3, terms: relative }
bounds: { ${bounds} }
${more}`;

const edited = (find: string, replace: string): string =>
  `bug: { row: S1, source: this test, edit: { file: src/raft/step.ts, find: '${find}', replace: '${replace}' } }\n`;

interface Answer {
  readonly verdict: string;
  readonly complete: boolean;
  readonly states: { readonly distinct: number; readonly generated: number };
  readonly cutBy: Readonly<Record<string, number>>;
  readonly reductions: readonly { readonly name: string; readonly on: boolean; readonly about: string }[];
}

async function answer(folder: string, ...args: string[]): Promise<Answer> {
  const { stdout } = await raftcheck(['specs/own.yaml', ...args, '--json', '--no-progress'], {}, folder);
  return JSON.parse(stdout);
}

describe('terms without a bound', () => {
  it('are searched to the end, by any number of workers', async () => {
    const folder = ownSpec(
      about('invariants: [election-safety]\n').replace('max-spread: 2', 'max-spread: 1'),
    );
    const [one, two] = [await answer(folder, '--workers', '1'), await answer(folder, '--workers', '2')];
    expect(one).toMatchObject({ verdict: 'ok', complete: true });
    expect(Object.keys(one.cutBy)).toEqual(['max-in-flight', 'max-spread']);
    expect([two.states, two.cutBy]).toEqual([one.states, one.cutBy]);
    expect(one.states.distinct).toBeGreaterThan(1000);
  });

  it('show a behavior with its own terms, which can be replayed', async () => {
    const careless = edited(
      '!log.isUpToDate(r.raftLog, candidate)',
      '(log.lastIndex(r.raftLog) < 2 && !log.isUpToDate(r.raftLog, candidate))',
    );
    const folder = ownSpec(about(`${careless}invariants: [leader-completeness]\n`));
    const { status } = await raftcheck(['specs/own.yaml', '--no-progress', '--out', 'out'], {}, folder);
    expect(status).toBe(1);
    const [file] = readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.json'));
    const { steps } = JSON.parse(readFileSync(join(folder, 'out', file), 'utf8'));
    const terms: number[][] = steps.map(({ state }: { state: { nodes: { term: number }[] } }) =>
      state.nodes.map(({ term }) => term),
    );
    // In no step does a term fall, as it would from one representative to the next.
    const falls = terms.slice(1).flatMap((now, k) => now.filter((term, i) => term < terms[k][i]));
    expect(falls).toEqual([]);
    expect(Math.max(...terms.flat())).toBeGreaterThan(2);
    const replayed = await raftcheck(['replay', join('out', file)], { RAFTCHECK_TRUST: 'true' }, folder);
    expect(replayed.stdout).toMatch(/REPLAYED leader-completeness is broken/);
  });

  it('have their numbers again, and a highest one, in a core that tells them apart', async () => {
    const odd = edited('const canVote =', 'const canVote = m.term % 2 === 1 ? false :');
    const found = await answer(ownSpec(about(`${odd}invariants: [election-safety]\n`)));
    const numbered = about(
      `${odd}invariants: [election-safety]\n`,
      unbounded.replace('max-spread: 2', 'max-term: 3'),
    );
    const plain = await answer(ownSpec(numbered.replace(', terms: relative', '')));
    expect(found.reductions.at(-1)).toMatchObject({
      name: 'terms',
      on: false,
      about: expect.stringMatching(
        /^this core tells terms apart, so there are none above 3: n\d makes something else of MsgVote/,
      ),
    });
    expect([found.verdict, found.states, found.cutBy]).toEqual([plain.verdict, plain.states, plain.cutBy]);
  });
});

it('a state to reach is looked for by comparing terms, and not by the number of one', async () => {
  const folder = ownSpec(about(''));
  const numbered = await raftcheck(['reach', 'specs/own.yaml', 'some n: n.term == 3'], {}, folder);
  expect([numbered.status, numbered.stderr]).toEqual([
    2,
    expect.stringContaining('cannot be asked where terms are relative'),
  ]);
  const compared = await raftcheck(
    ['reach', 'specs/own.yaml', 'all n: n.term > n1.term or n == n1', '--no-progress'],
    {},
    folder,
  );
  expect([compared.status, compared.stderr]).toEqual([0, '']);
});

describe('is refused:', () => {
  it.each([
    ['a highest term', about('', `max-term: 2, ${unbounded}`), /have no highest one/],
    ['no bound on distances', about('', 'max-proposals: 0'), /terms can be any distance apart/],
    ['an expression that says which term', about('invariants: ["all n: n.term < 5"]\n'), /cannot be asked/],
    [
      'what is asked of behaviors',
      about('eventually: [{ name: led, holds: "some n: n.role == leader" }]\n'),
      /is for terms with numbers/,
    ],
    [
      'a limit in bytes',
      about('').replace('terms: relative', 'terms: relative, max-size-per-msg: 20'),
      /tells terms apart, of which high ones take more/,
    ],
    [
      'a spread of terms with numbers',
      about('').replace(', terms: relative', ''),
      /is for terms that are relative/,
    ],
  ])('%s', async (_what, spec, words) => {
    const { status, stderr } = await raftcheck(['specs/own.yaml', '--no-progress'], {}, ownSpec(spec));
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^raftcheck: specs\/own\.yaml(:\d+)?/);
    expect(status).toBe(2);
  });
});
