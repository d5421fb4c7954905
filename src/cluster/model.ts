/**
 * Everything that decides what a cluster can do: a spec, the configuration file and the command line all end here.
 * Every field has a value; defaults are the spec reader's business.
 */

/** Names of the bounds, as in specs, flags (--max-term) and the report's cutBy. Guards on actions. */
export const boundNames = [
  'max-term',
  'max-in-flight',
  'max-proposals',
  'max-crashes',
  'max-duplicates',
  'max-drops',
  'max-heartbeats',
  'max-timeouts',
  'max-reads',
  'max-conf-changes',
  'max-compactions',
  'max-transfers',
  'max-forgets',
  'max-unreachables',
  'max-expiries',
  'max-drift',
] as const;
export type BoundName = (typeof boundNames)[number];

/**
 * A bound's value: a whole number, or null for "not bounded" (heartbeats, timeouts). 0 takes the action out of the
 * model: it is then not counted as cut. max-drift counts no actions: it is how many ticks one node's clock may be ahead
 * of another's.
 */
export type Bounds = Readonly<Record<BoundName, number | null>>;

export interface Model {
  /** Nodes 1..nodes. */
  readonly nodes: number;
  /**
   * Nodes 1..members are the initial configuration, the last `learners` of them as learners; null: all nodes are. Where
   * some are not, the log begins as a bootstrap writes it: with one committed change a member, all of term 1. Whoever
   * joins learns the configuration from these.
   */
  readonly members: number | null;
  readonly learners: number;
  readonly network: 'unordered' | 'fifo';
  readonly storage: 'sync' | 'async';
  readonly clock: 'untimed' | 'ticks';
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  readonly readOnly: 'safe' | 'lease';
  /**
   * Where clients may propose values and changes and ask for a transfer: at a leader, or at any node (a follower
   * forwards). Reads may be asked for at any node that takes them.
   */
  readonly proposeAt: 'leader' | 'any';
  /**
   * When a client may know of its write: once any node has committed it, or once the node that was asked has applied it and
   * holds a commit index on stable storage that covers it.
   */
  readonly acknowledged: 'committed' | 'applied';
  /** Options of the core's Config; sizes in bytes, null for no limit. */
  readonly maxSizePerMsg: number | null;
  readonly maxInflightMsgs: number;
  readonly maxInflightBytes: number | null;
  readonly maxCommittedSizePerReady: number | null;
  readonly maxUncommittedEntriesSize: number | null;
  readonly disableProposalForwarding: boolean;
  readonly disableConfChangeValidation: boolean;
  readonly stepDownOnRemoval: boolean;
  /** Configuration changes that may be proposed, each in etcd's short form with more around it: see etcd/confchange.ts. */
  readonly confChanges: readonly string[];
  readonly bounds: Bounds;
}
