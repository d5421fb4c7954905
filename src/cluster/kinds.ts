/**
 * What actions are counted by: "timeout", "deliver MsgApp", "drop MsgVote". Numbered densely as they are first met.
 */
import type { LocalAction } from './inputs.ts';

type What = 'local' | 'deliver' | 'drop' | 'duplicate';
const moves = ['deliver', 'drop', 'duplicate'] as const;

export class ActionKinds {
  readonly names: string[] = [];
  readonly #what: What[] = [];
  readonly #byName = new Map<string, number>();
  readonly #typeOf: (message: number) => string;
  /** deliver, drop and duplicate kinds of a message: [3 * message + move], filled on demand. */
  readonly #ofMessage: number[] = [];

  constructor(locals: readonly LocalAction[], typeOf: (message: number) => string) {
    this.#typeOf = typeOf;
    for (const action of locals) this.local(action);
  }

  what(kind: number): What {
    return this.#what[kind]!;
  }

  local(action: LocalAction): number {
    return this.#kind(action.input.kind, 'local');
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
    const what = moves[move];
    const kind = this.#kind(`${what} ${this.#typeOf(message)}`, what);
    this.#ofMessage[3 * message + move] = kind;
    return kind;
  }

  #kind(name: string, what: What): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    this.names.push(name);
    this.#what.push(what);
    this.#byName.set(name, this.names.length - 1);
    return this.names.length - 1;
  }
}
