/**
 * The contract of what is checked, held at run time: steps are functions of their arguments and change none of them. A
 * search remembers what a step came to, so one that breaks this would be searched wrongly without a word. A sample of steps
 * is taken twice, and compared; the first ones all, since mistakes of this kind show early.
 */
import type { Adapter, Input, Outcome } from '../cluster/adapter.ts';
import { ByteWriter } from '../cluster/bytes.ts';
import { Breach } from '../cluster/guarded.ts';
import type { PlainSystem } from '../explore/plain.ts';
import { canonical } from './canonical.ts';

/** A step that is no function of its arguments, or that changes them. */
export class ContractBreach extends Breach {
  override readonly name = 'ContractBreach';
  /** What was asked of which state, as JSON would show it. */
  readonly step: { readonly state: unknown; readonly input: unknown };

  constructor(message: string, step: ContractBreach['step']) {
    super(`${message}\n  input  ${JSON.stringify(step.input)}\n  state  ${JSON.stringify(step.state)}`);
    this.step = step;
  }
}

/** Every step up to here is taken twice, and later one of so many. */
const always = 256;
const oneOf = 32;

function sampler(): () => boolean {
  let steps = 0;
  return () => steps++ < always || steps % oneOf === 0;
}

/** The same system; throws a ContractBreach out of `next` when a sampled step is taken otherwise the second time. */
export function verifiedSystem<S>(system: PlainSystem<S>): PlainSystem<S> {
  const sampled = sampler();
  return {
    ...system,
    init: () => system.init(),
    next: (state) => {
      if (!sampled()) return system.next(state);
      const before = canonical(state, 'the state');
      const steps = [...system.next(state)];
      const step = { state: JSON.parse(JSON.stringify(state)), input: 'next' };
      if (canonical(state, 'the state') !== before) {
        throw new ContractBreach('next has changed the state that it was given: make a new one', step);
      }
      if (canonical([...system.next(state)], 'the steps') !== canonical(steps, 'the steps')) {
        throw new ContractBreach(
          'next has given other steps for the same state: it must depend on the state alone',
          step,
        );
      }
      return steps;
    },
  };
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
  const outcomeBytes = (outcome: Outcome<S, M> | null): string =>
    outcome === null
      ? 'none'
      : [outcome.state].map(stateBytes).concat(outcome.messages.map(messageBytes)).join(';');
  const step = (state: S, input: Input<M>): Outcome<S, M> | null => {
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
