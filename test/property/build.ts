/**
 * Small views by hand: a node, a log, a cluster. What a test does not say is at its most boring value, and what is
 * durable mirrors what is in memory.
 */
import type { Action } from '../../src/cluster/action.ts';
import type {
  ClusterView,
  CommittedEntry,
  ConfigView,
  DurableView,
  EntryView,
  Ghost,
  NodeView,
  ProgressView,
} from '../../src/cluster/view.ts';
import type { Judgement, NodeProperty } from '../../src/property/property.ts';

/** Entries 1.. with these terms; the data is `v<index>@<term>`, the same wherever the same leader wrote it. */
export function log(...terms: number[]): EntryView[] {
  return logFrom(1, ...terms);
}

/** Entries first.. with these terms. */
export function logFrom(first: number, ...terms: number[]): EntryView[] {
  return terms.map((term, k) => ({ index: first + k, term, type: 'normal', data: `v${first + k}@${term}` }));
}

export const threeVoters: ConfigView = {
  voters: [1, 2, 3],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

export type NodeFields = Partial<Omit<NodeView, 'id' | 'durable'>> & { durable?: Partial<DurableView> };

/** A node that is up, a follower of term 0 with an empty log unless told otherwise. */
export function node(id: number, fields: NodeFields = {}): NodeView {
  const { durable, ...own } = fields;
  const view = {
    id,
    up: true,
    role: 'follower',
    term: 0,
    vote: 0,
    lead: 0,
    commit: 0,
    applied: own.commit ?? 0,
    snapshot: { index: 0, term: 0 },
    log: [],
    config: threeVoters,
    votes: {},
    progress: {},
    extra: {},
    ...own,
  } as const;
  const { term, vote, commit, snapshot, log: entries } = view;
  return { ...view, durable: { term, vote, commit, snapshot, log: entries, ...durable } };
}

/** A leader's view of a node: replicating, next right after match. */
export function progress(match: number, fields: Partial<ProgressView> = {}): ProgressView {
  const rest = {
    paused: false,
    recentActive: true,
    pendingSnapshot: 0,
    inflight: [],
    learner: false,
  } as const;
  return { match, next: match + 1, state: 'replicate', ...rest, ...fields };
}

export function ghost(fields: Partial<Ghost> = {}): Ghost {
  return { leaders: {}, committed: [], ...fields };
}

export function committedIn(byTerm: number, entries: readonly EntryView[]): CommittedEntry[] {
  return entries.map((entry) => ({ ...entry, byTerm }));
}

export function cluster(nodes: readonly NodeView[], fields: Partial<ClusterView> = {}): ClusterView {
  return { nodes, messages: [], ghost: ghost(), used: {}, ...fields };
}

export const timeout = (id: number): Action => ({ kind: 'timeout', node: id });

/** Some message arrives at node `id`: for properties that do not care which. */
export const delivery = (id: number, type = 'MsgApp'): Action => ({
  kind: 'deliver',
  node: id,
  message: { type, from: 9, to: id },
});

/** What a property of nodes says of a node when there is no history. */
export function checkNode(property: NodeProperty, view: NodeView): Judgement {
  return property.check(view, ghost());
}
