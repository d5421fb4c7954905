/**
 * Storage that finishes its work changes nothing in the log that a node reads. The log is laid over storage, and what is
 * taken for durable is read from there: if something else is stored, the log changes under its node.
 */
import { entryAt } from '../src/cluster/view.ts';
import { sameEntry, slotName } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const logKeptByStorage: StepProperty = {
  name: 'log-kept-by-storage',
  sentence: "No entry of a node's log changes because its storage has finished a write.",
  source:
    "etcd's rawnode.go, newStorageAppendRespMsg (why answers count in their own term only); etcd ee0757a",
  scope: 'step',
  applies: (model) => model.storage === 'async',
  check(before, action, after) {
    if (action.kind !== 'append-done' || !before.up || !after.up || before.log.length === 0)
      return 'irrelevant';
    for (const entry of before.log) {
      if (entry.index <= after.snapshot.index) continue;
      const now = entryAt(after, entry.index);
      if (now !== undefined && sameEntry(entry, now)) continue;
      const had = slotName(before, entry.index);
      return {
        broken: `n${before.id} had ${had}, and ${slotName(after, entry.index)} once a write was done`,
      };
    }
    return 'held';
  },
};
