/**
 * The contract of what is checked, held at run time: its functions are plain functions of their arguments, change none of
 * them, throw nothing, and return what they should. A search remembers what a step came to, and takes an invariant at its
 * word, so one that breaks this would be searched wrongly without a word. A sample of steps is taken twice, and compared; the
 * first ones all, since mistakes of this kind show early. What only looks at a state is shown a frozen one, and what makes its steps
 * one of its own (src/explore/plain.ts).
 */
import { isBreach, thrownText } from '../cluster/guarded.ts';
import { changed } from '../explore/plain.ts';
import type { LeadsTo, PlainSystem, Predicate } from '../explore/plainsystem.ts';
import { canonical } from './canonical.ts';
import { ask, type Called, ContractBreach, onlooker, sampler, shown } from './onlooker.ts';

/** What a function has given, as the text of plain data. Throws a ContractBreach for what is none, or cannot be read. */
function plainText(what: string, called: Called, value: unknown): string {
  try {
    return canonical(value, what);
  } catch (error) {
    const fault = isBreach(error)
      ? error.message
      : `${what} cannot be read: ${isEndless(error) ? 'a part holds itself, or is nested too deeply' : thrownText(error)}`;
    throw new ContractBreach(fault, called, null, error);
  }
}

/** Whether the engine has given up going into a value. */
function isEndless(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}

/** The same system; throws a ContractBreach out of a function that breaks its contract. */
export function verifiedSystem<S>(system: PlainSystem<S>): PlainSystem<S> {
  const sampled = sampler();
  let begun: string | null = null;
  const { mayEnd } = system;
  return {
    init: () => {
      const called = { state: null, input: 'init' };
      const states = listOf('init', called, () => system.init());
      if (states.length === 0) throw new ContractBreach('init has given no state', called);
      const text = states.map((state) => plainText('an initial state', called, state)).join();
      begun ??= text;
      if (text === begun) return states;
      throw new ContractBreach(
        'init has given other states than before: it must always give the same',
        called,
      );
    },
    next: (state) => {
      const called = { state, input: 'next' };
      if (!sampled()) return stepsOf(system, called);
      const before = plainText('the state', called, state);
      const given = { ...called, state: structuredClone(state) };
      const steps = stepsOf(system, called);
      if (canonical(state) !== before) throw new ContractBreach(changed, given);
      const text = plainText('the steps', called, steps);
      if (plainText('the steps', called, stepsOf(system, called)) !== text) {
        throw new ContractBreach(
          'next has given other steps for the same state: it must depend on the state alone',
          given,
        );
      }
      return steps;
    },
    invariants: (system.invariants ?? []).map((one) => verifiedPredicate(one)),
    sometimes: (system.sometimes ?? []).map((one) => verifiedPredicate(one)),
    eventually: (system.eventually ?? []).map((one) => verifiedPredicate(one)),
    leadsTo: (system.leadsTo ?? []).map((one) => verifiedLeadsTo(one)),
    fairness: system.fairness ?? [],
    ...(mayEnd === undefined
      ? {}
      : { mayEnd: verifiedAnswer('mayEnd', (state) => mayEnd.call(system, state)) }),
  };
}

/** The same predicate; throws a ContractBreach where it answers with something that is no answer, changes the state, or throws. */
export function verifiedPredicate<S>(predicate: Predicate<S>): Predicate<S> {
  const { name } = predicate;
  return { name, holds: verifiedAnswer(`holds of ${name}`, (state) => predicate.holds(state), name) };
}

function verifiedLeadsTo<S>(property: LeadsTo<S>): LeadsTo<S> {
  const { name } = property;
  return {
    name,
    from: verifiedAnswer(`from of ${name}`, (state) => property.from(state), name),
    to: verifiedAnswer(`to of ${name}`, (state) => property.to(state), name),
  };
}

/** `input`: what a breach calls the question. */
function verifiedAnswer<S>(
  asking: string,
  answer: (state: S) => boolean,
  input = asking,
): (state: S) => boolean {
  const asked = onlooker(asking, true);
  return (state) => {
    const called = { state, input };
    const holds: unknown = ask(asking, called, () =>
      asked(called, [state] as const, ([given]) => answer(given)),
    );
    if (typeof holds === 'boolean') return holds;
    const fault = `${asking} has not returned true or false, but ${shown(holds)}`;
    throw new ContractBreach(fault, called);
  };
}

type Steps<S> = { readonly action: string; readonly state: S }[];

function stepsOf<S>(system: PlainSystem<S>, called: { readonly state: S; readonly input: string }): Steps<S> {
  const steps = listOf('next', called, () => system.next(called.state));
  const isNone = (step: object): boolean => typeof Object(step).action !== 'string' || !('state' in step);
  const at = ask('a step that next has given', called, () => steps.findIndex(isNone));
  if (at >= 0) {
    const step: unknown = steps[at];
    const fault = `next has given ${shown(step)} as a step: { action: its name, state: the next one } is expected`;
    throw new ContractBreach(fault, called);
  }
  return steps;
}

function listOf<Element>(name: string, called: Called, call: () => Iterable<Element>): Element[] {
  const given = ask(name, called, call);
  if (typeof given === 'object' && given !== null && Symbol.iterator in given) {
    // A generator runs only now.
    return ask(name, called, () => [...given]);
  }
  throw new ContractBreach(`${name} has returned ${shown(given)}: a list is expected`, called);
}
