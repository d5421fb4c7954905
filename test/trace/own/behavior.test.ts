/** Traces of a system of one's own: rebuilt, replayed, shrunk and told. */
import { describe, expect, it } from 'vitest';
import type { OwnSystem } from '../../../src/system/exported.ts';
import { replayOwn } from '../../../src/trace/own/replay.ts';
import { ownTraceSchema } from '../../../src/trace/own/schema.ts';
import { shrinkOwn } from '../../../src/trace/own/shrink.ts';
import { ownText } from '../../../src/trace/own/text.ts';
import type { OwnTrace } from '../../../src/trace/own/trace.ts';
import { ofJson } from '../../../src/trace/own/value.ts';
import { queue, traceOf, waits } from './make.ts';

const withStep = (k: number, step: Partial<OwnTrace['steps'][number]>): OwnTrace => ({
  ...waits,
  steps: waits.steps.map((one, i) => (i === k ? { ...one, ...step } : one)),
});

describe('a trace', () => {
  it('has the shape of its file', () => {
    const kept = JSON.parse(JSON.stringify(waits));
    expect(ownTraceSchema.parse(kept)).toEqual(waits);
    expect(ownTraceSchema.safeParse({ ...kept, more: 1 }).success).toBe(false);
    expect(ownTraceSchema.safeParse({ ...kept, steps: [] }).success).toBe(false);
  });

  it('is told with what was looked at', () => {
    expect(ownText(waits)).toContain(
      '(spec queue): 3 steps, the fewest possible\n\n0  the initial state\n     owner null\n',
    );
    expect(ownText(waits)).toContain('3  take\n     owner null -> 1\n     waiting[0].who 1 -> 2\n');
    expect(ownText(waits)).toContain('nobody-waits is broken:\n  owner = 1\n');
    expect(ownText(waits, undefined, true)).toContain('     *owner 1\n');
  });
});

describe('a replay', () => {
  const replayed = (trace: OwnTrace, own: OwnSystem = queue) => {
    const replay = replayOwn(own, own, trace);
    return replay.same ? 'same' : [replay.divergence.step, replay.divergence.message];
  };

  it('is the same where the system is', () => {
    expect(replayed(waits)).toBe('same');
    expect(replayed(traceOf(queue, 'nobody-waits', ['ask 2', 'ask 1', 'take']))).toBe('same');
  });

  it.each<[string, OwnTrace, [number, string]]>([
    ['an action', withStep(2, { action: 'ask 3' }), [2, 'ask 3 is not enabled']],
    ['a state', withStep(2, { state: { owner: 1, waiting: [] } }), [2, 'ask 2 leads to another state']],
    [
      'the first state',
      withStep(0, { state: { owner: 3, waiting: [] } }),
      [0, 'the initial state is another one'],
    ],
    ['the end', { ...waits, steps: waits.steps.slice(0, 3) }, [2, 'nobody-waits is not broken at the end']],
    ['a witness', { ...waits, witnesses: [] }, [3, 'of nobody-waits something else is to be said']],
  ])('diverges where %s is another one', (_, trace, said) => {
    expect(replayed(trace)).toEqual(said);
  });

  it('of the shortest behavior breaks nothing before its end', () => {
    const sooner: OwnSystem = {
      ...queue,
      invariants: [{ name: 'nobody-waits', holds: (state) => Object(state).waiting.length < 2 }],
    };
    expect(replayed(waits, sooner)).toEqual([2, 'nobody-waits is broken here already']);
    const dead: OwnSystem = {
      ...queue,
      next: (state) => (Object(state).waiting.length === 2 ? [] : queue.next(state)),
      mayEnd: () => false,
    };
    expect(replayed(waits, dead)).toEqual([2, 'deadlock is broken here already']);
    expect(replayed({ ...waits, shortest: false }, dead)).toEqual([3, 'take is not enabled']);
  });
});

describe('a behavior that is shrunk', () => {
  /** A counter that may also idle; two of its ways are called alike. */
  const counter = {
    init: () => [0],
    next: (n: number) => [
      { action: 'idle', state: n },
      { action: 'add', state: n + 1 },
      { action: 'add', state: n + 2 },
    ],
    invariants: [{ name: 'small', holds: (n: number) => n < 4 }],
  } as OwnSystem;

  it('keeps the actions that it needs, and ends where the property breaks first', () => {
    const long = traceOf(counter, 'small', ['idle', 'add', 'idle', 'add', 'add', 'idle', 'add'], false);
    const behavior = long.steps.map(({ action, state }) => ({ action, state: ofJson(state) }));
    const shrunk = shrinkOwn(counter, 'small', behavior);
    expect(shrunk.behavior).toEqual([
      { action: null, state: 0 },
      { action: 'add', state: 2 },
      { action: 'add', state: 4 },
    ]);
    expect([shrunk.minimal, shrunk.taken > 0, shrunk.attempts >= shrunk.taken]).toEqual([2, true, true]);
  });

  it('stays as it is where it is the shortest', () => {
    const behavior = waits.steps.map(({ action, state }) => ({ action, state: ofJson(state) }));
    expect(shrinkOwn(queue, 'nobody-waits', behavior)).toMatchObject({ behavior, taken: 0 });
  });
});
