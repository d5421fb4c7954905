/**
 * The command line, read: which command was chosen, what it was told, and the help. Nothing heavy is loaded before a command
 * is chosen, so that the help comes at once.
 */
import yargs, { type Argv } from 'yargs';
import { packageVersion } from '../spec/root.ts';
import { nearest } from '../spec/suggest.ts';
import { UserError } from '../spec/usererror.ts';
import { allFlags, type Command, commands } from './commands.ts';
import { type Arguments, checkVariables } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

/** A chosen command, ready to run: resolves to the exit status. */
export type Job = (terminal: Terminal) => Promise<number>;

const intro = `raftcheck [spec]

Explores every interleaving of messages, timeouts and faults of a small Raft
cluster, within bounds, and shows the shortest behavior that breaks a property.

Examples:
$ raftcheck --nodes 3 --depth 20      the default spec, 20 actions deep
$ raftcheck prevote --json            a spec by its name, the result as JSON
$ raftcheck inspect out/<trace>.json  a counterexample, step by step on a screen`;

const outro = `A spec sets its own values; flags win over RAFTCHECK_* variables (such as
RAFTCHECK_MAX_TERM), which win over the spec. "none" lifts a limit.

Exit status: 0 nothing broken, 1 a property broken, 2 bad arguments or files,
3 stopped by a limit, 4 vacuous or an expected count not met, 70 internal error,
130 interrupted`;

/** Reads the arguments. Throws a UserError for anything that is not understood. Help and version are jobs as well. */
export async function chooseJob(typed: readonly string[]): Promise<Job> {
  const argv = fillBare(joinNamedFiles(typed));
  checkSwitches(argv);
  let job: Job | null = null;
  let chosen: Command | null = null;
  const parser = yargs()
    .scriptName('raftcheck')
    .usage(intro)
    .epilogue(outro)
    .locale('en')
    .wrap(80)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .exitProcess(false)
    .version(packageVersion())
    .fail((message, error) => {
      throw usageError(message ?? error.message, argv, chosen);
    });
  for (const command of commands) {
    parser.command(
      command.usage,
      command.about,
      (builder) => {
        chosen = command;
        return describeCommand(builder, command);
      },
      (args) => {
        job = async (terminal) => {
          checkVariables(terminal.env);
          return command.run(args, await inProject(command, args, terminal));
        };
      },
    );
  }
  let shown = '';
  // With somebody to tell, yargs does not print by itself.
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    shown = output;
  });
  return job ?? show(`${shown}\n`);
}

/** Help, or the version. */
function show(text: string): Job {
  return async (terminal) => {
    terminal.out(text);
    return status.ok;
  };
}

function describeCommand(builder: Argv, command: Command): Argv {
  if (command.usage !== '$0 [spec]')
    builder.usage(`raftcheck ${command.usage}\n\n${command.about}`).epilogue('');
  const { positional } = command;
  if (positional !== undefined) {
    const { name, about, fallback } = positional;
    builder.positional(name, {
      describe: about,
      type: 'string',
      ...(fallback === undefined ? {} : { defaultDescription: fallback }),
    });
  }
  for (const { name, kind, group, about, fallback } of command.flags) {
    const shown = { describe: about, group: `${group}:`, defaultDescription: fallback };
    if (kind === 'switch') builder.option(name, { ...shown, type: 'boolean' });
    else builder.option(name, { ...shown, array: kind === 'list', nargs: 1, requiresArg: true });
  }
  return builder.group(['help', 'version'], 'Output:');
}

/** `--output-file.junit=x.xml`, as vitest has it, is `--output-file junit=x.xml` here. */
function joinNamedFiles(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const [, name, value] = /^--output-file\.(\w+)(?:=(.*))?$/s.exec(argv[i]!) ?? [];
    if (name === undefined) joined.push(argv[i]!);
    else joined.push('--output-file', `${name}=${value ?? argv[++i] ?? ''}`);
  }
  return joined;
}

/** `--checkpoint` with no number after it is `--checkpoint=60`; `none` says never, as it does of every flag. */
function fillBare(argv: readonly string[]): string[] {
  return argv.map((arg, i) => {
    const flag = allFlags.find(({ name }) => arg === `--${name}`);
    if (flag?.bare === undefined || /^(none|\d+(\.\d+)?)$/.test(argv[i + 1] ?? '')) return arg;
    return `${arg}=${flag.bare}`;
  });
}

/** The commands that a project without a sound configuration needs are the ones that do not read it. */
async function inProject(command: Command, args: Arguments, terminal: Terminal): Promise<Terminal> {
  if (command.reads === 'nothing') return terminal;
  return (await import('./project.ts')).withProject(args, terminal);
}

/** Yargs takes `--json=maybe` for false without a word. */
function checkSwitches(argv: readonly string[]): void {
  for (const arg of argv) {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
    const flag = allFlags.find((candidate) => candidate.name === name && candidate.kind === 'switch');
    if (flag === undefined || value === 'true' || value === 'false') continue;
    throw new UserError({
      message: 'takes no value',
      where: `--${name}`,
      found: `"${value}"`,
      expected: `--${name} or --no-${name}`,
    });
  }
}

/** Yargs's own sentence, in the form of every other error, with what was probably meant of what the command takes. */
function usageError(message: string, argv: readonly string[], command: Command | null): UserError {
  const flags = command?.flags ?? allFlags;
  const bare = /^Not enough arguments following: (\S+)/.exec(message)?.[1];
  if (bare !== undefined) {
    const expected = flags.find(({ name }) => name === bare)?.about;
    return new UserError({ message: 'has no value', where: `--${bare}`, expected });
  }
  if (/^Not enough non-option arguments/.test(message) && command?.positional !== undefined) {
    const { name, about } = command.positional;
    return new UserError({ message: `${commandName(command)} needs a ${name}`, expected: about });
  }
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown === undefined) {
    return new UserError({ message: message.split('\n')[0], hint: 'raftcheck --help shows the usage' });
  }
  const typed = argv.find((arg) => /^--(?:no-)?([^=]+)/.exec(arg)?.[1] === unknown)?.split('=')[0] ?? unknown;
  const dashes = /^--(no-)?/.exec(typed)?.[0] ?? '--';
  const meant = nearest(unknown, [...flags.map(({ name }) => name), 'help', 'version']);
  const others = commands
    .filter((other) => other.flags.some(({ name }) => name === unknown))
    .map(commandName);
  return new UserError({
    message: `unknown argument '${typed}'`,
    hint:
      typed !== unknown && others.length > 0
        ? `it is a flag of ${others.length > 3 ? 'other commands' : others.join(', ')}`
        : meant === undefined
          ? 'raftcheck --help shows the usage'
          : `did you mean '${dashes}${meant}'?`,
  });
}

/** How a user calls it: `raftcheck inspect`; `raftcheck [spec]` for the one that has no name. */
function commandName({ usage }: Command): string {
  return usage.startsWith('$0') ? usage.replace('$0', 'raftcheck') : `raftcheck ${usage.split(' ')[0]}`;
}
