/**
 * Synchronous storage stores before it sends, in one action, so between actions nothing is volatile: a vote, a term or
 * an entry that a crash would lose here has already been promised to others.
 */
import { lastIndex, type NodeView } from '../src/cluster/view.ts';
import { sameEntry, slotName } from '../src/property/currentstate.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const storedBeforeSent: NodeProperty = {
  name: 'stored-before-sent',
  sentence: 'With synchronous storage, term, vote and log are on stable storage before any message is sent.',
  source: 'Raft paper, Figure 2 ("updated on stable storage before responding to RPCs")',
  scope: 'node',
  applies: (model) => model.storage === 'sync',
  check(node) {
    if (!node.up || node.extra.panic !== undefined) return 'irrelevant';
    const { durable } = node;
    if (durable.term !== node.term) return lost(node, `term ${node.term}`, `term ${durable.term}`);
    if (durable.vote !== node.vote) return lost(node, `vote for n${node.vote}`, `vote ${durable.vote}`);
    const ends = [lastIndex(node), lastIndex(durable)] as const;
    if (ends[0] !== ends[1]) return lost(node, `last index ${ends[0]}`, `last index ${ends[1]}`);
    const offset = node.snapshot.index - durable.snapshot.index;
    const at = node.log.findIndex((entry, k) => {
      const stored = durable.log[k + offset];
      return stored === undefined || !sameEntry(entry, stored);
    });
    if (at < 0) return 'held';
    const index = node.log[at].index;
    return lost(node, slotName(node, index), slotName(durable, index));
  },
};

function lost(node: NodeView, own: string, durable: string): { readonly broken: string } {
  return { broken: `n${node.id} acts on ${own}, but has ${durable} on stable storage` };
}
