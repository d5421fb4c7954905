/**
 * What actions are counted by: "timeout", "deliver MsgApp", "drop MsgVote". Numbered densely as they are first met, alike by
 * all who share their ids.
 */
import { IdTable, type Registrar } from '../explore/ids.ts';
import { type MessageKind, messageKinds } from './action.ts';
import type { LocalAction } from './inputs.ts';

/** Whether an action is a step of a core, and not only done to its node from outside. */
export function isStep(kind: string): boolean {
  return kind !== 'crash' && kind !== 'restart';
}

export class ActionKinds {
  readonly names: string[] = [];
  readonly #table: IdTable;
  readonly #typeOf: (message: number) => string;
  readonly #what: ('local' | MessageKind)[] = [];
  readonly #byName = new Map<string, number>();
  /** By what is done to a message, and by message; filled on demand. */
  readonly #ofMessage = new Map<MessageKind, number[]>(messageKinds.map((kind) => [kind, []]));

  constructor(locals: readonly LocalAction[], typeOf: (message: number) => string, registrar: Registrar) {
    this.#typeOf = typeOf;
    this.#table = new IdTable(registrar, 0, (name) => this.names.push(String.fromCharCode(...name)));
    for (const action of locals) this.local(action);
  }

  what(kind: number): 'local' | MessageKind {
    this.#what[kind] ??= messageKinds.find((move) => this.names[kind].startsWith(`${move} `)) ?? 'local';
    return this.#what[kind];
  }

  local({ input }: LocalAction): number {
    return this.#kind(input.kind);
  }

  ofMessage(what: MessageKind, message: number): number {
    const kinds = this.#ofMessage.get(what)!;
    kinds[message] ??= this.#kind(`${what} ${this.#typeOf(message)}`);
    return kinds[message];
  }

  /** What others have counted by is counted by here, too. */
  meet(name: string): void {
    this.#kind(name);
  }

  #kind(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const key = Int32Array.from({ length: name.length }, (_, k) => name.charCodeAt(k));
    const kind = this.#table.intern(key, key.length);
    this.#byName.set(name, kind);
    return kind;
  }
}
