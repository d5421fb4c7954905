/**
 * The one way out for messages: everything the core sends passes `send`, which completes the message and chooses the
 * list that says when it may leave.
 */
import { panic } from './panic.ts';
import { type Message, type MessageType, None } from './pb.ts';
import type { Raft } from './raft.ts';

/**
 * Queues `m`, filling in the sender and, where it belongs, the term (etcd: raft.send).
 *
 * Votes and acknowledgements go to msgsAfterAppend: they promise something that must survive a crash (thesis, section
 * 3.8). So do refusals, which would be safe earlier; they are rare, and nobody has proved it.
 *
 * Panics when a campaign message has no term, when any other has one, and when a message that leaves at once is
 * addressed to its sender.
 */
export function send(r: Raft, m: Message): Raft {
  const complete = withTerm(r, m.from === None ? m.set('from', r.id) : m);
  if (waitsForAppend(m.type)) return r.set('msgsAfterAppend', r.msgsAfterAppend.push(complete));
  if (m.to === r.id) panic('self-addressed-message', `${m.type} at node ${r.id}`);
  return r.set('msgs', r.msgs.push(complete));
}

function withTerm(r: Raft, m: Message): Message {
  if (isCampaignMessage(m.type)) {
    // The sender sets it: it is the term that is campaigned for, which for a pre-vote is not yet the sender's own.
    if (m.term === 0) panic('term-not-set', `sending ${m.type} from node ${r.id}`);
    return m;
  }
  if (m.term !== 0) panic('term-set', `sending ${m.type} from node ${r.id} with term ${m.term}`);
  // These two are forwarded to the leader and then handled as if it had received them itself: no term to judge them by.
  if (m.type === 'MsgProp' || m.type === 'MsgReadIndex') return m;
  return m.set('term', r.term);
}

function isCampaignMessage(type: MessageType): boolean {
  return type === 'MsgVote' || type === 'MsgVoteResp' || type === 'MsgPreVote' || type === 'MsgPreVoteResp';
}

function waitsForAppend(type: MessageType): boolean {
  return type === 'MsgAppResp' || type === 'MsgVoteResp' || type === 'MsgPreVoteResp';
}
