/**
 * The bounds of a simulation. A spec's bounds are what lets a search end; a random behavior ends by its depth, and within
 * bounds so narrow there is nothing left to do after some thirty actions. So they are widened, as long as the user says
 * nothing else; what a bound of 0 leaves out stays out.
 */
import { boundNames, type Model } from '../cluster/model.ts';
import type { Overlay } from '../spec/spec.ts';
import { defaultWalkDepth } from './flags/own.ts';

/** Each proposal, crash, term ... of the spec becomes so many. */
const times = 4;
/** More messages in flight make races, far more only make every message late. */
const timesInFlight = 2;

/** Lies over the spec and under everything that the user says. */
export function farBounds(model: Model): Overlay {
  const bounds = boundNames
    .map((name) => [name, model.bounds[name]] as const)
    .filter(([, bound]) => bound !== 0)
    .map(([name, bound]) => {
      // No counter: clocks go as they go.
      if (name === 'max-drift') return [name, bound];
      if (name === 'max-heartbeats' || name === 'max-timeouts' || bound === null) return [name, null];
      return [name, bound * (name === 'max-in-flight' ? timesInFlight : times)];
    });
  return {
    values: { bounds: Object.fromEntries(bounds), search: { depth: defaultWalkDepth } },
    where: (path) => `the bounds of a simulation (${path.join(' ')})`,
  };
}
