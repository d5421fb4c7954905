/**
 * From the core's records to the views that everyone else sees.
 */
import type { List } from 'immutable';
import { confChangeOf } from '../../raft/confchange/codec.ts';
import {
  allEntries,
  entries,
  firstIndex,
  lastIndex,
  type RaftLog,
  term as termOf,
} from '../../raft/log/log.ts';
import { type ConfState, type Entry, type Message, noLimit, type Snapshot } from '../../raft/pb.ts';
import type { Raft, StateType } from '../../raft/raft.ts';
import { isPaused, type Progress, type ProgressState } from '../../raft/tracker/progress.ts';
import { confState, type ProgressTracker } from '../../raft/tracker/tracker.ts';
import type {
  ConfigView,
  DurableView,
  EntryView,
  ExtraView,
  KnownExtra,
  MessageView,
  NodeView,
  ProgressView,
  Role,
} from '../view.ts';
import { confChangeToString } from './confchange.ts';
import type { Node } from './node.ts';

const roles: { readonly [state in StateType]: Role } = {
  StateFollower: 'follower',
  StatePreCandidate: 'pre-candidate',
  StateCandidate: 'candidate',
  StateLeader: 'leader',
};

const entryViewTypes = {
  EntryNormal: 'normal',
  EntryConfChange: 'conf-change',
  EntryConfChangeV2: 'conf-change-v2',
} as const;

const progressStates: { readonly [state in ProgressState]: ProgressView['state'] } = {
  StateProbe: 'probe',
  StateReplicate: 'replicate',
  StateSnapshot: 'snapshot',
};

/**
 * Remembers what was made of a record, by the part of it that is looked at. A step leaves most of a node as it was, and an
 * immutable record that is still there still has the same view.
 */
function remembered<Of, View>(partOf: (of: Of) => object, make: (of: Of) => View): (of: Of) => View {
  const known = new WeakMap<object, View>();
  return (of) => {
    const part = partOf(of);
    const before = known.get(part);
    if (before !== undefined) return before;
    const view = make(of);
    known.set(part, view);
    return view;
  };
}

/**
 * `after`: what is committed and stored up to there is left out of both logs, as if it had been compacted. 0: nothing is.
 */
export function viewNode(node: Node, after = 0): NodeView {
  const cut = after === 0 ? 0 : cutOf(node, after);
  const durable = cut < node.storage.firstIndex() ? viewDurable(node) : viewDurableAfter(node, cut);
  if (node.rn === null) return viewDown(node, durable);
  const r = node.rn.raft;
  const before = Math.max(firstIndex(r.raftLog) - 1, cut);
  const beforeTerm = termOf(r.raftLog, before);
  return {
    // As the core has it: where that is another, the node is not itself any more.
    id: r.id,
    up: true,
    role: roles[r.state],
    term: r.term,
    vote: r.vote,
    lead: r.lead,
    commit: r.raftLog.committed,
    applied: r.raftLog.applied,
    snapshot: { index: before, term: typeof beforeTerm === 'number' ? beforeTerm : 0 },
    log: viewEntries(cut < before || cut === 0 ? allEntries(r.raftLog) : entriesAfter(r.raftLog, cut)),
    config: viewTracked(r.trk),
    votes: Object.fromEntries([...r.trk.votes].sort(([a], [b]) => a - b)),
    progress: viewProgress(r),
    durable,
    extra: extras(node, r),
  };
}

function cutOf({ rn, storage }: Node, after: number): number {
  const stored = Math.min(after, storage.hardState.commit, storage.lastIndex());
  return rn === null ? stored : Math.min(stored, rn.raft.raftLog.committed, lastIndex(rn.raft.raftLog));
}

function entriesAfter(log: RaftLog, index: number): List<Entry> {
  const found = entries(log, index + 1, noLimit);
  return typeof found === 'string' ? allEntries(log) : found;
}

/** A crashed node shows what it would restart from. */
function viewDown(node: Node, durable: DurableView): NodeView {
  return {
    id: node.id,
    up: false,
    role: 'follower',
    term: durable.term,
    vote: durable.vote,
    lead: 0,
    commit: durable.commit,
    applied: durable.snapshot.index,
    snapshot: durable.snapshot,
    log: durable.log,
    config: viewConfig(node.storage.snapshot().confState),
    votes: {},
    progress: {},
    durable,
    extra: {},
  };
}

const viewDurable = remembered(
  ({ storage }: Node) => storage,
  ({ storage }): DurableView => {
    const { term, vote, commit } = storage.hardState;
    // The first entry stored is a dummy: the last one compacted.
    const last = storage.ents.first()!;
    return {
      term,
      vote,
      commit,
      snapshot: { index: last.index, term: last.term },
      log: viewEntries(storage.ents.shift()),
    };
  },
);

function viewDurableAfter({ storage }: Node, index: number): DurableView {
  const { term, vote, commit } = storage.hardState;
  const from = index - storage.firstIndex() + 1;
  const { term: before } = storage.ents.get(from)!;
  const log = viewEntries(storage.ents.skip(from + 1));
  return { term, vote, commit, snapshot: { index, term: before }, log };
}

