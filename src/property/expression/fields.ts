/**
 * What an expression can ask for: the fields of a view by their names, each with its type, and what stands at the top. This table
 * alone says what there is; docs/expressions.md shows it. What is not here follows from no state (clocks, what a search counts), or is
 * left out of states where nothing can tell (docs/identity.md).
 */
import { actionKinds } from '../../cluster/action.ts';
import {
  type ConfigView,
  type DurableView,
  type EntryView,
  type LogView,
  lastIndex,
  type MessageView,
  type NodeView,
  type ProgressView,
  panicOf,
  termAt,
} from '../../cluster/view.ts';
import { bool, log, many, nodeName, number, type RecordName, record, type Type, text } from './types.ts';

export interface Field {
  readonly type: Type;
  /** It may be none. */
  readonly optional: boolean;
  readonly about: string;
  /** Undefined: none. Names of nodes are read by nameOf. */
  get(of: unknown): unknown;
}

function field<Of>(type: Type, about: string, get: (of: Of) => unknown): Field {
  return { type, optional: type.kind === 'name', about, get: get as Field['get'] };
}

function maybe<Of>(type: Type, about: string, get: (of: Of) => unknown): Field {
  return { ...field(type, about, get), optional: true };
}

const roles: Type = { kind: 'word', words: ['follower', 'pre-candidate', 'candidate', 'leader'] };
const entryTypes: Type = { kind: 'word', words: ['normal', 'conf-change', 'conf-change-v2'] };
const progressStates: Type = { kind: 'word', words: ['probe', 'replicate', 'snapshot'] };
const kinds: Type = { kind: 'word', words: actionKinds };
/** Those of etcd; another core may have others. */
export const messageTypes: Type = {
  kind: 'word',
  open: true,
  words: [
    ...[
      'MsgProp',
      'MsgApp',
      'MsgAppResp',
      'MsgVote',
      'MsgVoteResp',
      'MsgPreVote',
      'MsgPreVoteResp',
      'MsgSnap',
    ],
    ...['MsgHeartbeat', 'MsgHeartbeatResp', 'MsgReadIndex', 'MsgReadIndexResp'],
    ...['MsgTransferLeader', 'MsgTimeoutNow'],
  ],
};

const nodes = many(nodeName);
const position = record('position');

/** A log by itself, so that nobody takes the node for it. */
const logOf = ({ snapshot, log: entries }: LogView): LogView => ({ snapshot, log: entries });

const node: Readonly<Record<string, Field>> = {
  id: field<NodeView>(nodeName, 'its name, as n1', ({ id }) => id),
  up: field<NodeView>(bool, 'false between a crash and the restart', ({ up }) => up),
  panicked: field<NodeView>(bool, 'whether its core has panicked', (of) => panicOf(of) !== null),
  role: field<NodeView>(roles, 'follower, pre-candidate, candidate or leader', ({ role }) => role),
  term: field<NodeView>(number, 'its term', ({ term }) => term),
  vote: field<NodeView>(nodeName, 'whom it has voted for in its term', ({ vote }) => vote),
  lead: field<NodeView>(nodeName, 'whom it takes for the leader', ({ lead }) => lead),
  commit: field<NodeView>(number, 'the last index that it knows to be committed', ({ commit }) => commit),
  applied: field<NodeView>(number, 'the last index that it has applied', ({ applied }) => applied),
  snapshot: field<NodeView>(position, 'what its snapshot covers; at 0 nothing', ({ snapshot }) => snapshot),
  log: field<NodeView>(log, 'its log', logOf),
  config: field<NodeView>(record('config'), 'the configuration that it has applied', ({ config }) => config),
  votes: field<NodeView>(
    { kind: 'table', key: nodeName, to: bool },
    'of a candidate: by node, whether it was given the vote',
    ({ votes }) => votes,
  ),
  progress: field<NodeView>(
    { kind: 'table', key: nodeName, to: record('progress') },
    'of a leader: by node, how far that is',
    ({ progress }) => progress,
  ),
  durable: field<NodeView>(record('durable'), 'what is on its stable storage', ({ durable }) => durable),
};

const message: Readonly<Record<string, Field>> = {
  type: field<MessageView>(
    messageTypes,
    'such as MsgApp; of another core perhaps another, in quotes',
    ({ type }) => type,
  ),
  from: field<MessageView>(nodeName, 'who has sent it', ({ from }) => from),
  to: field<MessageView>(nodeName, 'whom it is for', ({ to }) => to),
  term: field<MessageView>(number, 'the term that it is of', ({ term = 0 }) => term),
  logTerm: field<MessageView>(number, 'the term of the entry at its index', ({ logTerm = 0 }) => logTerm),
  index: field<MessageView>(
    number,
    'the index before its entries, or that it answers for',
    ({ index = 0 }) => index,
  ),
  commit: field<MessageView>(number, 'the commit index that it tells', ({ commit = 0 }) => commit),
  reject: field<MessageView>(bool, 'whether it refuses', ({ reject = false }) => reject),
  rejectHint: field<MessageView>(
    number,
    'where the sender of a refusal would agree',
    ({ rejectHint = 0 }) => rejectHint,
  ),
  context: field<MessageView>(
    text,
    'what it carries for a read or a transfer',
    ({ context = '' }) => context,
  ),
  entries: field<MessageView>(many(record('entry')), 'its entries', ({ entries = [] }) => entries),
  snapshot: maybe<MessageView>(record('snapshot'), 'its snapshot', ({ snapshot }) => snapshot),
};

