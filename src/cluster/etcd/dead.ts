/**
 * Which messages can have come too late for ever, as the etcd core sees it: the guess that reduce/dead.ts verifies.
 *
 * A floor is a number that follows from a node's state and never falls, crashes included. A message names the floor that
 * it depends on and the level at which it counts: below the floor, its destination has no use for it any more.
 *
 *   term    the durable term. A restart begins with it and terms only grow, so a message of a lower term will always be of
 *           a lower term, and the core ignores those (step.ts, stepLowerTerm).
 *   count   the durable term, and one more unless the node is that term's candidate. Answers to a candidacy are read by
 *           the candidate of their term alone, and whoever is in a term without being its candidate will not become it:
 *           a candidacy begins with a new term.
 *   lead    the same with candidate or leader: answers to a leader are read by the leader of their term alone, and only
 *           that term's candidate becomes that.
 *
 * What an asynchronous node has only in memory, a crash may take back: hence the durable term, and "that term's candidate"
 * only where the term in memory is the durable one. (Ahead of it, the node is in a later term, and after a crash it is a
 * follower in the durable one.)
 *
 * Never late:
 *   MsgProp, MsgReadIndex           they have no term: whoever leads takes them
 *   MsgPreVote                      refused with an answer, however old
 *   MsgApp, MsgHeartbeat            answered, with PreVote or CheckQuorum, so that a leader of an old term learns of it
 *   MsgVote of the current term     refused with an answer, by one who has voted
 *   MsgPreVoteResp of it            a grant carries the term that was asked about, so it counts for a later question
 */
import type { Message, MessageType } from '../../raft/pb.ts';
import { step } from '../../raft/rawnode.ts';
import type { Deadline } from '../adapter.ts';
import type { Model } from '../model.ts';
import type { Node } from './node.ts';

const floorNames = ['term', 'count', 'lead'] as const;
type FloorName = (typeof floorNames)[number];

/** The floors of a node's state, in the order by which deadlines number them. */
export function floors(node: Node): readonly number[] {
  const { term } = node.storage.hardState;
  const r = node.rn?.raft;
  const now = r === undefined || r.term !== term ? null : r.state;
  const counts = now === 'StateCandidate';
  const leads = counts || now === 'StateLeader';
  const byName: Record<FloorName, number> = {
    term,
    count: counts ? term : term + 1,
    lead: leads ? term : term + 1,
  };
  return floorNames.map((name) => byName[name]);
}

/** When the message is late, or null: never. */
export function deadline(model: Model, m: Message): Deadline | null {
  const name = m.term === 0 ? null : floorOf(model, m.type);
  return name === null ? null : { floor: floorNames.indexOf(name), level: m.term };
}

function floorOf(model: Model, type: MessageType): FloorName | null {
  switch (type) {
    case 'MsgVoteResp':
      return 'count';
    case 'MsgAppResp':
    case 'MsgHeartbeatResp':
      return 'lead';
    case 'MsgApp':
    case 'MsgHeartbeat':
      return model.preVote || model.checkQuorum ? null : 'term';
    case 'MsgVote':
    case 'MsgPreVoteResp':
    case 'MsgSnap':
    case 'MsgTimeoutNow':
    case 'MsgTransferLeader':
    case 'MsgReadIndexResp':
      return 'term';
    case 'MsgPreVote':
    case 'MsgProp':
    case 'MsgReadIndex':
      return null;
    // These never leave their node.
    case 'MsgHup':
    case 'MsgBeat':
    case 'MsgUnreachable':
    case 'MsgSnapStatus':
    case 'MsgCheckQuorum':
    case 'MsgForgetLeader':
    case 'MsgStorageAppend':
    case 'MsgStorageAppendResp':
    case 'MsgStorageApply':
    case 'MsgStorageApplyResp':
      return null;
  }
}

/**
 * True when the message does nothing at all to the node: not even a field is set. A node that is down takes nothing, and
 * neither does one that panicked.
 */
export function ignores(node: Node, m: Message): boolean {
  if (node.rn === null || node.panic !== '') return true;
  return step(node.rn, m)[0] === node.rn;
}
