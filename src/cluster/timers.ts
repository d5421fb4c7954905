/**
 * How long the timers are, in ticks: the one place that says so, for the core's configuration, for guards and for whoever
 * explains what a timer decided.
 */
import type { Model } from './model.ts';

export interface Timers {
  readonly heartbeatTick: number;
  /** The shortest election timeout, and how long a lease lasts. */
  readonly electionTick: number;
}

const timers: Readonly<Record<Model['clock'], Timers>> = {
  // These are set by hand, so ticks only need heartbeatTick > 1 and electionTick > heartbeatTick: then one tick can fire the
  // election timer or the heartbeat timer without the other.
  untimed: { heartbeatTick: 2, electionTick: 4 },
  // By the clock they are as short as can be: every tick is an action.
  ticks: { heartbeatTick: 1, electionTick: 2 },
};

export function timersOf({ clock }: Pick<Model, 'clock'>): Timers {
  return timers[clock];
}
