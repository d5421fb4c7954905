/**
 * The command line, read: which command was chosen and what it was told, ready to run. Nothing heavy is loaded before it
 * runs, so that the help comes at once.
 */
import { packageVersion } from '../base/root.ts';
import { readArguments, type Typed } from './arguments.ts';
import { ownFlags } from './flags/own.ts';
import { helpText } from './help.ts';
import { checkChoices, checkVariables, choiceOf } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

/** A chosen command, ready to run: resolves to the exit status. */
export type Job = (terminal: Terminal) => Promise<number>;

/** Throws a UserError for anything in the arguments that is not understood. */
export function chooseJob(typed: readonly string[]): Job {
  const read = readArguments(typed);
  switch (read.question) {
    case null:
      return (terminal) => runCommand(read, typed, terminal);
    case 'help':
      return answer(() => helpText(read.command));
    case 'version':
      return answer(async () => `${packageVersion()}\n`);
  }
}

function answer(text: () => Promise<string>): Job {
  return async ({ out }) => {
    out(await text());
    return status.ok;
  };
}

/** Whatever it was told is judged before anything is begun. */
async function runCommand(
  { command, args }: Typed,
  typed: readonly string[],
  terminal: Terminal,
): Promise<number> {
  checkVariables(terminal.env);
  if (command.loads !== undefined && args[ownFlags.watch.name] !== true) terminal.runner.load(command.loads);
  const inProject =
    command.reads === 'nothing' ? terminal : await (await import('./project.ts')).withProject(args, terminal);
  checkChoices(command.flags, args, inProject.env);
  if (command.flags.includes(ownFlags.watch) && choiceOf(ownFlags.watch, args, inProject.env))
    return (await import('./watch.ts')).watch(command, args, typed, terminal);
  return command.run(args, inProject);
}
