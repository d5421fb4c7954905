/**
 * Every flag, as data: its group in the help, its form, its default, and the setting of a spec that it lays a value
 * over. The command line, RAFTCHECK_* variables and the help text are all readings of this table. Light: the help must
 * not load what the commands need.
 */
import { defaultModel, defaultSearch } from '../spec/defaults.ts';

export type Group = 'Model' | 'Property' | 'Search' | 'Limits' | 'Output';

export interface Flag {
  readonly name: string;
  readonly group: Group;
  /**
   * What it is given: nothing (`switch`), a word, or the same more than once (`list`). A word is one of `words`, any text, a
   * whole number of at least `least`, a length of time, or what the reader of specs says of it (`setting`).
   */
  readonly kind: 'switch' | 'list' | 'word' | 'text' | 'whole' | 'time' | 'setting';
  readonly words?: readonly string[];
  readonly least?: number;
  readonly about: string;
  /** What holds when neither flag nor variable nor spec says anything, as the help shows it. Where that is none, none lifts it. */
  readonly fallback: string;
  /** What it means where no value of its own stands after it; absent: it needs one. */
  readonly bare?: { readonly value: string; readonly own: RegExp };
  /** The mapping of a spec ('' is the document itself) that holds the setting; absent: not a setting of specs. */
  readonly section?: 'model' | 'bounds' | 'search' | '';
  /** The setting's key there, where it is not the flag's name. */
  readonly key?: string;
}

type Value = string | number | boolean | null;

function flag(
  group: Group,
  kind: Flag['kind'],
  section: NonNullable<Flag['section']>,
  name: string,
  fallback: Value,
  about: string,
): Flag {
  return { name, group, kind, section, about, fallback: fallback === null ? 'none' : String(fallback) };
}

const model = (name: string, fallback: Value, about: string) =>
  flag('Model', 'setting', 'model', name, fallback, about);
const option = (name: string, fallback: boolean, about: string) =>
  flag('Model', 'switch', 'model', name, fallback, about);
const bound = (name: keyof typeof defaultModel.bounds, about: string) =>
  flag('Model', 'setting', 'bounds', name, defaultModel.bounds[name], about);
const limit = (name: string, fallback: Value, about: string) =>
  flag('Limits', 'setting', 'search', name, fallback, about);

