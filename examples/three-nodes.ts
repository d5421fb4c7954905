/**
 * Three Raft nodes in one process: they elect a leader, take a few proposals and print what each of them applies.
 *
 *     npx tsx examples/three-nodes.ts
 *
 * All that a real program has to bring is here in its smallest form: a clock (the loop), chance (a jitter for each node),
 * storage (a value in memory), a network (a list) and a state machine (a list of words). It runs on the sources: the package
 * offers the checker, and not the core.
 */
import { List } from 'immutable';
import { defaultConfig } from '../src/raft/config.ts';
import { append, applySnapshot, MemoryStorage, setHardState } from '../src/raft/log/storage.ts';
import { ConfState, isEmptyHardState, type Message, Snapshot } from '../src/raft/pb.ts';
import {
  advance,
  hasReady,
  newRawNode,
  propose,
  type RawNode,
  ready,
  step,
  tick,
  withStorage,
} from '../src/raft/rawnode.ts';

type Print = (line: string) => void;

interface Server {
  node: RawNode;
  storage: MemoryStorage;
  /** Added to the election timeout: different for each server, or they would all campaign at once. */
  readonly jitter: number;
  readonly applied: string[];
}

const ids = [1, 2, 3];

/** A server that has stored nothing but who the voters are. */
function newServer(id: number): Server {
  const confState = ConfState({ voters: List(ids) });
  const storage = applySnapshot(new MemoryStorage(), Snapshot({ confState }));
  if (typeof storage === 'string') throw new Error(storage);
  const jitter = (3 * id) % defaultConfig.electionTick;
  const config = { ...defaultConfig, id, storage, preVote: true, checkQuorum: true };
  return { node: newRawNode(config, jitter), storage, jitter, applied: [] };
}

/** Does what the node wants done, in the order that keeps Raft safe: persist, then send, then apply. */
function handleReady(server: Server, network: Message[], print: Print): void {
  while (hasReady(server.node)) {
    const [node, rd] = ready(server.node);
    if (!isEmptyHardState(rd.hardState)) server.storage = setHardState(server.storage, rd.hardState);
    server.storage = append(server.storage, rd.entries);
    network.push(...rd.messages);
    for (const entry of rd.committedEntries) {
      if (entry.data === '') continue; // a leader's first entry
      server.applied.push(entry.data);
      print(`node ${node.raft.id} applies ${entry.data} (index ${entry.index}, term ${entry.term})`);
    }
    if (rd.softState?.raftState === 'StateLeader') print(`node ${node.raft.id} leads term ${node.raft.term}`);
    server.node = advance(withStorage(node, server.storage));
  }
}

/** Runs the cluster for some ticks, proposing a word every few, and says what everyone has applied. */
export function run(print: Print): void {
  const servers = new Map(ids.map((id) => [id, newServer(id)]));
  const network: Message[] = [];
  const words = ['alpha', 'beta', 'gamma'];
  for (let now = 0; now < 60; now++) {
    for (const server of servers.values()) {
      server.node = tick(server.node, server.jitter);
      // To whom does not matter: who does not lead passes it on, and who knows no leader says so.
      const word = words[0];
      if (now % 10 === 9 && word !== undefined) {
        const [node, error] = propose(server.node, word);
        server.node = node;
        if (error === null) words.shift();
      }
      handleReady(server, network, print);
    }
    for (const message of network.splice(0)) {
      const receiver = servers.get(message.to)!;
      [receiver.node] = step(receiver.node, message);
      handleReady(receiver, network, print);
    }
  }
  for (const [id, { applied }] of servers) print(`node ${id} has applied: ${applied.join(' ')}`);
}

if (process.argv[1] === import.meta.filename) run(console.log);
