/**
 * Small clusters and single nodes for the core's tests. A node here persists and applies what its Ready says at once;
 * what it sends lies on the wire until a test delivers or loses it.
 */
import { List } from 'immutable';
import { confChangeOf } from '../../src/raft/confchange/codec.ts';
import { type Config, defaultConfig } from '../../src/raft/config.ts';
import { allEntries } from '../../src/raft/log/log.ts';
import * as storage from '../../src/raft/log/storage.ts';
import { ConfState, Entry, HardState, Message, type MessageFields, Snapshot } from '../../src/raft/pb.ts';
import type { Raft, StepError } from '../../src/raft/raft.ts';
import type { NodeStepped, RawNode } from '../../src/raft/rawnode.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import type { ReadStateFields } from '../../src/raft/readonly.ts';
import { confState } from '../../src/raft/tracker/tracker.ts';

/** A node to be: who votes, and what it had stored. `terms[i]` is the term of the entry at index i + 1. */
export interface Stored extends Partial<Omit<Config, 'storage'>> {
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
  readonly terms?: readonly number[];
  readonly term?: number;
  readonly vote?: number;
  readonly commit?: number;
}

/** Entries of the given terms from index 1 on; their data is "term.index". */
export function entriesOf(terms: readonly number[]): List<Entry> {
  return List(terms.map((term, i) => Entry({ term, index: i + 1, data: `${term}.${i + 1}` })));
}

/** A node, by default node 1 of three, restarted from what is given. */
export function nodeOf(stored: Stored = {}): RawNode {
  const { voters = [1, 2, 3], learners = [], terms = [], vote = 0, commit = 0, ...options } = stored;
  const term = stored.term ?? terms.at(-1) ?? 0;
  const confState = ConfState({ voters: List(voters), learners: List(learners) });
  const configured = storage.applySnapshot(new storage.MemoryStorage(), Snapshot({ confState }));
  if (typeof configured === 'string') throw new Error(configured);
  const written = storage.append(configured, entriesOf(terms));
  const durable = storage.setHardState(written, HardState({ term, vote, commit }));
  return rawnode.newRawNode({ ...defaultConfig, id: 1, ...options, storage: durable });
}

/** What came of a node's Readys: the node after them, what it sent, the data of the normal entries it applied, its reads. */
export interface Settled {
  readonly rn: RawNode;
  readonly sent: Message[];
  readonly applied: string[];
  readonly reads: ReadStateFields[];
}

/** Persists and applies all that the node wants. */
export function settle(start: RawNode): Settled {
  let rn = start;
  const sent: Message[] = [];
  const applied: string[] = [];
  const reads: ReadStateFields[] = [];
  while (rawnode.hasReady(rn)) {
    const [taken, rd] = rawnode.ready(rn);
    rn = rawnode.withStorage(taken, persisted(taken, rd.hardState, rd.snapshot, rd.entries));
    sent.push(...rd.messages);
    reads.push(...rd.readStates.map((read) => read.toObject()));
    for (const entry of rd.committedEntries) {
      const cc = confChangeOf(entry);
      if (cc !== null) [rn] = rawnode.applyConfChange(rn, cc);
      else if (entry.data !== '') applied.push(entry.data);
    }
    rn = rawnode.advance(rn);
  }
  return { rn, sent, applied, reads };
}

function persisted(rn: RawNode, hs: HardState, snap: Snapshot | null, entries: List<Entry>): storage.Storage {
  let next = rn.raft.raftLog.storage as storage.MemoryStorage;
  if (!hs.equals(HardState())) next = storage.setHardState(next, hs);
  if (snap !== null) next = storage.applySnapshot(next, snap) as storage.MemoryStorage;
  return storage.append(next, entries);
}

/** Steps messages one after the other, settling after each; gives what the node sent. */
export function stepAll(
  start: RawNode,
  ...messages: Partial<MessageFields>[]
): { rn: RawNode; sent: Message[] } {
  let { rn } = settle(start);
  const sent: Message[] = [];
  for (const fields of messages) {
    const [stepped] = rawnode.step(rn, Message({ to: rn.raft.id, ...fields }));
    const settled = settle(stepped);
    rn = settled.rn;
    sent.push(...settled.sent);
  }
  return { rn, sent };
}

