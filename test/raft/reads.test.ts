/**
 * Reads that need no entry in the log, a test a sentence: section 8 of the Raft paper and section 6.4 of the thesis.
 */

import { describe, expect, test } from 'vitest';
import { Message } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { plain } from './deep.ts';
import { Cluster, settle, stepAll } from './harness.ts';

describe('8 and thesis 6.4: reads without the log', () => {
  test('before it answers a read, a leader exchanges heartbeats with a majority', () => {
    const c = Cluster.of(5);
    c.elect(1);
    const [asked, sent] = askedOf(c.nodes.get(1)!, 'r');
    expect(heartbeats(sent)).toHaveLength(4);
    const echo = (from: number) =>
      ({ type: 'MsgHeartbeatResp', from, term: 1, context: sent[0].context }) as const;
    const one = rawnode.step(asked, Message(echo(2)))[0];
    expect(one.raft.readStates.size).toBe(0);
    const two = rawnode.step(one, Message(echo(3)))[0];
    expect(plain(two.raft.readStates)).toEqual([{ index: 1, requestCtx: 'r' }]);
  });

  test('the answer is the commit index of when the read came, not of when it is confirmed', () => {
    const c = Cluster.of(3);
    c.elect(1);
    const [asked, sent] = askedOf(c.nodes.get(1)!, 'r');
    const proposed = settle(rawnode.propose(asked, 'x')[0]).rn;
    const moved = stepAll(proposed, { type: 'MsgAppResp', from: 2, term: 1, index: 2 }).rn;
    expect(moved.raft.raftLog.committed).toBe(2);
    const context = sent[0].context;
    const [confirmed] = rawnode.step(moved, Message({ type: 'MsgHeartbeatResp', from: 3, term: 1, context }));
    expect(plain(confirmed.raft.readStates)).toEqual([{ index: 1, requestCtx: 'r' }]);
  });

  test('what confirms a read confirms all that came before, equal contexts or not', () => {
    const c = Cluster.of(3);
    c.elect(1);
    const [first] = askedOf(c.nodes.get(1)!, 'same');
    const [second, sent] = askedOf(first, 'same');
    const context = sent[0].context;
    const [confirmed] = rawnode.step(
      second,
      Message({ type: 'MsgHeartbeatResp', from: 2, term: 1, context }),
    );
    expect(confirmed.raft.readStates.map((read) => read.requestCtx).toArray()).toEqual(['same', 'same']);
  });

  test('an echo of an earlier read does not confirm a later one', () => {
    const c = Cluster.of(3);
    c.elect(1);
    const [first, sent] = askedOf(c.nodes.get(1)!, 'a');
    const [second] = askedOf(first, 'b');
    const context = sent[0].context;
    const [confirmed] = rawnode.step(
      second,
      Message({ type: 'MsgHeartbeatResp', from: 2, term: 1, context }),
    );
    expect(confirmed.raft.readStates.map((read) => read.requestCtx).toArray()).toEqual(['a']);
  });
});

describe('thesis 6.4: reads of others, and of old leaders', () => {
  test('a deposed leader answers no read', () => {
    const c = Cluster.of(3);
    c.elect(1);
    c.isolated.add(1);
    c.elect(2);
    c.input(1, (rn) => rawnode.readIndex(rn, 'r'));
    c.isolated.clear();
    c.deliver();
    expect(c.reads.get(1)).toEqual([]);
  });

  test('a follower asks its leader, and is told the index', () => {
    const c = Cluster.of(3);
    c.elect(1);
    c.input(3, (rn) => rawnode.readIndex(rn, 'r'));
    c.deliver();
    expect(c.reads.get(3)).toEqual([{ index: 1, requestCtx: 'r' }]);
  });

  test('with a lease the leader answers at once', () => {
    const options = { checkQuorum: true, readOnlyOption: 'ReadOnlyLeaseBased' } as const;
    const c = Cluster.of(3, options);
    c.elect(1);
    c.isolated.add(1);
    c.input(1, (rn) => rawnode.readIndex(rn, 'r'));
    expect(c.reads.get(1)).toEqual([{ index: 1, requestCtx: 'r' }]);
  });
});

/** The node after a read was asked of it, and what it sent. */
function askedOf(rn: rawnode.RawNode, context: string): [rawnode.RawNode, Message[]] {
  const settled = settle(rawnode.readIndex(rn, context)[0]);
  return [settled.rn, settled.sent];
}

function heartbeats(sent: readonly Message[]): Message[] {
  return sent.filter((m) => m.type === 'MsgHeartbeat' && m.context !== '');
}
