/**
 * One node call by call, with the events that etcd's state tracing writes of each (etcd: state_trace.go and where raft.go calls it).
 * The core has no hooks: each call of it changes little enough that what happened inside is seen by comparing before and after.
 * It stands beside the adapter so that a copy of the core with a bug has a copy of it too.
 */
import { List } from 'immutable';
import { bootstrap } from '../../raft/bootstrap.ts';
import { confChangeOf } from '../../raft/confchange/codec.ts';
import { compact, createSnapshot, MemoryStorage } from '../../raft/log/storage.ts';
import { ConfState, Entry, isEmptySnap, Message, Snapshot } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import * as rawnode from '../../raft/rawnode.ts';
import { Record } from '../../raft/record.ts';
import { step } from '../../raft/step.ts';
import { confState } from '../../raft/tracker/tracker.ts';
import type { Model } from '../model.ts';
import type { Beginning, Call, Dialect, Done, Look, Recordable, Restart } from '../recordable.ts';
import { encode } from './encode.ts';
import { apply } from './inputs.ts';
import { LogIds } from './logids.ts';
import { bootstrapped, Node, start } from './node.ts';
import { persist } from './settle.ts';
import { confOf, Telling, toldMessage } from './telling.ts';
import { viewMessage, viewNode } from './view.ts';

/** Incoming and outgoing voters. */
type Conf = List<List<number>>;

export type CalledFields = {
  node: Node;
  toApply: List<Entry>;
  applying: number;
  configs: List<Snapshot>;
  unsure: MemoryStorage | null;
  shown: Conf;
  shownAtReady: Conf;
};
/** A node between two calls. */
export const Called = Record<CalledFields>(
  {
    node: Node(),
    /** The changes that a Ready has handed out and that are not in effect yet, oldest first. */
    toApply: List(),
    /** Up to where a Ready has handed out entries. The state machine is there once the application says so. */
    applying: 0,
    /** Which configuration was in effect from which index on: what a snapshot of that index holds. */
    configs: List(),
    /** The storage as it was before the last Ready, while a crash may still leave that; null: it is as the node has it. */
    unsure: null,
    /** What the export tells as the configuration of a node that starts again: the one of its last Ready. */
    shown: List(),
    shownAtReady: List(),
  },
  'Called',
);
export type Called = Record<CalledFields> & Readonly<CalledFields>;

/** The calls that are not inputs of the adapter as they are. */
type OwnKind = 'restart' | 'ready' | 'advance' | 'apply' | 'propose' | 'compact';

/** `shift`: what is told of every index and term above what it is (trace/export/ndjson/events.ts). */
export function recordable(model: Model, dialect: Dialect, shift: 0 | 1): Recordable<Called, Message> {
  return new EtcdRecordable(model, dialect, shift);
}

class EtcdRecordable implements Recordable<Called, Message> {
  readonly #model: Model;
  readonly #dialect: Dialect;
  readonly #shift: 0 | 1;
  readonly #logs = new LogIds();

  constructor(model: Model, dialect: Dialect, shift: 0 | 1) {
    this.#model = model;
    this.#dialect = dialect;
    this.#shift = shift;
  }

