/**
 * Any state machine written as plain objects, as a transition system: so that the explorer can be tested on small systems
 * whose counts are published, and so that users can check machines of their own.
 *
 * A state's vector has one integer for each field of the first initial state, the code of the field's value, and a last
 * one for whatever else there is: the object of all other fields, or a state that is no object at all.
 */
import { absent, isPlainObject, isSame, NotPlain, ValueCodec } from './codec.ts';
import { PlainPortable } from './farm/plainportable.ts';
import type { Portable } from './farm/portable.ts';
import { IdTable, OwnRegistrar, type Registrar } from './ids.ts';
import type { PlainSystem } from './plainsystem.ts';
import type { Emit, TransitionSystem } from './system.ts';
import { Constraints } from './temporal/fairness.ts';
import { asksBit, goalBit, type Temporal, type TemporalProperty } from './temporal/temporal.ts';

/** What is said of a `next` that writes to the state that it was given: what it leads to would be searched wrongly. */
export const changed = 'next has changed the state that it was given: make a new one';

export class ChangedState extends TypeError {}

/** Whether a step was refused for what it is made of. */
export function isUnusable(error: unknown): error is TypeError {
  return error instanceof NotPlain || error instanceof ChangedState;
}

/** A plain system made explorable; properties are numbered as its invariants, then those of behaviors; actions counted by name. */
export interface ExplorablePlainSystem<S> extends TransitionSystem {
  /** The state behind a vector, frozen with all that is in it. */
  decode(state: Int32Array): S;
  actionName(kind: number): string;
  /** Whether all that the integers of a vector stand for is known by now. */
  knows(state: Int32Array): boolean;
  /** Values that have an id. */
  readonly values: number;
  /** What states mean to another process. */
  readonly portable: Portable;
  /** Actions of this name are counted from now on. */
  meetKind(name: string): void;
}

export interface PlainOptions {
  /** Where ids come from: that of all where several explore the same system together. */
  readonly registrar?: Registrar;
  /** Whether a state without a step that may not end breaks a property, which is then number 0, before the invariants. */
  readonly deadlock?: boolean;
}

/** Integers of a state's vector. */
export function plainWidth<S>(system: Pick<PlainSystem<S>, 'init'>): number {
  const [first] = system.init();
  return fieldsOf(first).length + 1;
}

function fieldsOf(first: unknown): readonly string[] {
  return isPlainObject(first) ? Object.keys(first) : [];
}

/** Adapts `system`. Throws a TypeError, then or while it is explored, when a state is not plain data. */
export function plainSystem<S>(
  system: PlainSystem<S>,
  { registrar = new OwnRegistrar(), deadlock = false }: PlainOptions = {},
): ExplorablePlainSystem<S> {
  const [first] = system.init();
  const layout = new Layout<S>(fieldsOf(first), new ValueCodec(registrar));
  const kinds = new ActionNames(registrar);
  const successor = new Int32Array(layout.width);
  const invariants = system.invariants ?? [];
  const before = deadlock ? 1 : 0;
  const ends = (state: Int32Array): number => (system.mayEnd?.(layout.decode(state)) ? -1 : 0);

  return {
    width: layout.width,
    actionKinds: kinds.names,
    bounds: [],
    cuts: new Float64Array(0),
    init(emit) {
      layout.beginFrom(undefined);
      for (const state of system.init()) {
        layout.encode(state, successor, successor);
        emit(successor, 0, 0, -1);
      }
    },
    next(state: Int32Array, emit: Emit) {
      let position = 0;
      const from = layout.copy(state);
      // A generator runs only now, and may go on with what it was given.
      const given = system.next(from);
      const steps = Array.isArray(given) ? given : [...given];
      if (!layout.isStill(from, state)) throw new ChangedState(changed);
      layout.beginFrom(from);
      for (const step of steps) {
        layout.encode(step.state, state, successor);
        emit(successor, kinds.of(step.action), position++, -1);
      }
    },
    judge(state) {
      if (invariants.length === 0) return -1;
      const decoded = layout.decode(state);
      const broken = invariants.findIndex((invariant) => !invariant.holds(decoded));
      return broken < 0 ? -1 : broken + before;
    },
    ...(deadlock ? { ends } : {}),
    temporal: temporalOf(system, before + invariants.length, layout, kinds),
    decode: (state) => layout.decode(state),
    actionName: (kind) => kinds.names[kind],
    knows: (state) => state.every((code) => layout.codec.knows(code)),
    get values() {
      return layout.codec.size;
    },
    portable: new PlainPortable(layout.codec),
    meetKind: (name) => kinds.of(name),
  };
}

/** What the system asks of whole behaviors. `first`: the number of the first such property. */
function temporalOf<S>(
  { eventually = [], leadsTo = [], fairness = [] }: PlainSystem<S>,
  first: number,
  layout: Layout<S>,
  kinds: ActionNames,
): Temporal {
  const constraints = new Constraints(fairness);
  const asked = [...eventually.map(() => 'eventually' as const), ...leadsTo.map(() => 'leads-to' as const)];
  return {
    properties: asked.map((kind, k): TemporalProperty => ({ kind, property: first + k })),
    look(state, into) {
      const decoded = layout.decode(state);
      eventually.forEach((one, k) => {
        into[k] = one.holds(decoded) ? goalBit : 0;
      });
      leadsTo.forEach((one, k) => {
        const asks = one.from(decoded) ? asksBit : 0;
        into[eventually.length + k] = asks | (one.to(decoded) ? goalBit : 0);
      });
    },
    label: (kind) => kind,
    constraints: (kind) => constraints.of(kinds.names[kind]),
    isStrong: (constraint) => constraints.isStrong(constraint),
  };
}

