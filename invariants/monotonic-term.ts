/** Monotonic term. Only a crash may take a node back, and only to the term that is durable. */

import { currentState } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const monotonicTerm: StepProperty = {
  name: 'monotonic-term',
  sentence: "A node's current term never decreases; a crash takes it back to its durable term at most.",
  source: 'Raft paper, Figure 2 and section 5.1; TLA+ MonotonicTermProp, with crashes exempt',
  scope: 'step',
  check(before, _action, after) {
    const kept = before.up && after.up ? before.term : before.durable.term;
    if (kept === 0) return 'irrelevant';
    if (currentState(after).term < kept) {
      return { broken: `n${before.id} went from term ${kept} back to term ${currentState(after).term}` };
    }
    if (after.durable.term < before.durable.term) {
      return {
        broken: `n${before.id}'s durable term went from ${before.durable.term} back to ${after.durable.term}`,
      };
    }
    return 'held';
  },
};
