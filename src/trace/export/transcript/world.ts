/**
 * The world of an interaction transcript, as the library's rafttest package builds it: nodes whose logs begin with a
 * snapshot, the messages in flight in the order of sending, synchronous storage, and a state machine that is snapshotted
 * after every entry. What the exported commands are tried out in, and where their expected output comes from.
 *
 * It changes in place, one command after the other; the core's records in it stay immutable.
 */
import { List } from 'immutable';
import { persist } from '../../../cluster/etcd/settle.ts';
import type { Model } from '../../../cluster/model.ts';
import { confChangeOf } from '../../../raft/confchange/codec.ts';
import { defaultConfig } from '../../../raft/config.ts';
import { describeError } from '../../../raft/describe/errors.ts';
import { describeMessage, describeReady } from '../../../raft/describe.ts';
import { applySnapshot, MemoryStorage } from '../../../raft/log/storage.ts';
import { ConfState, type Message, type MessageType, Snapshot } from '../../../raft/pb.ts';
import {
  advance,
  applyConfChange,
  hasReady,
  newRawNode,
  type RawNode,
  ready,
  step,
  withStorage,
} from '../../../raft/rawnode.ts';

/** The index of the snapshot that every log begins with; the format allows none below it. */
export const firstSnapshot = 2;
/** Ticks; every node of every transcript has these. */
export const electionTick = 3;

export interface WorldNode {
  rn: RawNode;
  memory: MemoryStorage;
  /** The state machine after the last applied entry. */
  latest: Snapshot;
}

export interface World {
  /** The node with id n is nodes[n - 1]. */
  readonly nodes: WorldNode[];
  messages: Message[];
}

/** `voters` and `learners` know each other from the start; a node of neither starts with nothing. */
export function newWorld(model: Model, voters: readonly number[], learners: readonly number[]): World {
  const confState = ConfState({ voters: List(voters), learners: List(learners) });
  const known = Snapshot({ index: firstSnapshot, term: 1, confState });
  const nodes = Array.from({ length: model.nodes }, (_, i) => {
    const latest = voters.includes(i + 1) || learners.includes(i + 1) ? known : Snapshot();
    const memory = startMemory(latest);
    const config = {
      ...defaultConfig,
      id: i + 1,
      storage: memory.set('latest', latest),
      electionTick,
      heartbeatTick: 1,
      maxInflightMsgs: model.maxInflightMsgs,
      maxCommittedSizePerReady: model.maxCommittedSizePerReady ?? 0,
      checkQuorum: model.checkQuorum,
      preVote: model.preVote,
      readOnlyOption:
        model.readOnly === 'lease' ? ('ReadOnlyLeaseBased' as const) : ('ReadOnlySafe' as const),
      disableConfChangeValidation: model.disableConfChangeValidation,
      stepDownOnRemoval: model.stepDownOnRemoval,
    };
    return { rn: newRawNode(config), memory, latest };
  });
  return { nodes, messages: [] };
}

function startMemory(latest: Snapshot): MemoryStorage {
  const empty = new MemoryStorage();
  const started = latest.index === 0 ? empty : applySnapshot(empty, latest);
  return typeof started === 'string' ? empty : started;
}

export function setMemory(node: WorldNode, memory: MemoryStorage): void {
  node.memory = memory;
  node.rn = withStorage(node.rn, memory.set('latest', node.latest));
}

/** `process-ready`: the Ready in the library's words, once what it asks for is done. Null when there is none. */
export function processReady(world: World, id: number): string | null {
  const node = world.nodes[id - 1];
  if (!hasReady(node.rn)) return null;
  const [accepted, rd] = ready(node.rn);
  node.rn = accepted;
  if (rd.snapshot !== null && rd.snapshot.index > node.latest.index) node.latest = rd.snapshot;
  setMemory(node, persist(node.memory, rd.hardState, rd.entries, rd.snapshot));
  for (const entry of rd.committedEntries) {
    const change = confChangeOf(entry);
    let { confState } = node.latest;
    if (change !== null) [node.rn, confState] = applyConfChange(node.rn, change);
    node.latest = node.latest.merge({ index: entry.index, term: entry.term, confState });
    setMemory(node, node.memory);
  }
  world.messages.push(...rd.messages);
  node.rn = advance(node.rn);
  return describeReady(rd);
}

/** `deliver-msgs`: everything of a type that waits for a node, delivered or dropped. */
export function deliver(world: World, to: number, type: MessageType, drop: boolean): string {
  const taken = world.messages.filter((message) => message.to === to && message.type === type);
  world.messages = world.messages.filter((message) => !taken.includes(message));
  const node = world.nodes[to - 1];
  const lines = taken.map((message) => {
    if (drop || node === undefined) return `dropped: ${describeMessage(message)}\n`;
    const [rn, error] = step(node.rn, message);
    node.rn = rn;
    return `${describeMessage(message)}\n${error === null ? '' : `${describeError(error)}\n`}`;
  });
  return lines.join('');
}
