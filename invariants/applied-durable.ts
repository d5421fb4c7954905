/**
 * What is applied is durable where it is applied. Otherwise a crash would leave a state machine that knows more than the
 * log that it is to be rebuilt from; with one voter it would be gone.
 */
import { entryAt, lastIndex } from '../src/cluster/view.ts';
import { sameEntry, slotName } from '../src/property/currentstate.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const appliedDurable: NodeProperty = {
  name: 'applied-durable',
  sentence: 'What a node has applied is on its own stable storage.',
  source: "etcd 437bcb8, #10508 (entries are applied when they are stable); etcd's applyUnstableEntries",
  scope: 'node',
  check(node) {
    const { up, applied, durable } = node;
    if (!up || applied === 0 || node.extra.panic !== undefined) return 'irrelevant';
    if (lastIndex(durable) < applied) {
      return { broken: `n${node.id} has applied up to ${applied}, but stored up to ${lastIndex(durable)}` };
    }
    for (let index = durable.snapshot.index + 1; index <= applied; index++) {
      const [own, stored] = [entryAt(node, index), entryAt(durable, index)];
      if (own === undefined || (stored !== undefined && sameEntry(own, stored))) continue;
      return {
        broken: `n${node.id} has applied ${slotName(node, index)}, but stored ${slotName(durable, index)}`,
      };
    }
    return 'held';
  },
};
