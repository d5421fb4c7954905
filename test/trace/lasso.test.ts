/** Behaviors of systems of one's own that never end: rebuilt, repeated, written, and refused where they are not what they say. */
import { describe, expect, it } from 'vitest';
import { OwnRegistrar } from '../../src/explore/ids.ts';
import type { PlainSystem } from '../../src/explore/plainsystem.ts';
import type { Fairness } from '../../src/explore/temporal/fairness.ts';
import { systemOf } from '../../src/system/exported.ts';
import { subjectOf } from '../../src/system/subject.ts';
import { ownHtml, ownItf, ownMarkdown, ownTla } from '../../src/trace/own/export/formats.ts';
import { ownMermaid } from '../../src/trace/own/export/mermaid.ts';
import { rebuildOwn } from '../../src/trace/own/rebuild.ts';
import { replayOwn } from '../../src/trace/own/replay.ts';
import { storyOfOwn } from '../../src/trace/own/story.ts';
import { ownText } from '../../src/trace/own/text.ts';
import type { OwnTrace } from '../../src/trace/own/trace.ts';
import { parseAnyTrace } from '../../src/trace/read.ts';
import { readItf } from '../../src/trace/readitf.ts';
import { formatTrace } from '../../src/trace/trace.ts';
import { explore } from '../explore/run.ts';

interface Lamp {
  readonly on: boolean;
  readonly broken: boolean;
}

/** A lamp that is switched on and off, and may break while it is on. */
const lamp: PlainSystem<unknown> = {
  init: () => [{ on: false, broken: false }],
  next: (state) => {
    const { on, broken } = state as Lamp;
    if (broken) return [];
    const breaks = { action: 'break', state: { on: false, broken: true } };
    return [{ action: 'switch', state: { on: !on, broken } }, ...(on ? [breaks] : [])];
  },
  eventually: [{ name: 'broken-at-last', holds: (state) => (state as Lamp).broken }],
  leadsTo: [
    { name: 'light-returns', from: (state) => !(state as Lamp).on, to: (state) => (state as Lamp).on },
  ],
};

/** The trace of what is broken; null: nothing is. */
function found(name: 'broken-at-last' | 'light-returns', fairness: readonly Fairness[]): OwnTrace | null {
  const judged = {
    deadlock: false,
    invariants: [],
    sometimes: [],
    eventually: name === 'broken-at-last' ? [name] : [],
    leadsTo: name === 'light-returns' ? [name] : [],
    fairness,
  };
  const subject = subjectOf(lamp, judged, null, new OwnRegistrar());
  const { violation } = explore(subject.system).found;
  if (violation === null) return null;
  const { property, path, shortest, loop = -1 } = violation;
  const system = { name: 'lamp', hash: '0' };
  const origin = { toolVersion: '1', spec: 'lamp', system, property, shortest, lasso: { loop, fairness } };
  return rebuildOwn(lamp, subject, path, origin);
}

function traceOf(...asked: Parameters<typeof found>): OwnTrace {
  const trace = found(...asked);
  if (trace === null) throw new Error('nothing is broken');
  return trace;
}

const next = { weak: '*' };

