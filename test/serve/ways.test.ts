/** Ways by names of branches: the same way by the same names, and nothing that the core does not go. */
import { describe, expect, it } from 'vitest';
import { picksOf } from '../../src/serve/said.ts';
import { Ways } from '../../src/serve/ways.ts';
import type { Branch } from '../../src/trace/branches.ts';
import type { StoryStep } from '../../src/trace/story.ts';

const step = (words: string, value: unknown): StoryStep => ({
  words,
  action: null,
  value,
  cluster: null,
  own: true,
});
const at = (steps: readonly StoryStep[]): number => (steps[steps.length - 1].value as { n: number }).n;

/** Counts up and down, and by chance both with one word; beyond 3 something is broken. */
function counter(asked: number[] = []) {
  return async (steps: readonly StoryStep[]): Promise<readonly Branch[] | string> => {
    const n = at(steps);
    asked.push(n);
    if (n < 0) return 'no way from here';
    const to = (words: string, next: number): Branch => ({
      step: step(words, { n: next }),
      breach:
        next <= 3
          ? null
          : {
              step: steps.length,
              name: 'low',
              sentence: '',
              source: '',
              witnesses: [],
              tables: [],
              nodes: [],
            },
    });
    const either = asked.length % 2 === 0 ? [n + 10, n + 20] : [n + 20, n + 10];
    return [to('up', n + 1), to('down', n - 1), ...either.map((next) => to('leap', next))];
  };
}

const start = [step('the initial state', { n: 0 })];
const [up, down, leap, otherLeap] = picksOf(['up', 'down', 'leap', 'leap']);

describe('names', () => {
  it('tell branches apart, also those with the same words', () => {
    expect(new Set([up, down, leap, otherLeap]).size).toBe(4);
    expect(otherLeap).toBe(`${leap}-1`);
  });
});

describe('ways', () => {
  it('lead where their names say, and to what is broken first', async () => {
    const ways = new Ways(start, null, counter());
    const { steps, breach } = await ways.walk({ after: 0, picks: [up, up, up, up, down] });
    expect(steps.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 3].map((n) => ({ n })));
    expect(breach).toMatchObject({ step: 4, name: 'low' });
  });

  it('mean the same whatever was asked before', async () => {
    const ends = await Promise.all(
      [0, 1].map(async (before) => {
        const ways = new Ways(start, null, counter(Array.from({ length: before }, () => 0)));
        const { steps } = await ways.walk({ after: 0, picks: [leap, otherLeap] });
        return at(steps);
      }),
    );
    expect(ends).toEqual([30, 30]);
  });

  it('ask once for what comes after a step', async () => {
    const asked: number[] = [];
    const ways = new Ways(start, null, counter(asked));
    for (const picks of [[up], [up, up], [up, up], [up, down]]) await ways.walk({ after: 0, picks });
    expect(asked).toEqual([0, 1]);
  });

  it('that the core does not go are refused, and it is said where', async () => {
    const ways = new Ways(start, null, counter());
    await expect(ways.walk({ after: 1, picks: [] })).rejects.toThrow('there is no step 1: 0 is the last');
    await expect(ways.walk({ after: 0, picks: [up, 'nothing'] })).rejects.toThrow(
      'the way cannot be gone after step 1: what it names is not enabled here',
    );
    await expect(ways.walk({ after: 0, picks: [down, up] })).rejects.toThrow(
      'the way cannot be gone after step 1: no way from here',
    );
  });

  it('are named after they were found', async () => {
    const ways = new Ways(start, null, counter());
    const found = [...start, step('up', { n: 1 }), step('leap', { n: 21 }), step('down', { n: 20 })];
    const named = await ways.name(found);
    expect([named.after, named.picks]).toEqual([0, [up, otherLeap, down]]);
    await expect(ways.name([...start, step('fly', { n: 9 })])).rejects.toThrow(
      'step 1 cannot be taken again: fly',
    );
  });

  it('go along the recorded steps as far as these go', async () => {
    const recorded = [...start, step('up', { n: 1 }), step('up', { n: 2 })];
    const ways = new Ways(recorded, null, counter());
    const along = await ways.name([...start, step('up', { n: 1 }), step('down', { n: 0 })]);
    expect([along.after, along.picks]).toEqual([1, [down]]);
    expect(along.steps.slice(0, 2)).toEqual(recorded.slice(0, 2));
  });
});
