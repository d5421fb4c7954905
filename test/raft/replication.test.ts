/**
 * Log replication as the Raft paper tells it, a test a sentence: section 5.3, figures 6 and 7, and section 5.5.
 */
import { List } from 'immutable';
import { describe, expect, test } from 'vitest';
import { Entry, type Message } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster, elected, entriesOf, nodeOf, settle, stepAll, termsOf, ticks } from './harness.ts';

/** The MsgApp of a leader of `term` whose log has `terms`, for what follows on index `prev`. */
function appOf(terms: readonly number[], prev: number, term: number, commit = 0) {
  const entries = entriesOf(terms).skip(prev);
  return {
    type: 'MsgApp',
    from: 2,
    term,
    index: prev,
    logTerm: terms[prev - 1] ?? 0,
    entries,
    commit,
  } as const;
}

/** Node 1 leading three in term 1; node 2 has acknowledged the first entry, node 3 nothing. */
function leader(): rawnode.RawNode {
  return stepAll(elected(nodeOf()), { type: 'MsgAppResp', from: 2, term: 1, index: 1 }).rn;
}

function appsTo(sent: readonly Message[], to: number): Message[] {
  return sent.filter((m) => m.type === 'MsgApp' && m.to === to);
}

describe('5.3 log replication', () => {
  test('the leader appends a command to its log and sends it to all others', () => {
    const ready = stepAll(leader(), { type: 'MsgAppResp', from: 3, term: 1, index: 1 }).rn;
    const { rn, sent } = settle(rawnode.propose(ready, 'x')[0]);
    expect(termsOf(rn)).toEqual([1, 1]);
    const entries = List([Entry({ term: 1, index: 2, data: 'x' })]);
    expect(sent).toHaveLength(2);
    for (const [i, m] of sent.entries()) {
      expect(m).toMatchObject({ type: 'MsgApp', to: i + 2, term: 1, index: 1, logTerm: 1, commit: 1 });
      expect(m.entries.equals(entries)).toBe(true);
    }
  });

  // [voters, acknowledgements of others needed]
  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [7, 3],
  ])('with %i servers an entry is committed when %i others have it, and not before', (n, needed) => {
    const voters = Array.from({ length: n }, (_, i) => i + 1);
    let rn = settle(rawnode.propose(elected(nodeOf({ voters })), 'x')[0]).rn;
    for (let acks = 0; acks < needed; acks++) {
      expect(rn.raft.raftLog.committed).toBe(0);
      rn = stepAll(rn, { type: 'MsgAppResp', from: acks + 2, term: 1, index: 2 }).rn;
    }
    expect(rn.raft.raftLog.committed).toBe(2);
  });

  test('the leader applies a committed entry', () => {
    const proposed = settle(rawnode.propose(leader(), 'x')[0]).rn;
    const [acked] = rawnode.step(
      proposed,
      stepAll(nodeOf({ id: 2 }), { ...appOf([1, 1], 0, 1), from: 1 }).sent[0],
    );
    expect(settle(acked).applied).toEqual(['x']);
  });

  test('a follower that is slow, or loses messages, is sent the entries until it has them', () => {
    const c = Cluster.of(3, { heartbeatTick: 1 });
    c.elect(1);
    c.propose(1, 'x');
    c.deliver((m) => m.to === 3 && m.type === 'MsgApp');
    expect(c.applied.get(3)).toEqual([]);
    for (let i = 0; i < 3; i++) {
      c.input(1, rawnode.tick);
      c.deliver((m) => m.to === 3 && m.type === 'MsgApp' && i < 2);
    }
    c.input(1, rawnode.tick);
    c.deliver();
    expect(c.applied.get(3)).toEqual(['x']);
  });

  test('with an entry, all before it are committed, those of earlier leaders too', () => {
    const rn = elected(nodeOf({ terms: [1, 1, 2] }));
    const after = stepAll(rn, { type: 'MsgAppResp', from: 2, term: 3, index: 4 }).rn;
    expect(after.raft.raftLog.committed).toBe(4);
  });

  test('messages carry the highest index known to be committed, so that the others learn of it', () => {
    const { rn, sent } = settle(rawnode.propose(leader(), 'x')[0]);
    expect(appsTo(sent, 2).map((m) => m.commit)).toEqual([1]);
    const acked = stepAll(rn, { type: 'MsgAppResp', from: 2, term: 1, index: 2 });
    expect(appsTo(acked.sent, 2).map((m) => m.commit)).toEqual([2]);
    expect(ticks(acked.rn, 1).sent.filter((m) => m.to === 2)).toMatchObject([
      { type: 'MsgHeartbeat', commit: 2 },
    ]);
  });

  test('a follower applies what it learns is committed, in log order', () => {
    const c = Cluster.of(3);
    c.elect(1);
    for (const data of ['a', 'b', 'c']) c.propose(1, data);
    c.deliver();
    for (const id of [1, 2, 3]) expect(c.applied.get(id)).toEqual(['a', 'b', 'c']);
  });

  test('a follower never commits beyond its log, whatever the leader has committed', () => {
    const { rn } = stepAll(nodeOf({ terms: [1] }), appOf([1, 1], 1, 1, 9));
    expect(rn.raft.raftLog.committed).toBe(2);
  });
});

