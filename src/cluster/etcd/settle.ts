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
import { advance, applyConfChange, hasReady, type RawNode, ready, withStorage } from '../../raft/rawnode.ts';
import type { ReadState } from '../../raft/readonly.ts';
import type { Node } from './node.ts';

/** A node with nothing more to say, and what it has said to the network and to its application, in order. */
export interface Settled {
  readonly node: Node;
  readonly messages: readonly Message[];
  readonly reads: readonly ReadState[];
}

interface Said {
  readonly messages: Message[];
  readonly reads: ReadState[];
}

/** No step of a working core takes more than a handful. */
const mostReadys = 1000;

/** Handles Readys until there is none. */
export function settle(node: Node): Settled {
  const said: Said = { messages: [], reads: [] };
  let settled = node;
  for (let readys = 0; settled.rn !== null && hasReady(settled.rn); readys++) {
    if (readys === mostReadys) panic('never-settles', `${mostReadys} Readys, and there is still one due`);
    settled = settled.rn.asyncStorageWrites ? handOut(settled, said) : handle(settled, said);
  }
  return { node: settled, ...said };
}

/** Synchronous storage: nothing is sent before what it depends on is stored. */
function handle(node: Node, said: Said): Node {
  const [accepted, rd] = ready(node.rn!);
  const storage = persist(node.storage, rd.hardState, rd.entries, rd.snapshot);
  said.messages.push(...rd.messages);
  said.reads.push(...rd.readStates);
  const applied = applyEntries(withStorage(accepted, storage), rd.committedEntries);
  return node.merge({ storage, rn: advance(applied) });
}

/** Asynchronous storage: the work is queued with the storage threads and the rest is sent at once. */
function handOut(node: Node, said: Said): Node {
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

/** Applies committed entries in order. The state machine itself is of no interest; configurations are. */
export function applyEntries(rn: RawNode, entries: List<Entry>): RawNode {
  let next = rn;
  for (const entry of entries) {
    const change = confChangeOf(entry);
    if (change !== null) [next] = applyConfChange(next, change);
  }
  return next;
}
