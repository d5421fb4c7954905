/**
 * The events of one call of the core, in the order in which the library's hooks would write them, seen by comparing the node
 * before and after (etcd: state_trace.go).
 */
import type { List } from 'immutable';
import { asV2, confChangeOf } from '../../raft/confchange/codec.ts';
import { allEntries, firstIndex, lastIndex } from '../../raft/log/log.ts';
import type { Entry, Message } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import type { Dialect, ToldChange, ToldEvent, ToldMessage } from '../recordable.ts';
import { raises } from './tracedcall.ts';

const receiving: Readonly<Record<string, string>> = {
  MsgApp: 'ReceiveAppendEntriesRequest',
  MsgHeartbeat: 'ReceiveAppendEntriesRequest',
  MsgSnap: 'ReceiveAppendEntriesRequest',
  MsgAppResp: 'ReceiveAppendEntriesResponse',
  MsgHeartbeatResp: 'ReceiveAppendEntriesResponse',
  MsgVote: 'ReceiveRequestVoteRequest',
  MsgVoteResp: 'ReceiveRequestVoteResponse',
};
const positioned: readonly string[] = ['MsgApp', 'MsgAppResp', 'MsgVote'];

const changeNames: Readonly<Record<string, string>> = {
  ConfChangeAddNode: 'AddNewServer',
  ConfChangeRemoveNode: 'RemoveServer',
  ConfChangeAddLearnerNode: 'AddLearner',
};

type Conf = ToldEvent['conf'];

interface Instead {
  readonly term?: number;
  readonly vote?: number;
  readonly commit?: number;
  readonly log?: number;
  readonly conf?: Conf;
  readonly message?: Message;
  readonly changes?: readonly ToldChange[];
  readonly newconf?: readonly number[];
}

export class Telling {
  readonly events: ToldEvent[] = [];
  readonly #library: boolean;
  readonly #shift: number;

  constructor(dialect: Dialect, shift: number) {
    this.#library = dialect === 'library';
    this.#shift = shift;
  }

  /** `instead`: what is told in the place of what the record says. */
  add(name: string, r: Raft, instead: Instead = {}): void {
    const shift = this.#shift;
    const { message, changes, newconf } = instead;
    this.events.push({
      name,
      node: r.id,
      term: (instead.term ?? r.term) + shift,
      vote: instead.vote ?? r.vote,
      commit: (instead.commit ?? r.raftLog.committed) + shift,
      role: r.state,
      log: (instead.log ?? lastIndex(r.raftLog)) + shift,
      conf: instead.conf ?? confOf(r),
      message: message === undefined ? undefined : toldMessage(message, shift),
      changes,
      newconf,
    });
  }

  /** A node starts, for the first time or again: then the export tells it with a configuration that it had. */
  begins(r: Raft, again: List<List<number>> | null): void {
    if (this.#library) {
      // The library tells of it before it has read its hard state and its configuration.
      const empty: Instead = { term: 0, vote: 0, commit: firstIndex(r.raftLog) - 1, conf: [[], []] };
      this.add('InitState', r, empty);
      this.add('ApplyConfChange', r, { ...empty, newconf: confOf(r)[0] });
      this.add('BecomeFollower', r);
      return;
    }
    const conf = confOf(r);
    const [incoming, outgoing] = again ?? [];
    this.add('InitState', r, {
      conf: again === null ? conf : [incoming?.toArray() ?? [], outgoing?.toArray() ?? []],
    });
    const [newconf] = conf;
    if (again === null && newconf.length > 0) this.add('ApplyConfChange', r, { newconf });
  }

  /** The first start writes one change a peer (etcd: bootstrap.go). */
  bootstraps(before: Raft, after: Raft, peers: readonly number[]): void {
    this.add('BecomeFollower', after, { log: lastIndex(before.raftLog), commit: 0, conf: [[], []] });
    for (const k of peers.keys()) {
      this.add('ApplyConfChange', after, {
        conf: [ascending(peers.slice(0, k)), []],
        newconf: ascending(peers.slice(0, k + 1)),
      });
    }
  }

  /** A committed change is put into effect. */
  applies(before: Raft, after: Raft): void {
    this.add('ApplyConfChange', before, { newconf: confOf(after)[0] });
    this.#role(before, after, null);
    const leads = after.state === 'StateLeader';
    const self = after.trk.progress.get(after.id);
    const asks =
      leads && self !== undefined && !self.isLearner && !after.trk.config.voters.incoming.isEmpty();
    this.#commits(before, after, asks);
    this.#sends(before, after);
  }

