/** What TLC says of published systems is what is found here: holding and broken, under fairness and without. */
import { describe, expect, it } from 'vitest';
import { check, defineSystem } from '../../src/library/raftcheck.ts';
import { messages } from './messages.ts';
import { processes } from './processes.ts';
import type { Published, Wish } from './published.ts';
import { puzzles } from './puzzles.ts';

/** What is asked, in the words of a system. */
function asked(wishes: readonly Wish<never>[]) {
  const named = wishes.map((wish, k) => ({ name: `wish-${k}`, wish }));
  return {
    eventually: named.flatMap(({ name, wish }) =>
      typeof wish === 'function' ? [{ name, holds: wish }] : [],
    ),
    leadsTo: named.flatMap(({ name, wish }) =>
      typeof wish === 'function' ? [] : [{ name, from: wish[0], to: wish[1] }],
    ),
  };
}

const all = [...puzzles, ...processes, ...messages].flatMap(
  (system): [string, Published, Published['questions'][number]][] =>
    system.questions.map((question) => [
      `${system.name}: ${question.name} ${question.tlc}`,
      system,
      question,
    ]),
);

describe('as TLC says', () => {
  it.each(all)('%s', async (_, { machine, states }, { fairness, wishes, tlc }) => {
    const result = await check(defineSystem({ ...machine, ...asked(wishes), fairness }));
    expect([result.states.distinct, result.verdict]).toEqual([states, tlc === 'holds' ? 'ok' : 'violation']);
    expect(result.violation === null).toBe(tlc === 'holds');
    if (result.violation !== null) expect(result.violation.loop).toBeDefined();
  });
});
