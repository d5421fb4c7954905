/**
 * What a run was expected to show and did not: states that must be reached, and the figures that a spec pins.
 */
import { isStep } from '../cluster/kinds.ts';
import type { Exploration } from '../explore/system.ts';
import { nothingHappens } from '../explore/totals.ts';
import type { PropertyReport } from '../property/property.ts';
import type { Expect, Spec } from '../spec/spec.ts';

/** What a run has come to, as far as something was expected of it. */
interface Facts {
  readonly spec: Pick<Spec, 'expect' | 'system'>;
  readonly exploration: Pick<
    Exploration,
    'stopped' | 'complete' | 'distinct' | 'generated' | 'actions' | 'cutByDepth'
  >;
  readonly properties: readonly PropertyReport[];
  readonly violation: { readonly property: string; readonly length: number } | null;
  readonly pinned: boolean;
  readonly actionKinds: readonly string[];
}

/**
 * One sentence for each expectation not met. A search that was stopped, or that ended at a violation, has not seen every
 * state, so it is not asked what it reached; a stopped one is not asked for figures either.
 */
export function unmet(facts: Facts): string[] {
  const { exploration, properties, violation } = facts;
  if (exploration.stopped !== null) return [];
  const unreached = properties
    .filter((property) => property.status === 'unreached' && violation === null && exploration.complete)
    .map((property) => `${property.name} was never reached`);
  // What should be reached and is not says as much.
  const idle = violation === null && unreached.length === 0 && isIdle(facts);
  const missed = [
    ...(idle ? [idleWords] : unreached),
    ...(properties.length === 0 ? ['no property is judged'] : []),
  ];
  return facts.pinned ? [...missed, ...differences(facts)] : missed;
}

/** What is told of a run in which nothing happens. */
export const idleWords = 'no action is ever enabled';

/** A core of which nothing but the crashes is ever seen has done nothing. */
function isIdle({ spec, exploration, actionKinds }: Facts): boolean {
  const actions = exploration.actions.filter((_, i) => spec.system !== null || isStep(actionKinds[i]));
  return nothingHappens({ ...exploration, actions });
}

const pinned = 'the pin of ';

/** Whether less was shown than should be, and not only another figure than is pinned. */
export function isVacuous(unmet: readonly string[]): boolean {
  return unmet.some((one) => !one.startsWith(pinned));
}

function differences({ spec, exploration, violation }: Facts): string[] {
  const found: Required<Expect> = {
    verdict: violation === null ? 'ok' : 'violation',
    property: violation?.property,
    length: violation?.length,
    distinct: exploration.distinct,
    generated: exploration.generated,
  };
  const pins: [keyof Expect, string][] = [
    ['verdict', 'the verdict'],
    ['property', 'the broken property'],
    ['length', 'the length of the counterexample'],
    ['distinct', 'distinct states'],
    ['generated', 'generated states'],
  ];
  return pins
    .filter(([pin]) => spec.expect[pin] !== undefined && spec.expect[pin] !== found[pin])
    .map(([pin, what]) => `${pinned}${what} is ${show(spec.expect[pin])}, found ${show(found[pin])}`);
}

function show(value: string | number | undefined): string {
  return value === undefined ? 'none' : typeof value === 'number' ? value.toLocaleString('en-US') : value;
}
