/**
 * Any state machine written as plain objects, as a transition system: so that the explorer can be tested on small systems
 * whose counts are published, and so that users can check machines of their own.
 *
 * A state's vector has one integer for each field of the first initial state, the code of the field's value, and a last
 * one for whatever else there is: the object of all other fields, or a state that is no object at all.
 */
import { absent, isPlainObject, ValueCodec } from './codec.ts';
import type { Emit, TransitionSystem } from './system.ts';

/** A state machine over plain data: numbers, strings, booleans, null, arrays and object literals, never changed in place. */
export interface PlainSystem<S> {
  init(): Iterable<S>;
  /** Every step from `state`, always the same in the same order. */
  next(state: S): Iterable<{ readonly action: string; readonly state: S }>;
  readonly invariants?: readonly { readonly name: string; holds(state: S): boolean }[];
}

/** A plain system made explorable; properties are numbered as its invariants, actions counted by name. */
export interface ExplorablePlainSystem<S> extends TransitionSystem {
  /** The state behind a vector, not to be written to. */
  decode(state: Int32Array): S;
  actionName(kind: number): string;
}

/** Adapts `system`. Throws a TypeError, then or while it is explored, when a state is not plain data. */
export function plainSystem<S>(system: PlainSystem<S>): ExplorablePlainSystem<S> {
  const [first] = system.init();
  const layout = new Layout<S>(isPlainObject(first) ? Object.keys(first) : []);
  const actionKinds: string[] = [];
  const kinds = new Map<string, number>();
  const successor = new Int32Array(layout.width);
  const invariants = system.invariants ?? [];

  const kindOf = (action: string): number => {
    let kind = kinds.get(action);
    if (kind === undefined) {
      kind = actionKinds.push(action) - 1;
      kinds.set(action, kind);
    }
    return kind;
  };

  return {
    width: layout.width,
    actionKinds,
    bounds: [],
    cuts: new Float64Array(0),
    init(emit) {
      for (const state of system.init()) {
        layout.encode(state, undefined, successor, successor);
        emit(successor, 0, 0, -1);
      }
    },
    next(state: Int32Array, emit: Emit) {
      let position = 0;
      const from = layout.decode(state);
      for (const step of system.next(from)) {
        layout.encode(step.state, from, state, successor);
        emit(successor, kindOf(step.action), position++, -1);
      }
    },
    judge(state) {
      if (invariants.length === 0) return -1;
      const decoded = layout.decode(state);
      return invariants.findIndex((invariant) => !invariant.holds(decoded));
    },
    decode: (state) => layout.decode(state),
    actionName: (kind) => actionKinds[kind],
  };
}

/** Where the parts of a state stand in its vector. */
class Layout<S> {
  readonly width: number;
  readonly #fields: readonly string[];
  readonly #codec = new ValueCodec();

  constructor(fields: readonly string[]) {
    this.#fields = fields;
    this.width = fields.length + 1;
  }

  /**
   * Writes the vector of `state`. A field that is the very same value as in `from`, the state it was made from, keeps
   * its integer: most fields of a successor are, and need no encoding.
   */
  encode(state: S, from: S | undefined, fromVector: Int32Array, out: Int32Array): void {
    const last = this.width - 1;
    if (!isPlainObject(state)) {
      out.fill(absent, 0, last);
      out[last] = this.#codec.encode(state);
      return;
    }
    const known: Readonly<Record<string, unknown>> = isPlainObject(from) ? from : {};
    let present = 0;
    for (let i = 0; i < last; i++) {
      const field = this.#fields[i];
      const has = Object.hasOwn(state, field);
      const value = state[field];
      if (has) present++;
      if (!has) out[i] = absent;
      else if (value === known[field] && value !== undefined) out[i] = fromVector[i];
      else out[i] = this.#codec.encode(value);
    }
    out[last] = this.#encodeRest(state, present);
  }

  decode(state: Int32Array): S {
    const rest = state[this.width - 1];
    const value = rest === absent ? {} : this.#codec.decode(rest);
    if (!isPlainObject(value)) return value as S;
    const whole: Record<string, unknown> = {};
    this.#fields.forEach((field, i) => {
      if (state[i] !== absent) whole[field] = this.#codec.decode(state[i]);
    });
    return Object.assign(whole, value) as S;
  }

  #encodeRest(state: Record<string, unknown>, present: number): number {
    const keys = Object.keys(state);
    if (keys.length === present) return absent;
    return this.#codec.encode(
      Object.fromEntries(keys.filter((k) => !this.#fields.includes(k)).map((k) => [k, state[k]])),
    );
  }
}