  begin({ node: id, stored, peers, peersStored }: Beginning): Done<Called, Message> | null {
    const latest = Snapshot({ confState: ConfState({ voters: List(stored) }) });
    const empty = new MemoryStorage({ latest });
    const storage = peersStored ? bootstrapped(empty, peers.length, peers.length) : empty;
    const node = start(this.#model, Node({ id, storage }), peersStored ? peers.length : 0);
    const telling = this.#telling();
    const isBootstrap = !peersStored && peers.length > 0;
    const list = peers.map((peer) => ({ id: peer, context: '' }));
    const [rn, error] = isBootstrap ? bootstrap(node.rn!, list) : ([node.rn!, null] as const);
    if (error !== null) return null;
    const isLibrary = this.#dialect === 'library';
    telling.begins(isLibrary ? node.rn!.raft : rn.raft, null);
    if (isLibrary && isBootstrap) telling.bootstraps(node.rn!.raft, rn.raft, peers);
    const shown = this.#shown(rn.raft);
    const index = peersStored ? peers.length : 0;
    const configs = List([Snapshot({ index, confState: confState(node.rn!.raft.trk) })]);
    const begun = Called({ node: node.set('rn', rn), configs, shown, shownAtReady: shown });
    return done(begun, telling);
  }

  take(state: Called, call: Call<Message>): Done<Called, Message> | null {
    if (call.kind === 'restart') return this.#restart(state, call);
    if (state.node.rn === null) return null;
    switch (call.kind) {
      case 'ready':
        return this.#ready(state);
      case 'advance':
        return this.#advance(state);
      case 'apply':
        return this.#apply(state);
      case 'propose':
        return this.#propose(state, call.data);
      case 'compact':
        return this.#compact(state, call.snapshot - this.#shift, call.upTo - this.#shift);
      default:
        return this.#input(state, call);
    }
  }

  encode(state: Called, out: Parameters<typeof encode>[1]): void {
    const { node, unsure } = state;
    const { rn, storage } = node;
    // Logs of thousands of entries are written as their numbers. What the core reads is the node's storage, unless a bug keeps it back.
    const isShort = rn === null || rn.raft.raftLog.storage === storage;
    out.byte(isShort ? 1 : 0);
    if (!isShort) {
      encode(state, out);
      return;
    }
    out.uint(this.#logs.of(storage.ents));
    out.uint(unsure === null ? 0 : this.#logs.of(unsure.ents));
    const short = withoutLog(storage);
    const bare = node.merge({ storage: short, rn: rn && rawnode.withStorage(rn, short) });
    encode(state.merge({ node: bare, unsure: unsure && withoutLog(unsure) }), out);
  }

  encodeMessage(message: Message, out: Parameters<typeof encode>[1]): void {
    encode(message, out);
  }

  view({ node }: Called, after = 0) {
    return viewNode(node, after);
  }

  viewDown({ node, unsure }: Called, stored: boolean, after = 0) {
    const storage = stored ? node.storage : (unsure ?? node.storage);
    return viewNode(node.merge({ rn: null, storage, machine: 0 }), after);
  }

  keeps(before: Called, after: Called, upTo: number): boolean {
    const [one, other] = [before.node.storage.ents, after.node.storage.ents];
    const first = one.first()!.index;
    if (first !== other.first()!.index || !isStoredUpTo(before, upTo) || !isStoredUpTo(after, upTo))
      return false;
    return this.#logs.agree(one, other, upTo - first + 1);
  }

  viewMessage(message: Message) {
    return viewMessage(message);
  }

  told(message: Message) {
    return toldMessage(message, this.#shift);
  }

  look({ node, toApply, applying }: Called): Look {
    const { raft, stepsOnAdvance } = node.rn!;
    return {
      advances: !stepsOnAdvance.isEmpty(),
      answers: stepsOnAdvance.some(({ from, to, type }) => from === to && type !== 'MsgPreVoteResp'),
      changesToApply: toApply.size,
      role: raft.state,
      compacted: node.storage.firstIndex() - 1 + this.#shift,
      applied: Math.max(node.machine, applying) + this.#shift,
      pendingReads: raft.pendingReadIndexMessages.size,
      transfers: raft.leadTransferee !== 0,
    };
  }

  next({ node }: Called, peer: number): number | null {
    const next = node.rn!.raft.trk.progress.get(peer)?.next;
    return next === undefined ? null : next + this.#shift;
  }

  configIndices({ configs }: Called): readonly number[] {
    return configs.map(({ index }) => index + this.#shift).toArray();
  }

  snapshotting({ node }: Called): readonly number[] {
    const { progress } = node.rn!.raft.trk;
    return [...progress].filter(([, pr]) => pr.state === 'StateSnapshot').map(([peer]) => peer);
  }

  #shown(r: Raft): Conf {
    return this.#dialect === 'library' ? List() : List(confOf(r).map((ids) => List(ids)));
  }

  #telling(): Telling {
    return new Telling(this.#dialect, this.#shift);
  }

  #input(state: Called, input: Exclude<Call<Message>, { kind: OwnKind }>) {
    const before = state.node;
    const applied = apply(this.#model, before, input);
    if (applied === null) return null;
    const [node, sent] = applied;
    const telling = this.#telling();
    if (node.rn !== null && node.rn.raft !== before.rn!.raft) {
      const message = input.kind === 'deliver' ? input.message : null;
      telling.call(before.rn!.raft, node.rn.raft, message);
    } else if (input.kind === 'deliver') {
      telling.call(before.rn!.raft, before.rn!.raft, input.message);
    }
    return done(state.set('node', node), telling, sent);
  }

  #propose(state: Called, data: readonly string[]) {
    const { node } = state;
    const message = Message({
      type: 'MsgProp',
      from: node.id,
      entries: List(data.map((one) => Entry({ data: one }))),
    });
    const [rn, error] = rawnode.step(node.rn!, message);
    if (error !== null) return null;
    const telling = this.#telling();
    telling.call(node.rn!.raft, rn.raft, null);
    return done(state.set('node', node.set('rn', rn)), telling);
  }

  /** Null while the last one is not done with. */
  #ready(state: Called): Done<Called, Message> | null {
    const { node } = state;
    if (!node.rn!.stepsOnAdvance.isEmpty()) return null;
    const [accepted, rd] = rawnode.ready(node.rn!);
    const telling = this.#telling();
    telling.add('Ready', accepted.raft);
    const storage = persist(node.storage, rd.hardState, rd.entries, rd.snapshot);
    this.#logs.grown(node.storage.ents, storage.ents);
    const restored = isEmptySnap(rd.snapshot) ? null : rd.snapshot;
    const last = rd.committedEntries.last()?.index ?? restored?.index;
    const next = state.merge({
      node: node.merge({ storage, rn: rawnode.withStorage(accepted, storage) }),
      // The state machine has it once that is said (`advance`), as the core has.
      applying: Math.max(state.applying, last ?? 0),
      toApply: state.toApply.concat(rd.committedEntries.filter(({ type }) => type !== 'EntryNormal')),
      configs: restored === null ? state.configs : List([configOf(restored)]),
      unsure: storage === node.storage ? null : node.storage,
      shownAtReady: state.shown,
    });
    return done(next, telling, rd.messages.toArray());
  }

  #advance(state: Called): Done<Called, Message> | null {
    const rn = state.node.rn!;
    if (rn.stepsOnAdvance.isEmpty()) return null;
    const telling = this.#telling();
    let { raft } = rn;
    for (const message of rn.stepsOnAdvance) {
      const [after] = step(raft, message);
      telling.call(raft, after, message.from === message.to ? message : null);
      raft = after;
    }
    const machine = Math.max(state.node.machine, state.applying);
    const node = state.node.merge({ rn: rn.merge({ raft, stepsOnAdvance: List() }), machine });
    return done(state.merge({ node, unsure: null }), telling);
  }

  #apply(state: Called): Done<Called, Message> | null {
    const entry = state.toApply.first();
    if (entry === undefined) return null;
    const { node } = state;
    const [rn, inEffect] = rawnode.applyConfChange(node.rn!, confChangeOf(entry)!);
    const telling = this.#telling();
    telling.applies(node.rn!.raft, rn.raft);
    const next = state.merge({
      node: node.set('rn', rn),
      toApply: state.toApply.shift(),
      configs: state.configs.push(Snapshot({ index: entry.index, confState: inEffect })),
      shown: this.#shown(rn.raft),
    });
    return done(next, telling);
  }

