/**
 * What one call of the core did inside: which message was taken, which role, entry and commit came of it, what was sent, in
 * the order in which the library's hooks would trace it (etcd: state_trace.go). The core has no hooks; each call changes little
 * enough that what happened is seen by comparing before and after.
 */
import type { List } from 'immutable';
import { asV2, confChangeOf } from '../../raft/confchange/codec.ts';
import { entries, lastIndex } from '../../raft/log/log.ts';
import { type Entry, type Message, noLimit } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';

/** Voters by name, incoming and outgoing. */
export type TracedConfiguration = readonly [readonly string[], readonly string[]];

export interface TracedConfChange {
  readonly changes?: readonly { readonly nid: string; readonly action: string }[];
  readonly newconf?: readonly string[];
}

export interface Details {
  readonly message?: Message;
  readonly change?: TracedConfChange;
  /** What is traced in the place of what the node's record says. */
  readonly instead?: { readonly conf?: TracedConfiguration; readonly log?: number };
}

/** Receives the events. They have the names of the library's hooks. */
export interface EventListener {
  add(name: string, r: Raft, details?: Details): void;
  /** A message that the node has put on its way. */
  sent(r: Raft, message: Message): void;
  /** A message that the node, still as it was before, is given. */
  received(r: Raft, message: Message): void;
}

const changeNames: Readonly<Record<string, string>> = {
  ConfChangeAddNode: 'AddNewServer',
  ConfChangeRemoveNode: 'RemoveServer',
  ConfChangeAddLearnerNode: 'AddLearner',
};

/** Traces what the call that made `after` of `before` has done. `message`: what the node was given, if that it was. */
export function traceCall(events: EventListener, before: Raft, after: Raft, message: Message | null): void {
  const unknownPeer =
    message?.type.endsWith('Resp') === true &&
    message.from !== before.id &&
    !before.trk.progress.has(message.from);
  if (message !== null && !unknownPeer) events.received(before, message);
  traceRole(events, before, after, message);
  traceEntries(events, before, after);
  if (after.raftLog.committed > before.raftLog.committed && after.state === 'StateLeader') {
    events.add('Commit', after);
  }
  for (const sent of newOnes(before.msgsAfterAppend, after.msgsAfterAppend)) events.sent(after, sent);
  for (const sent of newOnes(before.msgs, after.msgs)) events.sent(after, sent);
}

function traceRole(events: EventListener, before: Raft, after: Raft, message: Message | null): void {
  if (message !== null && raises(message) && message.term > before.term && after.term === message.term) {
    const follower = before.merge({ state: 'StateFollower', term: message.term, vote: 0 });
    events.add('BecomeFollower', follower);
  } else if (before.state !== 'StateFollower' && after.state === 'StateFollower') {
    events.add('BecomeFollower', before.set('state', 'StateFollower'));
  }
  if (after.state === 'StateCandidate' && after.term > before.term) {
    events.add('BecomeCandidate', after);
  } else if (after.state === 'StateLeader' && before.state !== 'StateLeader') {
    events.add('BecomeLeader', before.set('state', 'StateLeader'));
  }
}

/** Traces the entries that a leader has appended. */
function traceEntries(events: EventListener, before: Raft, after: Raft): void {
  if (after.state !== 'StateLeader') return;
  const log = lastIndex(before.raftLog);
  const appended = entries(after.raftLog, log + 1, noLimit);
  if (typeof appended === 'string') return;
  for (const entry of appended) {
    const change = changeOf(entry);
    const details = { instead: { log }, ...(change !== null && { change }) };
    events.add(change === null ? 'Replicate' : 'ChangeConf', after, details);
  }
}

function changeOf(entry: Entry): TracedConfChange | null {
  const change = confChangeOf(entry);
  if (change === null) return null;
  const changes = asV2(change).changes.map(({ type, nodeId }) => ({
    nid: String(nodeId),
    action: changeNames[type] ?? type,
  }));
  return { changes: changes.toArray() };
}

function newOnes(before: List<Message>, after: List<Message>): List<Message> {
  return after.skip(before.size);
}

export function configOf(r: Raft): TracedConfiguration {
  const { incoming, outgoing } = r.trk.config.voters;
  const names = (ids: Iterable<number>): string[] => [...ids].sort((a, b) => a - b).map(String);
  return [names(incoming), names(outgoing)];
}

/** Whether a higher term of the message makes a follower of its receiver: not one that nobody has yet. */
export function raises({ type, reject }: Message): boolean {
  return type !== 'MsgPreVote' && (type !== 'MsgPreVoteResp' || reject);
}
