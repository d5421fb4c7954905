/** What the page may ask, answered about a small system: ways, searches, pictures; and what is refused. */
import { describe, expect, it } from 'vitest';
import type { Explored, SearchHow, Sought } from '../../src/serve/explored.ts';
import { questionsOf } from '../../src/serve/questions.ts';
import { picksOf } from '../../src/serve/said.ts';
import type { StoryStep } from '../../src/trace/story.ts';

const step = (words: string, n: number): StoryStep => ({
  words,
  action: null,
  value: { n },
  cluster: null,
  own: true,
});
const begin = step('the initial state', 0);
const [up, down] = picksOf(['up', 'down']);

/** Counts up and down; `found`: what searches come to, one after the other. */
function counter(found: (how: SearchHow) => Promise<Sought> = async () => 'nothing'): Explored {
  const none = async (): Promise<never> => {
    throw new Error('not asked here');
  };
  return {
    begun: { kind: 'spec', about: 'a counter', properties: [], unforkable: null, example: '' },
    story: {
      title: 'counter',
      remarks: [],
      steps: [begin],
      breach: null,
      loop: null,
      model: null,
      forkedAt: null,
    },
    branch: async (steps) => {
      const { n } = steps[steps.length - 1].value as { n: number };
      return [step('up', n + 1), step('down', n - 1)].map((one) => ({ step: one, breach: null }));
    },
    guards: async () => null,
    keep: async (steps) => ({ name: 'way.json', text: JSON.stringify(steps.map(({ words }) => words)) }),
    search: (_, how) => found(how),
    check: none,
    picture: none,
    pictureWay: none,
    pictureAt: none,
  };
}

const never = new AbortController().signal;
const ask = (explored: Explored, name: string, body: unknown) => questionsOf(explored).short[name](body);
const search = (explored: Explored, body: unknown) =>
  questionsOf(explored).long.search(body, () => {}, never);
const here = { after: 0, picks: [] };

describe('short questions', () => {
  it('say where a way leads, and what could come next', async () => {
    expect(await ask(counter(), 'way', { after: 0, picks: [up, up] })).toMatchObject({
      steps: [
        { pick: up, step: { words: 'up', value: { n: 1 } } },
        { pick: up, step: { words: 'up', value: { n: 2 } } },
      ],
      breach: null,
      branches: [
        { pick: up, step: { value: { n: 3 } } },
        { pick: down, step: { value: { n: 1 } } },
      ],
    });
  });

  it('hand out a way as a trace', async () => {
    expect(await ask(counter(), 'keep', { after: 0, picks: [down] })).toEqual({
      name: 'way.json',
      text: '["the initial state","down"]',
    });
  });

  it.each([
    [
      'way',
      { after: 0, picks: ['zzz'] },
      'the way cannot be gone after step 0: what it names is not enabled here',
    ],
    ['way', { after: 5, picks: [] }, 'there is no step 5: 0 is the last'],
    ['way', { after: 0, picks: [], more: 1 }, 'the question makes no sense'],
    ['keep', { after: 0, picks: [up, 'zzz'] }, 'the way cannot be gone after step 1'],
    ['guards', 7, 'the question makes no sense'],
    ['go', { state: -1, states: 3 }, 'the question makes no sense'],
    ['where', { way: here }, 'the question makes no sense'],
    ['begin', [], 'the question makes no sense'],
  ])('refuse what makes no sense: %s of %j', async (name, body, why) => {
    await expect(ask(counter(), name, body)).rejects.toThrow(why);
  });
});

describe('what comes next', () => {
  /** Notes of which states the core is asked. */
  function noting(explored: Explored, noted: number[]): Explored {
    return {
      ...explored,
      branch: (steps) => {
        noted.push((steps[steps.length - 1].value as { n: number }).n);
        return explored.branch(steps);
      },
    };
  }
  const numbers = { branches: [{ step: { value: { n: 2 } } }, { step: { value: { n: 0 } } }] };

  it('is the branches alone, and is asked ahead: a step that is taken then asks no core', async () => {
    const noted: number[] = [];
    const { short } = questionsOf(noting(counter(), noted));
    await expect.poll(() => noted).toEqual([0, 1, -1]);
    const next = await short.next({ after: 0, picks: [up] });
    expect(next).toMatchObject(numbers);
    expect(next).not.toHaveProperty('steps');
    await expect.poll(() => noted).toEqual([0, 1, -1, 2, 0]);
  });

  it('is asked ahead no more once a core has refused, and answered all the same', async () => {
    const noted: number[] = [];
    const { branch, ...rest } = counter();
    const refusing = async (steps: readonly StoryStep[]) => {
      if (steps.length === 2 && noted.length === 2) throw new Error('not this time');
      return branch(steps);
    };
    const { short } = questionsOf(noting({ ...rest, branch: refusing }, noted));
    await expect.poll(() => noted).toEqual([0, 1]);
    expect(await short.next({ after: 0, picks: [up] })).toMatchObject(numbers);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(noted).toEqual([0, 1, 1]);
  });
});

describe('a search', () => {
  it('gives the way that it has found by names', async () => {
    const found = { steps: [begin, step('up', 1), step('down', 0)], breach: null };
    expect(
      await search(
        counter(async () => found),
        { way: here, sought: 'n == 0' },
      ),
    ).toMatchObject({
      way: { after: 0, steps: [{ pick: up }, { pick: down }] },
    });
  });

  it('that finds a way which cannot be walked within the bounds counts every message, once', async () => {
    const asked: boolean[] = [];
    const explored = counter(async ({ everyMessage }) => {
      asked.push(everyMessage);
      return { steps: [begin, step(everyMessage ? 'up' : 'too far', 1)], breach: null };
    });
    expect(await search(explored, { way: here, sought: null })).toMatchObject({
      way: { steps: [{ pick: up }] },
    });
    expect(asked).toEqual([false, true]);
    const nowhere = counter(async ({ everyMessage }) =>
      everyMessage ? 'none' : { steps: [begin, step('too far', 1)], breach: null },
    );
    expect(await search(nowhere, { way: here, sought: 'n > 0' })).toEqual({
      note: expect.stringMatching(/^n > 0 is found in 1 steps, but not within max-in-flight/),
    });
  });

  it('has no other beside it, but one that was given up', async () => {
    let finish = (): void => {};
    const explored = counter(
      () =>
        new Promise((resolve) => {
          finish = () => resolve('over');
        }),
    );
    const { long } = questionsOf(explored);
    const gone = new AbortController();
    const body = { way: here, sought: null };
    const first = long.search(body, () => {}, gone.signal);
    await expect(long.search(body, () => {}, never)).rejects.toThrow('another search is under way');
    gone.abort();
    const second = long.search(body, () => {}, never);
    await new Promise((resolve) => setTimeout(resolve, 5));
    finish();
    expect(await first).toEqual({ note: 'over' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    finish();
    expect(await second).toEqual({ note: 'over' });
  });
});