  #compact(state: Called, snapshot: number, upTo: number): Done<Called, Message> | null {
    const { node } = state;
    const waiting = state.toApply.first()?.index ?? Number.POSITIVE_INFINITY;
    if (snapshot > Math.max(node.machine, state.applying) || snapshot >= waiting || upTo > snapshot)
      return null;
    const config = state.configs.findLast(({ index }) => index <= snapshot);
    const compacted = node.storage.firstIndex() - 1;
    if (config === undefined || upTo < compacted) return null;
    const made = createSnapshot(node.storage, snapshot, config.confState, '');
    const known = typeof made === 'string' ? node.storage : made;
    const storage = upTo === compacted ? known : compact(known, upTo);
    if (typeof storage === 'string' || storage.latest.index !== snapshot) return null;
    const next = node.merge({ storage, rn: rawnode.withStorage(node.rn!, storage) });
    return done(state.set('node', next), this.#telling());
  }

  #restart(state: Called, { stored, conf, applied }: Restart): Done<Called, Message> | null {
    const { node } = state;
    if (!stored && state.unsure === null) return null;
    let storage = stored ? node.storage : state.unsure!;
    if (conf === 'latest') {
      const latest = confState(node.rn!.raft.trk);
      storage = storage.set('latest', storage.latest.set('confState', latest));
    }
    const down = node.merge({ rn: null, storage, machine: 0 });
    if (applied > storage.hardState.commit) return null;
    const next = start(this.#model, down, applied);
    const telling = this.#telling();
    const { shownAtReady } = state;
    telling.begins(next.rn!.raft, shownAtReady);
    const configs = List([configOf(storage.latest)]);
    return done(Called({ node: next, configs, shown: shownAtReady, shownAtReady }), telling);
  }
}

/** Whether the core reads what is stored up to there, and nothing else. */
function isStoredUpTo({ node: { rn, storage } }: Called, index: number): boolean {
  if (rn === null) return true;
  const { raftLog } = rn.raft;
  return raftLog.storage === storage && raftLog.unstable.offset > index;
}

function withoutLog(storage: MemoryStorage): MemoryStorage {
  return storage.set('ents', List());
}

function configOf({ index, confState }: Snapshot): Snapshot {
  return Snapshot({ index, confState });
}

function done(state: Called, { events }: Telling, sent: readonly Message[] = []): Done<Called, Message> {
  return { state, events, sent };
}
