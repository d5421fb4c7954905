/**
 * A shorter behavior of a system of one's own that breaks the same property: actions are left out one by one, then two at a time,
 * as long as the rest can still be taken and still breaks it. An action is what it is called: where several steps are called
 * alike all of them are followed.
 */
import { canonical } from '../../system/canonical.ts';
import type { OwnSystem } from '../../system/exported.ts';
import type { OwnStep } from '../../system/subject.ts';
import { breaks } from './replay.ts';

export interface OwnShrunk {
  readonly behavior: readonly OwnStep[];
  /** No so many actions can be left out together. */
  readonly minimal: 1 | 2;
  /** Behaviors that were tried, and how many of them did. */
  readonly attempts: number;
  readonly taken: number;
}

/** Beyond that pairs are not tried. */
const mostPairs = 2000;

/** `behavior` breaks the property in its last state. Throws what a function of the system throws. */
export function shrinkOwn(own: OwnSystem, property: string, behavior: readonly OwnStep[]): OwnShrunk {
  let found = behavior;
  let [attempts, taken] = [0, 0];
  const shorten = (together: 1 | 2): boolean => {
    const actions = found.slice(1).map(({ action }) => String(action));
    for (const gone of choices(actions.length, together)) {
      attempts++;
      const rest = actions.filter((_, k) => !gone.includes(k));
      const shorter = taking(own, property, found[0], rest);
      if (shorter === null) continue;
      taken++;
      found = shorter;
      return true;
    }
    return false;
  };
  const isShort = (): boolean => found.length ** 2 / 2 <= mostPairs;
  while (shorten(1) || (isShort() && shorten(2)));
  return { behavior: found, minimal: isShort() ? 2 : 1, attempts, taken };
}

/** Which of `count` are left out: the later ones first, since less depends on them. */
function* choices(count: number, together: 1 | 2): Generator<readonly number[]> {
  for (let a = count - 1; a >= 0; a--) {
    if (together === 1) yield [a];
    else for (let b = a - 1; b >= 0; b--) yield [a, b];
  }
}

/** The behavior that takes the actions one after another, up to the first state that breaks the property; null: there is none. */
function taking(
  own: OwnSystem,
  property: string,
  init: OwnStep,
  actions: readonly string[],
): readonly OwnStep[] | null {
  let ways: readonly (readonly OwnStep[])[] = [[init]];
  for (let k = 0; ; k++) {
    const broken = ways.find((way) => breaks(own, property, way[way.length - 1].state));
    if (broken !== undefined) return broken;
    if (k === actions.length || ways.length === 0) return null;
    const further = ways.flatMap((way) =>
      [...own.next(way[way.length - 1].state)]
        .filter(({ action }) => action === actions[k])
        .map((step) => [canonical(step.state), [...way, step]] as const),
    );
    ways = [...new Map(further).values()];
  }
}