describe('5.3 consistency check', () => {
  // [follower's log, leader's log, sent after index, accepted]
  test.each([
    [[], [1], 0, true],
    [[1], [1, 1], 1, true],
    [[], [1, 1], 1, false],
    [[1, 1], [1, 2, 2], 2, false],
    [[1, 1], [1, 2, 2], 1, true],
    [[1, 2, 2], [1, 2, 2], 3, true],
  ])('a follower with the log %j takes what follows in %j on index %i: %s', (own, theirs, prev, accepted) => {
    const { rn, sent } = stepAll(nodeOf({ terms: own }), appOf(theirs, prev, 3));
    expect(sent).toMatchObject([
      { type: 'MsgAppResp', reject: !accepted, index: accepted ? theirs.length : prev },
    ]);
    expect(termsOf(rn)).toEqual(accepted ? theirs : own);
  });

  // The followers of figure 7, before the leader of term 8 with the log of its top row.
  const leaderLog = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  test.each([
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])('figure 7: the leader brings follower %s to its own log', (_, terms) => {
    const c = new Cluster([
      nodeOf({ id: 1, terms: leaderLog, term: 7 }),
      nodeOf({ id: 2, terms, term: 7 }),
      nodeOf({ id: 3, term: 7 }),
    ]);
    c.elect(1);
    expect(termsOf(c.nodes.get(1)!)).toEqual([...leaderLog, 8]);
    expect(termsOf(c.nodes.get(2)!)).toEqual([...leaderLog, 8]);
  });

  test('entries in conflict are overwritten, with all that follow them', () => {
    const { rn } = stepAll(nodeOf({ terms: [1, 1, 1, 1] }), appOf([1, 1, 2], 1, 2));
    expect(termsOf(rn)).toEqual([1, 1, 2]);
  });

  test('a leader never overwrites or deletes entries of its own log', () => {
    const c = Cluster.of(3);
    c.elect(1);
    let before: number[] = [];
    for (const data of ['a', 'b', 'c']) {
      c.propose(1, data);
      c.deliver((m) => m.to === 2 && data === 'b');
      const log = termsOf(c.nodes.get(1)!);
      expect(log.slice(0, before.length)).toEqual(before);
      before = log;
    }
    expect(before).toEqual([1, 1, 1, 1]);
  });
});

