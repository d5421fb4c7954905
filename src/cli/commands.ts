/**
 * Which commands there are and what each may be told, as data: the parser, the help and the completion are readings of this
 * table. A command is loaded when it is run, so that the help does not pay for any of them.
 */
import type { CoreJobs } from '../run/alljobs.ts';
import { defaultSpec } from '../spec/defaults.ts';
import type { Flag } from './flags/flag.ts';
import { type OutputFlag, outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { coreFlag, settingFlags } from './flags/settings.ts';
import { farmFlags, gateFlags, matrixFlags, reachFlags, validateFlags, walkFlags } from './flags/taken.ts';
import type { Arguments } from './settings.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  /** Empty: what is done where no command is named. */
  readonly name: string;
  readonly about: string;
  /** What is named besides flags. */
  readonly operand?: Operand;
  readonly flags: readonly Flag[];
  /** Absent: the project's configuration. */
  readonly reads?: 'nothing';
  /** The job of the thread that runs the core which it begins with: that is loaded while the command itself is. */
  readonly loads?: keyof CoreJobs;
  run(args: Arguments, terminal: Terminal): Promise<number>;
}

export interface Operand {
  readonly name: string;
  readonly about: string;
  /** At least one must be given. */
  readonly needed?: boolean;
  /** Any number of them may be. */
  readonly many?: boolean;
  /** How the usage writes it, where it is more than one thing. */
  readonly usage?: string;
  /** What is meant where none is. */
  readonly fallback?: string;
  /** What a shell may complete it with: names of specs (`goals`: and of states to reach), files, or these words. */
  readonly completes: 'specs' | 'goals' | 'files' | readonly string[];
}

/** How it is called: "raftcheck replay <trace>". */
export function commandUsage({ name, operand }: Command): string {
  const word = operand === undefined ? '' : `${operand.name}${operand.many === true ? '..' : ''}`;
  if (operand?.usage !== undefined) return `raftcheck ${name} ${operand.usage}`;
  const shown = word === '' ? '' : operand?.needed === true ? `<${word}>` : `[${word}]`;
  return ['raftcheck', name, shown].filter((part) => part !== '').join(' ');
}

/** What errors call it: "raftcheck replay", and "raftcheck [spec]" for the one that has no name. */
export function commandCall(command: Command): string {
  return command.name === '' ? commandUsage(command) : `raftcheck ${command.name}`;
}

export const allFlags: readonly Flag[] = [
  ...settingFlags,
  ...Object.values(outputFlags),
  ...Object.values(ownFlags),
];
const output = (...names: OutputFlag[]): Flag[] => names.map((name) => outputFlags[name]);

const oneSpec: Operand = {
  name: 'spec',
  about: 'a name that list shows, or a .yaml file',
  fallback: defaultSpec,
  completes: 'specs',
};
const trace = (about: string): Operand => ({ name: 'trace', about, needed: true, completes: 'files' });

