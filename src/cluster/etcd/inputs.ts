/**
 * What each action does to a node: the guard of the action, and the call of the core behind it. Timers are set to the
 * tick before they fire and then the core's own tick is called, so that the code that runs is the code that ships.
 */
import { promotable } from '../../raft/campaign.ts';
import { hasNextOrInProgressSnapshot } from '../../raft/log/log.ts';
import { compact, createSnapshot } from '../../raft/log/storage.ts';
import { HardState, type Message, None } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import type { RawNode } from '../../raft/rawnode.ts';
import * as rawnode from '../../raft/rawnode.ts';
import { confState } from '../../raft/tracker/tracker.ts';
import type { Input } from '../adapter.ts';
import type { Model } from '../model.ts';
import { parseConfChange } from './confchange.ts';
import { type Node, restartedNode } from './node.ts';
import { applyEntries, applySnapshotOf, persist } from './settle.ts';

/** The node once the core has the input, before its Readys are handled, and messages that go out first. */
type Applied = readonly [Node, readonly Message[]];

/** Null when the input is not enabled. */
export function apply(model: Model, node: Node, input: Input<Message>): Applied | null {
  if (input.kind === 'restart') return node.rn === null ? [restartedNode(model, node), []] : null;
  // Time passes for a node that is down too.
  if (node.rn === null) return input.kind === 'tick' ? [node, []] : null;
  switch (input.kind) {
    case 'crash':
      return [crash(node), []];
    case 'append-done':
      return appendDone(node);
    case 'apply-done':
      return applyDone(node);
    case 'compact':
      return compactLog(node);
    default: {
      const rn = drive(model, node.rn, input);
      return rn === null ? null : [node.set('rn', rn), []];
    }
  }
}

type CoreInput = Exclude<
  Input<Message>,
  { kind: 'restart' | 'crash' | 'append-done' | 'apply-done' | 'compact' }
>;

/** Inputs that only the core sees. Null: not enabled. A proposal that the core refuses is not enabled either. */
function drive(model: Model, rn: RawNode, input: CoreInput): RawNode | null {
  const leads = rn.raft.state === 'StateLeader';
  const serves = leads || model.proposeAt === 'any';
  switch (input.kind) {
    case 'deliver':
      return rawnode.step(rn, input.message)[0];
    case 'tick':
      return leads ? rawnode.tick(rn) : tickOn(rn);
    case 'timeout':
      if (leads) return null;
      if (model.clock === 'ticks') return tickTimeout(rn);
      // Its own timer runs no shorter than its lease.
      if (model.bounds['max-expiries'] === 0 && model.checkQuorum && leased(rn.raft)) return null;
      return fire(rn, { electionElapsed: rn.raft.randomizedElectionTimeout - 1 });
    case 'heartbeat':
      return leads ? fire(rn, { heartbeatElapsed: rn.raft.heartbeatTimeout - 1 }) : null;
    case 'check-quorum':
      return leads ? fire(rn, { electionElapsed: rn.raft.electionTimeout - 1 }) : null;
    case 'expire-lease':
      return expireLease(rn);
    case 'propose':
      return serves ? accepted(rawnode.propose(rn, input.data)) : null;
    case 'propose-conf':
      return serves ? accepted(rawnode.proposeConfChange(rn, parseConfChange(input.change))) : null;
    case 'read':
      return accepted(rawnode.readIndex(rn, input.context));
    case 'transfer':
      return serves ? rawnode.transferLeader(rn, input.transferee) : null;
    case 'forget-leader':
      return accepted(rawnode.forgetLeader(rn));
    case 'unreachable':
      return leads && input.peer !== rn.raft.id ? rawnode.reportUnreachable(rn, input.peer) : null;
    case 'snapshot-status':
      return snapshotStatus(rn, input.peer, input.failed);
  }
}

function accepted([rn, error]: readonly [RawNode, string | null]): RawNode | null {
  return error === null ? rn : null;
}

/**
 * One tick by the clock with which the election timer does not fire. A timeout is drawn from a range, and it makes no
 * difference whether it is drawn when the timer is set or when the time comes; so each tick from the shortest timeout on
 * may be the one (`tickTimeout`) or not. Nor does anything hold a timer to the end of its range: a node may be slow.
 */
