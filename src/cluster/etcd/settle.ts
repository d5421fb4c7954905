/**
 * What the application around the core does with each Ready. With synchronous storage: persist, then send, then apply, in
 * one action, until the core has nothing more to say. With asynchronous storage: hand the work to the storage threads,
 * whose progress is then an action of its own.
 */
import type { List } from 'immutable';
import { confChangeOf } from '../../raft/confchange/codec.ts';
import { append, applySnapshot, type MemoryStorage, setHardState } from '../../raft/log/storage.ts';
import { panic } from '../../raft/panic.ts';
import {
  type Entry,
  type HardState,
  isEmptyHardState,
  isEmptySnap,
  LocalAppendThread,
  LocalApplyThread,
  type Message,
  type Snapshot,
} from '../../raft/pb.ts';
import { advance, applyConfChange, hasReady, ready, withStorage } from '../../raft/rawnode.ts';
import type { ReadState } from '../../raft/readonly.ts';
import type { Node } from './node.ts';

/** A node with nothing more to say, and what it has said to the network and to its application, in order. */
export interface Settled {
  readonly node: Node;
  readonly messages: readonly Message[];
  readonly reads: readonly ReadState[];
}

interface Output {
  readonly messages: Message[];
  readonly reads: ReadState[];
}

/** No step of a working core takes more than a handful. */
const mostReadys = 1000;

/** Handles Readys until there is none. */
export function settle(node: Node): Settled {
  const said: Output = { messages: [], reads: [] };
  let settled = node;
  for (let readys = 0; settled.rn !== null && hasReady(settled.rn); readys++) {
    if (readys === mostReadys) panic('never-settles', `${mostReadys} Readys, and there is still one due`);
    settled = settled.rn.asyncStorageWrites ? handOut(settled, said) : handle(settled, said);
  }
  return { node: settled, ...said };
}

/** Synchronous storage: nothing is sent before what it depends on is stored. */
function handle(node: Node, said: Output): Node {
  const [accepted, rd] = ready(node.rn!);
  const storage = persist(node.storage, rd.hardState, rd.entries, rd.snapshot);
  said.messages.push(...rd.messages);
  said.reads.push(...rd.readStates);
  const stored = node.merge({ storage, rn: withStorage(accepted, storage) });
  const applied = applyEntries(applySnapshotOf(stored, rd.snapshot), rd.committedEntries);
  return applied.set('rn', advance(applied.rn!));
}

/** Asynchronous storage: the work is queued with the storage threads and the rest is sent at once. */
function handOut(node: Node, said: Output): Node {
  const [rn, rd] = ready(node.rn!);
  said.reads.push(...rd.readStates);
  let next = node.set('rn', rn);
  for (const message of rd.messages) {
    if (message.to === LocalAppendThread) next = next.set('appendWork', next.appendWork.push(message));
    else if (message.to === LocalApplyThread) next = next.set('applyWork', next.applyWork.push(message));
    else said.messages.push(message);
  }
  return next;
}

/** Makes the state of a Ready or of a MsgStorageAppend durable. */
export function persist(
  storage: MemoryStorage,
  hardState: HardState,
  entries: List<Entry>,
  snapshot: Snapshot | null,
): MemoryStorage {
  let next = storage;
  if (!isEmptyHardState(hardState)) next = setHardState(next, hardState);
  if (snapshot !== null && !isEmptySnap(snapshot)) next = withSnapshot(next, snapshot);
  return append(next, entries);
}

/** A snapshot older than the stored one changes nothing. */
function withSnapshot(storage: MemoryStorage, snapshot: Snapshot): MemoryStorage {
  const next = applySnapshot(storage, snapshot);
  return typeof next === 'string' ? storage : next;
}

/** The state machine is replaced by what the snapshot, now stored, holds. */
export function applySnapshotOf(node: Node, snapshot: Snapshot | null): Node {
  return snapshot === null || isEmptySnap(snapshot) ? node : node.set('machine', snapshot.index);
}

/**
 * Applies committed entries in order. Of the state machine only how far it has come is of interest, and whether it got
 * anything but the next entry; configurations are put into effect.
 */
export function applyEntries(node: Node, entries: List<Entry>): Node {
  let next = node;
  for (const entry of entries) {
    if (entry.index !== next.machine + 1 && next.misapplied === '') {
      next = next.set('misapplied', `entry ${entry.index} after ${next.machine}`);
    }
    const change = confChangeOf(entry);
    const rn = change === null ? next.rn : applyConfChange(next.rn!, change)[0];
    next = next.merge({ machine: entry.index, rn });
  }
  return next;
}
