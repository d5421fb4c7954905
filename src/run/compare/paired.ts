/**
 * Two cores as one behind the cluster's adapter: a state is a state of each, a message a message of each, and a step asks both.
 * Where they make different things of an input, the node is in a state that enables nothing and names the difference in its view
 * (against.ts); the ordinary search finds the nearest. Where both panic, the pair panics.
 *
 * As a panic is (cluster/guarded.ts), a difference is kept as what was done; what it is, is found by doing it once more. So it
 * can be given other names.
 *
 *     bytes   [ 0 | length of the first core's | the first core's | the second one's ]      of a state, or a message, of both
 *             [ 1 | node ], [ 2 | bytes of the state before | input ]                       of a difference
 */

import { ByteWriter } from '../../arrays/bytes.ts';
import type { Adapter, Input, StepResult } from '../../cluster/adapter.ts';
import { isBreach, thrownText } from '../../cluster/guarded.ts';
import { renameInput } from '../../cluster/inputs.ts';
import { type Permutation, renamed } from '../../cluster/permutation.ts';
import type { MessageView, NodeView } from '../../cluster/view.ts';
import { differKey } from './against.ts';
import { byDestination, compareMade, compareNodes, type Made } from './outcomes.ts';

/** One of the two cores, whatever its states and messages are. */
export interface Side {
  readonly adapter: Adapter<unknown, unknown>;
  /** The kinds of inputs that it takes; null: all. */
  readonly offers: readonly string[] | null;
}

interface Both {
  readonly one: unknown;
  readonly other: unknown;
}

interface Difference {
  readonly deed:
    | { readonly init: number }
    | { readonly before: Both; readonly input: Input<PairMessage>; readonly init?: never };
}

export type PairState = Both | Difference;

export interface PairMessage {
  readonly one: unknown;
  readonly other: unknown;
}

/** What one core makes of an input: an outcome, null, or what it has panicked with. */
type Taken = StepResult<unknown, unknown> | null | { readonly panic: string };

/** `names`: what both are called, for people. */
export function pairedAdapter(
  one: Side,
  other: Side,
  names: readonly [string, string],
): Adapter<PairState, PairMessage> {
  return new Paired(one, other, names);
}

class Paired implements Adapter<PairState, PairMessage> {
  readonly leadFloor: number | null;
  readonly #one: Side['adapter'];
  readonly #other: Side['adapter'];
  readonly #sides: readonly [Side, Side];
  readonly #names: readonly [string, string];
  readonly #scratch = new ByteWriter();

  constructor(one: Side, other: Side, names: readonly [string, string]) {
    this.#one = one.adapter;
    this.#other = other.adapter;
    this.#sides = [one, other];
    this.#names = names;
    this.leadFloor = this.#one.leadFloor;
  }

  init(id: number): PairState {
    const both = this.#begin(id);
    return this.#initDifferences(both).length === 0 ? both : { deed: { init: id } };
  }

  step(state: PairState, input: Input<PairMessage>): StepResult<PairState, PairMessage> | null {
    if ('deed' in state || !this.#takes(input)) return null;
    const [one, other] = this.#take(state, input);
    if (this.#differences(one, other).length > 0)
      return { state: { deed: { before: state, input } }, messages: [], reads: [] };
    if (one === null || other === null) return null;
    if ('panic' in one) throw new Error(one.panic);
    if ('panic' in other) throw new Error(other.panic);
    return {
      state: { one: one.state, other: other.state },
      messages: this.#paired(one.messages, other.messages),
      reads: one.reads,
    };
  }

  encode(state: PairState, out: ByteWriter): void {
    if (!('deed' in state)) {
      this.#encodeBoth(
        (to) => this.#one.encode(state.one, to),
        () => this.#other.encode(state.other, out),
        out,
      );
    } else if (state.deed.init !== undefined) {
      out.byte(1);
      out.uint(state.deed.init);
    } else {
      const { before, input } = state.deed;
      out.byte(2);
      this.encode(before, out);
      out.string(input.kind === 'deliver' ? input.kind : JSON.stringify(input));
      if (input.kind === 'deliver') this.encodeMessage(input.message, out);
    }
  }

  encodeMessage(message: PairMessage, out: ByteWriter): void {
    this.#encodeBoth(
      (to) => this.#one.encodeMessage(message.one, to),
      () => this.#other.encodeMessage(message.other, out),
      out,
    );
  }

  /** That of the first core, as long as they agree. */
  view(state: PairState): NodeView {
    if (!('deed' in state)) return this.#one.view(state.one);
    const { view, differences } = this.#seen(state);
    const told = differences.length === 0 ? ['under other names of the nodes only'] : differences;
    return { ...view, extra: { ...view.extra, [differKey]: told } };
  }

  viewMessage(message: PairMessage): MessageView {
    return this.#one.viewMessage(message.one);
  }

