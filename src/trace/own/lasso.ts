/**
 * What a lasso of a system of one's own shows: that it closes, that the goal is owed for ever, and that it is fair, constraint by
 * constraint. Asked of the system anew, so that a search that errs would be found out by its own trace.
 */
import { Constraints } from '../../explore/temporal/fairness.ts';
import { canonical } from '../../system/canonical.ts';
import type { OwnSystem } from '../../system/exported.ts';
import type { OwnStep } from '../../system/subject.ts';
import { readsOf, readWords } from './reads.ts';
import type { Lasso, OwnWitness } from './trace.ts';

/** Why the behavior breaks the property; a text says why it does not. Throws what a function of the system throws. */
export function lassoWitnesses(
  own: OwnSystem,
  witnessed: OwnSystem,
  name: string,
  behavior: readonly OwnStep[],
  { loop, fairness }: Lasso,
): readonly OwnWitness[] | string {
  const last = behavior.length - 1;
  if (canonical(behavior[last].state) !== canonical(behavior[loop].state))
    return `the last state is not that after step ${loop}`;
  const owed = owedIn(own, witnessed, name, behavior, loop);
  if (typeof owed === 'string') return owed;
  const kept = fairnessOf(own, behavior, loop, new Constraints(fairness));
  if (typeof kept === 'string') return kept;
  const still = loop === last ? ['it may stutter for ever: no step is taken any more'] : [];
  const assumed = fairness.length === 0 ? ['no fairness is assumed'] : [];
  return [...owed, ...[...still, ...kept, ...assumed].map((message) => ({ message, read: [] }))];
}

function owedIn(
  own: OwnSystem,
  witnessed: OwnSystem,
  name: string,
  behavior: readonly OwnStep[],
  loop: number,
): readonly OwnWitness[] | string {
  const { state: end } = behavior[behavior.length - 1];
  const eventually = own.eventually?.find((one) => one.name === name);
  if (eventually !== undefined) {
    const at = behavior.findIndex(({ state }) => eventually.holds(state));
    if (at >= 0) return `${name} comes at step ${at}`;
    const goal = witnessed.eventually?.find((one) => one.name === name);
    return [neverWords(end, (state) => goal?.holds(state))];
  }
  const leadsTo = own.leadsTo?.find((one) => one.name === name);
  if (leadsTo === undefined) return `the system has no property named ${name}`;
  const isOwed = (k: number): boolean =>
    behavior.slice(Math.min(k, loop)).every(({ state }) => !leadsTo.to(state));
  const asked = behavior.findIndex(({ state }, k) => leadsTo.from(state) && isOwed(k));
  if (asked < 0) return `${name} is owed at no step`;
  const seen = witnessed.leadsTo?.find((one) => one.name === name);
  const read = readsOf(behavior[asked].state, (state) => seen?.from(state));
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

/** Why each constraint that the loop meets is kept; a text names one that is not. */
function fairnessOf(
  own: OwnSystem,
  behavior: readonly OwnStep[],
  loop: number,
  constraints: Constraints,
): readonly string[] | string {
  const last = behavior.length - 1;
  const [enabled, taken] = [new Map<number, Set<number>>(), new Map<number, number>()];
  const places = Array.from({ length: Math.max(1, last - loop) }, (_, k) => loop + k);
  for (const k of places) {
    const here = canonical(behavior[k].state);
    const next = loop === last ? here : canonical(behavior[k + 1].state);
    for (const { action, state } of own.next(behavior[k].state)) {
      const after = canonical(state);
      if (after === here) continue;
      for (const constraint of constraints.of(action)) {
        enabled.set(constraint, (enabled.get(constraint) ?? new Set()).add(k));
        if (after === next && !taken.has(constraint)) taken.set(constraint, k + 1);
      }
    }
  }
  const lines: string[] = [];
  for (const [constraint, at] of enabled) {
    const words = constraints.words(constraint);
    const resting = places.find((k) => !at.has(k));
    const step = taken.get(constraint);
    if (step !== undefined) lines.push(`${words}: step ${step} is one`);
    else if (!constraints.isStrong(constraint) && resting !== undefined)
      lines.push(`${words}: not enabled after step ${resting}`);
    else return `the loop breaks ${words}`;
  }
  return lines;
}
