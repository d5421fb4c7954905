/** Monotonic match, within one leadership and for nodes that stay in the configuration. */
import type { StepProperty } from '../src/property/property.ts';

export const monotonicMatch: StepProperty = {
  name: 'monotonic-match',
  sentence:
    'While a node leads a term, the index up to which it counts another as replicated never decreases.',
  source: 'Raft paper, Figure 2 (matchIndex "increases monotonically"); TLA+ MonotonicMatchIndexProp',
  scope: 'step',
  check(before, _action, after) {
    const leads = before.up && after.up && before.role === 'leader' && after.role === 'leader';
    // A step that changes the configuration may remove a node and add it again, which starts it afresh.
    if (!leads || before.term !== after.term || !sameMembers(before.progress, after.progress)) {
      return 'irrelevant';
    }
    for (const [id, { match }] of Object.entries(before.progress)) {
      const now = after.progress[Number(id)].match;
      if (now < match)
        return { broken: `leader n${before.id} took match of n${id} from ${match} back to ${now}` };
    }
    return 'held';
  },
};

function sameMembers(a: object, b: object): boolean {
  const [x, y] = [Object.keys(a), Object.keys(b)];
  return x.length === y.length && x.every((id) => id in b);
}
