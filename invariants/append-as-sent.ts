/**
 * What a follower accepts is what its leader sent. Judged where the follower had what precedes the entries; those that its
 * commit index covers already it need not look at again.
 */
import { entryAt, termAt } from '../src/cluster/view.ts';
import { entryName, sameEntry, slotName } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const appendAsSent: StepProperty = {
  name: 'append-as-sent',
  sentence: 'A follower whose log reaches the entries of its leader has exactly those entries afterwards.',
  source: 'Raft paper, Figure 2 (AppendEntries, rules 3 and 4)',
  scope: 'step',
  check(before, action, after) {
    if (action.kind !== 'deliver' || action.message.type !== 'MsgApp' || !after.up) return 'irrelevant';
    const { term, index = 0, logTerm = 0, entries = [] } = action.message;
    const accepted = after.role === 'follower' && term === after.term && index >= before.commit;
    if (!accepted || entries.length === 0 || termAt(before, index) !== logTerm) return 'irrelevant';
    for (const sent of entries) {
      const own = entryAt(after, sent.index);
      if (own !== undefined && sameEntry(own, sent)) continue;
      return { broken: `n${after.id} was sent ${entryName(sent)} and has ${slotName(after, sent.index)}` };
    }
    return 'held';
  },
};
