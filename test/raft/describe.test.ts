/** The parts of the library's text that its transcripts do not show, and one sample of those they do. */
import { List } from 'immutable';
import { expect, test } from 'vitest';
import { marshalConfChange } from '../../src/raft/confchange/codec.ts';
import {
  describeConfChange,
  describeEntry,
  describeHardState,
  describeMessage,
  describeReady,
  describeSnapshot,
  describeStatus,
} from '../../src/raft/describe.ts';
import {
  ConfChange,
  ConfChangeSingle,
  ConfChangeV2,
  ConfState,
  Entry,
  HardState,
  LocalAppendThread,
  LocalApplyThread,
  Message,
  Snapshot,
} from '../../src/raft/pb.ts';
import { SoftState } from '../../src/raft/raft.ts';
import { ReadState } from '../../src/raft/readonly.ts';
import { Ready } from '../../src/raft/ready.ts';
import { Status } from '../../src/raft/status.ts';
import { Progress } from '../../src/raft/tracker/progress.ts';

const snapshot = Snapshot({
  index: 5,
  term: 2,
  confState: ConfState({ voters: List([1, 2]), learners: List([3]) }),
});
const addVoter = ConfChangeSingle({ type: 'ConfChangeAddNode', nodeId: 4 });
const removeVoter = ConfChangeSingle({ type: 'ConfChangeRemoveNode', nodeId: 1 });

test('a hard state without a vote does not mention one', () => {
  expect(describeHardState(HardState({ term: 3, commit: 7 }))).toBe('Term:3 Commit:7');
  expect(describeHardState(HardState({ term: 3, vote: 2, commit: 7 }))).toBe('Term:3 Vote:2 Commit:7');
});

test('a snapshot shows every part of its configuration, empty ones too', () => {
  expect(describeSnapshot(snapshot)).toBe(
    'Index:5 Term:2 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[3] LearnersNext:[] AutoLeave:false',
  );
});

test('nodes in messages are hexadecimal, and the local threads have names', () => {
  const m = Message({ type: 'MsgStorageApply', from: 26, to: LocalApplyThread });
  expect(describeMessage(m)).toBe('1a->ApplyThread MsgStorageApply Term:0 Log:0/0');
  expect(describeMessage(m.merge({ from: 0, to: LocalAppendThread }))).toBe(
    'None->AppendThread MsgStorageApply Term:0 Log:0/0',
  );
});

test('a message with one entry stays on its line, and with more it takes a line for each', () => {
  const one = Entry({ term: 1, index: 3, data: 'x' });
  const m = Message({ type: 'MsgApp', from: 1, to: 2, term: 1, logTerm: 1, index: 2, entries: List([one]) });
  expect(describeMessage(m)).toBe('1->2 MsgApp Term:1 Log:1/2 Entries:[1/3 EntryNormal "x"]');
  expect(describeMessage(m.set('entries', List([one, one.set('index', 4)])))).toBe(
    '1->2 MsgApp Term:1 Log:1/2 Entries:[\n  1/3 EntryNormal "x"\n  1/4 EntryNormal "x"\n]',
  );
});

test('responses are indented below the message that carries them', () => {
  const response = Message({ type: 'MsgAppResp', from: 1, to: 2, reject: true, rejectHint: 9 });
  const m = Message({ type: 'MsgStorageAppend', from: 1, to: 2, vote: 3, responses: List([response]) });
  expect(describeMessage(m)).toBe(
    '1->2 MsgStorageAppend Term:0 Log:0/0 Vote:3 Responses:[\n' +
      '  1->2 MsgAppResp Term:0 Log:0/0 Rejected (Hint: 9)\n]',
  );
});

test('an empty snapshot in a message is no snapshot', () => {
  const m = Message({ type: 'MsgSnap', from: 1, to: 2, snapshot: Snapshot() });
  expect(describeMessage(m)).toBe('1->2 MsgSnap Term:0 Log:0/0');
  expect(describeMessage(m.set('snapshot', snapshot))).toContain('\n  Snapshot: Index:5 Term:2');
});