export const commands: readonly Command[] = [
  {
    name: '',
    about: 'check a spec: explore every state within its bounds',
    operand: oneSpec,
    flags: [
      ...settingFlags,
      ownFlags.from,
      ownFlags.checkpoint,
      ownFlags.resume,
      ownFlags.continue,
      ownFlags.advise,
      ownFlags.witnesses,
      ownFlags.watch,
      ownFlags.trust,
      ...output(
        'allow-incomplete',
        'json',
        'reporter',
        'output-file',
        'profile',
        'out',
        'cache',
        'progress',
        'ui',
        'color',
        'full',
        'quiet',
      ),
    ],
    loads: 'examine',
    run: async (args, terminal) => (await import('./check.ts')).check(args, terminal),
  },
  {
    name: 'ci',
    about: 'the invariant gate: every spec must hold, every seeded bug be found',
    operand: {
      name: 'specs',
      about: 'names, .yaml files or folders; all of specs/ when none is given',
      many: true,
      completes: 'specs',
    },
    flags: [
      ...[ownFlags.shard, ownFlags.budget, ...gateFlags],
      ...output('allow-incomplete'),
      ...[ownFlags.advise, ownFlags['require-coverage'], ownFlags.watch, ownFlags.trust],
      ...output('json', 'profile', 'reporter', 'output-file'),
      ...[ownFlags.coverage, ownFlags.update],
      ...output('out', 'cache', 'progress', 'color', 'quiet'),
    ],
    run: async (args, terminal) => (await import('./ci.ts')).ci(args, terminal),
  },
  {
    name: 'merge',
    about: 'put the JSON reports of all shards together into one verdict',
    operand: {
      name: 'reports',
      about: 'what ci --shard i/n --reporter json=FILE has written',
      needed: true,
      many: true,
      completes: 'files',
    },
    flags: [
      ownFlags['require-coverage'],
      ...output('allow-incomplete', 'json', 'reporter', 'output-file', 'color', 'quiet'),
    ],
    run: async (args, terminal) => (await import('./merge.ts')).merge(args, terminal),
  },
  {
    name: 'list',
    about: 'show the specs, bugs, hazards and invariants there are',
    operand: {
      name: 'words',
      about: 'only what says them all',
      many: true,
      fallback: 'everything',
      completes: 'specs',
    },
    flags: output('json', 'color'),
    run: async (args, terminal) => (await import('./list.ts')).list(args, terminal),
  },
  {
    name: 'replay',
    about: 'recompute every step of a trace; stop at the first that differs',
    operand: trace('a trace file that a check has written'),
    flags: [coreFlag, ownFlags.trust, ...output('out', 'color', 'quiet')],
    run: async (args, terminal) => (await import('./replay.ts')).replay(args, terminal),
  },
  {
    name: 'inspect',
    about: 'walk through a trace on a screen (ITF traces too)',
    operand: trace('a trace file that a check has written, or an ITF trace'),
    flags: [ownFlags.begin, coreFlag, ownFlags.trust, ...output('out', 'ui', 'color', 'full')],
    run: async (args, terminal) => (await import('./inspect.ts')).inspect(args, terminal),
  },
  {
    name: 'explain',
    about: 'say what a step did and why, or why an action is not enabled',
    operand: trace('a trace file that a check has written'),
    flags: [ownFlags.at, ownFlags.action, coreFlag, ownFlags.trust, ...output('json', 'out', 'color')],
    run: async (args, terminal) => (await import('./explain.ts')).explain(args, terminal),
  },
  {
    name: 'shrink',
    about: 'remove from a trace every action that it does not need',
    operand: trace('a trace file that a check has written'),
    flags: [coreFlag, ownFlags.trust, ...output('json', 'out', 'color', 'full', 'quiet')],
    run: async (args, terminal) => (await import('./shrink.ts')).shrink(args, terminal),
  },
  {
    name: 'export',
    about: 'write a trace for other tools and readers',
    operand: trace('a trace file that a check has written'),
    flags: [ownFlags.format, ownFlags['output-file'], coreFlag, ownFlags.trust, ...output('out', 'full')],
    run: async (args, terminal) => (await import('./export.ts')).exportTrace(args, terminal),
  },
  {
    name: 'simulate',
    about: 'go through random behaviors, far deeper than a check',
    operand: oneSpec,
    flags: [
      ...[ownFlags.runs, ownFlags.seed, ownFlags.from, ...walkFlags, ownFlags.trust],
      ...output('allow-incomplete', 'json', 'profile', 'out', 'progress', 'ui', 'color', 'full', 'quiet'),
    ],
    loads: 'simulate',
    run: async (args, terminal) => (await import('./simulate.ts')).simulate(args, terminal),
  },
  {
    name: 'reach',
    about: 'show the shortest behavior to a state that an expression holds in',
    operand: {
      name: 'words',
      about: 'a spec, and what must hold: "n1.role == leader", or a state to reach that list shows',
      usage: '[spec] <expression>',
      needed: true,
      many: true,
      completes: 'goals',
    },
    flags: [
      ...reachFlags,
      ...[ownFlags.from, ownFlags.save, ownFlags.trust],
      ...output('allow-incomplete', 'json', 'profile', 'out', 'progress', 'ui', 'color', 'full', 'quiet'),
    ],
    loads: 'examine',
    run: async (args, terminal) => (await import('./reach.ts')).reach(args, terminal),
  },
  {
    name: 'matrix',
    about: 'check a spec with every combination of some settings',
    operand: oneSpec,
    flags: [
      ...matrixFlags,
      ...[ownFlags.budget, ownFlags.trust],
      ...output('allow-incomplete', 'json', 'profile', 'out', 'progress', 'color', 'quiet'),
    ],
    loads: 'examine',
    run: async (args, terminal) => (await import('./matrix.ts')).matrix(args, terminal),
  },
  {
    name: 'widen',
    about: 'raise the bounds of a spec one by one, and keep the widest run that ends',
    operand: oneSpec,
    flags: [
      ...settingFlags,
      ...[{ ...ownFlags.budget, about: 'time for all runs together', fallback: '5m' }, ownFlags.trust],
      ...output('allow-incomplete', 'json', 'profile', 'out', 'progress', 'color', 'quiet'),
    ],
    loads: 'examine',
    run: async (args, terminal) => (await import('./widen.ts')).widen(args, terminal),
  },
  {
    name: 'explore',
    about: 'walk through a spec by hand, from where it begins, on a screen',
    operand: oneSpec,
    flags: [
      ...settingFlags.filter(({ name }) => name !== 'recovers'),
      ...[ownFlags.from, ownFlags.trust],
      ...output('profile', 'out', 'ui', 'color'),
    ],
    loads: 'begin',
    run: async (args, terminal) => (await import('./explore.ts')).explore(args, terminal),
  },
  {
    name: 'serve',
    about: 'the same in a browser, on this machine alone; a trace too',
    operand: {
      name: 'what',
      about: 'a spec, or a trace file that a check has written (.json)',
      usage: '[spec|trace]',
      fallback: defaultSpec,
      completes: 'specs',
    },
    flags: [
      ownFlags.port,
      ...settingFlags.filter(({ name }) => name !== 'recovers'),
      ...[ownFlags.from, ownFlags.trust],
      ...output('profile', 'out'),
    ],
    loads: 'begin',
    run: async (args, terminal) => (await import('./serve.ts')).serveCommand(args, terminal),
  },
  {
    name: 'farm',
    about: 'check a spec on many machines of a Ray cluster',
    operand: oneSpec,
    flags: [
      ...farmFlags,
      ...[ownFlags.address, ownFlags.owners, ownFlags.levels, ownFlags.alone],
      { ...ownFlags.resume, about: 'go on from the last level that was written' },
      ...[ownFlags.python, ownFlags.worker, ownFlags.engine, ownFlags.trust],
      ...output('allow-incomplete', 'json', 'reporter', 'output-file', 'profile', 'out'),
      ...output('progress', 'ui', 'color', 'full', 'quiet'),
    ],
    loads: 'examine',
    run: async (args, terminal) => (await import('./farm.ts')).farm(args, terminal),
  },
  {
    name: 'farm-worker',
    about: 'search a part of a spec, as it is asked on standard input: for engines',
    operand: oneSpec,
    flags: [...farmFlags, ownFlags.trust, ...output('profile', 'out')],
    run: async (args, terminal) => (await import('./farmworker.ts')).farmWorker(args, terminal),
  },
  {
    name: 'bugs',
    about: 'seed published bugs into the core and look for each',
    operand: {
      name: 'names',
      about: 'names under specs/bugs/, or rows (S13)',
      many: true,
      fallback: 'all',
      completes: 'specs',
    },
    flags: [ownFlags.tier, ownFlags.masked, ...output('json', 'out', 'progress', 'color', 'quiet')],
    loads: 'examine',
    run: async (args, terminal) => (await import('./bugs.ts')).bugs(args, terminal),
  },
  {
    name: 'validate',
    about: 'say whether a recorded run is a behavior of the core, and what broke on the way',
    operand: {
      name: 'logs',
      about: "events as etcd's state tracing writes them: one file, or one of each node",
      needed: true,
      many: true,
      completes: 'files',
    },
    flags: [
      ...[ownFlags.spec, ownFlags.mapping, ownFlags.duplicates, ...validateFlags, ownFlags.trust],
      ...output('allow-incomplete', 'json', 'profile', 'reporter', 'output-file'),
      ...output('out', 'progress', 'color', 'full', 'quiet'),
    ],
    loads: 'validate',
    run: async (args, terminal) => (await import('./validate.ts')).validate(args, terminal),
  },
  {
    name: 'core',
    about: 'try a core of your own: what it offers, whether it keeps the contract',
    operand: {
      name: 'folder',
      about: 'a folder with a core.yaml, or a module',
      needed: true,
      completes: 'files',
    },
    flags: output('json', 'color'),
    run: async (args, terminal) => (await import('./core.ts')).core(args, terminal),
  },
  {
    name: 'compare',
    about:
      'ask two cores the same in every state of a spec, and show the shortest behavior after which they differ',
    operand: oneSpec,
    flags: [
      ownFlags.compared,
      ...settingFlags.filter(({ name }) => !['core', 'invariant', 'strategy', 'pack'].includes(name)),
      ...output('allow-incomplete', 'json', 'profile', 'progress', 'ui', 'color', 'full', 'quiet'),
    ],
    run: async (args, terminal) => (await import('./compare.ts')).compare(args, terminal),
  },
  {
    name: 'schema',
    about: 'print a JSON Schema of what is written, or read',
    operand: {
      name: 'name',
      about: 'config, spec, verdict, gate, reach, matrix, widen; without one, what there is',
      completes: ['config', 'spec', 'verdict', 'gate', 'reach', 'matrix', 'widen'],
    },
    flags: [],
    reads: 'nothing',
    run: async (args, terminal) => (await import('./schema.ts')).schema(args, terminal),
  },
  {
    name: 'init',
    about: 'write a configuration, a first spec and a pipeline, and a core to begin with',
    flags: [ownFlags.begun, ownFlags.ci],
    reads: 'nothing',
    run: async (args, terminal) => (await import('./init.ts')).init(args, terminal),
  },
  {
    name: 'completion',
    about: 'print a completion script for bash or zsh',
    operand: { name: 'shell', about: 'bash or zsh', needed: true, completes: ['bash', 'zsh'] },
    flags: [],
    reads: 'nothing',
    run: async (args, terminal) => (await import('./completion.ts')).completion(args, terminal, commands),
  },
];