describe('a behavior that never ends', () => {
  it('is one that stutters, one that goes round, or none, as fairness says', () => {
    expect(traceOf('broken-at-last', [])).toMatchObject({ loop: 0, steps: [{}] });
    const round = traceOf('broken-at-last', [next]);
    expect([round.loop, round.steps.map(({ action }) => action)]).toEqual([0, [null, 'switch', 'switch']]);
    expect(found('broken-at-last', [next, { weak: 'break' }])).not.toBeNull();
    expect(found('broken-at-last', [next, { strong: 'break' }])).toBeNull();
    const dark = traceOf('light-returns', [next, { strong: 'break' }]);
    expect([dark.loop, dark.steps.map(({ action }) => action)]).toEqual([2, [null, 'switch', 'break']]);
  });

  it('says why each constraint is kept', () => {
    const messages = (trace: OwnTrace) => trace.witnesses.map(({ message }) => message);
    expect(messages(traceOf('broken-at-last', [next, { weak: 'break' }]))).toEqual([
      'the goal never comes; at the end broken = false',
      'weak fairness of *: step 1 is one',
      'weak fairness of break: not enabled after step 0',
    ]);
    expect(messages(traceOf('light-returns', [next]))).toEqual([
      'asked for at step 2: on = false',
      'the goal never comes; at the end on = false',
      'it may stutter for ever: no fair action is enabled',
    ]);
    expect(messages(traceOf('light-returns', []))).toContain('no fairness is assumed');
  });

  it('is repeated, and diverges where it does not close, is not fair, or does not owe the goal', () => {
    const trace = traceOf('broken-at-last', [next]);
    const message = (changed: Partial<OwnTrace>) => {
      const replayed = replayOwn(lamp, lamp, { ...trace, ...changed });
      return replayed.same ? null : replayed.divergence.message;
    };
    expect(message({})).toBeNull();
    expect(message({ loop: 1 })).toContain('the last state is not that after step 1');
    expect(message({ fairness: [{ strong: 'break' }] })).toContain(
      'the loop breaks strong fairness of break',
    );
    expect(message({ fairness: [{ weak: 'break' }] })).toContain('something else is to be said');
    expect(message({ property: { ...trace.property, name: 'light-returns' } })).toContain(
      'is owed at no step',
    );
  });

  it('is read from its file as it was written, and refused where its loop leads nowhere', () => {
    const trace = traceOf('broken-at-last', [next]);
    expect(parseAnyTrace(formatTrace(trace), 'a.json')).toEqual(trace);
    expect(() => parseAnyTrace(formatTrace({ ...trace, loop: 3 }), 'a.json')).toThrow(/loop/);
  });

  it('is told with its loop in text and in every format', () => {
    const trace = traceOf('broken-at-last', [next]);
    expect(ownText(trace)).toContain(
      'Counterexample to broken-at-last (spec lamp): 0 steps, then 2 for ever',
    );
    expect(ownText(trace)).toContain(
      'and this is the state after step 0: it goes on as from there, for ever',
    );
    expect(storyOfOwn(trace).loop).toBe(0);
    expect(readItf(ownItf(trace), 'a.itf.json')).toMatchObject({ loop: 0 });
    expect(ownMermaid(trace)).toContain('s2 -.->|"for ever"| s0');
    expect(ownMarkdown(trace)).toContain('it goes on as from there, for ever');
    expect(ownHtml(trace)).toContain('it goes on as from there, for ever');
    expect(ownTla(trace)).toContain("/\\ position' = 2\n       /\\ IsNextState(2)");
    expect(ownTla(traceOf('broken-at-last', []))).not.toContain('position = Len(States)');
  });
});

describe('what a module says of whole behaviors', () => {
  const refused = (more: object): unknown => systemOf({ one: { ...lamp, ...more } });

  it('is refused where it is of another form, or of a name that is there already', () => {
    expect(refused({})).toMatchObject({ eventually: lamp.eventually });
    expect(refused({ leadsTo: [{ name: 'a', holds: () => true }] })).toMatchObject({
      expected: expect.stringContaining('{ name, from, to }'),
    });
    expect(refused({ eventually: [{ name: 'light-returns', holds: () => true }] })).toMatchObject({
      refused: 'two properties named light-returns',
    });
    for (const fairness of [
      {},
      [{ weak: '' }],
      [{ fair: '*' }],
      [{ weak: ['a <p>', 'b <q>'] }],
      [{ weak: [] }],
    ])
      expect(refused({ fairness })).toHaveProperty('refused');
    expect(refused({ eventualy: [] })).toMatchObject({ refused: 'the key eventualy' });
  });
});
