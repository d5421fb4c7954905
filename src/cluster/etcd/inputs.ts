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

/** What an input of one kind does to a node that is up. Null: it is not enabled. */
type Effect<Kind> = (
  model: Model,
  node: Node,
  input: Extract<Input<Message>, { kind: Kind }>,
) => Applied | null;

/** Null when the input is not enabled. */
export function apply(model: Model, node: Node, input: Input<Message>): Applied | null {
  if (node.rn !== null) return effectOf(input.kind)(model, node, input);
  // Time passes for a node that is down too.
  if (input.kind === 'tick') return [node, []];
  return input.kind === 'restart' ? [restartedNode(model, node), []] : null;
}

function effectOf(kind: Input<Message>['kind']): Effect<typeof kind> {
  return effects[kind] as Effect<typeof kind>;
}

/** An input that only the core sees. Null: not enabled. A proposal that the core refuses is not enabled either. */
function toCore<Kind>(
  drive: (rn: RawNode, input: Extract<Input<Message>, { kind: Kind }>, model: Model) => RawNode | null,
): Effect<Kind> {
  return (model, node, input) => {
    const rn = drive(node.rn!, input, model);
    return rn === null ? null : [node.set('rn', rn), []];
  };
}

const effects: { readonly [Kind in Input<Message>['kind']]: Effect<Kind> } = {
  deliver: toCore((rn, { message }) => rawnode.step(rn, message)[0]),
  tick: toCore((rn) => (leads(rn) ? rawnode.tick(rn) : tickOn(rn))),
  timeout: toCore((rn, _, model) => campaign(model, rn)),
  heartbeat: toCore((rn) =>
    leads(rn) ? fire(rn, { heartbeatElapsed: rn.raft.heartbeatTimeout - 1 }) : null,
  ),
  'check-quorum': toCore((rn) =>
    leads(rn) ? fire(rn, { electionElapsed: rn.raft.electionTimeout - 1 }) : null,
  ),
  'expire-lease': toCore(expireLease),
  propose: toCore((rn, { data }, model) => (serves(model, rn) ? accepted(rawnode.propose(rn, data)) : null)),
  'propose-conf': toCore((rn, { change }, model) =>
    serves(model, rn) ? accepted(rawnode.proposeConfChange(rn, parseConfChange(change))) : null,
  ),
  read: toCore((rn, input) => {
    return accepted(rawnode.readIndex(rn, input.context));
  }),
  transfer: toCore((rn, { transferee }, model) =>
    serves(model, rn) ? rawnode.transferLeader(rn, transferee) : null,
  ),
  'forget-leader': toCore((rn) => accepted(rawnode.forgetLeader(rn))),
  unreachable: toCore((rn, { peer }) =>
    leads(rn) && peer !== rn.raft.id ? rawnode.reportUnreachable(rn, peer) : null,
  ),
  'snapshot-status': toCore((rn, { peer, failed }) => snapshotStatus(rn, peer, failed)),
  crash: (_, node) => [crash(node), []],
  restart: () => null,
  compact: (_, node) => compactLog(node),
  'append-done': (_, node) => appendDone(node),
  'apply-done': (_, node) => applyDone(node),
};

function leads(rn: RawNode): boolean {
  return rn.raft.state === 'StateLeader';
}

function serves(model: Model, rn: RawNode): boolean {
  return leads(rn) || model.proposeAt === 'any';
}

/** The election timer fires. */
function campaign(model: Model, rn: RawNode): RawNode | null {
  if (leads(rn)) return null;
  if (model.clock === 'ticks') return tickTimeout(rn);
  // Its own timer runs no shorter than its lease.
  if (model.bounds['max-expiries'] === 0 && model.checkQuorum && leased(rn.raft)) return null;
  return fire(rn, { electionElapsed: rn.raft.randomizedElectionTimeout - 1 });
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
