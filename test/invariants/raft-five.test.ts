/** Figure 3 of the Raft paper: each property holds where it has something to say, and breaks where it should. */
import { describe, expect, it } from 'vitest';
import { electionSafety } from '../../invariants/election-safety.ts';
import { leaderAppendOnly } from '../../invariants/leader-append-only.ts';
import { leaderCompleteness } from '../../invariants/leader-completeness.ts';
import { logMatching } from '../../invariants/log-matching.ts';
import { stateMachineSafety } from '../../invariants/state-machine-safety.ts';
import { committedIn, delivery, ghost, log, logFrom, node, timeout } from '../property/build.ts';

describe('election-safety', () => {
  const leader = node(1, { role: 'leader', term: 2 });

  it('holds for a leader that is the only one ever to lead its term', () => {
    expect(electionSafety.check(leader, ghost({ leaders: { 1: [3], 2: [1] } }))).toBe('held');
  });
  it('breaks when history knows another leader of the same term, though it leads no longer', () => {
    expect(electionSafety.check(leader, ghost({ leaders: { 2: [1, 3] } }))).toEqual({
      broken: 'n1 leads term 2, which n3 led too',
    });
  });
  it('says nothing of followers and of nodes that are down', () => {
    expect(electionSafety.check(node(1, { term: 2 }), ghost({ leaders: { 2: [2, 3] } }))).toBe('irrelevant');
    expect(electionSafety.check({ ...leader, up: false }, ghost({ leaders: { 2: [3] } }))).toBe('irrelevant');
  });
});

describe('leader-append-only', () => {
  const lead = { role: 'leader', term: 2 } as const;
  const before = node(1, { ...lead, log: log(1, 2) });

  it('holds when the leader appends', () => {
    expect(leaderAppendOnly.check(before, timeout(1), node(1, { ...lead, log: log(1, 2, 2) }))).toBe('held');
  });
  it('holds when the leader compacts its log', () => {
    const compacted = node(1, { ...lead, commit: 1, snapshot: { index: 1, term: 1 }, log: logFrom(2, 2) });
    expect(leaderAppendOnly.check(before, timeout(1), compacted)).toBe('held');
  });
  it('breaks when an entry is gone', () => {
    expect(leaderAppendOnly.check(before, timeout(1), node(1, { ...lead, log: log(1) }))).toEqual({
      broken: 'n1, leading term 2, had entry 2@2 "v2@2" and now has nothing',
    });
  });
  it('breaks when an entry is another one', () => {
    const after = node(1, { ...lead, log: log(2, 2) });
    expect(leaderAppendOnly.check(before, timeout(1), after)).toHaveProperty('broken');
  });
  it('breaks when a snapshot swallows more than the log', () => {
    const after = node(1, { ...lead, commit: 5, snapshot: { index: 5, term: 2 } });
    expect(leaderAppendOnly.check(before, timeout(1), after)).toHaveProperty('broken');
  });
  it('lets a deposed leader give up entries', () => {
    expect(leaderAppendOnly.check(before, delivery(1), node(1, { term: 3, log: log(3) }))).toBe('irrelevant');
  });
});

describe('log-matching', () => {
  it('holds for two logs that part after their last common entry', () => {
    expect(logMatching.check(node(1, { log: log(1, 1, 2) }), node(2, { log: log(1, 1, 3) }))).toBe('held');
  });
  it('says nothing when no index has the same term in both', () => {
    expect(logMatching.check(node(1, { log: log(1, 1) }), node(2, { log: log(2, 2) }))).toBe('irrelevant');
  });
  it('breaks when entries differ below one of the same index and term', () => {
    expect(logMatching.check(node(1, { log: log(1, 2, 3) }), node(3, { log: log(1, 1, 3) }))).toEqual({
      broken:
        'n1 and n3 agree on the term of entry 3, but at index 2 n1 has 2@2 "v2@2" and n3 has 2@1 "v2@1"',
    });
  });
  it('breaks when one index and term carries two contents', () => {
    const other = [{ ...log(1)[0], data: 'other' }];
    expect(logMatching.check(node(1, { log: log(1) }), node(2, { log: other }))).toHaveProperty('broken');
  });
  it('compares the end of a snapshot with the entry it stands for', () => {
    const compacted = node(1, { commit: 2, snapshot: { index: 2, term: 2 }, log: logFrom(3, 3) });
    expect(logMatching.check(compacted, node(2, { log: log(1, 2, 3) }))).toBe('held');
    expect(logMatching.check(compacted, node(2, { log: log(1, 1, 3) }))).toHaveProperty('broken');
  });
  it('looks at the durable log of a node that is down', () => {
    const down = node(2, { up: false, log: log(1, 1, 3), durable: { log: log(1, 2, 3) } });
    expect(logMatching.check(node(1, { log: log(1, 2, 3) }), down)).toBe('held');
  });
});

describe('leader-completeness', () => {
  const committed = ghost({ committed: committedIn(1, log(1, 1)) });

  it('holds for a later leader that has what was committed, in its log or under its snapshot', () => {
    const leader = { role: 'leader', term: 2 } as const;
    expect(leaderCompleteness.check(node(2, { ...leader, log: log(1, 1, 2) }), committed)).toBe('held');
    const compacted = node(2, { ...leader, commit: 2, snapshot: { index: 2, term: 1 }, log: logFrom(3, 2) });
    expect(leaderCompleteness.check(compacted, committed)).toBe('held');
  });
  it('breaks for a later leader that lacks a committed entry', () => {
    const leader = node(2, { role: 'leader', term: 2, log: log(1, 2) });
    expect(leaderCompleteness.check(leader, committed)).toEqual({
      broken: 'n2 leads term 2 without entry 2@1 "v2@1", committed in term 1: it has 2@2 "v2@2"',
    });
  });
  it('breaks for a later leader whose snapshot ends at another entry', () => {
    const leader = node(2, { role: 'leader', term: 3, commit: 2, snapshot: { index: 2, term: 2 } });
    expect(leaderCompleteness.check(leader, committed)).toHaveProperty('broken');
  });
  it('asks nothing of a leader of the same or an older term', () => {
    const old = ghost({ committed: committedIn(2, log(1)) });
    expect(leaderCompleteness.check(node(1, { role: 'leader', term: 2 }), old)).toBe('irrelevant');
    expect(leaderCompleteness.check(node(1, { role: 'leader', term: 1 }), old)).toBe('irrelevant');
  });
});

describe('state-machine-safety', () => {
  const committed = ghost({ committed: committedIn(2, log(1, 2)) });

  it('holds for a node that has committed a part of the history', () => {
    expect(stateMachineSafety.check(node(3, { log: log(1, 1), commit: 1 }), committed)).toBe('held');
  });
  it('breaks when the committed entries differ', () => {
    expect(stateMachineSafety.check(node(3, { log: log(1, 1), commit: 2 }), committed)).toEqual({
      broken: 'n3 has committed 2@1 "v2@1" where 2@2 "v2@2" was committed before',
    });
  });
  it('breaks when a snapshot ends at an entry that was never committed', () => {
    const restored = node(3, { commit: 2, snapshot: { index: 2, term: 1 } });
    expect(stateMachineSafety.check(restored, committed)).toHaveProperty('broken');
  });
  it('says nothing of a node that has committed nothing', () => {
    expect(stateMachineSafety.check(node(3, { log: log(1, 1) }), committed)).toBe('irrelevant');
  });
});
