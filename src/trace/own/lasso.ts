/**
 * What a lasso of a system of one's own shows: that it closes, that the goal is owed for ever, and that it is fair.
 */
import { canonical } from '../../system/canonical.ts';
import type { OwnSystem } from '../../system/exported.ts';
import type { OwnStep } from '../../system/subject.ts';
import { fairnessOf, type Lasso, owedFrom } from '../lasso.ts';
import { readsOf, readWords } from './reads.ts';
import type { OwnWitness } from './trace.ts';

/** Why the behavior breaks the property; a text says why it does not. Throws what a function of the system throws. */
export function lassoWitnesses(
  own: OwnSystem,
  witnessed: OwnSystem,
  name: string,
  behavior: readonly OwnStep[],
  lasso: Lasso,
): readonly OwnWitness[] | string {
  const owed = owedIn(own, witnessed, name, behavior, lasso.loop);
  if (typeof owed === 'string') return owed;
  const walk = {
    last: behavior.length - 1,
    state: (k: number) => canonical(behavior[k].state),
    offers: (k: number) =>
      [...own.next(behavior[k].state)].map(({ action, state }) => ({
        name: action,
        after: canonical(state),
      })),
  };
  const kept = fairnessOf(walk, lasso);
  if (typeof kept === 'string') return kept;
  return [...owed, ...kept.map((message) => ({ message, read: [] }))];
}

function owedIn(
  own: OwnSystem,
  witnessed: OwnSystem,
  name: string,
  behavior: readonly OwnStep[],
  loop: number,
): readonly OwnWitness[] | string {
  const states = behavior.map(({ state }) => state);
  const end = states[states.length - 1];
  const eventually = own.eventually?.find((one) => one.name === name);
  if (eventually !== undefined) {
    const owed = owedFrom(states, loop, null, (state) => eventually.holds(state));
    const goal = witnessed.eventually?.find((one) => one.name === name);
    return typeof owed === 'string' ? owed : [neverWords(end, (state) => goal?.holds(state))];
  }
  const leadsTo = own.leadsTo?.find((one) => one.name === name);
  if (leadsTo === undefined) return `the system has no property named ${name}`;
  const asked = owedFrom(
    states,
    loop,
    (state) => leadsTo.from(state),
    (state) => leadsTo.to(state),
  );
  if (typeof asked === 'string') return asked;
  const seen = witnessed.leadsTo?.find((one) => one.name === name);
  const read = readsOf(states[asked], (state) => seen?.from(state));
  const words = read.length === 0 ? 'it is asked for' : readWords(read);
  return [
    { message: `asked for at step ${asked}: ${words}`, read },
    neverWords(end, (state) => seen?.to(state)),
  ];
}

/** The values that the goal looks at, in the state that is come back to. */
function neverWords(state: unknown, ask: (state: unknown) => unknown): OwnWitness {
  const read = readsOf(state, ask);
  const seen = read.length === 0 ? '' : `; at the end ${readWords(read)}`;
  return { message: `the goal never comes${seen}`, read };
}
