/** What leaders count, and when entries may go. */
import { describe, expect, it } from 'vitest';
import { commitByQuorum } from '../../invariants/commit-by-quorum.ts';
import { committedDurable } from '../../invariants/committed-durable.ts';
import { corePanic } from '../../invariants/core-panic.ts';
import { matchBelowNext } from '../../invariants/match-below-next.ts';
import { matchReplicated } from '../../invariants/match-replicated.ts';
import { monotonicMatch } from '../../invariants/monotonic-match.ts';
import { truncateOnConflict } from '../../invariants/truncate-on-conflict.ts';
import {
  checkNode,
  cluster,
  committedIn,
  delivery,
  ghost,
  log,
  logFrom,
  type NodeFields,
  node,
  progress,
  threeVoters,
} from '../property/build.ts';

const leader = (matches: Record<number, number>, fields: NodeFields = {}) =>
  node(1, {
    role: 'leader',
    term: 1,
    log: log(1, 1),
    progress: Object.fromEntries(Object.entries(matches).map(([id, match]) => [id, progress(match)])),
    ...fields,
  });

describe('match-below-next', () => {
  it('holds when every match is below next and within the log', () => {
    expect(checkNode(matchBelowNext, leader({ 1: 2, 2: 1, 3: 0 }))).toBe('held');
  });
  it('breaks when match reaches next', () => {
    const wrong = leader({}, { progress: { 1: progress(2), 2: progress(1, { next: 1 }) } });
    expect(checkNode(matchBelowNext, wrong)).toEqual({ broken: 'leader n1 has match 1 >= next 1 for n2' });
  });
  it('breaks when match is beyond the log', () => {
    const wrong = leader({ 1: 2, 3: 3 });
    expect(checkNode(matchBelowNext, wrong)).toEqual({
      broken: 'leader n1 has match 3 > last index 2 for n3',
    });
  });
  it('says nothing of followers', () => {
    expect(checkNode(matchBelowNext, node(1))).toBe('irrelevant');
  });
});

describe('monotonic-match', () => {
  it('holds when match grows', () => {
    expect(monotonicMatch.check(leader({ 2: 1 }), delivery(1), leader({ 2: 2 }))).toBe('held');
  });
  it('breaks when match falls', () => {
    expect(monotonicMatch.check(leader({ 2: 2 }), delivery(1), leader({ 2: 1 }))).toEqual({
      broken: 'leader n1 took match of n2 from 2 back to 1',
    });
  });
  it('says nothing when the members change or another term is led', () => {
    expect(monotonicMatch.check(leader({ 2: 2 }), delivery(1), leader({ 3: 0 }))).toBe('irrelevant');
    expect(monotonicMatch.check(leader({ 2: 2 }), delivery(1), leader({ 2: 0 }, { term: 2 }))).toBe(
      'irrelevant',
    );
  });
});

describe('match-replicated', () => {
  it('holds when the other has on stable storage what the leader counts', () => {
    expect(matchReplicated.check(leader({ 2: 2 }), node(2, { term: 1, log: log(1, 1) }))).toBe('held');
  });
  it('looks in both directions', () => {
    const third = { ...leader({ 1: 2 }), id: 3 };
    expect(matchReplicated.check(node(1, { term: 1, log: log(1) }), third)).toHaveProperty('broken');
  });
  it('breaks when an entry that counts is only in memory', () => {
    const volatile = node(2, { term: 1, log: log(1, 1), durable: { log: log(1) } });
    expect(matchReplicated.check(leader({ 2: 2 }), volatile)).toEqual({
      broken:
        'leader n1 counts n2 as matching up to 2, but n2 has nothing on stable storage at index 2 and not 2@1 "v2@1"',
    });
  });
  it('breaks when the other has a different entry below', () => {
    const later = leader({ 2: 2 }, { term: 3, log: log(1, 3) });
    expect(matchReplicated.check(later, node(2, { term: 3, log: log(1, 2) }))).toHaveProperty('broken');
  });
  it('takes a snapshot for the entries it stands for', () => {
    const restored = node(2, { term: 1, commit: 2, snapshot: { index: 2, term: 1 } });
    expect(matchReplicated.check(leader({ 2: 2 }), restored)).toBe('held');
  });
  it('says nothing once the other has moved on to a later term', () => {
    expect(matchReplicated.check(leader({ 2: 2 }), node(2, { term: 2, log: log(2) }))).toBe('irrelevant');
  });
});

