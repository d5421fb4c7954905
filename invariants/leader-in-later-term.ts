/**
 * Goal: leadership changes, without which most of Raft's safety argument is idle. An earlier leader is known by its first
 * entry, in whatever log it still is, or because it has not heard yet that it leads no more.
 */
import type { NodeView } from '../src/cluster/view.ts';
import type { SometimesProperty } from '../src/property/property.ts';

export const leaderInLaterTerm: SometimesProperty = {
  name: 'leader-in-later-term',
  sentence: 'A leader is elected after another term had one.',
  source: 'Raft paper, sections 5.2 and 5.4',
  scope: 'sometimes',
  over: 'cluster',
  looksAt: (node) => [ledBy(node), earliestLed(node)],
  reached({ nodes }) {
    const latest = Math.max(...nodes.map(ledBy));
    return nodes.some((node) => earliestLed(node) < latest);
  },
};

/** The term that the node leads, or 0. */
function ledBy({ up, role, term }: NodeView): number {
  return up && role === 'leader' ? term : 0;
}

/** The earliest term that the node knows to have had a leader. Those who are there from the beginning are in no leader's entry. */
function earliestLed(node: NodeView): number {
  const terms = node.log.filter(({ type }) => type === 'normal').map(({ term }) => term);
  return Math.min(ledBy(node) || Number.POSITIVE_INFINITY, ...terms);
}