  rename(state: PairState, perm: Permutation): PairState {
    if (!('deed' in state)) return this.#renameBoth(state, perm);
    const { deed } = state;
    if (deed.init !== undefined) return { deed: { init: renamed(perm, deed.init) } };
    const { before, input } = deed;
    const called: Input<PairMessage> =
      input.kind === 'deliver'
        ? { ...input, message: this.renameMessage(input.message, perm) }
        : renameInput(input, perm);
    return { deed: { before: this.#renameBoth(before, perm), input: called } };
  }

  renameMessage({ one, other }: PairMessage, perm: Permutation): PairMessage {
    return { one: this.#one.renameMessage(one, perm), other: this.#other.renameMessage(other, perm) };
  }

  /** A guess like any other (reduce/dead.ts): that of the first core, which both must bear out. */
  floors(state: PairState): readonly number[] {
    if (!('deed' in state)) return this.#one.floors(state.one);
    return state.deed.init === undefined ? this.#one.floors(state.deed.before.one) : [];
  }

  floorName(floor: number): string {
    return this.#one.floorName(floor);
  }

  floorKind(floor: number): string {
    return this.#one.floorKind(floor);
  }

  deadline(message: PairMessage) {
    return this.#one.deadline(message.one);
  }

  ignores(state: PairState, { one, other }: PairMessage): boolean {
    if ('deed' in state) return true;
    return this.#one.ignores(state.one, one) && this.#other.ignores(state.other, other);
  }

  #takes({ kind }: Input<PairMessage>): boolean {
    return this.#sides.every(({ offers }) => offers?.includes(kind) ?? true);
  }

  #begin(id: number): Both {
    return { one: this.#one.init(id), other: this.#other.init(id) };
  }

  #initDifferences({ one, other }: Both): string[] {
    return compareNodes(this.#one.view(one), this.#other.view(other), this.#names);
  }

  #take({ one, other }: Both, input: Input<PairMessage>): [Taken, Taken] {
    const given = (message: (both: PairMessage) => unknown): Input<unknown> =>
      input.kind === 'deliver' ? { ...input, message: message(input.message) } : input;
    return [
      attempt(() =>
        this.#one.step(
          one,
          given((both) => both.one),
        ),
      ),
      attempt(() =>
        this.#other.step(
          other,
          given((both) => both.other),
        ),
      ),
    ];
  }

  #differences(one: Taken, other: Taken): string[] {
    return compareMade(made(one, this.#one), made(other, this.#other), this.#names);
  }

  /** What is seen of a difference: the next state, where the first core has one, else the state before. */
  #seen({ deed }: Difference): { readonly view: NodeView; readonly differences: readonly string[] } {
    if (deed.init !== undefined) {
      const both = this.#begin(deed.init);
      return { view: this.#one.view(both.one), differences: this.#initDifferences(both) };
    }
    const [one, other] = this.#take(deed.before, deed.input);
    const next = one === null || 'panic' in one ? deed.before.one : one.state;
    return { view: this.#one.view(next), differences: this.#differences(one, other) };
  }

  /** In the order in which the first core has sent them. */
  #paired(mine: readonly unknown[], theirs: readonly unknown[]): PairMessage[] {
    const sorted = (messages: readonly unknown[], adapter: Side['adapter']) =>
      byDestination(messages.map((message, at) => ({ message, at, to: adapter.viewMessage(message).to })));
    const others = sorted(theirs, this.#other);
    return sorted(mine, this.#one)
      .map(({ message, at }, k) => ({ one: message, other: others[k].message, at }))
      .sort((a, b) => a.at - b.at)
      .map(({ one, other }) => ({ one, other }));
  }

  #renameBoth({ one, other }: Both, perm: Permutation): Both {
    return { one: this.#one.rename(one, perm), other: this.#other.rename(other, perm) };
  }

  #encodeBoth(first: (out: ByteWriter) => void, second: () => void, out: ByteWriter): void {
    out.byte(0);
    this.#scratch.reset();
    first(this.#scratch);
    out.uint(this.#scratch.length);
    out.raw(this.#scratch.bytes());
    second();
  }
}

function attempt(call: () => StepResult<unknown, unknown> | null): Taken {
  try {
    return call();
  } catch (error) {
    if (isBreach(error)) throw error;
    return { panic: thrownText(error) };
  }
}

function made(taken: Taken, adapter: Side['adapter']): Made {
  if (taken === null || 'panic' in taken) return taken;
  const { state, messages, reads } = taken;
  return {
    node: adapter.view(state),
    messages: messages.map((message) => adapter.viewMessage(message)),
    reads,
  };
}

/** The bytes of each core's in those of a state, or a message, of both. */
export function keysOf(bytes: Uint8Array): [one: string, other: string] {
  let length = 0;
  let at = 1;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = bytes[at++];
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  const text = (from: number, to?: number): string =>
    Buffer.from(bytes.subarray(from, to)).toString('latin1');
  return [text(at, at + length), text(at + length)];
}
