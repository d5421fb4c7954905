/** Goal: a follower replaces an entry by that of a later leader. */
import { termAt } from '../src/cluster/view.ts';
import type { SometimesProperty } from '../src/property/property.ts';

export const conflictOverwritten: SometimesProperty = {
  name: 'conflict-overwritten',
  sentence: "An entry of a node's log is overwritten by an entry of another term.",
  source: 'Raft paper, section 5.3 and Figure 7',
  scope: 'sometimes',
  over: 'step',
  reached(before, _action, after) {
    if (!before.up || !after.up) return false;
    return before.log.some(({ index, term }) => {
      const now = index > after.snapshot.index ? termAt(after, index) : undefined;
      return now !== undefined && now !== term;
    });
  },
};
