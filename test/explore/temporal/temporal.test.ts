import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainSystem } from '../../../src/explore/plain.ts';
import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { search } from '../../../src/explore/search.ts';
import type { SearchOptions, Violation } from '../../../src/explore/system.ts';
import { everything, explore, isBehavior } from '../run.ts';
import { isBroken, isFair, type Question, type Step } from './twin.ts';

const actions = ['a', 'b', 'c'];
const states = 6;
const state = fc.nat(states - 1);
const some = fc.uniqueArray(state, { maxLength: 3 });
const fair = fc.subarray(actions);

const questions: fc.Arbitrary<Question> = fc.record({
  states: fc.constant(states),
  init: fc.uniqueArray(state, { minLength: 1, maxLength: 2 }),
  steps: fc.array(fc.record({ from: state, to: state, action: fc.constantFrom(...actions) }), {
    maxLength: 14,
  }),
  weak: fair,
  strong: fair,
  from: fc.option(some),
  to: some,
});

function systemOf({ init, steps, weak, strong, from, to }: Question): PlainSystem<{ at: number }> {
  const isGoal = ({ at }: { at: number }): boolean => to.includes(at);
  return {
    init: () => init.map((at) => ({ at })),
    next: ({ at }) =>
      steps.filter((step) => step.from === at).map(({ action, to: at }) => ({ action, state: { at } })),
    fairness: [...weak.map((one) => ({ weak: one })), ...strong.map((one) => ({ strong: one }))],
    ...(from === null
      ? { eventually: [{ name: 'goal', holds: isGoal }] }
      : { leadsTo: [{ name: 'goal', from: ({ at }) => from.includes(at), to: isGoal }] }),
  };
}

function askedOf(question: Question, options: Partial<SearchOptions> = {}) {
  const system = plainSystem(systemOf(question));
  const { found } = explore(system, options);
  return { found, system };
}

/** The lasso as it is drawn in the question's own numbers, and whether it is one at all. */
function stepsOf(question: Question, { path, loop = -1 }: Violation) {
  const system = plainSystem(systemOf(question));
  const { found } = explore(system);
  expect(found.violation).not.toBeNull();
  const all = [path.init, ...path.steps.map((step) => step.state)].map((one) => system.decode(one).at);
  const taken: Step[] = path.steps.map(({ kind }, k) => ({
    from: all[k],
    to: all[k + 1],
    action: system.actionName(kind),
  }));
  return { all, loop, taken: taken.slice(loop), behavior: isBehavior(system, path) };
}

describe('what is asked of whole behaviors', () => {
  test('is answered as by trying every set of states, for every fairness', () => {
    const answers = { broken: 0, held: 0 };
    fc.assert(
      fc.property(questions, (question) => {
        const { found } = askedOf(question);
        const broken = isBroken(question);
        answers[broken ? 'broken' : 'held']++;
        expect(found.violation !== null).toBe(broken);
      }),
      { numRuns: 800, seed: 20 },
    );
    expect(Math.min(answers.broken, answers.held)).toBeGreaterThan(150);
  });

  test('is broken by a lasso that is a behavior, is fair, and owes the goal for ever', () => {
    const loops = { still: 0, round: 0 };
    fc.assert(
      fc.property(questions, (question) => {
        const { violation } = askedOf(question).found;
        if (violation === null) return;
        const { all, loop, taken, behavior } = stepsOf(question, violation);
        expect(behavior).toBe(true);
        expect(all.at(-1)).toBe(all[loop]);
        loops[loop === all.length - 1 ? 'still' : 'round']++;
        expect(isFair(question, new Set(all.slice(loop)), taken)).toBe(true);
        const { from, to } = question;
        const owedSince = all.findLastIndex((at) => to.includes(at)) + 1;
        const asked = all.findLastIndex((at, k) => k >= owedSince && from?.includes(at));
        expect(from === null ? owedSince === 0 : asked >= owedSince).toBe(true);
      }),
      { numRuns: 700, seed: 21 },
    );
    expect(Math.min(loops.still, loops.round)).toBeGreaterThan(10);
  });
});

describe('fairness', () => {
  const ring = (size: number, more: Partial<PlainSystem<{ at: number }>>): PlainSystem<{ at: number }> => ({
    init: () => [{ at: 0 }],
    next: ({ at }) => [
      { action: 'go on', state: { at: (at + 1) % size } },
      ...(at === 0 ? [{ action: 'leave', state: { at: size } }] : []),
    ],
    eventually: [{ name: 'left', holds: ({ at }) => at === size }],
    ...more,
  });

  test('counts a behavior that stutters for ever, unless weak fairness of the next step forbids it', () => {
    const unfair = explore(plainSystem(ring(3, {}))).found.violation;
    expect(unfair).toMatchObject({ loop: 0, path: { steps: [] } });
    const weak = explore(plainSystem(ring(3, { fairness: [{ weak: '*' }] }))).found.violation;
    expect(weak?.path.steps).toHaveLength(3);
  });

  test('an action that is enabled again and again is taken under strong fairness, and need not be under weak', () => {
    const of = (kind: 'weak' | 'strong') =>
      explore(plainSystem(ring(3, { fairness: [{ weak: '*' }, { [kind]: 'leave' } as { weak: string }] })))
        .found;
    expect(of('weak').violation?.loop).toBe(0);
    expect(of('strong')).toMatchObject({ violation: null, complete: true });
  });

  test('walks a component of thirty thousand states without recursion', () => {
    const size = 30_000;
    const ended = (more: Partial<PlainSystem<{ at: number }>>) => {
      const running = search(plainSystem(ring(size, more)), everything);
      for (;;) {
        const turn = running.next(null);
        if (turn.done) return turn.value.violation;
      }
    };
    const fairness = [{ weak: '*' }];
    expect(ended({ fairness })?.path.steps).toHaveLength(size);
    expect(ended({ fairness: [{ strong: 'leave' }, ...fairness] })).toBeNull();
  });

  test('says nothing is complete where the depth bound keeps the goal owed, and all where it does not', () => {
    const line = (goal: number): PlainSystem<{ at: number }> => ({
      init: () => [{ at: 0 }],
      next: ({ at }) => [{ action: 'go on', state: { at: at + 1 } }],
      eventually: [{ name: 'there', holds: ({ at }) => at >= goal }],
      fairness: [{ weak: '*' }],
    });
    const bounded = (goal: number) => explore(plainSystem(line(goal)), { depth: 10 }).found;
    expect(bounded(10)).toMatchObject({ violation: null, complete: true });
    expect(bounded(11)).toMatchObject({ violation: null, complete: false });
  });

  test('of a search that was stopped nothing is judged, and one that is stopped while it is judged is not complete', () => {
    const system = ring(2500, { fairness: [{ strong: 'leave' }, { weak: '*' }] });
    expect(explore(plainSystem(system), { maxStates: 10 }).found).toMatchObject({
      violation: null,
      stopped: 'max-states',
      complete: false,
    });
    const whole = explore(plainSystem(system)).told.length;
    expect(explore(plainSystem(system), {}, whole - 1).found).toMatchObject({
      stopped: 'interrupted',
      complete: false,
      distinct: 2501,
    });
  });
});
