/**
 * When a leader may say "committed", a test a sentence: sections 5.4.2 (figure 8) and 8 of the Raft paper.
 */
import { describe, expect, test } from 'vitest';
import { Entry, noLimit } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster, elected, nodeOf, settle, stepAll, termsOf } from './harness.ts';

describe('5.4.2 entries of earlier terms', () => {
  test('an entry of an earlier term is not committed because a majority has it', () => {
    const leader = elected(nodeOf({ terms: [1, 2] }));
    expect(leader.raft.term).toBe(3);
    const { rn } = stepAll(leader, { type: 'MsgAppResp', from: 2, term: 3, index: 2 });
    expect(rn.raft.raftLog.committed).toBe(0);
  });

  test('once an entry of its own term is committed, all before it are', () => {
    const ack = (index: number) => ({ type: 'MsgAppResp', from: 2, term: 3, index }) as const;
    const { rn } = stepAll(elected(nodeOf({ terms: [1, 2] })), ack(2), ack(3));
    expect(rn.raft.raftLog.committed).toBe(3);
  });

  test('figure 8, d: an entry that a majority has can still be overwritten by a later leader', () => {
    const c = figure8();
    // (c): server 1 leads again, in term 4. Its entry of term 2 reaches a majority, but none of term 4 anyone.
    c.elect(
      1,
      (m) =>
        m.type === 'MsgApp' &&
        m.entries.last()?.term === 4 &&
        c.raft(m.to).raftLog.storage.lastIndex() >= m.index,
    );
    expect([1, 3, 4].map((id) => termsOf(c.nodes.get(id)!))).toEqual([
      [1, 2, 4],
      [1, 2],
      [1, 2],
    ]);
    expect([3, 4].map((id) => c.raft(1).trk.progress.get(id)!.match)).toEqual([2, 2]);
    expect(c.raft(1).raftLog.committed).toBe(0);
    // (d): server 5 is elected by servers 2, 3 and 4.
    electLast(c);
    expect(c.raft(5)).toMatchObject({ state: 'StateLeader', term: 5 });
    expect([3, 4].map((id) => termsOf(c.nodes.get(id)!))).toEqual([
      [1, 3, 5],
      [1, 3, 5],
    ]);
  });

  test('figure 8, e: when a majority has an entry of the present term, no leader can come without it', () => {
    const c = figure8();
    c.elect(1, (m) => m.to === 2 && m.type === 'MsgApp');
    expect(c.raft(1).raftLog.committed).toBe(3);
    electLast(c);
    expect(c.raft(5).state).toBe('StateCandidate');
    expect([3, 4].map((id) => termsOf(c.nodes.get(id)!))).toEqual([
      [1, 2, 4],
      [1, 2, 4],
    ]);
  });
});

/** Figure 8 after (b): server 1 has led term 2 and server 5 term 3, each with an entry that got no majority. */
function figure8(): Cluster {
  const logs = [[1, 2], [1, 2], [1], [1], [1, 3]];
  const options = { voters: [1, 2, 3, 4, 5], term: 3, maxSizePerMsg: 0, maxCommittedSizePerReady: noLimit };
  const c = new Cluster(logs.map((terms, i) => nodeOf({ ...options, id: i + 1, terms })));
  c.isolated.add(5);
  return c;
}

/** Server 1 is down, server 5 is back and campaigns: in term 4, where the votes are cast, and in term 5. */
function electLast(c: Cluster): void {
  c.isolated.clear();
  c.isolated.add(1);
  c.elect(5);
  c.elect(5);
}

describe('8 client interaction', () => {
  test('a leader appends a blank entry at the start of its term', () => {
    const leader = elected(nodeOf({ terms: [1] }));
    expect(termsOf(leader)).toEqual([1, 2]);
    expect(entryAt(leader, 2)).toMatchObject({ data: '', type: 'EntryNormal' });
  });

  test('and only with its first commit it knows what is committed: reads wait for it', () => {
    const { rn, sent } = settle(rawnode.readIndex(elected(nodeOf()), 'r')[0]);
    expect(sent).toEqual([]);
    const committed = stepAll(rn, { type: 'MsgAppResp', from: 2, term: 1, index: 1 });
    expect(committed.sent.filter((m) => m.type === 'MsgHeartbeat')).toHaveLength(2);
  });
});

function entryAt({ raft }: rawnode.RawNode, index: number): Entry {
  const read = raft.raftLog.storage.entries(index, index + 1, 0);
  return typeof read === 'string' ? Entry({ data: read }) : read.first(Entry());
}
