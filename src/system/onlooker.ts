/**
 * How functions of the user's are called, in a program or out of a module that a spec names: what they throw, what they return and what
 * they do with what they are given is told as a breach of their contract.
 */
import { Breach, isBreach, thrownText } from '../cluster/guarded.ts';

/** What was asked of which state. */
export interface Called {
  readonly state: unknown;
  readonly input: unknown;
}

/** A function that is none of its arguments alone, that changes them, throws, or returns what cannot be used. */
export class ContractBreach extends Breach {
  override readonly name = 'ContractBreach';
  readonly step: Called;
  /** What was wrong, without the step. */
  readonly fault: string;
  /** The actions that led to the state; null where nobody knows. */
  readonly behavior: readonly string[] | null;

  /** `cause`: what the function has thrown. */
  constructor(fault: string, step: Called, behavior: readonly string[] | null = null, cause?: unknown) {
    const lines = [fault, `  input  ${shown(step.input)}`, `  state  ${shown(step.state)}`];
    if (behavior !== null) lines.push(`  after  ${behavior.join(', ') || 'nothing: it is an initial state'}`);
    super(lines.join('\n'), { cause });
    this.fault = fault;
    this.step = step;
    this.behavior = behavior;
  }
}

/** A value in one line, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  // Undefined, and the numbers that JSON has no word for.
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  try {
    return (
      JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? String(value)
    );
  } catch {
    return 'a value that cannot be shown';
  }
}

/** What a function of the user's gives. Throws a ContractBreach where it throws, or is none that a search can use. */
export function ask<Result>(name: string, called: Called, call: () => Result): Result {
  let result: Result;
  try {
    result = call();
  } catch (error) {
    if (isBreach(error)) throw error;
    throw new ContractBreach(`${name} has thrown ${thrownText(error)}`, called, null, error);
  }
  return awaited(name, called, result);
}

/** The value itself. Throws a ContractBreach where one would have to wait for it. */
export function awaited<Value>(name: string, called: Called, value: Value): Value {
  if (typeof Object(value).then !== 'function') return value;
  const fault = `${name} has returned a promise: a search cannot wait, it must be a plain function`;
  throw new ContractBreach(fault, called);
}

/** Up to so many steps, one of so many is taken twice: mistakes of this kind show early. */
const rates = [
  { until: 256, oneOf: 1 },
  { until: 8192, oneOf: 32 },
  { until: Number.POSITIVE_INFINITY, oneOf: 512 },
];

export function sampler(): () => boolean {
  let steps = 0;
  let at = 0;
  return () => {
    if (++steps > rates[at].until) at++;
    return steps % rates[at].oneOf === 0;
  };
}

const frozen = new WeakSet<object>();

/** The same value: neither it nor anything in it can be changed any more. */
export function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || frozen.has(value))
    return value;
  frozen.add(value);
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}

type Look = <Seen extends readonly unknown[], Result>(
  called: Called,
  seen: Seen,
  call: (seen: Seen) => Result,
) => Result;

/**
 * How a function of the user's is called that only looks. What it is given belongs to the search, and to whoever looks next: all
 * of it is frozen, and of a sample, which is not, a change is told by name (where code is not strict, what is frozen stays as it
 * is and nothing is thrown). The sample is asked twice, and has to answer the same. What the function throws is thrown on.
 * `isFrozen`: what it is shown is so from the beginning, and a sample is shown a copy.
 */
export function onlooker(name: string, isFrozen = false): Look {
  const sampled = sampler();
  return (called, shownNow, call) => {
    if (!sampled()) {
      if (!isFrozen) for (const value of shownNow) freeze(value);
      return call(shownNow);
    }
    const seen = isFrozen ? structuredClone(shownNow) : shownNow;
    const before = shown(seen);
    const breach = (fault: string): ContractBreach =>
      new ContractBreach(`${name} ${fault}`, { ...called, state: JSON.parse(before)[0] });
    const asked = () => {
      const result = call(seen);
      if (shown(seen) === before) return result;
      throw breach('has changed what it was given: that must stay as it is');
    };
    const result = asked();
    const answer = shown(result);
    if (shown(asked()) === answer) return result;
    throw breach('has answered otherwise when asked the same again: it may depend on what it is given alone');
  };
}
