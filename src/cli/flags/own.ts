/** Flags of one command or two. */
import { type Flag, flag } from './flag.ts';

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

/** The languages in which there is a core to begin with. */
export const coreLanguages = ['go', 'rust', 'ts'] as const;

/** Actions of a random behavior where nobody says how many. */
export const defaultWalkDepth = 500;

const inConfiguration = { inConfiguration: true } as const;

export const ownFlags = {
  budget: flag(
    'budget',
    'Limits',
    'time',
    'none',
    'time for all specs together (20m); what is left is incomplete',
    inConfiguration,
  ),
  shard: flag(
    'shard',
    'Search',
    'text',
    'all',
    'run one part of the gate, such as 2/4; merge puts the reports together',
  ),
  coverage: flag(
    'coverage',
    'Output',
    'switch',
    'false',
    'measure which branches of the core were reached (slower)',
  ),
  'require-coverage': flag(
    'require-coverage',
    'Limits',
    'switch',
    'false',
    'every action in a model must be taken, every property say something',
    inConfiguration,
  ),
  update: flag(
    'update',
    'Output',
    'switch',
    'false',
    'rewrite the pins whose figures differ, and show the difference',
  ),
  checkpoint: flag(
    'checkpoint',
    'Limits',
    'time',
    'none',
    'keep the search in --out every so many seconds (60 where none are given), to go on from',
    { bare: { value: '60', own: /^(none|\d+(\.\d+)?[smhd]?)$/ } },
  ),
  from: flag(
    'from',
    'Model',
    'text',
    'the beginning',
    'begin after a step of a trace: <trace>#<step>; its bounds count from the beginning',
  ),
  continue: flag(
    'continue',
    'Property',
    'switch',
    'false',
    'go on after a violation: one shortest behavior for each broken property',
  ),
  advise: flag(
    'advise',
    'Limits',
    'switch',
    'auto',
    'look which bound to raise next, and what that would cost: short searches, unasked a tenth of the time',
  ),
  witnesses: flag(
    'witnesses',
    'Property',
    'switch',
    'false',
    'write a shortest behavior to each state to reach, as a trace',
  ),
  watch: flag(
    'watch',
    'Output',
    'switch',
    'false',
    'run again when a spec, a module or the core changes, until Ctrl-C',
  ),
  save: flag('save', 'Output', 'text', 'none', 'write the behavior there too, such as a.json'),
  spec: flag('spec', 'Model', 'text', 'raft', 'the spec whose core, options and properties are asked'),
  mapping: flag(
    'mapping',
    'Model',
    'text',
    'none',
    'a YAML file that says how the lines of another format are events',
  ),
  duplicates: flag(
    'duplicates',
    'Model',
    'switch',
    'false',
    'the network may bring a message more than once',
  ),
  resume: flag(
    'resume',
    'Limits',
    'text',
    'none',
    'go on from a checkpoint, with its spec and flags (from that in --out where none is given)',
    { bare: { value: 'auto', own: /^(none|auto|.*\.json)$/s } },
  ),
  trust: flag(
    'trust',
    'Limits',
    'switch',
    'false',
    "run edits of the core in a file of somebody else's: they are code",
  ),
  compared: flag(
    'core',
    'Model',
    'list',
    'builtin',
    'one of the two cores: builtin, a folder with a core.yaml, or a module (repeatable)',
  ),
  begun: flag('core', 'Output', 'word', 'none', 'write a core of your own to begin with: go, rust or ts', {
    words: coreLanguages,
  }),
  ci: flag('ci', 'Output', 'list', 'github', 'whose pipeline to write: github, gitlab (repeatable)', {
    words: ['github', 'gitlab'],
  }),
  runs: flag('runs', 'Search', 'whole', '100', 'how many random behaviors', { least: 1 }),
  seed: flag('seed', 'Search', 'whole', '1', 'the same seed, the same behaviors', { least: 0 }),
  at: flag('step', 'Output', 'whole', 'the last', 'the step to explain, or after which the action is meant', {
    least: 0,
  }),
  port: flag('port', 'Output', 'whole', '0', 'the port on 127.0.0.1; 0: any that is free', { least: 0 }),
  begin: flag('step', 'Output', 'whole', '0', 'the step to begin at', { least: 0 }),
  action: flag('action', 'Output', 'text', 'none', 'an action in the words of a trace, or their beginning'),
  format: flag('format', 'Output', 'word', 'none', exportFormats.join(', '), { words: exportFormats }),
  tier: flag(
    'tier',
    'Search',
    'list',
    'all',
    'only bugs of this tier, 0 (seconds, no faults) to 3 (repeatable)',
    { words: ['0', '1', '2', '3'] },
  ),
  masked: flag(
    'masked',
    'Search',
    'switch',
    'false',
    'instead: edits that another guard hides, each of which must not be found alone',
  ),
  address: flag(
    'address',
    'Search',
    'text',
    'local',
    'the Ray cluster: auto, host:port, ray://host:port; local: one on this machine alone',
  ),
  levels: flag(
    'levels',
    'Search',
    'text',
    'in --out',
    'where levels are kept: a folder that all machines see, or a URL such as s3://bucket/path',
  ),
  owners: flag('owners', 'Search', 'whole', 'all places', 'how many processes share the states', {
    least: 1,
  }),
  alone: flag(
    'alone',
    'Search',
    'whole',
    '100000',
    'states that this process finds before others are asked',
    {
      least: 0,
    },
  ),
  python: flag('python', 'Search', 'text', 'python3', 'the Python that has Ray'),
  worker: flag(
    'worker',
    'Search',
    'text',
    'this raftcheck',
    'how raftcheck is called on the machines of the cluster, in words with blanks between them',
  ),
  engine: flag(
    'engine',
    'Search',
    'text',
    'ray',
    'another program that places owners (docs/farm.md), in the place of that for Ray',
  ),
  'output-file': flag('output-file', 'Output', 'text', 'stdout', 'write there instead of to stdout'),
} satisfies Record<string, Flag>;
