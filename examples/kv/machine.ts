/**
 * The replicated state machine: keys and values, the clients' sessions, and the members with their addresses. It is
 * changed by committed entries alone, in their order, so it is the same on every node. It lives in memory: after a
 * restart it is made again of the last snapshot and the log behind that.
 */
import { confChangeOf } from '../../src/raft/confchange/codec.ts';
import type { ConfChange, Entry } from '../../src/raft/pb.ts';
import { latin1, utf8 } from './bytes.ts';
import { type Command, decodeCommand, decodeContext, type Retryable } from './command.ts';

export interface Value {
  /** Bytes. */
  readonly value: string;
  /** The entry that put it. */
  readonly index: number;
}

export interface Member {
  readonly url: string;
  readonly learner: boolean;
}

/**
 * What became of a command. 'done': applied by the entry `index`, now or when it first came. 'expired': its session is
 * not known any more, so nobody can tell whether it was applied before. 'superseded': a later request of the session was.
 */
export type Outcome =
  | { readonly status: 'done'; readonly index: number; readonly found: boolean }
  | { readonly status: 'expired' | 'superseded' };

/** An outcome for whoever waits for `id`. */
export interface Applied {
  readonly id: string;
  readonly outcome: Outcome;
}

interface Session {
  readonly request: number;
  readonly outcome: Outcome;
}

/** Sessions beyond this many are forgotten, the longest unused first. Part of the state machine: the same everywhere. */
const mostSessions = 10_000;

export class Machine {
  /** The last entry applied, in entries or as part of a snapshot. */
  applied = 0;
  #values = new Map<string, Value>();
  /** In the order of their last use. */
  #sessions = new Map<number, Session>();
  #members = new Map<number, Member>();
  /** Ids of nodes that were members once. They never come again: see docs/findings/rejoin-same-term-stale-ack.md. */
  #removed = new Set<number>();

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  get size(): number {
    return this.#values.size;
  }

  get members(): ReadonlyMap<number, Member> {
    return this.#members;
  }

  wasRemoved(id: number): boolean {
    return this.#removed.has(id);
  }

  /** Applies the next entry. Null: nobody waits for this one. */
  apply(entry: Entry): Applied | null {
    if (entry.index !== this.applied + 1) throw new Error(`entry ${entry.index} after ${this.applied}`);
    this.applied = entry.index;
    // This server makes changes of the first version only.
    const change = confChangeOf(entry) as ConfChange | null;
    if (change !== null) return this.#reconfigure(entry.index, change);
    // A leader's first entry, or one in the place of a change that was refused.
    if (entry.data === '') return null;
    const { id, command } = decodeCommand(entry.data);
    return { id, outcome: this.#once(entry.index, command) };
  }

  /** A request of a session is applied the first time it comes, and then gives the same outcome again. */
  #once(index: number, command: Command): Outcome {
    if (!isRetryable(command)) return this.#do(index, command);
    const { session: id, request } = command;
    const session = this.#sessions.get(id);
    if (session === undefined) return { status: 'expired' };
    if (request < session.request) return { status: 'superseded' };
    const outcome = request === session.request ? session.outcome : this.#do(index, command);
    this.#sessions.delete(id);
    this.#sessions.set(id, { request, outcome });
    return outcome;
  }

  #do(index: number, command: Command): Outcome {
    const found = 'key' in command && this.#values.has(command.key);
    const done: Outcome = { status: 'done', index, found };
    switch (command.op) {
      case 'put':
        this.#values.set(command.key, { value: command.value, index });
        break;
      case 'delete':
        this.#values.delete(command.key);
        break;
      case 'session':
        this.#sessions.set(index, { request: 0, outcome: done });
        if (this.#sessions.size > mostSessions) this.#sessions.delete(this.#sessions.keys().next().value!);
        break;
    }
    return done;
  }

  #reconfigure(index: number, { type, nodeId, context }: ConfChange): Applied {
    const { id, url = '' } = decodeContext(context);
    const known = this.#members.get(nodeId);
    if (type === 'ConfChangeRemoveNode') {
      this.#members.delete(nodeId);
      this.#removed.add(nodeId);
    } else {
      const learner = type === 'ConfChangeAddLearnerNode';
      this.#members.set(nodeId, { url: url || (known?.url ?? ''), learner });
    }
    return { id, outcome: { status: 'done', index, found: known !== undefined } };
  }

  /** All of it, as the data of a snapshot. */
  serialize(): string {
    const parts = [this.#values, this.#sessions, this.#members, this.#removed];
    return latin1(JSON.stringify(parts.map((part) => [...part])));
  }

  /** Becomes what another machine was when it was serialized at `index`. */
  restore(index: number, data: string): void {
    const [values, sessions, members, removed] = data === '' ? [[], [], [], []] : JSON.parse(utf8(data));
    this.applied = index;
    this.#values = new Map(values);
    this.#sessions = new Map(sessions);
    this.#members = new Map(members);
    this.#removed = new Set(removed);
  }
}

function isRetryable(command: Command): command is Extract<Command, { key: string }> & Retryable {
  return 'session' in command && command.session !== undefined;
}
