/**
 * Every committed entry is applied, once, in order. The application of the model notes what the core hands it: an entry
 * that does not follow on the last one, and a core that takes more for applied than was handed out.
 */
import type { NodeProperty } from '../src/property/property.ts';

export const appliedInOrder: NodeProperty = {
  name: 'applied-in-order',
  sentence: 'The application gets every committed entry, each once and in the order of the log.',
  source: 'Raft paper, Figure 2 (lastApplied); etcd 8ecce32, cockroach#28918',
  scope: 'node',
  check(node) {
    const { machine, misapplied } = node.extra;
    if (misapplied !== undefined) return { broken: `n${node.id}'s state machine got ${misapplied}` };
    if (!node.up || node.applied === 0 || node.extra.panic !== undefined) return 'irrelevant';
    if (machine === undefined) return 'held';
    return {
      broken: `n${node.id} takes ${node.applied} for applied, but its state machine is at ${machine}`,
    };
  },
};