/** Node `rn` elected leader by the votes of the first other voters; all it sent is lost. */
export function elected(rn: RawNode): RawNode {
  const candidate = settle(rawnode.campaign(rn)[0]).rn;
  const { id, term, trk } = candidate.raft;
  const others = trk.config.voters.incoming.delete(id).toList().sort();
  const votes = others.take(Math.floor((others.size + 1) / 2));
  return stepAll(candidate, ...votes.map((from) => ({ type: 'MsgVoteResp', from, term }) as const)).rn;
}

/** The terms of the whole log, index 1 first. */
export function termsOf({ raft }: RawNode): number[] {
  return allEntries(raft.raftLog)
    .map((entry) => entry.term)
    .toArray();
}

/** As `count` ticks with the same jitter, settling after each. */
export function ticks(start: RawNode, count: number): { rn: RawNode; sent: Message[] } {
  let rn = start;
  const sent: Message[] = [];
  for (let i = 0; i < count; i++) {
    const settled = settle(rawnode.tick(rn));
    rn = settled.rn;
    sent.push(...settled.sent);
  }
  return { rn, sent };
}

/** Nodes 1..n and the wire between them. */
export class Cluster {
  readonly nodes = new Map<number, RawNode>();
  /** By node, the data of the normal entries applied, in order. */
  readonly applied = new Map<number, string[]>();
  /** By node, the reads that were confirmed to it. */
  readonly reads = new Map<number, ReadStateFields[]>();
  /** What was sent and is neither delivered nor lost, in order. */
  wire: Message[] = [];
  /** Nodes that nothing reaches and from which nothing comes. */
  readonly isolated = new Set<number>();

  constructor(nodes: readonly RawNode[]) {
    for (const rn of nodes) {
      this.applied.set(rn.raft.id, []);
      this.reads.set(rn.raft.id, []);
      this.#put(rn);
    }
  }

  /** `n` voters with empty logs. */
  static of(n: number, options: Partial<Stored> = {}): Cluster {
    const voters = Array.from({ length: n }, (_, i) => i + 1);
    return new Cluster(voters.map((id) => nodeOf({ voters, ...options, id })));
  }

  raft(id: number): Raft {
    return this.nodes.get(id)!.raft;
  }

  /** Gives node `id` an input; what it sends goes on the wire. */
  input(id: number, act: (rn: RawNode) => RawNode | NodeStepped): StepError | null {
    const result = act(this.nodes.get(id)!);
    const [rn, error] = 'raft' in result ? [result, null] : result;
    this.#put(rn);
    return error;
  }

  /** Delivers what is on the wire, and what comes of it, until it is silent. What `loses` picks is lost. */
  deliver(loses: (m: Message) => boolean = () => false): void {
    while (this.wire.length > 0) {
      const m = this.wire.shift()!;
      if (loses(m) || this.isolated.has(m.from) || this.isolated.has(m.to) || !this.nodes.has(m.to)) continue;
      this.input(m.to, (rn) => rawnode.step(rn, m));
    }
  }

  /** Lets node `id` campaign, and delivers all that comes of it but what `loses` picks. */
  elect(id: number, loses?: (m: Message) => boolean): void {
    this.input(id, rawnode.campaign);
    this.deliver(loses);
  }

  propose(id: number, data: string): StepError | null {
    return this.input(id, (rn) => rawnode.propose(rn, data));
  }

  /** Node `id` loses all that is not durable, and starts again. */
  restart(id: number, options: Partial<Config> = {}): void {
    const { raftLog } = this.raft(id);
    const config = { ...defaultConfig, id, storage: raftLog.storage, applied: raftLog.applied, ...options };
    this.#put(rawnode.newRawNode(config));
  }

  /** Node `id` takes a snapshot at `index`, and keeps no entries up to it. */
  compact(id: number, index: number): void {
    this.input(id, (rn) => {
      const stored = rn.raft.raftLog.storage as storage.MemoryStorage;
      const data = this.applied.get(id)!.join(' ');
      const snapshotted = storage.createSnapshot(stored, index, confState(rn.raft.trk), data);
      return rawnode.withStorage(
        rn,
        storage.compact(snapshotted as storage.MemoryStorage, index) as storage.MemoryStorage,
      );
    });
  }

  #put(rn: RawNode): void {
    const settled = settle(rn);
    const { id } = settled.rn.raft;
    this.nodes.set(id, settled.rn);
    this.wire.push(...settled.sent);
    this.applied.get(id)!.push(...settled.applied);
    this.reads.get(id)!.push(...settled.reads);
  }
}
