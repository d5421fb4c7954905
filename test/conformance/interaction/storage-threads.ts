/**
 * What becomes durable and what is applied: the two storage threads of a node, which `process-ready` runs in
 * line when storage writes are synchronous.
 */
import { List } from 'immutable';
import { confChangeOf } from '../../../src/raft/confchange/codec.ts';
import { describeError } from '../../../src/raft/describe/errors.ts';
import { describeMessage } from '../../../src/raft/describe.ts';
import { append, applySnapshot, setHardState } from '../../../src/raft/log/storage.ts';
import {
  type ConfState,
  type Entry,
  HardState,
  isEmptyHardState,
  isEmptySnap,
  type Message,
  Snapshot,
} from '../../../src/raft/pb.ts';
import { applyConfChange } from '../../../src/raft/rawnode.ts';
import { type Environment, type EnvironmentNode, nodeOf, pushHistory, setMemory } from './environment.ts';

/** One message of the append thread: makes its contents durable and sends its responses. */
export function processAppendThread(env: Environment, id: number): string | null {
  const node = nodeOf(env, id);
  const m = node.appendWork.shift();
  if (m === undefined) {
    env.output.write('no append work to perform');
    return null;
  }
  writeProcessing(env, m);
  const hardState = HardState({ term: m.term, vote: m.vote, commit: m.commit });
  const error = processAppend(node, hardState, m.entries, m.snapshot);
  if (error !== null) return error;
  sendResponses(env, m);
  return null;
}

/** One message of the apply thread: applies its entries and sends its responses. */
export function processApplyThread(env: Environment, id: number): null {
  const node = nodeOf(env, id);
  const m = node.applyWork.shift();
  if (m === undefined) {
    env.output.write('no apply work to perform');
    return null;
  }
  writeProcessing(env, m);
  processApply(node, m.entries);
  sendResponses(env, m);
  return null;
}

function writeProcessing(env: Environment, m: Message): void {
  env.output.write(`Processing:\n${describeMessage(m.set('responses', List()))}\n`);
}

function sendResponses(env: Environment, m: Message): void {
  env.output.write(`Responses:\n${m.responses.map((r) => `${describeMessage(r)}\n`).join('')}`);
  env.messages.push(...m.responses);
}

/** Makes the hard state, and either the snapshot or the entries, durable at `node`. */
export function processAppend(
  node: EnvironmentNode,
  hardState: HardState,
  entries: List<Entry>,
  snapshot: Snapshot | null,
): string | null {
  if (!isEmptyHardState(hardState)) {
    setMemory(node, setHardState(node.memory, hardState));
  }
  if (snapshot === null || isEmptySnap(snapshot)) {
    setMemory(node, append(node.memory, entries));
    return null;
  }
  if (!entries.isEmpty()) return "can't apply snapshot and entries at the same time";
  const memory = applySnapshot(node.memory, snapshot);
  if (typeof memory === 'string') return describeError(memory);
  setMemory(node, memory);
  return null;
}

/** Applies the entries to the appending state machine of `node`, one history snapshot each. */
export function processApply(node: EnvironmentNode, entries: List<Entry>): void {
  for (const entry of entries) {
    const last = node.history.at(-1)!;
    const { update, confState } = applyEntry(node, entry);
    pushHistory(
      node,
      Snapshot({
        data: last.data + update,
        index: entry.index,
        term: entry.term,
        confState: confState ?? last.confState,
      }),
    );
  }
}

/** What the entry appends to the state machine, and the configuration after it if it changes that. */
function applyEntry(node: EnvironmentNode, entry: Entry): { update: string; confState: ConfState | null } {
  const cc = confChangeOf(entry);
  if (cc === null) return { update: entry.data, confState: null };
  const [rawNode, confState] = applyConfChange(node.rawNode, cc);
  node.rawNode = rawNode;
  return { update: cc.context, confState };
}
