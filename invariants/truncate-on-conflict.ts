/** Entries leave a log only for a reason: an entry (or a snapshot) that contradicts them. */
import { entryAt, lastIndex, type NodeView, termAt } from '../src/cluster/view.ts';
import { entryName } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const truncateOnConflict: StepProperty = {
  name: 'truncate-on-conflict',
  sentence:
    'A node deletes entries from the end of its log only when an entry before them, or a snapshot, conflicts with its log.',
  source: 'Raft paper, Figure 2 (AppendEntries, rule 3) and section 7 (InstallSnapshot, rule 6)',
  scope: 'step',
  check(before, _action, after) {
    if (!before.up || !after.up || before.log.length === 0) return 'irrelevant';
    if (snapshotConflicts(before, after)) return 'irrelevant';
    for (const entry of before.log) {
      if (entry.index <= after.snapshot.index) continue;
      const now = entryAt(after, entry.index);
      if (now === undefined) {
        return { broken: `n${before.id} lost entry ${entryName(entry)}, though nothing conflicted with it` };
      }
      if (now.term !== entry.term) return 'held';
    }
    return 'held';
  },
};

/** A snapshot that ends at an entry the log has keeps what follows; any other one replaces the log. */
function snapshotConflicts(before: NodeView, after: NodeView): boolean {
  const { index, term } = after.snapshot;
  if (index === before.snapshot.index) return false;
  return index > lastIndex(before) || (index > before.snapshot.index && termAt(before, index) !== term);
}
