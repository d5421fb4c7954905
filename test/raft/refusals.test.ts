/**
 * What the core does with what cannot be: an error, a drop or a panic, each by its name, and each what the library does.
 */

import { List } from 'immutable';
import { describe, expect, test } from 'vitest';
import { bootstrap } from '../../src/raft/bootstrap.ts';
import { confChangesFromString } from '../../src/raft/confchange/codec.ts';
import { type Config, defaultConfig, validate } from '../../src/raft/config.ts';
import { applySnapshot, MemoryStorage } from '../../src/raft/log/storage.ts';
import { RaftPanic } from '../../src/raft/panic.ts';
import {
  ConfChangeV2,
  ConfState,
  type ConfStateFields,
  LocalAppendThread,
  LocalApplyThread,
  Message,
  type MessageFields,
  messageTypes,
  Snapshot,
} from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { elected, entriesOf, nodeOf, settle, stepAll } from './harness.ts';

/** The reason of the panic that `act` ends in, or null. */
function panicOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof RaftPanic) return error.reason;
    throw error;
  }
}

function stepOne(rn: rawnode.RawNode, m: Partial<MessageFields>): rawnode.NodeStepped {
  return rawnode.step(rn, Message({ to: 1, ...m }));
}

describe('an impossible configuration', () => {
  const wrong: readonly (readonly [string, Partial<Config>])[] = [
    ['ErrIdNone', { id: 0 }],
    ['ErrIdLocalTarget', { id: LocalAppendThread }],
    ['ErrIdLocalTarget', { id: LocalApplyThread }],
    ['ErrHeartbeatTick', { heartbeatTick: 0 }],
    ['ErrElectionTick', { electionTick: 3, heartbeatTick: 3 }],
    ['ErrMaxInflightMsgs', { maxInflightMsgs: 0 }],
    ['ErrMaxInflightBytes', { maxInflightBytes: 9, maxSizePerMsg: 10 }],
    ['ErrLeaseWithoutCheckQuorum', { readOnlyOption: 'ReadOnlyLeaseBased' }],
  ];
  test.each(wrong)('%s: no node starts from it', (error, options) => {
    const config = { ...defaultConfig, id: 1, ...options };
    expect(validate(config)).toBe(error);
    expect(() => rawnode.newRawNode(config)).toThrow(`invalid-config: ${error}`);
  });

  test('limits of 0 are none, where the library says so', () => {
    const { raft } = nodeOf({ maxInflightBytes: 0, maxUncommittedEntriesSize: 0, maxSizePerMsg: 100 });
    expect(raft.trk.maxInflightBytes).toBe(Number.MAX_SAFE_INTEGER);
    expect(raft.maxUncommittedSize).toBe(Number.MAX_SAFE_INTEGER);
    expect(raft.raftLog.maxApplyingEntsSize).toBe(100);
  });

  test.each([-1, 10])('a timeout jitter of %i is not in [0, electionTick)', (jitter) => {
    expect(panicOf(() => rawnode.tick(nodeOf(), jitter))).toBe('timeout-jitter-out-of-range');
    expect(panicOf(() => rawnode.newRawNode({ ...defaultConfig, id: 1 }, jitter))).toBe(
      'timeout-jitter-out-of-range',
    );
  });
});

describe('what is stored and cannot be', () => {
  const confStates: readonly (readonly [string, Partial<ConfStateFields>])[] = [
    ['conf-state-impossible', { votersOutgoing: List([1, 2]) }],
    ['conf-states-differ', { voters: List([1, 2]), learners: List([2]) }],
    ['conf-states-differ', { voters: List([1, 1]) }],
  ];
  test.each(confStates)('%s', (reason, fields) => {
    const snapshot = Snapshot({ confState: ConfState(fields) });
    const storage = applySnapshot(new MemoryStorage(), snapshot) as MemoryStorage;
    expect(panicOf(() => rawnode.newRawNode({ ...defaultConfig, id: 1, storage }))).toBe(reason);
  });

  test('a commit index beyond the log', () => {
    expect(panicOf(() => nodeOf({ terms: [1], commit: 2 }))).toBe('commit-out-of-range');
  });

  test('an applied index beyond the commit index', () => {
    expect(panicOf(() => nodeOf({ terms: [1, 1], commit: 1, applied: 2 }))).toBe('applied-out-of-range');
  });
});

