/**
 * What actions are counted by: "timeout", "deliver MsgApp", "drop MsgVote". Numbered densely as they are first met, alike by
 * all who share their ids.
 */
import { IdTable, type Registrar } from '../explore/ids.ts';
import type { MessageKind } from './action.ts';
import type { LocalAction } from './inputs.ts';

const moves = ['deliver', 'drop', 'duplicate'] as const satisfies readonly MessageKind[];

export class ActionKinds {
  readonly names: string[] = [];
  readonly #table: IdTable;
  readonly #typeOf: (message: number) => string;
  readonly #locals = new Map<string, number>();
  /** deliver, drop and duplicate kinds of a message: [3 * message + move], filled on demand. */
  readonly #ofMessage: number[] = [];

  constructor(locals: readonly LocalAction[], typeOf: (message: number) => string, registrar: Registrar) {
    this.#typeOf = typeOf;
    this.#table = new IdTable(registrar, 0, (name) => this.names.push(String.fromCharCode(...name)));
    for (const action of locals) this.local(action);
  }

  what(kind: number): 'local' | MessageKind {
    return moves.find((move) => this.names[kind].startsWith(`${move} `)) ?? 'local';
  }

  local({ input }: LocalAction): number {
    const known = this.#locals.get(input.kind) ?? this.#kind(input.kind);
    this.#locals.set(input.kind, known);
    return known;
  }

  deliver(message: number): number {
    return this.#ofMessage[3 * message] ?? this.#learn(message, 0);
  }

  drop(message: number): number {
    return this.#ofMessage[3 * message + 1] ?? this.#learn(message, 1);
  }

  duplicate(message: number): number {
    return this.#ofMessage[3 * message + 2] ?? this.#learn(message, 2);
  }

  #learn(message: number, move: 0 | 1 | 2): number {
    const kind = this.#kind(`${moves[move]} ${this.#typeOf(message)}`);
    this.#ofMessage[3 * message + move] = kind;
    return kind;
  }

  #kind(name: string): number {
    const key = Int32Array.from({ length: name.length }, (_, k) => name.charCodeAt(k));
    return this.#table.intern(key, key.length);
  }
}
