/**
 * Everything that decides what a cluster can do: a spec, the configuration file and the command line all end here. Each
 * setting is a row (setting.ts).
 */
import { networkNames, networkWords } from './network/table.ts';
import { fieldsOf, onOff, type Settings, setting, type Values, whole, wholeOrNone, word } from './setting.ts';

/** The model of a spec, in the order in which the help and reports name its settings. */
export const modelSettings = {
  /** Nodes 1..nodes. */
  nodes: setting(whole(1, 9), 3, 'nodes in the cluster, learners included', { alwaysTold: true }),
  /**
   * Nodes 1..members are the initial configuration, the last `learners` of them as learners; null: all nodes are. Where
   * some are not, the log begins as a bootstrap writes it: with one committed change a member, all of term 1. Whoever
   * joins learns the configuration from these.
   */
  members: setting(wholeOrNone(1), null, 'how many of them are in the first configuration (none: all)'),
  learners: setting(whole(0, 8), 0, 'how many members are learners', { alwaysTold: true }),
  network: setting(word(...networkNames), 'unordered', networkWords, { alwaysTold: true }),
  storage: setting(word('sync', 'async'), 'sync', 'sync or async storage writes', { alwaysTold: true }),
  clock: setting(word('untimed', 'ticks'), 'untimed', 'untimed (any timer, any time) or ticks', {
    alwaysTold: true,
  }),
  preVote: setting(onOff, false, 'ask before campaigning'),
  checkQuorum: setting(onOff, false, 'a leader without a quorum steps down'),
  readOnly: setting(word('safe', 'lease'), 'safe', 'safe or lease reads'),
  /**
   * Where clients may propose values and changes and ask for a transfer: at a leader, or at any node (a follower
   * forwards). Reads may be asked for at any node that takes them.
   */
  proposeAt: setting(word('leader', 'any'), 'leader', 'the leader, or any node (it forwards)'),
  /**
   * When a client may know of its write: once any node has committed it, or once the node that was asked has applied it and
   * holds a commit index on stable storage that covers it.
   */
  acknowledged: setting(
    word('committed', 'applied'),
    'committed',
    'a client knows of a write when it is committed, or applied',
    { before: 'committed' },
  ),
  /** From here on options of the core's Config; sizes in bytes, null for no limit. */
  maxSizePerMsg: setting(wholeOrNone(0), null, 'bytes of entries in one MsgApp'),
  maxInflightMsgs: setting(whole(1), 256, 'unacknowledged MsgApp to one follower'),
  maxInflightBytes: setting(wholeOrNone(1), null, 'bytes of entries in them'),
  maxCommittedSizePerReady: setting(wholeOrNone(1), null, 'bytes applied at once'),
  maxUncommittedEntriesSize: setting(wholeOrNone(1), null, "bytes of a leader's tail"),
  disableProposalForwarding: setting(onOff, false, 'followers drop proposals'),
  disableConfChangeValidation: setting(onOff, false, 'propose changes unchecked'),
  stepDownOnRemoval: setting(onOff, false, 'a removed leader steps down'),
  /**
   * Whether states that differ in nothing but the numbers of their terms are one (reduce/terms.ts). Then there is no highest term, and
   * max-spread is the bound.
   */
  terms: setting(
    word('absolute', 'relative'),
    'absolute',
    'terms by their numbers, or relative to each other',
    {
      before: 'absolute',
    },
  ),
  /**
   * Recovery alone (recovery/harms.ts): how many nodes may stay away once nothing more goes wrong, and of which configurations a
   * quorum must be left then: of every one that is applied anywhere, of the newest where nodes are left, or of the newest anywhere.
   */
  downForGood: setting(whole(0, 4), 0, 'nodes that stay away in what recovers asks', { before: 0 }),
  /** And of the links between others how many stay cut, and whether in both directions alone. */
  linksCutForGood: setting(whole(0, 4), 0, 'links that stay cut in what recovers asks', { before: 0 }),
  cutWays: setting(word('both', 'any'), 'both', 'they are cut both ways, or any way: both or one', {
    before: 'both',
  }),
  downRule: setting(
    word('strict', 'applied', 'newest'),
    'strict',
    'a quorum is left in every applied configuration; in the newest where nodes are left; in the newest',
    { before: 'strict' },
  ),
  /** Configuration changes that may be proposed. */
  confChanges: setting({ kind: 'changes' }, [], null),
} satisfies Settings;

/** Things that have names of their own, v1, v2 and so on, each with an action: not without end. */
const nameable = whole(0, 1000);

/**
 * Guards on actions: a whole number, or null for "not bounded", where that makes neither the states infinite nor leaves
 * nothing to number them by. 0 takes the action out of the model: it is then not counted as cut. max-drift counts no
 * actions: it is how many ticks one node's clock may be ahead of another's.
 */
export const boundSettings = {
  'max-term': setting(wholeOrNone(1), 2, 'the highest term'),
  'max-in-flight': setting(whole(0), 4, 'messages in flight'),
  'max-proposals': setting(nameable, 1, 'client proposals'),
  'max-crashes': setting(wholeOrNone(0), 0, 'crashes'),
  'max-duplicates': setting(wholeOrNone(0), 0, 'messages duplicated'),
  'max-drops': setting(wholeOrNone(0), 0, 'messages lost'),
  'max-heartbeats': setting(wholeOrNone(0), null, 'heartbeat timers fired'),
  'max-timeouts': setting(wholeOrNone(0), null, 'election timers fired'),
  'max-reads': setting(nameable, 0, 'linearizable reads'),
  'max-conf-changes': setting(whole(0), 0, 'configuration changes proposed'),
  'max-compactions': setting(wholeOrNone(0), 0, 'log compactions'),
  'max-transfers': setting(wholeOrNone(0), 0, 'leader transfers'),
  'max-forgets': setting(wholeOrNone(0), 0, 'times a follower is told to forget its leader'),
  'max-unreachables': setting(wholeOrNone(0), 0, 'reports that a peer is unreachable'),
  'max-expiries': setting(wholeOrNone(0), null, "followers' leases that end before their timers fire", {
    before: null,
  }),
  'max-drift': setting(wholeOrNone(0), null, "ticks that one node's clock may be ahead of another's", {
    before: null,
  }),
  'max-spread': setting(wholeOrNone(1), null, 'how far apart relative terms may be (spread.ts)', {
    before: null,
  }),
} satisfies Settings;

/** Names of the bounds, as in specs, flags (--max-term) and the report's cutBy. */
export type BoundName = keyof typeof boundSettings;
export const boundNames: readonly BoundName[] = fieldsOf(boundSettings);

/** A bound's value; null: there is none. */
export type Bounds = Readonly<Record<BoundName, number | null>>;

export interface Model extends Values<typeof modelSettings> {
  readonly bounds: Bounds;
}