describe('an index out of range', () => {
  const followed = nodeOf({ terms: [1, 1, 1], commit: 2, applied: 2 });
  const leader = stepAll(elected(nodeOf()), { type: 'MsgAppResp', from: 2, term: 1, index: 1 }).rn;
  const asked = settle(rawnode.readIndex(leader, 'r')[0]).rn;
  const echo = (from: number, context: string) =>
    ({ type: 'MsgHeartbeatResp', from, term: 1, context }) as const;
  const ninth = `\u0009${'\0'.repeat(7)}`;

  const panics: readonly (readonly [string, string, rawnode.RawNode, Partial<MessageFields>])[] = [
    [
      'a heartbeat that commits beyond the log',
      'tocommit-out-of-range',
      followed,
      { type: 'MsgHeartbeat', from: 2, term: 1, commit: 4 },
    ],
    [
      'entries that contradict what is committed',
      'conflict-with-committed',
      nodeOf({ terms: [1, 1, 1], commit: 2 }),
      { type: 'MsgApp', from: 2, term: 3, index: 2, logTerm: 1, entries: entriesOf([1, 2]).skip(1) },
    ],
    [
      'entries applied that are not committed',
      'applied-out-of-range',
      followed,
      { type: 'MsgStorageApplyResp', from: LocalApplyThread, entries: entriesOf([1, 1, 1]) },
    ],
    [
      'an echo of a read that was never asked',
      'read-position-out-of-range',
      stepAll(asked, echo(2, ninth)).rn,
      echo(3, ninth),
    ],
    ['an echo that is too short', 'read-context-too-short', asked, echo(2, '\u0001')],
    [
      'an acknowledgement of what the leader does not have',
      'empty-snapshot',
      leader,
      { type: 'MsgAppResp', from: 3, term: 1, index: 99 },
    ],
  ];
  test.each(panics)('%s: %s', (_, reason, rn, m) => {
    expect(panicOf(() => stepOne(rn, m))).toBe(reason);
  });

  test('entries beyond the end of the log are refused, with the end as the hint', () => {
    const app = { type: 'MsgApp', from: 2, term: 1, index: 9, logTerm: 1 } as const;
    expect(stepAll(followed, app).sent).toMatchObject([
      { reject: true, index: 9, rejectHint: 3, logTerm: 1 },
    ]);
  });
});

describe('a message from a node that the configuration does not know', () => {
  test.each(['MsgAppResp', 'MsgVoteResp', 'MsgHeartbeatResp', 'MsgReadIndexResp', 'MsgPreVoteResp'] as const)(
    'an answer is an error: %s',
    (type) => {
      const before = elected(nodeOf());
      const [rn, error] = stepOne(before, { type, from: 9, term: 1 });
      expect(error).toBe('ErrStepPeerNotFound');
      expect(rn).toBe(before);
    },
  );

  test('a leader is followed, for the configuration may be old', () => {
    const { rn, sent } = stepAll(nodeOf(), { type: 'MsgApp', from: 9, term: 1, entries: entriesOf([1]) });
    expect(rn.raft.lead).toBe(9);
    expect(sent).toMatchObject([{ type: 'MsgAppResp', to: 9, index: 1, reject: false }]);
  });

  test('a candidate may have the vote, for the same reason', () => {
    expect(stepAll(nodeOf(), { type: 'MsgVote', from: 9, term: 1 }).sent).toMatchObject([
      { to: 9, reject: false },
    ]);
  });

  test('a leader drops what concerns it', () => {
    const before = elected(nodeOf());
    for (const act of [rawnode.reportUnreachable, rawnode.transferLeader]) {
      expect(act(before, 9).equals(before)).toBe(true);
    }
    expect(rawnode.reportSnapshot(before, 9, 'SnapshotFinish').equals(before)).toBe(true);
  });
});

