/**
 * One node: a RawNode of our core, its storage, and the application around it. Here are its parts, how it starts and
 * stops, and how things get durable; work.ts holds the commands. go/node.go is the twin.
 */
import type { List } from 'immutable';
import { describeError, type RaftError } from '../../../src/raft/describe/errors.ts';
import { append, applySnapshot, MemoryStorage, setHardState } from '../../../src/raft/log/storage.ts';
import {
  ConfState,
  type Entry,
  type HardState,
  isEmptyHardState,
  isEmptySnap,
  type Message,
  type Snapshot,
} from '../../../src/raft/pb.ts';
import { hasReady, newRawNode, type RawNode, step, withStorage } from '../../../src/raft/rawnode.ts';
import type { Ready } from '../../../src/raft/ready.ts';
import { defaultOptions, type Options, readOptions } from './options.ts';
import { misuse } from './parse.ts';
import { nodeText, storageText } from './state.ts';
import { DriverStorage } from './storage.ts';
import { confStateText, field, hardStateText, known } from './text.ts';

/** A Ready not yet advanced (synchronous storage), and how far it was handled. */
export interface Outstanding {
  readonly ready: Ready;
  readonly persisted: boolean;
  readonly applied: boolean;
}

/** Where a node sends its messages and writes what there is to see. */
export interface Surroundings {
  network: Message[];
  text: string;
}

export class DrivenNode {
  readonly id: number;
  readonly around: Surroundings;
  options: Options;
  storage = new DriverStorage(new MemoryStorage(), false);
  /** Null while the node is down. */
  rn: RawNode | null = null;
  /** The application's state machine: how far it is, and the configuration it last heard of. */
  applied = 0;
  confState = ConfState();
  outstanding: Outstanding | null = null;
  /** Work of the local threads (asynchronous storage), and their answers to this node. */
  appendWork: Message[] = [];
  applyWork: Message[] = [];
  local: Message[] = [];
  #asked: RawNode | null = null;
  #hasReady = false;

  constructor(around: Surroundings, id: number, words: readonly string[]) {
    this.around = around;
    this.id = id;
    this.options = readOptions(defaultOptions(id), words);
    const { first } = this.options;
    if (first === null) return;
    this.store(written(applySnapshot(this.storage.memory, first)));
    this.applied = first.index;
    this.confState = first.confState;
  }

  /** Whether a Ready waits. Asked far more often than the node changes, so the last answer is kept. */
  hasReady(): boolean {
    const rn = this.up();
    if (this.#asked !== rn) {
      this.#asked = rn;
      this.#hasReady = hasReady(rn);
    }
    return this.#hasReady;
  }

  /** The RawNode of a node that is known to be up. */
  up(): RawNode {
    return this.rn ?? misuse(`node ${this.id} is down`);
  }

  /** Makes the RawNode; panics where the core does. */
  start(): void {
    const { config, jitter } = this.options;
    this.rn = newRawNode({ ...config, storage: this.storage }, jitter % config.electionTick);
  }

  /** Forgets everything that is not in the storage. */
  crash(): void {
    this.rn = null;
    this.outstanding = null;
    this.appendWork = [];
    this.applyWork = [];
    this.local = [];
  }

  /**
   * Begins again from the storage. `mode` says where the state machine stands: "s" at the storage's snapshot, "a" where it
   * was at the crash, "z" at the snapshot too, without telling raft.
   */
  restart(mode: string, words: readonly string[]): void {
    this.options = readOptions(this.options, words);
    const snapshot = this.storage.memory.snapshot();
    if (mode !== 'a') {
      this.applied = snapshot.index;
      this.confState = snapshot.confState;
    }
    const applied = mode === 'z' ? 0 : this.applied;
    this.options = { ...this.options, config: { ...this.options.config, applied } };
    this.start();
    this.show(true);
  }

  /** Hands a message to the core and writes the error, if any. */
  step(m: Message): void {
    this.stepped(step(this.up(), m));
  }

  /** Takes in what a function of the core gave back. */
  stepped([rn, error]: readonly [RawNode, RaftError | null]): void {
    this.rn = rn;
    if (error !== null) this.showError(error);
  }

  showError(error: RaftError): void {
    this.around.text += `  error ${describeError(error)}\n`;
  }

  /** Writes what a Ready or a MsgStorageAppend asks for to the storage. */
  save(hardState: HardState, entries: List<Entry>, snapshot: Snapshot | null): void {
    if (!isEmptyHardState(hardState)) this.store(setHardState(this.storage.memory, hardState));
    if (snapshot !== null && !isEmptySnap(snapshot)) {
      const next = applySnapshot(this.storage.memory, snapshot);
      if (typeof next === 'string') {
        this.showError(next);
      } else {
        this.store(next);
        this.applied = snapshot.index;
        this.confState = snapshot.confState;
      }
    }
    this.store(append(this.storage.memory, entries));
  }

  /** Makes `memory` the storage, for the core too. */
  store(memory: MemoryStorage, unavailable = this.storage.unavailable): void {
    this.storage = new DriverStorage(memory, unavailable);
    if (this.rn !== null) this.rn = withStorage(this.rn, this.storage);
  }

  /** Writes everything the node holds, and its storage when that may have changed. */
  show(stored: boolean): void {
    const rn = this.up();
    this.around.text += nodeText(rn);
    if (stored) this.around.text += storageText(this.storage.memory);
    const { lead, raftState } = rn.prevSoftSt;
    this.around.text +=
      `  prev ${lead}/${raftState} ${hardStateText(rn.prevHardSt)}` +
      field('hasready', this.hasReady() ? 1 : 0) +
      field('applied', this.applied) +
      ` ${confStateText(this.confState)}` +
      field('network', this.around.network.length) +
      known('appends', this.appendWork.length) +
      known('applies', this.applyWork.length) +
      known('local', this.local.length) +
      '\n';
  }
}

/** The storage after a write that this driver knows to be allowed. */
function written(memory: MemoryStorage | 'ErrSnapOutOfDate' | 'ErrCompacted'): MemoryStorage {
  return typeof memory === 'string' ? misuse(memory) : memory;
}
