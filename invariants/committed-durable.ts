/**
 * Committed entries are durable on a majority. With a fixed membership only: after a configuration change the majority
 * that counts is another one, and it need not hold old entries until something new is committed.
 */
import {
  type ClusterView,
  type CommittedEntry,
  entryAt,
  type LogView,
  type NodeView,
} from '../src/cluster/view.ts';
import { entryName, nodeNames, sameEntry } from '../src/property/currentstate.ts';
import type { ClusterProperty } from '../src/property/property.ts';

export const committedDurable: ClusterProperty = {
  name: 'committed-durable',
  sentence: 'Every committed entry is on the stable storage of a majority of the voters.',
  source:
    'Raft paper, section 5.3 (an entry is committed once stored on a majority); SandTable CommittedLogReplicatedMajority',
  scope: 'cluster',
  ghosts: ['committed'],
  applies: (model) => model.confChanges.length === 0,
  looksAt: (node) => [node.durable.snapshot, node.durable.log],
  check(cluster) {
    const { committed } = cluster.ghost;
    if (committed.length === 0) return 'irrelevant';
    const asked = voters(cluster);
    // What all have compacted they hold.
    const compacted = Math.min(...asked.map(({ durable }) => durable.snapshot.index));
    // Who holds an entry holds all before it, so the newest ones are lost first.
    for (let k = committed.length - 1; k >= 0 && committed[k].index >= compacted; k--) {
      const holders = asked.filter((node) => holds(node.durable, committed[k]));
      if (holders.length * 2 <= asked.length) return { broken: story(committed[k], holders) };
    }
    return 'held';
  },
};

/** The fixed voters. A node that is down knows no configuration, so the first that names voters is asked. */
function voters({ nodes }: ClusterView): readonly NodeView[] {
  const ids = nodes.find((node) => node.config.voters.length > 0)?.config.voters ?? nodes.map((n) => n.id);
  return nodes.filter((node) => ids.includes(node.id));
}

function holds(durable: LogView, committed: CommittedEntry): boolean {
  const { snapshot } = durable;
  if (committed.index < snapshot.index) return true;
  if (committed.index === snapshot.index) return committed.term === snapshot.term;
  const entry = entryAt(durable, committed.index);
  return entry !== undefined && sameEntry(entry, committed);
}

function story(entry: CommittedEntry, holders: readonly NodeView[]): string {
  const where = holders.length === 0 ? 'no node' : `only ${nodeNames(holders.map((n) => n.id))}`;
  return `entry ${entryName(entry)} was committed in term ${entry.byTerm}, but is durable on ${where}`;
}
