/** Log matching, over every two logs. A node that is down still has the log it will restart with. */
import { entryAt, type LogView, lastIndex, type NodeView, termAt } from '../src/cluster/view.ts';
import { currentState, sameEntry, slotName } from '../src/property/currentstate.ts';
import type { Judgement, PairProperty } from '../src/property/property.ts';

export const logMatching: PairProperty = {
  name: 'log-matching',
  sentence:
    'If two logs contain an entry with the same index and term, then they are identical in all entries up to that index.',
  source: 'Raft paper, Figure 3 and section 5.3; TLA+ LogMatching',
  scope: 'pair',
  looksAt(node) {
    const { snapshot, log } = currentState(node);
    return lastIndex({ snapshot, log }) === 0 ? null : [snapshot, log];
  },
  check(a, b) {
    const [x, y] = [currentState(a), currentState(b)];
    const common = lastMatch(x, y);
    if (common === 0) return 'irrelevant';
    // Below the later snapshot one of the two logs has nothing left to compare; the snapshots' own positions count.
    for (let index = Math.max(x.snapshot.index, y.snapshot.index, 1); index <= common; index++) {
      if (!matches(x, y, index)) return { broken: story(a, b, index, common) };
    }
    return 'held';
  },
};

/** The highest index at which both logs show the same term, 0 when there is none. */
function lastMatch(x: LogView, y: LogView): number {
  const low = Math.max(x.snapshot.index, y.snapshot.index, 1);
  for (let index = Math.min(lastIndex(x), lastIndex(y)); index >= low; index--) {
    if (termAt(x, index) === termAt(y, index)) return index;
  }
  return 0;
}

function matches(x: LogView, y: LogView, index: number): boolean {
  const [a, b] = [entryAt(x, index), entryAt(y, index)];
  if (a === undefined || b === undefined) return termAt(x, index) === termAt(y, index);
  return sameEntry(a, b);
}

function story(
  a: NodeView,
  b: NodeView,
  index: number,
  common: number,
): Exclude<Judgement, string>['broken'] {
  const [x, y] = [currentState(a), currentState(b)];
  const agreed = `n${a.id} and n${b.id} agree on the term of entry ${common}`;
  return `${agreed}, but at index ${index} n${a.id} has ${slotName(x, index)} and n${b.id} has ${slotName(y, index)}`;
}
