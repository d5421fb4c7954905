/**
 * Deadlock: TLC's question to every state. What a bound on timers, messages or clients forbids is a step all the same, since a cluster
 * would take it; a crash, or what else is done to a node, is none that helps anybody on.
 */
import type { DeadlockProperty } from '../src/property/property.ts';

export const deadlock: DeadlockProperty = {
  name: 'deadlock',
  sentence:
    'In every state something can happen, or but for a bound a timer would fire, a message arrive or a client ask.',
  source: 'TLC (deadlock); seaweedfs#6067, a node that never campaigns',
  scope: 'deadlock',
  ghosts: [],
  messages: true,
  mayEnd: () => false,
  // A timer that is left out would fire.
  applies: ({ clock, bounds }) =>
    clock === 'untimed' && bounds['max-timeouts'] !== 0 && bounds['max-heartbeats'] !== 0,
};
