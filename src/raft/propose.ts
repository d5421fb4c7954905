/**
 * Proposals at a leader. A configuration change that must not enter the log now is replaced by an empty entry, which
 * keeps its place: the proposer finds out when it is applied.
 */
import type { List } from 'immutable';
import { appendEntry } from './append.ts';
import { asV2, type ConfChangeI, confChangeOf } from './confchange/codec.ts';
import * as log from './log/log.ts';
import { panic } from './panic.ts';
import { Entry, type Message, None } from './pb.ts';
import type { Raft, Stepped } from './raft.ts';
import { bcastAppend } from './replicate.ts';

// The library sets its type, which it leaves out of proposals: that counts in the entry's size (log/size.ts).
const refused = Entry({ typeIsSet: true });

/**
 * Appends and replicates the entries of a MsgProp, all or none (paper, section 5.3; etcd: the case in stepLeader).
 * 'ErrProposalDropped' at a leader that is no member any more, that is handing over, or whose log is too long.
 */
export function stepProp(r: Raft, m: Message): Stepped {
  if (m.entries.isEmpty()) panic('empty-proposal', `at node ${r.id}`);
  if (!r.trk.progress.has(r.id) || r.leadTransferee !== None) return [r, 'ErrProposalDropped'];
  const [checked, entries] = checkConfChanges(r, m.entries);
  const [appended, accepted] = appendEntry(checked, entries);
  return accepted ? [bcastAppend(appended), null] : [checked, 'ErrProposalDropped'];
}

/** The entries as they may enter the log, and the record with the index of the newest change among them. */
function checkConfChanges(r: Raft, entries: List<Entry>): readonly [Raft, List<Entry>] {
  const last = log.lastIndex(r.raftLog);
  let next = r;
  const checked = entries.map((entry, i) => {
    const change = confChangeOf(entry);
    if (change === null) return entry;
    if (!next.disableConfChangeValidation && !mayPropose(next, change)) return refused;
    next = next.set('pendingConfIndex', last + 1 + i);
    return entry;
  });
  return [next, checked];
}

/**
 * One change at a time (thesis, section 4.1): none may be unapplied, and a joint configuration has to be left before
 * anything else. Judged by the configuration in use, which may be older than the log's; hence the option not to.
 */
function mayPropose(r: Raft, change: ConfChangeI): boolean {
  if (r.pendingConfIndex > r.raftLog.applied) return false;
  const joint = !r.trk.config.voters.outgoing.isEmpty();
  const leavesJoint = asV2(change).changes.isEmpty();
  return joint === leavesJoint;
}
