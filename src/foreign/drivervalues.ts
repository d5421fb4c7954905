/**
 * The states and messages that one driver has met, under its numbers: dense from 0, in the order in which it met them. Each is
 * one object here, with its bytes, its view and where it came from, so that nothing is asked for twice.
 */
import type { Input } from '../cluster/adapter.ts';
import type { MessageView, NodeView } from '../cluster/view.ts';
import type { Fault } from './answers.ts';

/** A node's state. Equal keys, one object. */
export interface State {
  readonly number: number;
  /** The key in UTF-8. */
  readonly bytes: Uint8Array;
  readonly view: NodeView;
  readonly origin:
    | { readonly init: number }
    | { readonly before: State; readonly input: Input<Message>; readonly init?: never };
}

export interface Message {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly view: MessageView;
  /** The step that sent it first. */
  readonly origin: {
    readonly before: State;
    readonly input: Input<Message>;
    /** Its place among those of the step that go where it goes. */
    readonly place: number;
  };
}

/** One kind of what a driver numbers. */
export class ValueTable<One extends { readonly number: number; readonly bytes: Uint8Array }> {
  readonly all: One[] = [];
  readonly #word: string;
  readonly #numbers = new Map<string, number>();

  /** `word`: what one is called, for people. */
  constructor(word: string) {
    this.#word = word;
  }

  /** Enters what is new, each as `make` makes it of its number and bytes; what is wrong with the keys, or null. */
  enter<New extends { readonly key: string }>(
    news: readonly New[],
    make: (one: New, number: number, bytes: Uint8Array) => One,
  ): Fault | null {
    for (const one of news) {
      const number = this.all.length;
      const known = this.#numbers.get(one.key);
      if (known !== undefined) {
        return {
          found: `${this.#word} ${number} has the key of ${this.#word} ${known}`,
          expected: 'one number for one key',
        };
      }
      this.#numbers.set(one.key, number);
      this.all.push(make(one, number, Buffer.from(one.key)));
    }
    return null;
  }

  /** What is wrong with the numbers of an answer, after what is new in it was entered; or null. */
  faultOf(numbers: readonly number[], news: number): Fault | null {
    const met = this.all.length;
    const strange = numbers.find((number) => number >= met);
    if (strange !== undefined)
      return { found: `${this.#word} ${strange}`, expected: `one of the ${met} met so far` };
    const idle = Array.from({ length: news }, (_, k) => met - news + k).find((k) => !numbers.includes(k));
    if (idle === undefined) return null;
    return { found: `a new ${this.#word} that the answer is not about`, expected: 'no others than those' };
  }
}