describe('commit-by-quorum', () => {
  it('holds when a majority has acknowledged what is committed', () => {
    const after = leader({ 1: 2, 2: 2, 3: 0 }, { commit: 2 });
    expect(commitByQuorum.check(leader({ 1: 2, 2: 0, 3: 0 }), delivery(1), after)).toBe('held');
  });
  it('breaks when a minority has', () => {
    const after = leader({ 1: 2, 2: 1, 3: 0 }, { commit: 2 });
    expect(commitByQuorum.check(leader({ 1: 2, 2: 0, 3: 0 }), delivery(1), after)).toEqual({
      broken: 'leader n1 commits up to 2, but a quorum of its configuration has acknowledged 1 at most',
    });
  });
  it('says nothing of a core that does not show what its leaders count', () => {
    expect(commitByQuorum.check(leader({}), delivery(1), leader({}, { commit: 2 }))).toBe('irrelevant');
  });
  it('asks both halves of a joint configuration', () => {
    const config = { ...threeVoters, voters: [1], votersOutgoing: [1, 2, 3] };
    const before = leader({ 1: 2, 2: 0, 3: 0 }, { config });
    const alone = leader({ 1: 2, 2: 0, 3: 0 }, { config, commit: 2 });
    expect(commitByQuorum.check(before, delivery(1), alone)).toHaveProperty('broken');
    const both = leader({ 1: 2, 2: 0, 3: 2 }, { config, commit: 2 });
    expect(commitByQuorum.check(before, delivery(1), both)).toBe('held');
  });
  it('still counts a node that the committed change removes', () => {
    const after = leader({ 1: 2 }, { commit: 2, config: { ...threeVoters, voters: [1, 3] } });
    expect(commitByQuorum.check(leader({ 1: 2, 2: 2, 3: 0 }), delivery(1), after)).toBe('held');
  });
  it('counts the answer by which a node agreed to its own removal', () => {
    const removed = leader({ 1: 2, 2: 0 }, { commit: 2, config: { ...threeVoters, voters: [1, 2] } });
    const answer = (index: number) =>
      ({
        kind: 'deliver',
        node: 1,
        message: { type: 'MsgAppResp', from: 3, to: 1, term: 1, index },
      }) as const;
    const before = leader({ 1: 2, 2: 0, 3: 1 });
    expect(commitByQuorum.check(before, answer(2), removed)).toBe('held');
    expect(commitByQuorum.check(before, answer(1), removed)).toHaveProperty('broken');
  });
  it('says nothing of a follower that learns what is committed', () => {
    const after = node(2, { term: 1, log: log(1), commit: 1 });
    expect(commitByQuorum.check(node(2, { term: 1, log: log(1) }), delivery(2), after)).toBe('irrelevant');
  });
});

describe('committed-durable', () => {
  const history = ghost({ committed: committedIn(1, log(1, 1)) });
  const has = (id: number, ...terms: number[]) => node(id, { log: log(...terms) });

  it('holds when a majority has stored what was committed', () => {
    const nodes = [has(1, 1, 1), has(2, 1, 1), has(3)];
    expect(committedDurable.check(cluster(nodes, { ghost: history }))).toBe('held');
  });
  it('counts nodes that are down and entries under a snapshot', () => {
    const compacted = node(1, { commit: 2, snapshot: { index: 2, term: 1 } });
    const down = node(2, { up: false, log: [], durable: { log: log(1, 1) } });
    expect(committedDurable.check(cluster([compacted, down, has(3)], { ghost: history }))).toBe('held');
  });
  it('breaks when only a minority has, or has it in memory only', () => {
    const volatile = node(2, { log: log(1, 1), durable: { log: log(1) } });
    const nodes = [has(1, 1, 1), volatile, has(3, 1, 2)];
    expect(committedDurable.check(cluster(nodes, { ghost: history }))).toEqual({
      broken: 'entry 2@1 "v2@1" was committed in term 1, but is durable on only n1',
    });
  });
  it('does not count learners', () => {
    const config = { ...threeVoters, voters: [1, 2], learners: [3] };
    const nodes = [
      node(1, { config, log: log(1, 1) }),
      node(2, { config }),
      node(3, { config, log: log(1, 1) }),
    ];
    expect(committedDurable.check(cluster(nodes, { ghost: history }))).toHaveProperty('broken');
  });
  it('says nothing before anything is committed', () => {
    expect(committedDurable.check(cluster([has(1), has(2), has(3)]))).toBe('irrelevant');
  });
});

describe('truncate-on-conflict', () => {
  const before = node(2, { term: 1, log: log(1, 1, 1) });

  it('holds when a conflicting entry replaces the tail', () => {
    expect(truncateOnConflict.check(before, delivery(2), node(2, { term: 2, log: log(1, 2) }))).toBe('held');
  });
  it('breaks when the tail goes without a conflict', () => {
    expect(truncateOnConflict.check(before, delivery(2), node(2, { term: 1, log: log(1, 1) }))).toEqual({
      broken: 'n2 lost entry 3@1 "v3@1", though nothing conflicted with it',
    });
  });
  it('breaks when a snapshot that ends within the log takes the rest with it', () => {
    const restored = node(2, { term: 1, commit: 2, snapshot: { index: 2, term: 1 } });
    expect(truncateOnConflict.check(before, delivery(2), restored)).toHaveProperty('broken');
    const kept = node(2, { term: 1, commit: 2, snapshot: { index: 2, term: 1 }, log: logFrom(3, 1) });
    expect(truncateOnConflict.check(before, delivery(2), kept)).toBe('held');
  });
  it('lets a snapshot that conflicts, or ends beyond the log, replace it', () => {
    const conflicting = node(2, { term: 2, commit: 2, snapshot: { index: 2, term: 2 } });
    const beyond = node(2, { term: 2, commit: 5, snapshot: { index: 5, term: 2 } });
    expect(truncateOnConflict.check(before, delivery(2), conflicting)).toBe('irrelevant');
    expect(truncateOnConflict.check(before, delivery(2), beyond)).toBe('irrelevant');
  });
});

describe('core-panic', () => {
  it('holds while the core does not panic', () => {
    expect(checkNode(corePanic, node(1))).toBe('held');
  });
  it('breaks with the words of the panic', () => {
    expect(checkNode(corePanic, node(3, { extra: { panic: 'tocommit-out-of-range: 5 > 3' } }))).toEqual({
      broken: 'n3 panicked: tocommit-out-of-range: 5 > 3',
    });
  });
});