  /** One call of the core, by `message` or by something that no event tells of. */
  call(before: Raft, after: Raft, message: Message | null): void {
    const name = message === null ? undefined : receiving[message.type];
    const isUnknown =
      message?.type.endsWith('Resp') === true &&
      message.from !== before.id &&
      !before.trk.progress.has(message.from);
    if (message !== null && name !== undefined && !isUnknown) this.add(name, before, { message });
    this.#role(before, after, message);
    this.#entries(before, after);
    if (message?.type === 'MsgSnap' && this.#library) this.#restores(before, after);
    this.#commits(before, after, message !== null && asksCommit(before, after, message));
    // The library answers a candidate before it notes the vote.
    const isAsked = this.#library && message?.type === 'MsgVote';
    this.#sends(before, after, isAsked ? (message.term > before.term ? 0 : before.vote) : after.vote);
  }

  #role(before: Raft, after: Raft, message: Message | null): void {
    if (message !== null && raises(message) && message.term > before.term && after.term === message.term) {
      this.add('BecomeFollower', before.merge({ state: 'StateFollower', term: message.term, vote: 0 }));
    } else if (before.state !== 'StateFollower' && after.state === 'StateFollower') {
      // The export tells of a leader that has removed itself as it was before that.
      const conf = confOf(this.#library ? after : before);
      this.add('BecomeFollower', before.set('state', 'StateFollower'), { conf });
    }
    if (after.state === 'StateCandidate' && after.term > before.term) {
      this.add('BecomeCandidate', after);
    } else if (after.state === 'StateLeader' && before.state !== 'StateLeader') {
      this.add('BecomeLeader', before.set('state', 'StateLeader'));
    }
  }

  /** Entries that a leader has appended: changes are told when they are looked at, all others when they are appended. */
  #entries(before: Raft, after: Raft): void {
    if (after.state !== 'StateLeader') return;
    const log = lastIndex(before.raftLog);
    if (lastIndex(after.raftLog) === log) return;
    const appended = tail(after, log);
    const told = appended.map((entry) => ({ entry, changes: changesOf(entry) }));
    if (this.#library) told.sort((a, b) => Number(a.changes === null) - Number(b.changes === null));
    for (const { changes } of told) {
      if (changes === null) this.add('Replicate', after, { log });
      else if (changes.length > 0 || !this.#library) this.add('ChangeConf', after, { log, changes });
    }
  }

  /** The configuration of a snapshot is put into effect once nothing is left of the one before. */
  #restores(before: Raft, after: Raft): void {
    const { snapshot } = after.raftLog.unstable;
    if (snapshot === null || snapshot === before.raftLog.unstable.snapshot) return;
    this.add('ApplyConfChange', after, { conf: [[], []], newconf: confOf(after)[0] });
  }

  /** The library tells of every question whether more is committed, the export of what came of it. */
  #commits(before: Raft, after: Raft, isAsked: boolean): void {
    const moved = after.state === 'StateLeader' && after.raftLog.committed > before.raftLog.committed;
    if (this.#library ? isAsked : moved) this.add('Commit', after);
  }

  /** `vote`: as it was when they were sent. */
  #sends(before: Raft, after: Raft, vote = after.vote): void {
    const answers = after.msgsAfterAppend.skip(before.msgsAfterAppend.size).toArray();
    const others = after.msgs.skip(before.msgs.size).toArray();
    const sent = [...answers, ...others];
    // A candidate asks the voters in the order of their ids, itself among them.
    if (this.#library && after.state === 'StateCandidate') sent.sort((a, b) => a.to - b.to);
    for (const message of sent) {
      const name = receiving[message.type]?.replace('Receive', 'Send');
      if (name !== undefined) this.add(name, after, { message, vote });
    }
  }
}

/** Whether the leader asks what it can commit (etcd: raft.maybeCommit is called). */
function asksCommit(before: Raft, after: Raft, message: Message): boolean {
  if (message.type !== 'MsgAppResp' || message.reject || message.term < before.term) return false;
  if (before.state !== 'StateLeader' || after.state !== 'StateLeader') return false;
  const pr = before.trk.progress.get(message.from);
  if (pr === undefined) return false;
  return message.index > pr.match || (message.index === pr.match && pr.state === 'StateProbe');
}

function tail(r: Raft, after: number): Entry[] {
  const { entries } = r.raftLog.unstable;
  const first = entries.first()?.index;
  if (first === undefined || first > after + 1) {
    return allEntries(r.raftLog)
      .filter(({ index }) => index > after)
      .toArray();
  }
  return entries.skip(after + 1 - first).toArray();
}

function changesOf(entry: Entry): readonly ToldChange[] | null {
  const change = confChangeOf(entry);
  if (change === null) return null;
  return asV2(change)
    .changes.map(({ type, nodeId }) => ({ node: nodeId, action: changeNames[type] ?? type }))
    .toArray();
}

function ascending(ids: Iterable<number>): number[] {
  return [...ids].sort((a, b) => a - b);
}

export function confOf(r: Raft): Conf {
  const { incoming, outgoing } = r.trk.config.voters;
  return [ascending(incoming), ascending(outgoing)];
}

/** The message as its events tell it; `shift` is added to every index and term. */
export function toldMessage(message: Message, shift: number): ToldMessage {
  const isSnap = message.type === 'MsgSnap';
  const at = positioned.includes(message.type) ? shift : 0;
  const telling = message.type === 'MsgApp' || message.commit > 0;
  const hinting = message.reject && message.type === 'MsgAppResp';
  return {
    type: message.type,
    term: message.term + shift,
    from: message.from,
    to: message.to,
    entries: isSnap ? (message.snapshot?.index ?? 0) + shift : message.entries.size,
    logTerm: isSnap ? 0 : message.logTerm + at,
    index: isSnap ? 0 : message.index + at,
    commit: message.commit + (telling ? shift : 0),
    vote: message.vote,
    reject: message.reject,
    rejectHint: message.rejectHint + (hinting ? shift : 0),
  };
}
