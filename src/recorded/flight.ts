/**
 * Messages that were handed to the network and not taken yet, by what events tell of them.
 */
import type { ToldMessage } from '../cluster/recordable.ts';
import { keyOf } from './event.ts';
import type { Form } from './form.ts';

interface InFlight<M> {
  readonly told: ToldMessage;
  /** What it may hold, all of it told alike, each once. */
  readonly contents: M[];
  /** Of these; null while there is only one. */
  names: Set<string> | null;
  count: number;
}

/** The latest ones for a node that are tried. Older ones are of campaigns long past. */
const mostUntold = 12;

/** They promise what a crash could take back, and leave when it is stored. */
const promises: readonly string[] = ['MsgAppResp', 'MsgVoteResp', 'MsgPreVoteResp'];

export class Flight<M> {
  readonly #told: (message: M) => ToldMessage;
  readonly #name: (message: M) => string;
  readonly #form: Form;
  readonly #duplicates: boolean;
  readonly #byKey = new Map<string, InFlight<M>>();
  /** By node: messages to it of which no event tells, the latest first. */
  readonly #untold = new Map<number, M[]>();

  /** `name`: equal for messages that are equal. */
  constructor(
    told: (message: M) => ToldMessage,
    name: (message: M) => string,
    form: Form,
    duplicates: boolean,
  ) {
    this.#told = told;
    this.#name = name;
    this.#form = form;
    this.#duplicates = duplicates;
  }

  /** What a message of which events tell this may hold; empty: there is none. */
  find(message: Partial<ToldMessage>): readonly M[] {
    return this.#byKey.get(this.#key(message))?.contents ?? [];
  }

  /** The one of the same way and type that is told most alike. */
  nearest({ type, from, to, ...rest }: Partial<ToldMessage>): ToldMessage | null {
    let best: ToldMessage | null = null;
    let most = -1;
    for (const { told } of this.#byKey.values()) {
      if (told.type !== type || told.from !== from || told.to !== to) continue;
      const same = Object.entries(rest).filter(
        ([field, value]) => told[field as keyof ToldMessage] === value,
      );
      if (same.length <= most) continue;
      most = same.length;
      best = told;
    }
    return best;
  }

  /** Messages to the node of one of these types, of which no event tells; the latest first. */
  untoldTo(node: number, types: readonly string[]): readonly M[] {
    return (this.#untold.get(node) ?? []).filter((message) => types.includes(this.#told(message).type));
  }

  /** One of these has arrived. */
  takeUntold(message: M): void {
    const { type, to } = this.#told(message);
    if (!this.#form.untold.includes(type)) return;
    const waiting = this.#untold.get(to) ?? [];
    const at = waiting.indexOf(message);
    if (at >= 0) this.#untold.set(to, waiting.toSpliced(at, 1));
  }

  /** One of them has arrived. */
  take(message: Partial<ToldMessage>): void {
    if (this.#duplicates) return;
    const key = this.#key(message);
    const found = this.#byKey.get(key);
    if (found !== undefined && --found.count === 0) this.#byKey.delete(key);
  }

  /** Hands messages over. What is told alike is kept apart by what it holds (`find`). */
  release(sent: readonly M[]): void {
    for (const message of sent) {
      const told = this.#told(message);
      if (this.#form.untold.includes(told.type)) {
        const waiting = this.#untold.get(told.to) ?? [];
        this.#untold.set(told.to, [message, ...waiting].slice(0, mostUntold));
        continue;
      }
      const key = this.#key(told);
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, { told, contents: [message], names: null, count: 1 });
      else {
        known.count++;
        known.names ??= new Set(known.contents.map(this.#name));
        const name = this.#name(message);
        if (!known.names.has(name)) known.contents.push(message);
        known.names.add(name);
      }
    }
  }

  /** Those of the messages that promise something have not left after all. False: one has arrived already. */
  retract(sent: readonly M[]): boolean {
    const told = sent.map(this.#told).filter(({ type, from, to }) => promises.includes(type) && from !== to);
    const keys = told.map((one) => this.#key(one));
    if (keys.some((key) => !this.#byKey.has(key))) return false;
    for (const one of told) this.take(one);
    return true;
  }

  #key(message: Partial<ToldMessage>): string {
    const { shift, fields } = this.#form;
    const isFloor =
      message.type === 'MsgHeartbeat' && message.commit !== undefined && message.commit <= shift;
    return keyOf(isFloor ? { ...message, commit: 0 } : message, fields);
  }
}
