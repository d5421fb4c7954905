/**
 * Floors and deadlines of any core, from its views alone: which messages can have come too late for ever. The guess that
 * reduce/dead.ts verifies in every search. The arguments, floor by floor, stand in cluster/etcd/dead.ts, which reads the same
 * from the records of the built-in core; here they rest on a vocabulary, which a driver names or brings along (`messages` of
 * its hello).
 *
 *     term    the durable term
 *     count   the first term in which the node may still count votes: an answer to a candidacy is read by its candidate alone
 *     lead    the first term that it may still lead: an answer to a leader is read by the leader of its term alone
 *     match, settled   one for each peer, in etcd's vocabulary only: see there
 */
import type { Deadline } from '../cluster/adapter.ts';
import { deadlineOn, type FloorName, floorsOfPeer, hasAll, matchesGrow } from '../cluster/floors.ts';
import type { Model } from '../cluster/model.ts';
import { lastIndex, type MessageView, type NodeView } from '../cluster/view.ts';
import type { Hello } from './answers.ts';

/** Answers are read by who has asked, in the term of the question. Questions are answered whatever their term: never late. */
const tables = {
  paper: { RequestVoteResponse: 'count', AppendEntriesResponse: 'lead', InstallSnapshotResponse: 'lead' },
  openraft: { VoteResponse: 'count', AppendEntriesResponse: 'lead', InstallSnapshotResponse: 'lead' },
} as const satisfies Record<string, Readonly<Record<string, FloorName>>>;

export interface Floors {
  of(view: NodeView): readonly number[];
  deadline(message: MessageView): Deadline | null;
}

/** What may be guessed of a core that calls its messages so; where it says that nothing may, nothing is. */
export function floorsOf({ messages, floors }: Pick<Hello, 'messages' | 'floors'>, model: Model): Floors {
  if (!floors) return { of: () => [], deadline: () => null };
  const peers = messages === 'etcd' && matchesGrow(model);
  const named = (message: MessageView): FloorName | null => {
    if (messages === 'etcd') return floorOf(model, message);
    const table: Readonly<Record<string, FloorName>> =
      typeof messages === 'string' ? tables[messages] : messages;
    return Object.hasOwn(table, message.type) ? table[message.type] : null;
  };
  return {
    of: (view) => floorsOfNode(model, view, peers),
    deadline: (message) => deadlineOf(message, (message.term ?? 0) === 0 ? null : named(message)),
  };
}

function floorsOfNode(model: Model, view: NodeView, peers: boolean): readonly number[] {
  const { term } = view.durable;
  const now = view.up && view.term === term ? view.role : null;
  const counts = now === 'candidate';
  const leads = counts || now === 'leader';
  const ofRoles = [term, counts ? term : term + 1, leads ? term : term + 1];
  return peers ? [...ofRoles, ...floorsOfPeers(model, term, leads ? view : null)] : ofRoles;
}

/** `match` and `settled` of every peer; `view` is that of the candidate or leader of the durable term, or null. */
function floorsOfPeers(model: Model, term: number, view: NodeView | null): number[] {
  const peers = Array.from({ length: model.nodes }, (_, i) => i + 1);
  if (view === null) return peers.flatMap(() => floorsOfPeer(term, null));
  const nothingToCome = hasAll(model, () => view.log.map(({ data }) => data));
  return peers.flatMap((peer) => {
    const progress = view.progress[peer];
    const settled = nothingToCome && progress?.state === 'replicate' && progress.match === lastIndex(view);
    return floorsOfPeer(term, { match: progress?.match ?? 0, settled });
  });
}

function deadlineOf({ from, term = 0, index = 0 }: MessageView, name: FloorName | null): Deadline | null {
  return name === null ? null : deadlineOn(name, from, term, index);
}

/** The floor that decides when a message is late, in etcd's vocabulary. */
function floorOf(model: Model, { type, context }: MessageView): FloorName | null {
  switch (type) {
    case 'MsgVoteResp':
      return 'count';
    case 'MsgAppResp':
      return matchesGrow(model) ? 'match' : 'lead';
    case 'MsgHeartbeatResp':
      // A context belongs to a read.
      return matchesGrow(model) && context === undefined ? 'settled' : 'lead';
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
    default:
      return null;
  }
}
