/**
 * The same node, message or configuration in a cluster whose nodes have other names: every place in the core's records
 * where a node's id stands. What symmetry (reduce/symmetry.ts) rests on is that the core cannot tell the difference:
 *
 *     step(rename(s), rename(m)) == rename(step(s, m))
 *
 * A test holds it to that for states and messages of many models, and with it this list: a forgotten field breaks the
 * equation. Not renamed, each for its reason:
 *
 * - entries: configuration changes in them name nodes, and whom a change may name is never renamed (interchange.ts);
 * - contexts: of reads a number or the client's word, of campaigns the word for a transfer.
 */
import type { Map as ImmutableMap, Set as ImmutableSet, List } from 'immutable';
import type { MemoryStorage } from '../../raft/log/storage.ts';
import type { Unstable } from '../../raft/log/unstable.ts';
import type { ConfState, Message, Snapshot } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import { type RawNode, withStorage } from '../../raft/rawnode.ts';
import type { ReadOnly } from '../../raft/readonly.ts';
import type { ProgressTracker, TrackerConfig } from '../../raft/tracker/tracker.ts';
import { type Permutation, renamed } from '../permutation.ts';
import type { Node } from './node.ts';

/**
 * What was renamed lately, by permutation: configurations are the very same objects in most nodes, and a renamed one is made of
 * new sets and lists. A map that is emptied when it is full costs half of a weak one.
 */
const lately = new Map<Permutation, Map<object, object>>();
const mostRenamed = 1024;
/** There are 5! of 5 nodes; others are made for one use. */
const mostPermutations = 256;

function once<Part extends object>(
  part: Part,
  perm: Permutation,
  rename: (part: Part, perm: Permutation) => Part,
): Part {
  let known = lately.get(perm);
  if (known === undefined) {
    if (lately.size === mostPermutations) lately.clear();
    known = new Map();
    lately.set(perm, known);
  }
  const before = known.get(part);
  if (before !== undefined) return before as Part;
  const made = rename(part, perm);
  if (known.size === mostRenamed) known.clear();
  known.set(part, made);
  return made;
}

/** The node that stands where `node` stood once every id has its new name. */
export function renameNode(node: Node, perm: Permutation): Node {
  const storage = renameStorage(node.storage, perm);
  return node.merge({
    id: renamed(perm, node.id),
    storage,
    rn: node.rn === null ? null : withStorage(renameRawNode(node.rn, perm), storage),
    appendWork: renameMessages(node.appendWork, perm),
    applyWork: renameMessages(node.applyWork, perm),
  });
}

export function renameMessage(m: Message, perm: Permutation): Message {
  return m.merge({
    to: renamed(perm, m.to),
    from: renamed(perm, m.from),
    vote: renamed(perm, m.vote),
    snapshot: renameSnapshot(m.snapshot, perm),
    responses: renameMessages(m.responses, perm),
  });
}

function renameMessages(messages: List<Message>, perm: Permutation): List<Message> {
  return messages.isEmpty() ? messages : messages.map((m) => renameMessage(m, perm));
}

function renameRawNode(rn: RawNode, perm: Permutation): RawNode {
  const { prevSoftSt, prevHardSt } = rn;
  return rn.merge({
    raft: renameRaft(rn.raft, perm),
    prevSoftSt: prevSoftSt.set('lead', renamed(perm, prevSoftSt.lead)),
    prevHardSt: prevHardSt.set('vote', renamed(perm, prevHardSt.vote)),
    stepsOnAdvance: renameMessages(rn.stepsOnAdvance, perm),
  });
}

/** All but the storage inside the log, which `renameNode` puts in. */
function renameRaft(r: Raft, perm: Permutation): Raft {
  const unstable = renameUnstable(r.raftLog.unstable, perm);
  return r.merge({
    id: renamed(perm, r.id),
    vote: renamed(perm, r.vote),
    lead: renamed(perm, r.lead),
    leadTransferee: renamed(perm, r.leadTransferee),
    raftLog: r.raftLog.set('unstable', unstable),
    trk: renameTracker(r.trk, perm),
    msgs: renameMessages(r.msgs, perm),
    msgsAfterAppend: renameMessages(r.msgsAfterAppend, perm),
    readOnly: renameReads(r.readOnly, perm),
    pendingReadIndexMessages: renameMessages(r.pendingReadIndexMessages, perm),
  });
}

function renameTracker(trk: ProgressTracker, perm: Permutation): ProgressTracker {
  return trk.merge({
    config: once(trk.config, perm, renameConfig),
    progress: renameKeys(trk.progress, perm),
    votes: renameKeys(trk.votes, perm),
  });
}

function renameConfig(config: TrackerConfig, perm: Permutation): TrackerConfig {
  const { voters, learners, learnersNext } = config;
  const { incoming, outgoing } = voters;
  return config.merge({
    voters: voters.merge({ incoming: renameSet(incoming, perm), outgoing: renameSet(outgoing, perm) }),
    learners: renameSet(learners, perm),
    learnersNext: renameSet(learnersNext, perm),
  });
}

function renameReads(ro: ReadOnly, perm: Permutation): ReadOnly {
  return ro.merge({
    acks: renameKeys(ro.acks, perm),
    unconfirmedReads: ro.unconfirmedReads.map((read) => read.set('req', renameMessage(read.req, perm))),
  });
}

function renameUnstable(unstable: Unstable, perm: Permutation): Unstable {
  return unstable.set('snapshot', renameSnapshot(unstable.snapshot, perm));
}

function renameStorage(ms: MemoryStorage, perm: Permutation): MemoryStorage {
  const { hardState, latest } = ms;
  return ms.merge({
    hardState: hardState.set('vote', renamed(perm, hardState.vote)),
    latest: latest.set('confState', once(latest.confState, perm, renameConfState)),
  });
}

function renameSnapshot(snapshot: Snapshot | null, perm: Permutation): Snapshot | null {
  return snapshot === null
    ? null
    : snapshot.set('confState', once(snapshot.confState, perm, renameConfState));
}

function renameConfState(state: ConfState, perm: Permutation): ConfState {
  return state.merge({
    voters: renameSorted(state.voters, perm),
    votersOutgoing: renameSorted(state.votersOutgoing, perm),
    learners: renameSorted(state.learners, perm),
    learnersNext: renameSorted(state.learnersNext, perm),
  });
}

/** The library writes these lists in ascending order. One that stays as it was stays the same object. */
function renameSorted(ids: List<number>, perm: Permutation): List<number> {
  if (ids.isEmpty()) return ids;
  const next = ids.map((id) => renamed(perm, id)).sort((a, b) => a - b);
  return next.equals(ids) ? ids : next;
}

function renameSet(ids: ImmutableSet<number>, perm: Permutation): ImmutableSet<number> {
  if (ids.isEmpty()) return ids;
  const next = ids.map((id) => renamed(perm, id));
  return next.equals(ids) ? ids : next;
}

function renameKeys<V>(map: ImmutableMap<number, V>, perm: Permutation): ImmutableMap<number, V> {
  return map.isEmpty() ? map : map.mapKeys((id) => renamed(perm, id));
}
