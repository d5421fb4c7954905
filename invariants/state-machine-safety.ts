/** State machine safety: a node's committed prefix against the prefix that was committed first. */
import { entryAt, type Ghost, lastIndex } from '../src/cluster/view.ts';
import {
  type CurrentState,
  currentState,
  entryName,
  sameEntry,
  slotName,
} from '../src/property/currentstate.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const stateMachineSafety: NodeProperty = {
  name: 'state-machine-safety',
  sentence: 'No two nodes ever commit different entries at the same index.',
  source: 'Raft paper, Figure 3 and section 5.4.3; TLA+ StateMachineSafety',
  scope: 'node',
  ghosts: ['committed'],
  looksAt(node) {
    const { commit, snapshot, log } = currentState(node);
    return commit === 0 ? null : [commit, snapshot, log.slice(0, commit - snapshot.index)];
  },
  check(node, ghost) {
    const now = currentState(node);
    if (now.commit === 0 || ghost.committed.length === 0) return 'irrelevant';
    const index = firstDifference(now, ghost);
    if (index === 0) return 'held';
    const first = ghost.committed[index - 1];
    return {
      broken: `n${node.id} has committed ${slotName(now, index)} where ${entryName(first)} was committed before`,
    };
  },
};

/** The first committed index at which the node has something else than history; 0 when there is none. */
function firstDifference(now: CurrentState, ghost: Ghost): number {
  const { snapshot } = now;
  // The end of the log is index-order's business; here a commit index beyond it proves nothing.
  const end = Math.min(now.commit, lastIndex(now), ghost.committed.length);
  for (let index = Math.max(snapshot.index, 1); index <= end; index++) {
    const first = ghost.committed[index - 1];
    const entry = entryAt(now, index);
    const same = entry === undefined ? snapshot.term === first.term : sameEntry(entry, first);
    if (!same) return index;
  }
  return 0;
}
