/** Leader append-only: what a leader had in its log before a step, it has after it. */
import { type EntryView, entryAt, lastIndex } from '../src/cluster/view.ts';
import { entryName, sameEntry, slotName } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const leaderAppendOnly: StepProperty = {
  name: 'leader-append-only',
  sentence: 'A leader never overwrites or deletes entries in its log; it only appends new ones.',
  source: 'Raft paper, Figure 3 and section 5.3; TLA+ LeaderAppendOnly',
  scope: 'step',
  check(before, _action, after) {
    const leads = before.up && after.up && before.role === 'leader' && after.role === 'leader';
    if (!leads || before.term !== after.term || before.log.length === 0) return 'irrelevant';
    for (const entry of before.log) {
      // A compacted entry is not deleted from the log: the snapshot stands for it.
      if (entry.index <= after.snapshot.index && after.snapshot.index <= lastIndex(before)) continue;
      const now: EntryView | undefined = entryAt(after, entry.index);
      if (now === undefined || !sameEntry(entry, now)) {
        const found = slotName(after, entry.index);
        return {
          broken: `n${before.id}, leading term ${before.term}, had entry ${entryName(entry)} and now has ${found}`,
        };
      }
    }
    return 'held';
  },
};