describe('5.3 finding where the logs meet', () => {
  test('a new leader starts each nextIndex just after its own log', () => {
    const { rn, sent } = stepAll(settle(rawnode.campaign(nodeOf({ terms: [1, 1] }))[0]).rn, {
      type: 'MsgVoteResp',
      from: 2,
      term: 2,
    });
    expect(appsTo(sent, 3)).toMatchObject([{ index: 2, logTerm: 1 }]);
    expect(rn.raft.trk.progress.get(3)).toMatchObject({ match: 0, next: 3, state: 'StateProbe' });
  });

  test('after a refusal it lowers nextIndex and tries again', () => {
    const refusal = {
      type: 'MsgAppResp',
      from: 3,
      term: 2,
      index: 3,
      reject: true,
      rejectHint: 1,
      logTerm: 1,
    } as const;
    const { rn, sent } = stepAll(elected(nodeOf({ terms: [1, 1, 1] })), refusal);
    expect(appsTo(sent, 3)).toMatchObject([{ index: 1, logTerm: 1 }]);
    expect(rn.raft.trk.progress.get(3)!.next).toBe(2);
  });

  test('a refusal that comes late, or twice, changes nothing', () => {
    const refusal = {
      type: 'MsgAppResp',
      from: 3,
      term: 2,
      index: 3,
      reject: true,
      rejectHint: 1,
      logTerm: 1,
    } as const;
    const { rn, sent } = stepAll(elected(nodeOf({ terms: [1, 1, 1] })), refusal, refusal);
    expect(appsTo(sent, 3)).toHaveLength(1);
    expect(rn.raft.trk.progress.get(3)!.next).toBe(2);
  });

  // [leader's log, follower's log, MsgApps refused, at most one for each term they differ in]
  test.each([
    [[1, 3, 3, 3, 5, 5, 5, 5, 5], [1, 1, 1, 1, 2, 2], 1],
    [[1, 3, 3, 3, 3, 3, 3, 3, 7], [1, 3, 3, 4, 4, 5, 5, 5, 6], 2],
    [[1, 1, 1, 1, 1, 1], [], 1],
    [[1, 1, 4, 4, 5, 5, 6, 6, 6], [1, 1, 2, 2, 2, 3, 3, 3, 3], 1],
  ])('between %j and %j only %i probes are refused', (own, theirs, refused) => {
    const c = new Cluster([
      nodeOf({ id: 1, terms: own, term: 8 }),
      nodeOf({ id: 2, terms: theirs, term: 8 }),
      nodeOf({ id: 3, term: 8 }),
    ]);
    let refusals = 0;
    c.input(1, rawnode.campaign);
    c.deliver((m) => {
      if (m.type === 'MsgAppResp' && m.from === 2 && m.reject) refusals++;
      return false;
    });
    expect(refusals).toBe(refused);
    expect(termsOf(c.nodes.get(2)!)).toEqual([...own, 9]);
  });
});

describe('5.5 crashes', () => {
  test('what was already done is done no second time', () => {
    const app = appOf([1, 1, 1], 1, 1, 2);
    const once = stepAll(nodeOf({ terms: [1] }), app);
    const twice = stepAll(once.rn, app);
    expect(twice.rn.equals(once.rn)).toBe(true);
  });

  test('an old, shorter message does not cut off what came after it', () => {
    const { rn, sent } = stepAll(nodeOf({ terms: [1] }), appOf([1, 1, 1], 1, 1), appOf([1, 1], 1, 1));
    expect(termsOf(rn)).toEqual([1, 1, 1]);
    expect(sent.map((m) => m.index)).toEqual([3, 2]);
  });

  test('a follower that was down is brought up to date when it is back', () => {
    const c = Cluster.of(3);
    c.elect(1);
    c.isolated.add(3);
    for (const data of ['a', 'b']) c.propose(1, data);
    c.deliver();
    c.isolated.clear();
    c.restart(3);
    for (let i = 0; i < 2; i++) {
      c.input(1, rawnode.tick);
      c.deliver();
    }
    expect(c.applied.get(3)).toEqual(['a', 'b']);
  });
});
