/**
 * TLC's CONSTRAINT for plain systems. TLC counts a successor outside the constraint as generated, but
 * neither as distinct nor for exploration. A step out of the constraint is therefore made a step that stays:
 * it is generated, and leads nowhere new.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';

/** The system cut down to the states in which `constraint` holds; it must hold in the initial ones. */
export function constrained<S>(system: PlainSystem<S>, constraint: (state: S) => boolean): PlainSystem<S> {
  return {
    ...system,
    *next(state) {
      for (const step of system.next(state)) {
        yield constraint(step.state) ? step : { action: `${step.action} (out of constraint)`, state };
      }
    },
  };
}