/** Actions by name, numbered alike by all who share their ids. */
class ActionNames {
  readonly names: string[] = [];
  readonly #known = new Map<string, number>();
  readonly #table: IdTable;

  constructor(registrar: Registrar) {
    this.#table = new IdTable(registrar, 0, (key) => this.names.push(String.fromCharCode(...key)));
  }

  of(action: string): number {
    const known = this.#known.get(action);
    if (known !== undefined) return known;
    const key = Int32Array.from({ length: action.length }, (_, k) => action.charCodeAt(k));
    const kind = this.#table.intern(key, key.length);
    this.#known.set(action, kind);
    return kind;
  }
}

/** Where the parts of a state stand in its vector. */
class Layout<S> {
  readonly width: number;
  readonly codec: ValueCodec;
  readonly #fields: readonly string[];
  /** The values of the fields in the state that others are made from. */
  readonly #known: unknown[] = [];

  constructor(fields: readonly string[], codec: ValueCodec) {
    this.codec = codec;
    this.#fields = fields;
    this.width = fields.length + 1;
  }

  /** The next states are made from this one. */
  beginFrom(from: S | undefined): void {
    const known: Readonly<Record<string, unknown>> = isPlainObject(from) ? from : {};
    this.#fields.forEach((field, i) => {
      this.#known[i] = known[field];
    });
  }

  /**
   * Writes the vector of `state`. A field that is the very same value as in the state that it was made from, whose vector is
   * `from`, keeps its integer: most fields of a successor are, and need no encoding.
   */
  encode(state: S, from: Int32Array, out: Int32Array): void {
    const last = this.width - 1;
    if (!isPlainObject(state)) {
      out.fill(absent, 0, last);
      out[last] = this.codec.encode(state);
      return;
    }
    const fields = this.#fields;
    const known = this.#known;
    let i = 0;
    let isOther = false;
    for (const field in state) {
      isOther = field !== fields[i];
      if (isOther) break;
      const value = state[field];
      const isKnown = value === known[i] && value !== undefined;
      out[i] = isKnown ? from[i] : this.codec.encodeBeside(value, known[i], from[i]);
      i++;
    }
    out[last] = absent;
    if (i < last || isOther) this.#encodeByName(state, from, out);
  }

  /** The same of an object whose fields are others, or in another order. */
  #encodeByName(state: Record<string, unknown>, from: Int32Array, out: Int32Array): void {
    const last = this.width - 1;
    let present = 0;
    for (let i = 0; i < last; i++) {
      const field = this.#fields[i];
      const value = state[field];
      // Another value than these two the object has itself: of its prototype it has functions alone.
      const has = value === undefined || typeof value === 'function' ? Object.hasOwn(state, field) : true;
      if (has) present++;
      if (!has) out[i] = absent;
      else if (value === this.#known[i] && value !== undefined) out[i] = from[i];
      else out[i] = this.codec.encodeBeside(value, this.#known[i], from[i]);
    }
    out[last] = this.#encodeRest(state, present);
  }

  /** The state, frozen. */
  decode(state: Int32Array): S {
    const made = this.#make(state, (code) => this.codec.decode(code));
    return typeof made === 'object' && made !== null ? Object.freeze(made) : made;
  }

  /** The state as an object of its own. */
  copy(state: Int32Array): S {
    return this.#make(state, (code) => this.codec.copy(code));
  }

  /** Whether a copy of the state is what it was. */
  isStill(copy: S, state: Int32Array): boolean {
    const last = this.width - 1;
    if (!isPlainObject(copy)) return state[last] !== absent && this.codec.encode(copy) === state[last];
    let present = 0;
    for (let i = 0; i < last; i++) {
      const value = copy[this.#fields[i]];
      if (state[i] === absent) {
        if (Object.hasOwn(copy, this.#fields[i])) return false;
        continue;
      }
      present++;
      if (!isSame(value, this.codec.decode(state[i]))) return false;
    }
    return this.#encodeRest(copy, present) === state[last];
  }

  #make(state: Int32Array, of: (code: number) => unknown): S {
    const rest = state[this.width - 1];
    const value = rest === absent ? {} : of(rest);
    if (!isPlainObject(value)) return value as S;
    const whole: Record<string, unknown> = {};
    for (let i = 0; i < this.width - 1; i++) {
      if (state[i] !== absent) whole[this.#fields[i]] = of(state[i]);
    }
    return (rest === absent ? whole : Object.assign(whole, value)) as S;
  }

  #encodeRest(state: Record<string, unknown>, present: number): number {
    let count = 0;
    for (const _ in state) count++;
    if (count === present) return absent;
    const keys = Object.keys(state);
    return this.codec.encode(
      Object.fromEntries(keys.filter((k) => !this.#fields.includes(k)).map((k) => [k, state[k]])),
    );
  }
}
