/**
 * Log compaction, a test a sentence: section 7 of the Raft paper.
 */
import { List } from 'immutable';
import { describe, expect, test } from 'vitest';
import { ConfState, Message, Snapshot } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster, nodeOf, settle, stepAll, termsOf } from './harness.ts';

const voters = List([1, 2, 3]);
/** A snapshot as another leader of the same three nodes would send it. */
function snapshotAt(index: number, term: number, confState = ConfState({ voters })): Snapshot {
  return Snapshot({ index, term, confState, data: 'state' });
}

describe('7 log compaction', () => {
  test('the leader sends its snapshot when it no longer has the next entry to send', () => {
    const c = Cluster.of(3);
    c.elect(1);
    c.isolated.add(3);
    for (const data of ['a', 'b']) c.propose(1, data);
    c.deliver();
    c.compact(1, 3);
    c.isolated.clear();
    c.input(1, rawnode.tick);
    const types: string[] = [];
    c.deliver((m) => {
      if (m.to === 3) types.push(m.type);
      return false;
    });
    expect(types).toContain('MsgSnap');
    expect(c.raft(3).raftLog).toMatchObject({ committed: 3, applied: 3 });
    expect(c.raft(1).trk.progress.get(3)).toMatchObject({ match: 3, state: 'StateReplicate' });
  });

  test('a server that has nothing of it throws away its log', () => {
    const { rn, sent } = stepAll(nodeOf({ terms: [1, 1] }), {
      type: 'MsgSnap',
      from: 2,
      term: 3,
      snapshot: snapshotAt(5, 3),
    });
    expect(termsOf(rn)).toEqual([]);
    expect(rn.raft.raftLog).toMatchObject({ committed: 5, applied: 5 });
    expect(sent).toMatchObject([{ type: 'MsgAppResp', index: 5, reject: false }]);
  });

  test('one that has its last entry keeps what follows it', () => {
    const { rn, sent } = stepAll(nodeOf({ terms: [1, 1, 1] }), {
      type: 'MsgSnap',
      from: 2,
      term: 1,
      snapshot: snapshotAt(2, 1),
    });
    expect(termsOf(rn)).toEqual([1, 1, 1]);
    expect(rn.raft.raftLog.committed).toBe(2);
    expect(sent).toMatchObject([{ type: 'MsgAppResp', index: 2 }]);
  });

  test('an old snapshot is ignored, and answered with what is committed', () => {
    const { rn, sent } = stepAll(nodeOf({ terms: [1, 1, 1], commit: 3 }), {
      type: 'MsgSnap',
      from: 2,
      term: 1,
      snapshot: snapshotAt(2, 1),
    });
    expect(termsOf(rn)).toEqual([1, 1, 1]);
    expect(sent).toMatchObject([{ type: 'MsgAppResp', index: 3 }]);
  });
});

describe('7 restoring a snapshot', () => {
  test('the configuration of the snapshot is in use from then on', () => {
    const confState = ConfState({ voters: List([1, 2]), learners: List([4]) });
    const { rn } = stepAll(nodeOf(), {
      type: 'MsgSnap',
      from: 2,
      term: 1,
      snapshot: snapshotAt(5, 1, confState),
    });
    expect([...rn.raft.trk.config.voters.incoming].sort()).toEqual([1, 2]);
    expect([...rn.raft.trk.config.learners]).toEqual([4]);
  });

  test.each([
    ['voters', true],
    ['learners', true],
    ['votersOutgoing', true],
    ['nowhere', false],
  ])('a snapshot with this server in %s is restored: %s', (where, restored) => {
    const others = ConfState({ voters: List([2, 3]) });
    const confState = where === 'nowhere' ? others : others.update(where as 'voters', (ids) => ids.push(1));
    const { rn } = stepAll(nodeOf(), {
      type: 'MsgSnap',
      from: 2,
      term: 1,
      snapshot: snapshotAt(5, 1, confState),
    });
    expect(rn.raft.raftLog.committed).toBe(restored ? 5 : 0);
  });

  test('a server waiting to apply a snapshot does not campaign', () => {
    const m = Message({ type: 'MsgSnap', from: 2, to: 1, term: 1, snapshot: snapshotAt(5, 1) });
    const [waiting] = rawnode.step(nodeOf(), m);
    expect(rawnode.campaign(waiting)[0].raft.state).toBe('StateFollower');
    expect(rawnode.campaign(settle(waiting).rn)[0].raft.state).toBe('StateCandidate');
  });
});

describe('what becomes of a snapshot', () => {
  /** Node 1 leads and has sent node 3 a snapshot at index 3, which is lost. */
  function sending(): rawnode.RawNode {
    const c = Cluster.of(3);
    c.elect(1);
    c.isolated.add(3);
    for (const data of ['a', 'b']) c.propose(1, data);
    c.deliver();
    c.compact(1, 3);
    const refusal = { type: 'MsgAppResp', from: 3, term: 1, index: 1, reject: true } as const;
    const unreachable = rawnode.reportUnreachable(c.nodes.get(1)!, 3);
    const { next } = unreachable.raft.trk.progress.get(3)!;
    return stepAll(unreachable, { ...refusal, index: next - 1 }).rn;
  }

  test('until it is known, nothing else is sent', () => {
    const rn = sending();
    expect(rn.raft.trk.progress.get(3)).toMatchObject({
      state: 'StateSnapshot',
      pendingSnapshot: 3,
      next: 4,
    });
    const { sent } = settle(rawnode.propose(rn, 'x')[0]);
    expect(sent.filter((m) => m.to === 3)).toEqual([]);
  });

  test.each([
    ['SnapshotFinish', 4],
    ['SnapshotFailure', 2],
  ] as const)('after %s the leader probes from index %i, at the next heartbeat', (status, next) => {
    const rn = rawnode.reportSnapshot(sending(), 3, status);
    expect(rn.raft.trk.progress.get(3)).toMatchObject({ state: 'StateProbe', next, msgAppFlowPaused: true });
  });
});
