/**
 * What must be durable before what is sent, and when entries count as stable: section 3.8 of the thesis, and the library's
 * asynchronous storage.
 */
import { List } from 'immutable';
import { describe, expect, test } from 'vitest';
import { bootstrap } from '../../src/raft/bootstrap.ts';
import * as storage from '../../src/raft/log/storage.ts';
import {
  LocalAppendThread,
  LocalApplyThread,
  Message,
  type MessageFields,
  Snapshot,
} from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster, elected, entriesOf, nodeOf, settle, stepAll } from './harness.ts';

function stepOne(rn: rawnode.RawNode, m: Partial<MessageFields>): rawnode.RawNode {
  return rawnode.step(rn, Message({ to: 1, ...m }))[0];
}

/** The messages of the next Ready by target: other nodes, or a storage thread. */
function nextReady(rn: rawnode.RawNode): {
  rn: rawnode.RawNode;
  append: Message | undefined;
  others: Message[];
} {
  const [taken, rd] = rawnode.ready(rn);
  return {
    rn: taken,
    append: rd.messages.find((m) => m.to === LocalAppendThread),
    others: rd.messages.filter((m) => m.to !== LocalAppendThread && m.to !== LocalApplyThread).toArray(),
  };
}

describe('thesis 3.8: persisted state', () => {
  test('the vote is in the hard state of the Ready that has the answer', () => {
    const [, rd] = rawnode.ready(stepOne(nodeOf(), { type: 'MsgVote', from: 2, term: 1 }));
    expect(rd.hardState).toMatchObject({ term: 1, vote: 2 });
    expect(rd.messages.map((m) => m.type).toArray()).toEqual(['MsgVoteResp']);
    expect(rd.mustSync).toBe(true);
  });

  test('a server that restarts does not vote a second time in a term', () => {
    const c = Cluster.of(3);
    c.input(1, (rn) => stepOne(rn, { type: 'MsgVote', from: 2, term: 1 }));
    c.restart(1);
    c.wire = [];
    c.input(1, (rn) => stepOne(rn, { type: 'MsgVote', from: 3, term: 1 }));
    expect(c.wire).toMatchObject([{ type: 'MsgVoteResp', to: 3, reject: true }]);
  });

  test('the commit index alone need not be durable at once', () => {
    const rn = settle(stepOne(nodeOf(), { type: 'MsgApp', from: 2, term: 1, entries: entriesOf([1]) })).rn;
    const [, rd] = rawnode.ready(stepOne(rn, { type: 'MsgHeartbeat', from: 2, term: 1, commit: 1 }));
    expect(rd).toMatchObject({ hardState: { commit: 1 }, mustSync: false });
  });

  test("a candidate's own vote counts only when it is durable", () => {
    const [asked] = rawnode.ready(rawnode.campaign(nodeOf({ voters: [1] }))[0]);
    expect(asked.raft.state).toBe('StateCandidate');
    expect(rawnode.advance(asked).raft.state).toBe('StateLeader');
  });

  test("a leader's own entries count only when they are durable", () => {
    const proposed = rawnode.propose(elected(nodeOf({ voters: [1] })), 'x')[0];
    expect(proposed.raft.raftLog.committed).toBe(1);
    const [taken] = rawnode.ready(proposed);
    expect(rawnode.advance(taken).raft.raftLog.committed).toBe(2);
  });
});

describe('asynchronous storage', () => {
  const start = nodeOf({ asyncStorageWrites: true });
  const app = (terms: readonly number[], term: number, from: number): Partial<MessageFields> => ({
    type: 'MsgApp',
    from,
    term,
    entries: entriesOf(terms),
  });

  test('an acknowledgement waits in the append message, with the answer about stability last', () => {
    const { append, others } = nextReady(stepOne(start, app([1, 1], 1, 2)));
    expect(others).toEqual([]);
    expect(append).toMatchObject({ type: 'MsgStorageAppend', term: 1 });
    expect(append!.entries.size).toBe(2);
    expect(append!.responses.map((m) => [m.type, m.to, m.index]).toArray()).toEqual([
      ['MsgAppResp', 2, 2],
      ['MsgStorageAppendResp', 1, 2],
    ]);
  });

  test('entries are unstable until their answer comes', () => {
    const { rn, append } = nextReady(stepOne(start, app([1, 1], 1, 2)));
    expect(rn.raft.raftLog.unstable.entries.size).toBe(2);
    const answered = rawnode.step(rn, append!.responses.last()!)[0];
    expect(answered.raft.raftLog.unstable.entries.size).toBe(0);
  });

  test('an answer of an older term makes no entries stable, for others may have replaced them on the way', () => {
    const first = nextReady(stepOne(start, app([1, 1], 1, 2)));
    const second = nextReady(stepOne(first.rn, app([2, 2], 2, 3)));
    const third = nextReady(stepOne(second.rn, app([1, 1], 3, 2)));
    const late = rawnode.step(third.rn, first.append!.responses.last()!)[0];
    expect(late.raft.raftLog.unstable.entries.size).toBe(2);
    const last = rawnode.step(late, third.append!.responses.last()!)[0];
    expect(last.raft.raftLog.unstable.entries.size).toBe(0);
  });

  test('the first write of a new term attests all that is unstable, so that nothing stays so for ever', () => {
    const first = nextReady(stepOne(start, app([1, 1], 1, 2)));
    const { append } = nextReady(stepOne(first.rn, { type: 'MsgHeartbeat', from: 3, term: 2 }));
    expect(append!.entries.size).toBe(0);
    expect(append!.responses.last()).toMatchObject({
      type: 'MsgStorageAppendResp',
      term: 2,
      index: 2,
      logTerm: 1,
    });
  });

  test('a snapshot in an answer of an older term is applied all the same', () => {
    const { confState } = start.raft.raftLog.storage.initialState();
    const snapshot = Snapshot({ index: 5, term: 1, confState });
    const first = nextReady(stepOne(start, { type: 'MsgSnap', from: 2, term: 1, snapshot }));
    const later = stepOne(first.rn, { type: 'MsgHeartbeat', from: 3, term: 2 });
    expect(later.raft.raftLog.applied).toBe(0);
    const answered = rawnode.step(later, first.append!.responses.last()!)[0];
    expect(answered.raft.raftLog).toMatchObject({ applied: 5 });
    expect(answered.raft.raftLog.unstable.snapshot).toBeNull();
  });

  test('committed entries are applied only when they are stable here', () => {
    const { rn, append } = nextReady(stepOne(start, { ...app([1, 1], 1, 2), commit: 2 }));
    expect(rawnode.hasReady(rn)).toBe(false);
    const written = storage.append(rn.raft.raftLog.storage as storage.MemoryStorage, append!.entries);
    const stable = rawnode.step(rawnode.withStorage(rn, written), append!.responses.last()!)[0];
    const [, rd] = rawnode.ready(stable);
    expect(rd.committedEntries.size).toBe(2);
    expect(rd.messages.map((m) => m.type).toArray()).toEqual(['MsgStorageApply']);
  });
});

