/**
 * The world of one transcript: nodes with their storage, the messages in flight, and the output.
 * It changes in place, one command after the other; the core's records in it stay immutable.
 *
 * A node's history holds the snapshots of an appending state machine, one more after each applied entry. The
 * core is given the newest of them as its storage's snapshot, whatever the log below it holds, as in the
 * library's own environment.
 */
import type { MemoryStorage, Storage } from '../../../src/raft/log/storage.ts';
import type { Message, Snapshot } from '../../../src/raft/pb.ts';
import { type RawNode, withStorage } from '../../../src/raft/rawnode.ts';
import { TranscriptError } from './arguments.ts';
import { Output } from './output.ts';

export interface EnvironmentNode {
  readonly id: number;
  readonly asyncStorageWrites: boolean;
  rawNode: RawNode;
  /** What is durable. Change it through `setMemory`, so that the core sees it. */
  memory: MemoryStorage;
  /** MsgStorageAppend that the append thread has not processed yet, oldest first. */
  appendWork: Message[];
  /** MsgStorageApply that the apply thread has not processed yet, oldest first. */
  applyWork: Message[];
  /** Never empty. Change it through `pushHistory`. */
  readonly history: Snapshot[];
}

export interface Environment {
  /** The node with id n is nodes[n - 1]. */
  readonly nodes: EnvironmentNode[];
  /** In the order in which they were sent. */
  messages: Message[];
  readonly output: Output;
}

/** No nodes, nothing in flight. */
export function newEnvironment(): Environment {
  return { nodes: [], messages: [], output: new Output() };
}

/** The node with this id; a transcript that names one it has not added is wrong. */
export function nodeOf(env: Environment, id: number): EnvironmentNode {
  const node = env.nodes[id - 1];
  if (node === undefined) {
    throw new TranscriptError(`there is no node ${id}: ${env.nodes.length} have been added`);
  }
  return node;
}

/** What the core reads: what is durable, with the newest snapshot of the history as its snapshot. */
export function storageFor(memory: MemoryStorage, history: readonly Snapshot[]): Storage {
  return memory.set('latest', history.at(-1)!);
}

/** Makes `memory` what is durable at `node`. */
export function setMemory(node: EnvironmentNode, memory: MemoryStorage): void {
  node.memory = memory;
  node.rawNode = withStorage(node.rawNode, storageFor(memory, node.history));
}

/** Records the state machine after one more entry. */
export function pushHistory(node: EnvironmentNode, snapshot: Snapshot): void {
  node.history.push(snapshot);
  setMemory(node, node.memory);
}
