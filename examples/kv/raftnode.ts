/**
 * The round around the core: inputs in, Ready out, and what a Ready asks for done in the order that keeps Raft safe.
 *
 * Inputs that come while a Ready is handled wait, and are taken together afterwards: that is what makes one write to the
 * disk serve many requests. Nothing is given to the core between `ready` and `advance`, as the checker explores it.
 *
 * With asynchronous storage writes the core goes on while the disk works (storagework.ts).
 */
import type { List } from 'immutable';
import { asV2, confChangeOf } from '../../src/raft/confchange/codec.ts';
import { hasNextOrInProgressSnapshot } from '../../src/raft/log/log.ts';
import {
  type ConfState,
  type Entry,
  isEmptySnap,
  LocalAppendThread,
  LocalApplyThread,
  type Message,
  type Snapshot,
} from '../../src/raft/pb.ts';
import {
  advance,
  applyConfChange,
  hasReady,
  type NodeStepped,
  type RawNode,
  ready,
  step,
  withStorage,
} from '../../src/raft/rawnode.ts';
import type { ReadState } from '../../src/raft/readonly.ts';
import { confState } from '../../src/raft/tracker/tracker.ts';
import type { Disk } from './disk.ts';
import type { Applied, Machine } from './machine.ts';
import type { Recorder } from './recorder.ts';
import { StorageWork } from './storagework.ts';

/** Whom the node tells what. */
export interface Surroundings {
  send(messages: readonly Message[]): void;
  /** Entries were applied, or a snapshot: `machine.applied` has grown. */
  applied(outcomes: readonly Applied[]): void;
  /** A read of this node is confirmed; it may be served once its index is applied. */
  confirmed(read: ReadState): void;
  /** Who leads, or what this node is, has changed. */
  roleChanged(): void;
  /** The disk failed, or the core found itself broken: nothing more is done. */
  failed(error: unknown): void;
}

export interface Compaction {
  /** A snapshot is taken when so many entries were applied since the last. */
  readonly every: number;
  /** Entries before the snapshot that stay in the log, for followers that are a little behind. */
  readonly keep: number;
}

interface Input {
  readonly give: (rn: RawNode) => RawNode;
  /** The message that it is, for the record. */
  readonly message: Message | null;
}

export class RaftNode {
  #rn: RawNode;
  readonly #disk: Disk;
  readonly #machine: Machine;
  readonly #around: Surroundings;
  readonly #compaction: Compaction;
  readonly #recorder: Recorder | null;
  readonly #work: StorageWork;
  #inputs: Input[] = [];
  /** Who waits for them to be taken. */
  #waiting: (() => void)[] = [];
  /** The rounds that are under way, if any are. */
  #rounds: Promise<void> | null = null;
  #stopped = false;
  /** The configuration that the machine's entries have made: what a snapshot of it is stored with. */
  #confState: ConfState;
  /** That of the newest snapshot. */
  #snapshotConfState: ConfState;

