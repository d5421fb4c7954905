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
 *   match   one for each peer: the durable term, and within it how far the term's leader knows the peer's log to match.
 *           Below that an answer is no news, nor is a rejection, which is an old one. At it they are none either once the
 *           match is settled: the peer is in StateReplicate and has all of a log to which clients have nothing to add, and
 *           nobody may report it unreachable.
 *   settled one for each peer: as lead, and one more when the match is settled, too. Then there is nothing left to send, so
 *           an answer to a heartbeat that confirms no read is no news.
 *
 * The last two are only known where a match never falls: not where a configuration may change, and with it who is tracked.
 * Nor with CheckQuorum, where every answer is a sign of life.
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
import { allEntries, lastIndex } from '../../raft/log/log.ts';
import type { Message } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import { step } from '../../raft/rawnode.ts';
import type { Deadline } from '../adapter.ts';
import { deadlineOn, type FloorName, floorsOfPeer, hasAll, matchesGrow } from '../floors.ts';
import type { Model } from '../model.ts';
import type { Node } from './node.ts';

/** The floors of a node's state, in the order by which deadlines number them: the node's, then each peer's. */
export function floors(model: Model, node: Node): readonly number[] {
  const { term } = node.storage.hardState;
  const r = node.rn?.raft;
  const now = r === undefined || r.term !== term ? null : r.state;
  const counts = now === 'StateCandidate';
  const leads = counts || now === 'StateLeader';
  const ofRoles = [term, counts ? term : term + 1, leads ? term : term + 1];
  return matchesGrow(model) ? [...ofRoles, ...floorsOfPeers(model, term, leads ? r! : null)] : ofRoles;
}

/** `match` and `settled` of every peer; `r` is the candidate or leader of the durable term, or null: the node is neither. */
function floorsOfPeers(model: Model, term: number, r: Raft | null): number[] {
  const peers = Array.from({ length: model.nodes }, (_, i) => i + 1);
  if (r === null) return peers.flatMap(() => floorsOfPeer(term, null));
  const nothingToCome = hasAll(model, () => allEntries(r.raftLog).map(({ data }) => data));
  return peers.flatMap((peer) => {
    const pr = r.state === 'StateLeader' ? r.trk.progress.get(peer) : undefined;
    const settled = nothingToCome && pr?.state === 'StateReplicate' && pr.match === lastIndex(r.raftLog);
    return floorsOfPeer(term, { match: pr?.match ?? 0, settled });
  });
}

/** When the message is late, or null: never. */
export function deadline(model: Model, m: Message): Deadline | null {
  const name = m.term === 0 ? null : floorOf(model, m);
  return name === null ? null : deadlineOn(name, m.from, m.term, m.index);
}

function floorOf(model: Model, { type, context }: Message): FloorName | null {
  switch (type) {
    case 'MsgVoteResp':
      return 'count';
    case 'MsgAppResp':
      return matchesGrow(model) ? 'match' : 'lead';
    case 'MsgHeartbeatResp':
      // A context belongs to a read.
      return matchesGrow(model) && context === '' ? 'settled' : 'lead';
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

/** True when the message does nothing at all to the node: not even a field is set. A node that is down takes nothing. */
export function ignores(node: Node, m: Message): boolean {
  return node.rn === null || step(node.rn, m)[0] === node.rn;
}