/** Settings of specs: what the command line, then RAFTCHECK_* variables, lay over the file. */
export const settingFlags: readonly Flag[] = [
  model('nodes', defaultModel.nodes, 'nodes in the cluster, learners included'),
  model('members', defaultModel.members, 'how many of them are in the first configuration (none: all)'),
  model('learners', defaultModel.learners, 'how many members are learners'),
  model('network', defaultModel.network, 'unordered (a bag) or fifo (per link)'),
  model('storage', defaultModel.storage, 'sync or async storage writes'),
  model('clock', defaultModel.clock, 'untimed (any timer, any time) or ticks'),
  option('pre-vote', defaultModel.preVote, 'ask before campaigning'),
  option('check-quorum', defaultModel.checkQuorum, 'a leader without a quorum steps down'),
  model('read-only', defaultModel.readOnly, 'safe or lease reads'),
  model('propose-at', defaultModel.proposeAt, 'the leader, or any node (it forwards)'),
  model(
    'acknowledged',
    defaultModel.acknowledged,
    'a client knows of a write when it is committed, or applied',
  ),
  model('max-size-per-msg', defaultModel.maxSizePerMsg, 'bytes of entries in one MsgApp'),
  model('max-inflight-msgs', defaultModel.maxInflightMsgs, 'unacknowledged MsgApp to one follower'),
  model('max-inflight-bytes', defaultModel.maxInflightBytes, 'bytes of entries in them'),
  model('max-committed-size-per-ready', defaultModel.maxCommittedSizePerReady, 'bytes applied at once'),
  model('max-uncommitted-entries-size', defaultModel.maxUncommittedEntriesSize, "bytes of a leader's tail"),
  option('disable-proposal-forwarding', defaultModel.disableProposalForwarding, 'followers drop proposals'),
  option(
    'disable-conf-change-validation',
    defaultModel.disableConfChangeValidation,
    'propose changes unchecked',
  ),
  option('step-down-on-removal', defaultModel.stepDownOnRemoval, 'a removed leader steps down'),
  bound('max-term', 'the highest term'),
  bound('max-in-flight', 'messages in flight'),
  bound('max-proposals', 'client proposals'),
  bound('max-crashes', 'crashes'),
  bound('max-duplicates', 'messages duplicated'),
  bound('max-drops', 'messages lost'),
  bound('max-heartbeats', 'heartbeat timers fired'),
  bound('max-timeouts', 'election timers fired'),
  bound('max-reads', 'linearizable reads'),
  bound('max-conf-changes', 'configuration changes proposed'),
  bound('max-compactions', 'log compactions'),
  bound('max-transfers', 'leader transfers'),
  bound('max-forgets', 'times a follower is told to forget its leader'),
  bound('max-unreachables', 'reports that a peer is unreachable'),
  bound('max-expiries', "followers' leases that end before their timers fire"),
  bound('max-drift', "ticks that one node's clock may be ahead of another's"),
  {
    name: 'invariant',
    key: 'invariants',
    group: 'Property',
    kind: 'list',
    section: '',
    about: 'check this invariant only (repeatable)',
    fallback: 'all that apply',
  },
  flag(
    'Search',
    'setting',
    'search',
    'strategy',
    defaultSearch.strategy,
    'bfs (shortest counterexample) or dfs',
  ),
  flag('Search', 'setting', 'search', 'depth', defaultSearch.depth, 'actions from the start, at most'),
  flag('Search', 'switch', 'search', 'pack', defaultSearch.pack, 'keep states packed, bit by bit'),
  flag(
    'Search',
    'switch',
    'search',
    'symmetry',
    defaultSearch.symmetry,
    'one state for all that differ in the names of interchangeable nodes',
  ),
  flag(
    'Search',
    'switch',
    'search',
    'dead-messages',
    defaultSearch.deadMessages,
    'messages too late to have an effect leave the state',
  ),
  flag(
    'Search',
    'switch',
    'search',
    'dead-history',
    defaultSearch.deadHistory,
    'with them, who led terms that nobody can lead any more',
  ),
  flag('Search', 'setting', 'search', 'workers', 'the cores', 'threads that search together, breadth first'),
  limit('max-states', defaultSearch.maxStates, 'stop at so many distinct states (2m)'),
  limit('max-memory', '75% of all', 'stop at so much memory (8g)'),
  limit('time-limit', defaultSearch.timeLimit, 'stop after so long (90s, 5m)'),
];

/** Flags about how a run is shown, by the name commands choose them by. */
export const outputFlags = {
  'allow-incomplete': {
    name: 'allow-incomplete',
    group: 'Limits',
    kind: 'switch',
    about: 'stopping at a limit is success (exit 0, not 3)',
    fallback: 'false',
  },
  json: {
    name: 'json',
    group: 'Output',
    kind: 'switch',
    about: 'one JSON document on stdout',
    fallback: 'false',
  },
  profile: {
    name: 'profile',
    group: 'Output',
    kind: 'text',
    about: 'a profile of the configuration, such as ci or nightly',
    fallback: 'none',
  },
  reporter: {
    name: 'reporter',
    group: 'Output',
    kind: 'list',
    about: 'default, json, ndjson, junit, sarif, github, markdown; with a file: junit=x.xml',
    fallback: 'default',
  },
  'output-file': {
    name: 'output-file',
    group: 'Output',
    kind: 'list',
    about: 'where a reporter writes: --output-file.junit=x.xml',
    fallback: 'stdout',
  },
  out: {
    name: 'out',
    group: 'Output',
    kind: 'text',
    about: 'folder for traces and whatever else is written',
    fallback: 'out',
  },
  progress: {
    name: 'progress',
    group: 'Output',
    kind: 'word',
    words: ['auto', 'line', 'plain', 'none'],
    about: 'how far the search is: auto, line, plain (a log) or none',
    fallback: 'auto',
  },
  ui: {
    name: 'ui',
    group: 'Output',
    kind: 'word',
    words: ['auto', 'screen', 'none'],
    about: 'screens on a terminal: auto, screen or none',
    fallback: 'auto',
  },
  color: {
    name: 'color',
    group: 'Output',
    kind: 'switch',
    about: 'colours, whatever the terminal is',
    fallback: 'auto',
  },
  full: {
    name: 'full',
    group: 'Output',
    kind: 'switch',
    about: 'whole states in a counterexample, not only what changes',
    fallback: 'false',
  },
  quiet: {
    name: 'quiet',
    group: 'Output',
    kind: 'switch',
    about: 'the last line only, no progress',
    fallback: 'false',
  },
} as const satisfies Record<string, Flag>;