function tickOn(rn: RawNode): RawNode {
  return rawnode.tick(rn.set('raft', rn.raft.set('randomizedElectionTimeout', Number.MAX_SAFE_INTEGER)));
}

/** One tick by the clock with which the election timer fires: once the shortest timeout has passed. */
function tickTimeout(rn: RawNode): RawNode | null {
  const r = rn.raft;
  const elapsed = r.electionElapsed + 1;
  if (elapsed < r.electionTimeout || !promotable(r)) return null;
  return rawnode.tick(rn.set('raft', r.set('randomizedElectionTimeout', elapsed)));
}

/** One tick with a timer set to its last moment. */
function fire(rn: RawNode, timers: Partial<Pick<Raft, 'electionElapsed' | 'heartbeatElapsed'>>): RawNode {
  const set = rn.raft.merge({ electionElapsed: 0, heartbeatElapsed: 0, ...timers });
  return rawnode.tick(rn.set('raft', set));
}

/** The follower has not heard its leader for an election timeout, but its own, longer one has not come yet. */
function expireLease(rn: RawNode): RawNode | null {
  const r = rn.raft;
  return leased(r) ? rn.set('raft', r.set('electionElapsed', r.electionTimeout)) : null;
}

/** The follower has heard its leader within an election timeout. */
function leased(r: Raft): boolean {
  return r.state === 'StateFollower' && r.lead !== None && r.electionElapsed < r.electionTimeout;
}

/** Whatever became of the MsgSnap: its sender may be wrong about it, and is told at any time. */
function snapshotStatus(rn: RawNode, peer: number, failed: boolean): RawNode | null {
  const pr = rn.raft.trk.progress.get(peer);
  if (rn.raft.state !== 'StateLeader' || pr?.state !== 'StateSnapshot') return null;
  return rawnode.reportSnapshot(rn, peer, failed ? 'SnapshotFailure' : 'SnapshotFinish');
}

/** All that is not durable is gone. */
function crash(node: Node): Node {
  return node.merge({
    rn: null,
    appendWork: node.appendWork.clear(),
    applyWork: node.applyWork.clear(),
    machine: 0,
  });
}

/**
 * The state machine is snapshotted at the applied index and the log up to there is dropped. With asynchronous storage an
 * application has to wait with that:
 * - until the commit index on stable storage has got there, since no node starts from less than its snapshot;
 * - while a snapshot from the leader waits to be stored, since the configuration is that snapshot's already.
 */
function compactLog(node: Node): Applied | null {
  const rn = node.rn!;
  const { applied } = rn.raft.raftLog;
  if (applied <= node.storage.snapshot().index || applied > node.storage.hardState.commit) return null;
  if (hasNextOrInProgressSnapshot(rn.raft.raftLog)) return null;
  const storage = createSnapshot(node.storage, applied, confState(rn.raft.trk), '');
  if (typeof storage === 'string') return null;
  const compacted = compact(storage, applied);
  if (typeof compacted === 'string') return null;
  return [node.merge({ storage: compacted, rn: rawnode.withStorage(rn, compacted) }), []];
}

/** The append thread finishes its oldest work: it is durable, and what waited for that is said. */
function appendDone(node: Node): Applied | null {
  const work = node.appendWork.first();
  if (work === undefined) return null;
  const hardState = HardState({ term: work.term, vote: work.vote, commit: work.commit });
  const storage = persist(node.storage, hardState, work.entries, work.snapshot);
  const done = node.merge({
    storage,
    rn: rawnode.withStorage(node.rn!, storage),
    appendWork: node.appendWork.shift(),
  });
  return respond(applySnapshotOf(done, work.snapshot), work);
}

/** The apply thread finishes its oldest work. */
function applyDone(node: Node): Applied | null {
  const work = node.applyWork.first();
  if (work === undefined) return null;
  return respond(applyEntries(node, work.entries).set('applyWork', node.applyWork.shift()), work);
}

/** A storage thread's responses: to the node itself at once, to others over the network. */
function respond(node: Node, work: Message): Applied {
  let rn = node.rn!;
  const sent: Message[] = [];
  for (const response of work.responses) {
    if (response.to === node.id) [rn] = rawnode.step(rn, response);
    else sent.push(response);
  }
  return [node.set('rn', rn), sent];
}
