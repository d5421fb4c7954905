/**
 * The events that etcd's trace validation reads, one JSON document a line (etcd: state_trace.go, TracingEvent), and what
 * has to be said otherwise than the core says it.
 *
 * The validation begins with a log that a bootstrap has written: at least one committed entry, of term 1. A cluster whose
 * logs begin empty is told as if it had that one: indices and terms are one higher, and position 0 in term 0 is position 1
 * in term 1. Raft does the same in both, but for one thing: how far a follower's log is known to match. Nothing known is
 * then told apart from only the first entry known, which the core does not (`matched`).
 */

import { configOf, type Details, type EventListener } from '../../../cluster/etcd/tracedcall.ts';
import { lastIndex } from '../../../raft/log/log.ts';
import type { Message } from '../../../raft/pb.ts';
import type { Raft } from '../../../raft/raft.ts';

const receiving: Readonly<Record<string, string>> = {
  MsgApp: 'ReceiveAppendEntriesRequest',
  MsgHeartbeat: 'ReceiveAppendEntriesRequest',
  MsgSnap: 'ReceiveAppendEntriesRequest',
  MsgAppResp: 'ReceiveAppendEntriesResponse',
  MsgHeartbeatResp: 'ReceiveAppendEntriesResponse',
  MsgVote: 'ReceiveRequestVoteRequest',
  MsgVoteResp: 'ReceiveRequestVoteResponse',
};

export class Events implements EventListener {
  readonly #lines: string[] = [];
  /** What is added to every index and term. */
  readonly #shift: 0 | 1;
  /** matched[i][j]: how far the leader i knows j's log to match; shifted. */
  readonly #matched = new Map<number, Map<number, number>>();

  constructor(emptyLogs: boolean) {
    this.#shift = emptyLogs ? 1 : 0;
  }

  text(): string {
    return this.#lines.join('');
  }

  add(name: string, r: Raft, { message, change, instead }: Details = {}): void {
    const event = {
      name,
      nid: String(r.id),
      state: {
        term: r.term + this.#shift,
        vote: String(r.vote),
        commit: r.raftLog.committed + this.#shift,
      },
      role: r.state,
      log: (instead?.log ?? lastIndex(r.raftLog)) + this.#shift,
      conf: instead?.conf ?? configOf(r),
      ...(message !== undefined && { msg: this.#message(r, message) }),
      ...(change !== undefined && { prop: { cc: change } }),
    };
    // Etcd's script sorts the lines of a log by what stands here third.
    const ts = 1_000_000_000 + this.#lines.length;
    this.#lines.push(`${JSON.stringify({ level: 'debug', ts, tag: 'trace', event })}\n`);
    if (name === 'BecomeLeader') this.#matched.set(r.id, new Map());
    if (name === 'InitState') this.#matched.delete(r.id);
  }

  /** A message that the node has put on its way; most types leave no event. */
  sent(r: Raft, message: Message): void {
    const name = receiving[message.type]?.replace('Receive', 'Send');
    if (name !== undefined) this.add(name, r, { message });
  }

  /** A message that the node, still as it was before, is given. */
  received(r: Raft, message: Message): void {
    const name = receiving[message.type];
    if (name === undefined) return;
    this.add(name, r, { message });
    if (message.type !== 'MsgAppResp' || message.reject || message.term !== r.term) return;
    const known = this.#matched.get(r.id) ?? new Map<number, number>();
    known.set(message.from, Math.max(known.get(message.from) ?? 0, message.index + this.#shift));
    this.#matched.set(r.id, known);
  }

  #message(r: Raft, message: Message) {
    const shift = this.#shift;
    const snap = message.type === 'MsgSnap';
    const positioned = ['MsgApp', 'MsgAppResp', 'MsgVote'].includes(message.type);
    return {
      type: message.type,
      term: message.term + shift,
      from: String(message.from),
      to: String(message.to),
      entries: snap ? (message.snapshot?.index ?? 0) + shift : message.entries.size,
      logTerm: positioned ? message.logTerm + shift : 0,
      index: positioned ? message.index + shift : 0,
      commit: this.#commit(r, message),
      vote: String(message.vote),
      reject: message.reject,
      rejectHint:
        message.reject && message.type === 'MsgAppResp' ? message.rejectHint + shift : message.rejectHint,
    };
  }

  #commit(r: Raft, message: Message): number {
    if (message.type === 'MsgApp') return message.commit + this.#shift;
    if (message.type !== 'MsgHeartbeat' || message.commit > 0)
      return message.commit && message.commit + this.#shift;
    return r.id === message.from ? this.#heartbeat(message) : (this.#heard.get(message) ?? 0);
  }

  /** The heartbeats' commit as it was told when they were sent. */
  readonly #heard = new WeakMap<Message, number>();

  #heartbeat(message: Message): number {
    const commit = Math.min(this.#shift, this.#matched.get(message.from)?.get(message.to) ?? 0);
    this.#heard.set(message, commit);
    return commit;
  }
}
