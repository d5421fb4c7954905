/**
 * The contract of an adapter, held at run time: its `init` and `step` are plain functions of their arguments, and change none of
 * them. A sample of steps is taken twice, and compared (system/contract.ts).
 */

import { ByteWriter } from '../arrays/bytes.ts';
import type { Adapter, Input, StepResult } from '../cluster/adapter.ts';
import { canonical } from '../system/canonical.ts';
import { ContractBreach, sampler } from '../system/onlooker.ts';

/** States that are held beside what is seen of them. */
const roomy = 10_000;

/** The same adapter; throws a ContractBreach out of an `init` or `step` that breaks its contract. */
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
  /** By a state's bytes, of the sample: what properties see of it. */
  const looks = new Map<string, string>();
  const mustLookAlike = (state: S, input: unknown): void => {
    const { extra: _, ...seen } = adapter.view(state);
    const [bytes, look] = [stateBytes(state), canonical(seen)];
    if (looks.size >= roomy) looks.clear();
    if (!looks.has(bytes)) looks.set(bytes, look);
    if (looks.get(bytes) === look) return;
    throw new ContractBreach('encode gives the same for two states of which view shows different things', {
      state: seen,
      input,
    });
  };
  const step = (state: S, input: Input<M>): StepResult<S, M> | null => {
    if (!sampled()) return adapter.step(state, input);
    const message = input.kind === 'deliver' ? input.message : null;
    const given = (): string =>
      stateBytes(state) +
      (message === null ? '' : messageBytes(message)) +
      JSON.stringify({ ...input, message: null });
    const before = given();
    const shown = { state: adapter.view(state), input };
    const outcome = adapter.step(state, input);
    const first = outcomeBytes(outcome);
    if (given() !== before) {
      throw new ContractBreach('step has changed what it was given: make a new state', shown);
    }
    if (outcome !== null) mustLookAlike(outcome.state, input);
    if (outcomeBytes(adapter.step(state, input)) !== first) {
      throw new ContractBreach(
        'step has come to something else for the same state and input: it must depend on them alone',
        shown,
      );
    }
    return outcome;
  };
  const init = (id: number): S => {
    const state = adapter.init(id);
    if (stateBytes(adapter.init(id)) === stateBytes(state)) return state;
    throw new ContractBreach('init has given another state for the same node: it must always give the same', {
      state: adapter.view(state),
      input: `init of n${id}`,
    });
  };
  return { ...adapter, init, step };
}
