/**
 * The contract of what is checked, held at run time: its functions are plain functions of their arguments, change none of
 * them, throw nothing, and return what they should. A search remembers what a step came to, and takes an invariant at its
 * word, so one that breaks this would be searched wrongly without a word. A sample of steps is taken twice, and compared; the
 * first ones all, since mistakes of this kind show early.
 */
import type { Adapter, Input, StepResult } from '../cluster/adapter.ts';
import { ByteWriter } from '../cluster/bytes.ts';
import { isBreach, thrownText } from '../cluster/guarded.ts';
import type { PlainSystem } from '../explore/plain.ts';
import { ask, type Called, ContractBreach, freeze, onlooker, sampler, shown } from '../run/onlooker.ts';
import { canonical } from './canonical.ts';

/** What a function has given, as the text of plain data. Throws a ContractBreach for what is none, or cannot be read. */
function plainText(what: string, called: Called, value: unknown): string {
  try {
    return canonical(value, what);
  } catch (error) {
    const fault = isBreach(error) ? error.message : `${what} cannot be read: ${thrownText(error)}`;
    throw new ContractBreach(fault, called, null, error);
  }
}

/** The same system; throws a ContractBreach out of a function that breaks its contract. */
export function verifiedSystem<S>(system: PlainSystem<S>): PlainSystem<S> {
  const sampled = sampler();
  return {
    init: () => {
      const called = { state: null, input: 'init' };
      const states = listOf('init', called, () => system.init());
      if (states.length === 0) throw new ContractBreach('init has given no state', called);
      for (const state of states) plainText('an initial state', called, state);
      return states;
    },
    next: (state) => {
      const called = { state, input: 'next' };
      if (!sampled()) return stepsOf(system, { ...called, state: freeze(state) });
      const before = plainText('the state', called, state);
      const given = { ...called, state: structuredClone(state) };
      const steps = stepsOf(system, called);
      if (canonical(state) !== before) {
        throw new ContractBreach('next has changed the state that it was given: make a new one', given);
      }
      const text = plainText('the steps', called, steps);
      if (plainText('the steps', called, stepsOf(system, called)) !== text) {
        throw new ContractBreach(
          'next has given other steps for the same state: it must depend on the state alone',
          given,
        );
      }
      return steps;
    },
    invariants: (system.invariants ?? []).map(verifiedPredicate),
  };
}

type Predicate<S> = NonNullable<PlainSystem<S>['invariants']>[number];

/** The same predicate; throws a ContractBreach where it answers with something that is no answer, changes the state, or throws. */
export function verifiedPredicate<S>(predicate: Predicate<S>): Predicate<S> {
  const { name } = predicate;
  const asking = `holds of ${name}`;
  const asked = onlooker(asking);
  return {
    name,
    holds: (state) => {
      const called = { state, input: name };
      const holds: unknown = ask(asking, called, () => asked(called, [state], () => predicate.holds(state)));
      if (typeof holds === 'boolean') return holds;
      const fault = `${asking} has not returned true or false, but ${shown(holds)}`;
      throw new ContractBreach(fault, called);
    },
  };
}

type Steps<S> = { readonly action: string; readonly state: S }[];

function stepsOf<S>(system: PlainSystem<S>, called: { readonly state: S; readonly input: string }): Steps<S> {
  const steps = listOf('next', called, () => system.next(called.state));
  for (const step of steps) {
    const isStep = (): boolean => typeof Object(step).action === 'string' && 'state' in step;
    if (ask('a step that next has given', called, isStep)) continue;
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

/** The same adapter; throws a ContractBreach out of `step` likewise. */
export function verifiedAdapter<S, M>(adapter: Adapter<S, M>): Adapter<S, M> {
  const sampled = sampler();
  const writer = new ByteWriter();
  const stateBytes = (state: S): string => {
    writer.reset();
    adapter.encode(state, writer);
    return writer.bytes().join();
  };
  const messageBytes = (message: M): string => {
    writer.reset();
    adapter.encodeMessage(message, writer);
    return writer.bytes().join();
  };
  const outcomeBytes = (outcome: StepResult<S, M> | null): string =>
    outcome === null
      ? 'none'
      : [outcome.state].map(stateBytes).concat(outcome.messages.map(messageBytes)).join(';');
  const step = (state: S, input: Input<M>): StepResult<S, M> | null => {
    if (!sampled()) return adapter.step(state, input);
    const message = input.kind === 'deliver' ? input.message : null;
    const given = (): string => stateBytes(state) + (message === null ? '' : messageBytes(message));
    const before = given();
    const shown = { state: adapter.view(state), input };
    const outcome = adapter.step(state, input);
    const first = outcomeBytes(outcome);
    if (given() !== before) {
      throw new ContractBreach('step has changed what it was given: make a new state', shown);
    }
    if (outcomeBytes(adapter.step(state, input)) !== first) {
      throw new ContractBreach(
        'step has come to something else for the same state and input: it must depend on them alone',
        shown,
      );
    }
    return outcome;
  };
  return { ...adapter, step };
}
