/** Goal: a crash has something to lose. */
import { entryAt } from '../src/cluster/view.ts';
import { sameEntry } from '../src/property/currentstate.ts';
import type { SometimesProperty } from '../src/property/property.ts';

export const crashLostUnsyncedEntries: SometimesProperty = {
  name: 'crash-lost-unsynced-entries',
  sentence: 'A crash takes entries that were not on stable storage yet.',
  source: 'Raft paper, Figure 2 (persistent state); thesis, section 10.2.1',
  scope: 'sometimes',
  over: 'step',
  applies: (model) => model.storage === 'async',
  reached: (before, action, after) =>
    action.kind === 'crash' &&
    before.log.some((entry) => {
      const kept = entryAt(after.durable, entry.index);
      return entry.index > after.durable.snapshot.index && (kept === undefined || !sameEntry(kept, entry));
    }),
};
