/** The core's own assertions, taken as a property: a panic is a broken invariant that the core itself noticed. */
import { panicOf } from '../src/cluster/view.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const corePanic: NodeProperty = {
  name: 'core-panic',
  sentence: 'The core never panics: none of its own internal invariants breaks.',
  source: "the panics of etcd's raft: each stands for an invariant its authors rely on",
  scope: 'node',
  check(node) {
    const panic = panicOf(node);
    return panic === null ? 'held' : { broken: `n${node.id} panicked: ${panic}` };
  },
};