type Said = Readonly<Record<string, unknown>>;

export const fields: Readonly<Record<RecordName, Readonly<Record<string, Field>>>> = {
  node,
  durable: {
    term: field<DurableView>(number, 'the term', ({ term }) => term),
    vote: field<DurableView>(nodeName, 'the vote', ({ vote }) => vote),
    commit: field<DurableView>(number, 'the commit index', ({ commit }) => commit),
    snapshot: field<DurableView>(position, 'what the snapshot covers', ({ snapshot }) => snapshot),
    log: field<DurableView>(log, 'the log', logOf),
  },
  entry: {
    index: field<EntryView>(number, 'its index', ({ index }) => index),
    term: field<EntryView>(number, 'its term', ({ term }) => term),
    type: field<EntryView>(entryTypes, 'normal, conf-change or conf-change-v2', ({ type }) => type),
    data: field<EntryView>(text, 'what was proposed; "" in the first entry of a leader', ({ data }) => data),
  },
  position: {
    index: field<LogView['snapshot']>(number, 'its index', ({ index }) => index),
    term: field<LogView['snapshot']>(number, 'its term', ({ term }) => term),
  },
  config: {
    voters: field<ConfigView>(nodes, 'the voters', ({ voters }) => voters),
    votersOutgoing: field<ConfigView>(
      nodes,
      'in a joint one those of before',
      ({ votersOutgoing }) => votersOutgoing,
    ),
    learners: field<ConfigView>(nodes, 'the learners', ({ learners }) => learners),
    learnersNext: field<ConfigView>(
      nodes,
      'who will be a learner after the joint one',
      ({ learnersNext }) => learnersNext,
    ),
    autoLeave: field<ConfigView>(bool, 'whether the joint one is left unasked', ({ autoLeave }) => autoLeave),
  },
  progress: {
    match: field<ProgressView>(number, 'the last index that is known to be there', ({ match }) => match),
    next: field<ProgressView>(number, 'the next index to be sent', ({ next }) => next),
    state: field<ProgressView>(progressStates, 'probe, replicate or snapshot', ({ state }) => state),
    pendingSnapshot: field<ProgressView>(
      number,
      'the index of a snapshot on its way',
      ({ pendingSnapshot }) => pendingSnapshot,
    ),
    learner: field<ProgressView>(bool, 'whether it is a learner', ({ learner }) => learner),
  },
  message,
  snapshot: {
    index: field<LogView['snapshot']>(number, 'the last index that it covers', ({ index }) => index),
    term: field<LogView['snapshot']>(number, 'the term of that entry', ({ term }) => term),
    config: field<{ config: ConfigView }>(
      record('config'),
      'the configuration in it',
      ({ config }) => config,
    ),
  },
  action: {
    kind: field<Said>(kinds, 'what is done, such as timeout, deliver, crash', ({ kind }) => kind),
    message: maybe<Said>(record('message'), 'of deliver: the message', ({ message: carried }) => carried),
    data: maybe<Said>(text, 'of propose: the value', ({ data }) => data),
    context: maybe<Said>(text, 'of read: its name', ({ context }) => context),
    change: maybe<Said>(text, 'of propose-conf: the change, such as "v4"', ({ change }) => change),
    transferee: maybe<Said>(nodeName, 'of transfer: to whom', ({ transferee }) => transferee),
    peer: maybe<Said>(nodeName, 'of unreachable and snapshot-status: of whom', ({ peer }) => peer),
    failed: maybe<Said>(bool, 'of snapshot-status: whether it has failed', ({ failed }) => failed),
  },
};

/** A log has its ends, and entries by their index: n.log[2]. */
export const logFields: Readonly<Record<string, Field>> = {
  last: field<LogView>(position, 'of its last entry, or of its snapshot; at 0 nothing', (of) => {
    const index = lastIndex(of);
    return { index, term: termAt(of, index) ?? 0 };
  }),
  snapshot: field<LogView>(position, 'what lies before its first entry', ({ snapshot }) => snapshot),
};

/** What stands at the top, beside nodes by their names. */
export const globals: Readonly<Record<string, { readonly type: Type; readonly about: string }>> = {
  messages: { type: many(record('message')), about: 'the messages in flight' },
  leaders: {
    type: { kind: 'table', key: number, to: nodes },
    about: 'by term, everyone who has ever led it',
  },
  committed: { type: log, about: 'the longest log that was ever committed, whoever knows of it' },
  before: { type: record('node'), about: 'in a step: the node that takes it, before' },
  after: { type: record('node'), about: 'in a step: the same node after it' },
  action: { type: record('action'), about: 'in a step: what is done' },
};