/** What a trace can be exported as. */
export const exportFormats = [
  'itf',
  'tla',
  'mermaid',
  'shiviz',
  'dot',
  'markdown',
  'html',
  'vitest',
  'transcript',
  'etcd-ndjson',
] as const;

/** Actions of a random behavior where nobody says how many. */
export const defaultWalkDepth = 500;

/** Flags of one command or two. */
export const ownFlags = {
  budget: {
    name: 'budget',
    group: 'Limits',
    kind: 'time',
    about: 'time for all specs together (20m); what is left is incomplete',
    fallback: 'none',
  },
  shard: {
    name: 'shard',
    group: 'Search',
    kind: 'text',
    about: 'run one part of the gate, such as 2/4; merge puts the reports together',
    fallback: 'all',
  },
  coverage: {
    name: 'coverage',
    group: 'Output',
    kind: 'switch',
    about: 'measure which branches of the core were reached (slower)',
    fallback: 'false',
  },
  'require-coverage': {
    name: 'require-coverage',
    group: 'Limits',
    kind: 'switch',
    about: 'every action in a model must be taken, every property say something',
    fallback: 'false',
  },
  update: {
    name: 'update',
    group: 'Output',
    kind: 'switch',
    about: 'rewrite the pins whose figures differ, and show the difference',
    fallback: 'false',
  },
  checkpoint: {
    name: 'checkpoint',
    group: 'Limits',
    kind: 'time',
    about: 'keep the search in --out every so many seconds (60 where none are given), to go on from',
    bare: { value: '60', own: /^(none|\d+(\.\d+)?[smhd]?)$/ },
    fallback: 'none',
  },
  resume: {
    name: 'resume',
    group: 'Limits',
    kind: 'text',
    about: 'go on from a checkpoint, with its spec and flags (from that in --out where none is given)',
    bare: { value: 'auto', own: /^(none|auto|.*\.json)$/s },
    fallback: 'none',
  },
  trust: {
    name: 'trust',
    group: 'Limits',
    kind: 'switch',
    about: "run edits of the core in a file of somebody else's: they are code",
    fallback: 'false',
  },
  runs: {
    name: 'runs',
    group: 'Search',
    kind: 'whole',
    least: 1,
    about: 'how many random behaviors',
    fallback: '100',
  },
  seed: {
    name: 'seed',
    group: 'Search',
    kind: 'whole',
    least: 0,
    about: 'the same seed, the same behaviors',
    fallback: '1',
  },
  at: {
    name: 'step',
    group: 'Output',
    kind: 'whole',
    least: 0,
    about: 'the step to explain, or after which the action is meant',
    fallback: 'the last',
  },
  begin: {
    name: 'step',
    group: 'Output',
    kind: 'whole',
    least: 0,
    about: 'the step to begin at',
    fallback: '0',
  },
  action: {
    name: 'action',
    group: 'Output',
    kind: 'text',
    about: 'an action in the words of a trace, or their beginning',
    fallback: 'none',
  },
  format: {
    name: 'format',
    group: 'Output',
    kind: 'word',
    words: exportFormats,
    about: exportFormats.join(', '),
    fallback: 'none',
  },
  tier: {
    name: 'tier',
    group: 'Search',
    kind: 'list',
    words: ['0', '1', '2', '3'],
    about: 'only bugs of this tier, 0 (seconds, no faults) to 3 (repeatable)',
    fallback: 'all',
  },
  masked: {
    name: 'masked',
    group: 'Search',
    kind: 'switch',
    about: 'instead: edits that another guard hides, each of which must not be found alone',
    fallback: 'false',
  },
  'output-file': {
    name: 'output-file',
    group: 'Output',
    kind: 'text',
    about: 'write there instead of to stdout',
    fallback: 'stdout',
  },
} as const satisfies Record<string, Flag>;

export type OutputFlag = keyof typeof outputFlags;

/** The commands besides checking a spec, for "did you mean". */
export const commandNames: readonly string[] = [
  'list',
  'replay',
  'inspect',
  'export',
  'bugs',
  'explain',
  'shrink',
  'simulate',
  'ci',
  'merge',
  'schema',
  'init',
  'completion',
];