test('an entry shows the configuration change it carries, of either version, and nothing for an empty one', () => {
  const [typeV1, dataV1] = marshalConfChange(ConfChange({ type: 'ConfChangeAddLearnerNode', nodeId: 4 }));
  const [typeV2, dataV2] = marshalConfChange(ConfChangeV2({ changes: List([addVoter, removeVoter]) }));
  const [typeEmpty, dataEmpty] = marshalConfChange(null);
  expect(describeEntry(Entry({ term: 1, index: 4, type: typeV1, data: dataV1 }))).toBe(
    '1/4 EntryConfChange l4',
  );
  expect(describeEntry(Entry({ term: 1, index: 4, type: typeV2, data: dataV2 }))).toBe(
    '1/4 EntryConfChangeV2 v4 r1',
  );
  expect(describeEntry(Entry({ term: 1, index: 4, type: typeEmpty, data: dataEmpty }))).toBe(
    '1/4 EntryConfChangeV2',
  );
});

test('the formatter of the caller shows the data of normal entries', () => {
  expect(describeEntry(Entry({ term: 1, index: 4, data: 'abc' }), (data) => `${data.length} bytes`)).toBe(
    '1/4 EntryNormal 3 bytes',
  );
});

test('a configuration change names its transition, its changes and a context if it has one', () => {
  const change = ConfChangeV2({ changes: List([addVoter, removeVoter]), context: 'why' });
  expect(describeConfChange(change)).toBe(
    'transition:ConfChangeTransitionAuto changes:{type:ConfChangeAddNode node_id:4} ' +
      'changes:{type:ConfChangeRemoveNode node_id:1} context:"why"',
  );
  expect(describeConfChange(ConfChangeV2())).toBe('transition:ConfChangeTransitionAuto');
});

test('a Ready shows its parts in order, and the reads with their contexts as bytes', () => {
  const rd = Ready({
    softState: SoftState({ lead: 1, raftState: 'StateLeader' }),
    hardState: HardState({ term: 2, vote: 1, commit: 5 }),
    readStates: List([ReadState({ index: 5, requestCtx: 'ab' }), ReadState({ index: 6 })]),
    entries: List([Entry({ term: 2, index: 6, data: 'x' })]),
    snapshot,
    committedEntries: List([Entry({ term: 1, index: 5 })]),
    messages: List([Message({ type: 'MsgHeartbeat', from: 1, to: 2, term: 2, commit: 5 })]),
    mustSync: true,
  });
  expect(describeReady(rd)).toBe(
    `Ready MustSync=true:
Lead:1 State:StateLeader
HardState Term:2 Vote:1 Commit:5
ReadStates [{5 [97 98]} {6 []}]
Entries:
2/6 EntryNormal "x"
Snapshot ${describeSnapshot(snapshot)}
CommittedEntries:
1/5 EntryNormal ""
Messages:
1->2 MsgHeartbeat Term:2 Log:0/0 Commit:5
`,
  );
});

test('a Ready with nothing in it says so, without a newline', () => {
  expect(describeReady(Ready({ mustSync: true }))).toBe('<empty Ready>');
});

test('a status is JSON with hexadecimal ids and the progress ordered by id', () => {
  const status = Status({
    id: 10,
    hardState: HardState({ term: 2, vote: 10, commit: 4 }),
    softState: SoftState({ lead: 10, raftState: 'StateLeader' }),
    applied: 3,
  });
  const progress = status.progress
    .set(11, Progress({ match: 1, next: 2 }))
    .set(10, Progress({ match: 4, next: 5, state: 'StateReplicate' }));
  expect(describeStatus(status.set('progress', progress))).toBe(
    '{"id":"a","term":2,"vote":"a","commit":4,"lead":"a","raftState":"StateLeader","applied":3,"progress":{' +
      '"a":{"match":4,"next":5,"state":"StateReplicate"},"b":{"match":1,"next":2,"state":"StateProbe"}},' +
      '"leadtransferee":"0"}',
  );
});
