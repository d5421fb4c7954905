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
import type { Model } from '../cluster/model.ts';
import { lastIndex, type MessageView, type NodeView } from '../cluster/view.ts';
import type { Hello } from './answers.ts';

const floorNames = ['term', 'count', 'lead', 'match', 'settled'] as const;
export type FloorName = (typeof floorNames)[number];
const ofNode = floorNames.indexOf('match');
const ofPeer = floorNames.length - ofNode;
export const leadFloor = floorNames.indexOf('lead');

/** On a floor `match`, a term is so wide: two numbers for an index, and the last one where the node does not lead. */
const termWidth = 1 << 12;
const notLeading = termWidth - 1;
const mostIndex = (termWidth >>> 1) - 2;

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

/** See Adapter.floorKind. */
export function floorKind(floor: number): FloorName {
  return floorNames[floor < ofNode ? floor : ofNode + ((floor - ofNode) % ofPeer)];
}

/** What a floor is called, for people. */
export function floorName(floor: number): string {
  const peer = `n${Math.floor((floor - ofNode) / ofPeer) + 1}`;
  const names: Record<FloorName, string> = {
    term: 'the durable term',
    count: 'the first term in which it may still count votes',
    lead: 'the first term in which it may still lead',
    match: `the match known of ${peer}`,
    settled: `the first term in which ${peer} may still have news`,
  };
  return names[floorKind(floor)];
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
  if (view === null) return peers.flatMap(() => [term * termWidth + notLeading, term + 1]);
  const nothingToCome = hasAll(model, view);
  return peers.flatMap((peer) => {
    const progress = view.progress[peer];
    const match = Math.min(progress?.match ?? 0, mostIndex);
    const isSettled = nothingToCome && progress?.state === 'replicate' && progress.match === lastIndex(view);
    const settled = isSettled ? 1 : 0;
    return [term * termWidth + 2 * match + settled, term + settled];
  });
}

/** Not where a configuration may change, and with it who is tracked; nor where every answer is a sign of life. */
function matchesGrow({ checkQuorum, bounds }: Model): boolean {
  return !checkQuorum && bounds['max-conf-changes'] === 0;
}

/** True only where a log has all that clients may propose, and nobody raises a doubt about who has it too. */
function hasAll({ bounds, proposeAt }: Model, { log }: NodeView): boolean {
  const most = bounds['max-proposals'];
  if (bounds['max-unreachables'] !== 0 || most === null) return false;
  if (most === 0) return true;
  // Part of the log may be gone; and a proposal that is passed on, and doubled on its way, comes twice.
  const mayComeAgain = proposeAt === 'any' && bounds['max-duplicates'] !== 0;
  if (bounds['max-compactions'] !== 0 || mayComeAgain) return false;
  const values = new Set(log.map(({ data }) => data));
  values.delete('');
  return values.size >= most;
}

function deadlineOf({ from, term = 0, index = 0 }: MessageView, name: FloorName | null): Deadline | null {
  if (name === null) return null;
  const position = floorNames.indexOf(name);
  return {
    floor: position < ofNode ? position : position + (from - 1) * ofPeer,
    level: name === 'match' ? term * termWidth + 2 * Math.min(index, mostIndex) : term,
  };
}

/** In etcd's vocabulary. */
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