const viewTracked = remembered(
  (trk: ProgressTracker) => trk.config,
  (trk) => viewConfig(confState(trk)),
);

function viewProgress(r: Raft): Readonly<Record<number, ProgressView>> {
  if (r.state !== 'StateLeader') return {};
  const entries = [...r.trk.progress].sort(([a], [b]) => a - b);
  return Object.fromEntries(entries.map(([id, pr]) => [id, viewOneProgress(pr)]));
}

const viewOneProgress = remembered(
  (pr: Progress) => pr,
  (pr): ProgressView => ({
    match: pr.match,
    next: pr.next,
    state: progressStates[pr.state],
    paused: isPaused(pr),
    recentActive: pr.recentActive,
    pendingSnapshot: pr.pendingSnapshot,
    inflight: pr.inflights.buffer.toArray().map((inflight) => inflight.index),
    learner: pr.isLearner,
  }),
);

/** What else tells two states of a node apart, where it is not at its default. */
function extras(node: Node, r: Raft): ExtraView {
  const extra: Record<string, unknown> = {};
  const show = <Name extends keyof KnownExtra>(
    name: Name,
    value: Required<KnownExtra>[Name],
    shown = true,
  ): void => {
    if (shown) extra[name] = value;
  };
  show('machine', node.machine, node.machine !== r.raftLog.applied);
  show('misapplied', node.misapplied, node.misapplied !== '');
  show('leadTransferee', r.leadTransferee, r.leadTransferee !== 0);
  show('pendingConfIndex', r.pendingConfIndex, r.pendingConfIndex !== 0);
  show('uncommittedSize', r.uncommittedSize, r.uncommittedSize !== 0);
  show('electionElapsed', r.electionElapsed, r.electionElapsed !== 0);
  show('heartbeatElapsed', r.heartbeatElapsed, r.heartbeatElapsed !== 0);
  const { pendingReadIndexMessages: pending, readOnly } = r;
  const { unconfirmedReads, acks, confirmedReads } = readOnly;
  const { appendWork, applyWork } = node;
  if (!pending.isEmpty()) show('pendingReads', pending.toArray().map(readOf));
  if (!unconfirmedReads.isEmpty()) {
    const reads = unconfirmedReads.toArray();
    show(
      'unconfirmedReads',
      reads.map(({ index, req }) => ({ index, ...(req === null ? {} : readOf(req)) })),
    );
  }
  if (!acks.isEmpty()) show('readAcks', Object.fromEntries([...acks].sort(([a], [b]) => a - b)));
  show('confirmedReads', confirmedReads, confirmedReads !== 0);
  if (!appendWork.isEmpty()) show('appendWork', appendWork.toArray().map(viewMessage));
  if (!applyWork.isEmpty()) show('applyWork', applyWork.toArray().map(viewMessage));
  return extra;
}

function readOf(message: Message): { readonly from: number; readonly context: string } {
  return { from: message.from, context: message.entries.first()?.data ?? '' };
}

export const viewMessage = remembered(
  (message: Message) => message,
  (message): MessageView => ({
    type: message.type,
    from: message.from,
    to: message.to,
    ...(message.term !== 0 && { term: message.term }),
    ...(message.logTerm !== 0 && { logTerm: message.logTerm }),
    ...(message.index !== 0 && { index: message.index }),
    ...(message.commit !== 0 && { commit: message.commit }),
    ...(message.vote !== 0 && { vote: message.vote }),
    ...(message.reject && { reject: true }),
    ...(message.rejectHint !== 0 && { rejectHint: message.rejectHint }),
    ...(message.context !== '' && { context: readable(message.context) }),
    ...(!message.entries.isEmpty() && { entries: viewEntries(message.entries) }),
    ...(message.snapshot !== null && {
      snapshot: { ...position(message.snapshot), config: viewConfig(message.snapshot.confState) },
    }),
  }),
);

/** Contexts may be raw bytes; those are shown as hexadecimal digits. */
function readable(bytes: string): string {
  if (/^[ -~]*$/.test(bytes)) return bytes;
  return `0x${Array.from(bytes, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`;
}

function viewEntries(entries: List<Entry>): readonly EntryView[] {
  return entries.toArray().map(viewEntry);
}

const viewEntry = remembered(
  (entry: Entry) => entry,
  (entry): EntryView => {
    const type = entryViewTypes[entry.type];
    const change = confChangeOf(entry);
    const data = change === null ? entry.data : confChangeToString(change);
    return { index: entry.index, term: entry.term, type, data };
  },
);

function position(snapshot: Snapshot): { readonly index: number; readonly term: number } {
  return { index: snapshot.index, term: snapshot.term };
}

function viewConfig(state: ConfState): ConfigView {
  return {
    voters: state.voters.toArray(),
    votersOutgoing: state.votersOutgoing.toArray(),
    learners: state.learners.toArray(),
    learnersNext: state.learnersNext.toArray(),
    autoLeave: state.autoLeave,
  };
}