describe('limits', () => {
  test('no more MsgApps are in flight than maxInflightMsgs, until a heartbeat is answered', () => {
    const acked = stepAll(elected(nodeOf({ maxInflightMsgs: 2 })), {
      type: 'MsgAppResp',
      from: 2,
      term: 1,
      index: 1,
    }).rn;
    let rn = acked;
    const sent: Message[] = [];
    for (const data of ['a', 'b', 'c', 'd']) {
      const settled = settle(rawnode.propose(rn, data)[0]);
      rn = settled.rn;
      sent.push(...settled.sent.filter((m) => m.to === 2));
    }
    expect(sent.map((m) => m.entries.size)).toEqual([1, 1]);
    expect(stepAll(rn, { type: 'MsgHeartbeatResp', from: 2, term: 1 }).sent).toMatchObject([
      { type: 'MsgApp', index: 3 },
    ]);
    const freed = stepAll(rn, { type: 'MsgAppResp', from: 2, term: 1, index: 3 }).sent.filter(
      (m) => m.to === 2,
    );
    expect(freed.map((m) => [m.index, m.entries.size])).toEqual([[3, 2]]);
  });

  test.each([
    [0, [1, 1, 1]],
    [18, [2, 1]],
    [Number.MAX_SAFE_INTEGER, [3]],
  ])('with maxSizePerMsg %i three entries go in messages of %j', (maxSizePerMsg, sizes) => {
    const options = { terms: [1, 1], maxSizePerMsg, maxCommittedSizePerReady: Number.MAX_SAFE_INTEGER };
    const refusal = { type: 'MsgAppResp', from: 2, term: 2, index: 2, reject: true, rejectHint: 0 } as const;
    const leader = elected(nodeOf(options));
    const apps: Message[] = [];
    let { rn, sent } = stepAll(leader, refusal);
    while (sent.length > 0) {
      apps.push(...sent.filter((m) => m.to === 2 && m.type === 'MsgApp' && !m.entries.isEmpty()));
      const last = apps.at(-1)!;
      ({ rn, sent } = stepAll(rn, {
        type: 'MsgAppResp',
        from: 2,
        term: 2,
        index: last.index + last.entries.size,
      }));
      sent = sent.filter((m) => m.to === 2 && !m.entries.isEmpty());
    }
    expect(apps.map((m) => m.entries.size)).toEqual(sizes);
  });

  test('committed entries come in pages of maxCommittedSizePerReady', () => {
    let rn = nodeOf({ terms: [1, 1, 1], commit: 3, maxCommittedSizePerReady: 18 });
    const pages: number[] = [];
    while (rawnode.hasReady(rn)) {
      const [taken, rd] = rawnode.ready(rn);
      if (!rd.committedEntries.isEmpty()) pages.push(rd.committedEntries.size);
      rn = rawnode.advance(taken);
    }
    expect(pages).toEqual([2, 1]);
  });
});

describe('a first start', () => {
  test('bootstrap writes the peers into the log, committed, and any of them can campaign at once', () => {
    const peers = [1, 2, 3].map((id) => ({ id, context: '' }));
    const nodes = peers.map(({ id }) => bootstrap(nodeOf({ id, voters: [] }), peers)[0]);
    const c = new Cluster(nodes);
    expect(c.raft(1).raftLog).toMatchObject({ committed: 3, applied: 3 });
    c.elect(2);
    expect(c.raft(2)).toMatchObject({ state: 'StateLeader', term: 2 });
    expect(List(c.raft(3).trk.config.voters.incoming).sort().toArray()).toEqual([1, 2, 3]);
  });
});