describe('a local message', () => {
  const local = [
    'MsgHup',
    'MsgBeat',
    'MsgUnreachable',
    'MsgSnapStatus',
    'MsgCheckQuorum',
    'MsgStorageAppend',
    'MsgStorageAppendResp',
    'MsgStorageApply',
    'MsgStorageApplyResp',
  ];

  test.each(messageTypes)('from the network: %s', (type) => {
    const entries = type === 'MsgProp' || type === 'MsgReadIndex' ? entriesOf([0]) : entriesOf([]);
    const term = type === 'MsgVote' || type === 'MsgPreVote' ? 1 : 0;
    const [rn, error] = stepOne(nodeOf(), { type, from: 2, term, entries });
    expect(error === 'ErrStepLocalMsg').toBe(local.includes(type));
    if (error !== null) expect(rn.equals(nodeOf())).toBe(true);
  });

  test('is taken from a storage thread', () => {
    for (const from of [LocalAppendThread, LocalApplyThread]) {
      expect(stepOne(nodeOf(), { type: 'MsgStorageAppendResp', from })[1]).toBeNull();
    }
  });
});

describe('a proposal', () => {
  const follower = stepAll(nodeOf({ disableProposalForwarding: true }), {
    type: 'MsgHeartbeat',
    from: 2,
    term: 1,
  }).rn;
  const leader = elected(nodeOf());
  const dropped: readonly (readonly [string, rawnode.RawNode])[] = [
    ['without a leader', nodeOf()],
    ['at a candidate', rawnode.campaign(nodeOf())[0]],
    ['at a follower that forwards none', follower],
    ['during a leadership transfer', rawnode.transferLeader(elected(nodeOf()), 2)],
    [
      'at a leader that is no member',
      leader.setIn(['raft', 'trk', 'progress'], leader.raft.trk.progress.delete(1)),
    ],
    [
      'beyond maxUncommittedEntriesSize',
      rawnode.propose(elected(nodeOf({ maxUncommittedEntriesSize: 3 })), 'abc')[0],
    ],
  ];
  test.each(dropped)('%s is dropped, and says so', (_, rn) => {
    const [after, error] = rawnode.propose(rn, 'x');
    expect(error).toBe('ErrProposalDropped');
    expect(after.equals(rn)).toBe(true);
  });

  test('of nothing is a panic', () => {
    expect(panicOf(() => stepOne(elected(nodeOf()), { type: 'MsgProp', from: 2 }))).toBe('empty-proposal');
  });

  test.each(['r1 r2 r3', 'l1 l2 l3'])(
    'of the change "%s" is taken, and a panic when it is applied',
    (text) => {
      const cc = ConfChangeV2({ changes: confChangesFromString(text) });
      const [rn, error] = rawnode.proposeConfChange(elected(nodeOf()), cc);
      expect(error).toBeNull();
      expect(panicOf(() => rawnode.applyConfChange(rn, cc))).toBe('conf-change-impossible');
    },
  );
});

describe('a round that is not kept', () => {
  test('two Readys without an advance', () => {
    const [once] = rawnode.ready(rawnode.campaign(nodeOf())[0]);
    expect(panicOf(() => rawnode.ready(once))).toBe('ready-without-advance');
  });

  test('an advance with asynchronous storage', () => {
    expect(panicOf(() => rawnode.advance(nodeOf({ asyncStorageWrites: true })))).toBe(
      'advance-with-async-storage',
    );
  });

  test('a bootstrap without peers, or over what is stored', () => {
    expect(bootstrap(nodeOf({ voters: [] }), [])[1]).toBe('ErrNoPeers');
    expect(bootstrap(nodeOf({ terms: [1] }), [{ id: 1, context: '' }])[1]).toBe('ErrStorageNotEmpty');
  });
});
