/** The counterexample as people read it. */
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/cluster/action.ts';
import { diffViews } from '../../src/trace/diff.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { plainStyle, tellingChanges, traceText } from '../../src/trace/text.ts';
import { describeChange } from '../../src/trace/values.ts';
import { cluster, log, node, progress } from '../property/build.ts';
import { nothingCommitted, smallModel, traceOf } from './make.ts';

const trace = traceOf(smallModel, [nothingCommitted], await loadFingerprint());

describe('a counterexample as text', () => {
  it('has every state in full where that is asked for, what changed marked', () => {
    const text = traceText(trace, plainStyle, true);
    const states = text.split(/^\d {2}/m).slice(1);
    expect(states).toHaveLength(trace.steps.length);
    for (const [k, state] of states.entries()) {
      const names = [...state.matchAll(/^ {6}[* ]((?: {2})*)([\w[\]]+)/gm)].map(
        ([, depth, name]) => `${depth}${name}`,
      );
      const once = ['nodes', '  n1', '  n2', 'messages', 'ghost', 'used'];
      expect(names.filter((name) => once.includes(name)).sort()).toEqual(once.sort());
      for (const field of ['    role', '    durable']) {
        expect(names.filter((name) => name === field)).toHaveLength(2);
      }
      expect(/^ {6}\*/m.test(state)).toBe(k > 0);
    }
    expect(states[1]).toMatch(/\n {6}\* {4}role candidate\n {6}\* {4}term 1\n/);
    expect(text).toContain(traceText(trace).split('\n\n').at(-1));
  });

  it('has every action, what it changed, and what is broken', () => {
    expect(
      traceText(trace),
    ).toBe(`Counterexample to nothing-committed (spec small): 5 steps, the fewest possible

1  timeout n1
     n1.role follower -> candidate
     n1.term 0 -> 1
     n1.vote none -> n1
     n1.votes[1] nothing -> true
     + MsgVote n1 -> n2 term 1 (log 0@0)
2  deliver MsgVote n1 -> n2 term 1 (log 0@0)
     n2.term 0 -> 1
     n2.vote none -> n1
     + MsgVoteResp n2 -> n1 term 1 (granted)
3  deliver MsgVoteResp n2 -> n1 term 1 (granted)
     n1.role candidate -> leader
     n1.lead none -> n1
     n1.log[1] nothing -> 1@1
     n1.progress[1] nothing -> replicate match 1 next 2 active
     n1.progress[2] nothing -> probe match 0 next 1 paused active
     + MsgApp n1 -> n2 term 1 (after 0@0, entries 1@1, commit 0)
4  deliver MsgApp n1 -> n2 term 1 (after 0@0, entries 1@1, commit 0)
     n2.lead none -> n1
     n2.log[1] nothing -> 1@1
     + MsgAppResp n2 -> n1 term 1 (has 1)
5  deliver MsgAppResp n2 -> n1 term 1 (has 1)
     n1.commit 0 -> 1
     n1.applied 0 -> 1
     n1.progress[2].match 0 -> 1
     n1.progress[2].next 1 -> 2
     n1.progress[2].state probe -> replicate
     n1.progress[2].paused true -> false
     + MsgApp n1 -> n2 term 1 (after 1@1, no entries, commit 1)

nothing-committed is broken:
  n1 commits up to 1

  Nothing is ever committed.
  this test
`);
  });

  it('names the bug that was seeded', () => {
    const edits = [{ file: 'src/raft/step.ts', find: 'a', replace: 'b' }];
    const bug = { row: 'S2', source: 'a paper', edits };
    expect(traceText({ ...trace, bug: { ...bug, edits: [] } })).toContain(
      '\nThe core as it is: S2, a paper\n',
    );
    expect(traceText({ ...trace, bug })).toContain('\nThe core has bug S2: a paper\n');
  });

  it('says that a message had no effect', () => {
    const start = trace.steps[1];
    const [message] = start.state.messages;
    const ignored = { ...start.state, messages: [] };
    const steps = [
      { ...start, action: null },
      { ...start, action: { kind: 'deliver', node: 2, message: message } as const, state: ignored },
    ];
    expect(traceText({ ...trace, steps })).toContain(
      '1  deliver MsgVote n1 -> n2 term 1 (log 0@0)\n     no effect\n',
    );
  });

  it('is the same text whatever the style marks', () => {
    const mark = (text: string) => `<${text}>`;
    const marked = traceText(trace, { action: mark, change: mark, history: mark, broken: mark });
    expect(marked).toContain('<n1.term 0 -> 1>');
    expect(marked.replace(/(^ *| {2}|\d {2})<(.*)>$/gm, '$1$2')).toBe(traceText(trace, plainStyle));
  });
});

describe('the changes worth telling', () => {
  const crash: Action = { kind: 'crash', node: 1 };
  const tell = (...states: Parameters<typeof diffViews>) =>
    tellingChanges(crash, diffViews(...states)).map(describeChange);

  it('leave out what is durable when the same happened in memory, and only then', () => {
    const before = cluster([node(1, { term: 1 })]);
    expect(tell(before, cluster([node(1, { term: 2 })]))).toEqual(['n1.term 1 -> 2']);
    expect(tell(before, cluster([node(1, { term: 3, durable: { term: 2 } })]))).toEqual([
      'n1.term 1 -> 3',
      'n1.durable.term 1 -> 2',
    ]);
  });
  it('leave out progress and votes that end with the role', () => {
    const leader = cluster([node(1, { role: 'leader', progress: { 2: progress(1) } })]);
    expect(tell(leader, cluster([node(1)]))).toEqual(['n1.role leader -> follower']);
    const removed = cluster([node(1, { role: 'leader' })]);
    expect(tell(leader, removed)).toEqual(['n1.progress[2] replicate match 1 next 2 active -> nothing']);
  });
  it('leave out counters', () => {
    const before = cluster([node(1, { log: log(1) })]);
    const after = cluster([node(1)], { used: { 'max-crashes': 1 } });
    expect(tell(before, after)).toEqual(['n1.log[1] 1@1 "v1@1" -> nothing']);
  });
});
