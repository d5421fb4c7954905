/** Monotonic commit. A crash may forget how far was committed, but not below what is durable. */

import { currentState } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const monotonicCommit: StepProperty = {
  name: 'monotonic-commit',
  sentence: "A node's commit index never decreases; a crash takes it back to what is durable at most.",
  source: 'Raft paper, Figure 2 (commitIndex "increases monotonically"); TLA+ MonotonicCommitIndexProp',
  scope: 'step',
  check(before, _action, after) {
    const durable = Math.max(before.durable.commit, before.durable.snapshot.index);
    const kept = before.up && after.up ? before.commit : durable;
    if (kept === 0) return 'irrelevant';
    const now = after.up ? after.commit : Math.max(after.durable.commit, after.durable.snapshot.index);
    if (now < kept) return { broken: `n${before.id}'s commit index went from ${kept} back to ${now}` };
    if (currentState(after).snapshot.index < before.durable.snapshot.index) {
      return { broken: `n${before.id}'s snapshot went back from index ${before.durable.snapshot.index}` };
    }
    return 'held';
  },
};