  constructor(
    rn: RawNode,
    disk: Disk,
    machine: Machine,
    around: Surroundings,
    compaction: Compaction,
    recorder: Recorder | null,
  ) {
    this.#rn = rn;
    this.#disk = disk;
    this.#machine = machine;
    this.#around = around;
    this.#compaction = compaction;
    this.#recorder = recorder;
    this.#confState = confState(rn.raft.trk);
    this.#snapshotConfState = disk.storage.latest.confState;
    this.#work = new StorageWork(disk, {
      saved: (responses) => this.#respond(responses),
      restore: (snapshot) => this.#restore(snapshot),
      apply: (entries) => this.#apply(entries),
      failed: (error) => this.#fail(error),
    });
  }

  /** The core as it is. To be read only. */
  get rn(): RawNode {
    return this.#rn;
  }

  /** Has the core take an input soon. Nothing after `stop`. */
  give(give: (rn: RawNode) => RawNode, message: Message | null = null): void {
    if (this.#stopped) return;
    this.#inputs.push({ give, message });
    this.#wake();
  }

  /** An input that the core may refuse: with why, or null, when it has taken it. */
  ask(call: (rn: RawNode) => NodeStepped): Promise<string | null> {
    return new Promise((resolve) => {
      if (this.#stopped) resolve('ErrStopped');
      this.give((rn) => {
        const [next, error] = call(rn);
        resolve(error);
        return next;
      });
    });
  }

  /** A message of another node. */
  step(message: Message): void {
    this.give((rn) => step(rn, message)[0], message);
  }

  /** Kept when all inputs so far are taken: who reads from the network waits for it, so that they never pile up. */
  async taken(): Promise<void> {
    if (this.#inputs.length > 0 && !this.#stopped)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Takes no more inputs, and ends what is being done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
    await this.#rounds;
    await this.#work.idle();
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#around.failed(error);
  }

  #wake(): void {
    this.#rounds ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#run())
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#rounds = null;
        if (this.#isDue()) this.#wake();
      });
  }

  async #run(): Promise<void> {
    while (this.#isDue()) {
      for (const { give, message } of this.#inputs.splice(0)) this.#call(give, message);
      for (const resolve of this.#waiting.splice(0)) resolve();
      if (!hasReady(this.#rn)) continue;
      if (this.#rn.asyncStorageWrites) this.#handOut();
      else await this.#handle();
    }
  }

  #isDue(): boolean {
    return !this.#stopped && (this.#inputs.length > 0 || hasReady(this.#rn));
  }

  /** Inputs come through here, so that they can be recorded. */
  #call(give: (rn: RawNode) => RawNode, message: Message | null = null): void {
    const before = this.#rn;
    this.#rn = give(before);
    this.#recorder?.called(before.raft, this.#rn.raft, message);
  }

  #ready() {
    const [rn, rd] = ready(this.#rn);
    this.#rn = rn;
    this.#recorder?.ready(rn.raft);
    return rd;
  }

  /**
   * Synchronous storage: persist, send, apply, advance. A leader may send while it persists (thesis, section 10.2.1): it
   * asked for votes only when its term was durable, and does not count its own entries before they are.
   */
  async #handle(): Promise<void> {
    const rd = this.#ready();
    const leads = this.#rn.raft.state === 'StateLeader';
    if (leads) this.#around.send(rd.messages.toArray());
    await this.#disk.save([rd], rd.mustSync || !isEmptySnap(rd.snapshot));
    this.#rn = withStorage(this.#rn, this.#disk.storage);
    if (!leads) this.#around.send(rd.messages.toArray());
    this.#restore(rd.snapshot);
    this.#apply(rd.committedEntries);
    this.#rn = this.#recorder?.advance(this.#rn) ?? advance(this.#rn);
    if (rd.softState !== null) this.#around.roleChanged();
    rd.readStates.forEach((read) => void this.#around.confirmed(read));
    this.#compact();
    await this.#work.idle();
  }

  /** Asynchronous storage writes: messages leave, and the work is queued. */
  #handOut(): void {
    const rd = this.#ready();
    const others: Message[] = [];
    for (const message of rd.messages) {
      if (message.to === LocalAppendThread) this.#work.append(message);
      else if (message.to === LocalApplyThread) this.#work.apply(message);
      else others.push(message);
    }
    // A candidate that has not stored its term could win it, forget it, and win it again.
    if (rd.mustSync && rd.hardState.term > this.#disk.storage.hardState.term) {
      this.#work.afterwards(() => this.#around.send(others));
    } else this.#around.send(others);
    if (rd.softState !== null) this.#around.roleChanged();
    rd.readStates.forEach((read) => void this.#around.confirmed(read));
    this.#compact();
  }

  /** What waited for the disk: this node's own at once, the others' over the network. */
  #respond(responses: List<Message>): void {
    this.#rn = withStorage(this.#rn, this.#disk.storage);
    const { id } = this.#rn.raft;
    for (const message of responses.filter(({ to }) => to === id)) {
      this.#call((rn) => step(rn, message)[0], message);
    }
    this.#around.send(responses.filter(({ to }) => to !== id).toArray());
    this.#wake();
  }

  #restore(snapshot: Snapshot | null): void {
    if (snapshot === null || isEmptySnap(snapshot)) return;
    this.#machine.restore(snapshot.index, snapshot.data);
    this.#confState = snapshot.confState;
    this.#snapshotConfState = snapshot.confState;
    this.#around.applied([]);
  }

  #apply(entries: List<Entry>): void {
    if (entries.isEmpty()) return;
    const outcomes: Applied[] = [];
    for (const entry of entries) {
      this.#reconfigure(entry);
      const applied = this.#machine.apply(entry);
      if (applied !== null) outcomes.push(applied);
    }
    this.#around.applied(outcomes);
  }

  #reconfigure(entry: Entry): void {
    const change = confChangeOf(entry);
    if (change === null) return;
    // With asynchronous storage a snapshot may wait that is newer: the core is in its configuration already.
    if (hasNextOrInProgressSnapshot(this.#rn.raft.raftLog)) return;
    const before = this.#rn;
    [this.#rn, this.#confState] = applyConfChange(before, asV2(change));
    this.#recorder?.reconfigured(before.raft, this.#rn.raft);
  }

  /**
   * Takes a snapshot when one is due, unless one from the leader waits. One is due after each change of members: a node that
   * is added takes no snapshot in whose configuration it is not, so an older one could not bring it up.
   */
  #compact(): void {
    const { applied } = this.#machine;
    const { every, keep } = this.#compaction;
    const since = applied - Math.max(this.#disk.storage.latest.index, this.#work.snapshotIndex);
    if (since < every && (since === 0 || this.#confState.equals(this.#snapshotConfState))) return;
    if (hasNextOrInProgressSnapshot(this.#rn.raft.raftLog)) return;
    this.#snapshotConfState = this.#confState;
    this.#work.compact(applied, this.#confState, this.#machine.serialize(), keep);
  }
}
