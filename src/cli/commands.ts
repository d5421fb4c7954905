/**
 * Which commands there are and what each may be told, as data: the parser, the help and the completion are readings of this
 * table. A command is loaded when it is run, so that the help does not pay for any of them.
 */
import { defaultSpec } from '../spec/defaults.ts';
import {
  defaultWalkDepth,
  type Flag,
  type OutputFlag,
  outputFlags,
  ownFlags,
  settingFlags,
} from './flags.ts';
import type { Arguments } from './settings.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  readonly usage: string;
  readonly about: string;
  readonly positional?: { readonly name: string; readonly about: string; readonly fallback?: string };
  readonly flags: readonly Flag[];
  /** Absent: the project's configuration. */
  readonly reads?: 'nothing';
  run(args: Arguments, terminal: Terminal): Promise<number>;
}

export const allFlags: readonly Flag[] = [
  ...settingFlags,
  ...Object.values(outputFlags),
  ...Object.values(ownFlags),
];
const output = (...names: OutputFlag[]): Flag[] => names.map((name) => outputFlags[name]);

/** How a search keeps and orders its states means nothing to a random behavior, which always has a depth. */
const walkFlags: readonly Flag[] = settingFlags
  .filter(({ name }) => !['strategy', 'pack', 'workers', 'max-states'].includes(name))
  .map((flag) => (flag.name === 'depth' ? { ...flag, fallback: String(defaultWalkDepth) } : flag));

/** Whatever else a spec says, the gate asks its own question: only how far each may go is said here. */
const gateFlags: readonly Flag[] = settingFlags.filter(
  ({ group, name }) => group === 'Limits' || name === 'workers',
);

export const commands: readonly Command[] = [
  {
    usage: '$0 [spec]',
    about: 'check a spec: explore every state within its bounds',
    positional: { name: 'spec', about: 'a name that list shows, or a .yaml file', fallback: defaultSpec },
    flags: [
      ...settingFlags,
      ownFlags.checkpoint,
      ownFlags.resume,
      ...output(
        'allow-incomplete',
        'json',
        'reporter',
        'output-file',
        'profile',
        'out',
        'progress',
        'ui',
        'color',
        'full',
        'quiet',
      ),
    ],
    run: async (args, terminal) => (await import('./check.ts')).check(args, terminal),
  },
  {
    usage: 'ci [specs..]',
    about: 'the invariant gate: every spec must hold, every seeded bug be found',
    positional: { name: 'specs', about: 'names, .yaml files or folders; all of specs/ when none is given' },
    flags: [
      ...[ownFlags.shard, ownFlags.budget, ...gateFlags],
      ...output('allow-incomplete'),
      ownFlags['require-coverage'],
      ...output('json', 'profile', 'reporter', 'output-file'),
      ...[ownFlags.coverage, ownFlags.update],
      ...output('out', 'progress', 'color', 'quiet'),
    ],
    run: async (args, terminal) => (await import('./ci.ts')).ci(args, terminal),
  },
  {
    usage: 'merge <reports..>',
    about: 'put the JSON reports of all shards together into one verdict',
    positional: { name: 'reports', about: 'what ci --shard i/n --reporter json=FILE has written' },
    flags: [
      ownFlags['require-coverage'],
      ...output('allow-incomplete', 'json', 'reporter', 'output-file', 'color', 'quiet'),
    ],
    run: async (args, terminal) => (await import('./merge.ts')).merge(args, terminal),
  },
  {
    usage: 'list',
    about: 'show the specs and the invariants there are',
    flags: output('json', 'color'),
    run: async (args, terminal) => (await import('./list.ts')).list(args, terminal),
  },
  {
    usage: 'replay <trace>',
    about: 'recompute every step of a trace; stop at the first that differs',
    positional: { name: 'trace', about: 'a trace file that a check has written' },
    flags: output('out', 'color', 'quiet'),
    run: async (args, terminal) => (await import('./replay.ts')).replay(args, terminal),
  },
  {
    usage: 'inspect <trace>',
    about: 'walk through a trace on a screen (ITF traces too)',
    positional: { name: 'trace', about: 'a trace file that a check has written, or an ITF trace' },
    flags: [ownFlags.begin, ...output('out', 'ui', 'color', 'full')],
    run: async (args, terminal) => (await import('./inspect.ts')).inspect(args, terminal),
  },
  {
    usage: 'explain <trace>',
    about: 'say what a step did and why, or why an action is not enabled',
    positional: { name: 'trace', about: 'a trace file that a check has written' },
    flags: [ownFlags.at, ownFlags.action, ...output('json', 'out', 'color')],
    run: async (args, terminal) => (await import('./explain.ts')).explain(args, terminal),
  },
  {
    usage: 'shrink <trace>',
    about: 'remove from a trace every action that it does not need',
    positional: { name: 'trace', about: 'a trace file that a check has written' },
    flags: output('json', 'out', 'color', 'full', 'quiet'),
    run: async (args, terminal) => (await import('./shrink.ts')).shrink(args, terminal),
  },
  {
    usage: 'export <trace>',
    about: 'write a trace for other tools and readers',
    positional: { name: 'trace', about: 'a trace file that a check has written' },
    flags: [ownFlags.format, ownFlags['output-file'], ...output('out', 'full')],
    run: async (args, terminal) => (await import('./export.ts')).exportTrace(args, terminal),
  },
  {
    usage: 'simulate [spec]',
    about: 'go through random behaviors, far deeper than a check',
    positional: { name: 'spec', about: 'a name that list shows, or a .yaml file', fallback: defaultSpec },
    flags: [
      ...[ownFlags.runs, ownFlags.seed, ...walkFlags],
      ...output('allow-incomplete', 'json', 'profile', 'out', 'progress', 'ui', 'color', 'full', 'quiet'),
    ],
    run: async (args, terminal) => (await import('./simulate.ts')).simulate(args, terminal),
  },
  {
    usage: 'bugs [names..]',
    about: 'seed published bugs into the core and look for each',
    positional: { name: 'names', about: 'names under specs/bugs/, or rows (S13)', fallback: 'all' },
    flags: [ownFlags.tier, ownFlags.masked, ...output('json', 'out', 'progress', 'color', 'quiet')],
    run: async (args, terminal) => (await import('./bugs.ts')).bugs(args, terminal),
  },
  {
    usage: 'schema [name]',
    about: 'print a JSON Schema: config, spec, verdict or gate',
    positional: { name: 'name', about: 'config, spec, verdict, gate; without one, what there is' },
    flags: [],
    reads: 'nothing',
    run: async (args, terminal) => (await import('./schema.ts')).schema(args, terminal),
  },
  {
    usage: 'init',
    about: 'write a configuration, a first spec and a GitHub workflow',
    flags: [],
    reads: 'nothing',
    run: async (_, terminal) => (await import('./init.ts')).init(terminal),
  },
  {
    usage: 'completion <shell>',
    about: 'print a completion script for bash or zsh',
    positional: { name: 'shell', about: 'bash or zsh' },
    flags: [],
    reads: 'nothing',
    run: async (args, terminal) => (await import('./completion.ts')).completion(args, terminal, commands),
  },
];
