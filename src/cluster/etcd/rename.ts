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
  return m
    .set('to', renamed(perm, m.to))
    .set('from', renamed(perm, m.from))
    .set('vote', renamed(perm, m.vote))
    .set('snapshot', renameSnapshot(m.snapshot, perm))
    .set('responses', renameMessages(m.responses, perm));
}

function renameMessages(messages: List<Message>, perm: Permutation): List<Message> {
  return messages.isEmpty() ? messages : messages.map((m) => renameMessage(m, perm));
}

function renameRawNode(rn: RawNode, perm: Permutation): RawNode {
  const { prevSoftSt, prevHardSt } = rn;
  return rn
    .set('raft', renameRaft(rn.raft, perm))
    .set('prevSoftSt', prevSoftSt.set('lead', renamed(perm, prevSoftSt.lead)))
    .set('prevHardSt', prevHardSt.set('vote', renamed(perm, prevHardSt.vote)))
    .set('stepsOnAdvance', renameMessages(rn.stepsOnAdvance, perm));
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
  return trk
    .set('config', renameConfig(trk.config, perm))
    .set('progress', renameKeys(trk.progress, perm))
    .set('votes', renameKeys(trk.votes, perm));
}

function renameConfig(config: TrackerConfig, perm: Permutation): TrackerConfig {
  const { voters, learners, learnersNext } = config;
  const { incoming, outgoing } = voters;
  return config
    .set('voters', voters.merge({ incoming: renameSet(incoming, perm), outgoing: renameSet(outgoing, perm) }))
    .set('learners', renameSet(learners, perm))
    .set('learnersNext', renameSet(learnersNext, perm));
}

function renameReads(ro: ReadOnly, perm: Permutation): ReadOnly {
  return ro.set('acks', renameKeys(ro.acks, perm)).set(
    'unconfirmedReads',
    ro.unconfirmedReads.map((read) => read.set('req', renameMessage(read.req, perm))),
  );
}

function renameUnstable(unstable: Unstable, perm: Permutation): Unstable {
  return unstable.set('snapshot', renameSnapshot(unstable.snapshot, perm));
}

function renameStorage(ms: MemoryStorage, perm: Permutation): MemoryStorage {
  const { hardState, latest } = ms;
  return ms
    .set('hardState', hardState.set('vote', renamed(perm, hardState.vote)))
    .set('latest', latest.set('confState', renameConfState(latest.confState, perm)));
}

function renameSnapshot(snapshot: Snapshot | null, perm: Permutation): Snapshot | null {
  return snapshot === null ? null : snapshot.set('confState', renameConfState(snapshot.confState, perm));
}

function renameConfState(state: ConfState, perm: Permutation): ConfState {
  return state
    .set('voters', renameSorted(state.voters, perm))
    .set('votersOutgoing', renameSorted(state.votersOutgoing, perm))
    .set('learners', renameSorted(state.learners, perm))
    .set('learnersNext', renameSorted(state.learnersNext, perm));
}

/** The library writes these lists in ascending order. One that stays as it was stays the same object. */
function renameSorted(ids: List<number>, perm: Permutation): List<number> {
  const next = ids.map((id) => renamed(perm, id)).sort((a, b) => a - b);
  return next.equals(ids) ? ids : next;
}

function renameSet(ids: ImmutableSet<number>, perm: Permutation): ImmutableSet<number> {
  const next = ids.map((id) => renamed(perm, id));
  return next.equals(ids) ? ids : next;
}

function renameKeys<V>(map: ImmutableMap<number, V>, perm: Permutation): ImmutableMap<number, V> {
  return map.isEmpty() ? map : map.mapKeys((id) => renamed(perm, id));
}
