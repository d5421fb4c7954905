/**
 * The command line, read: which command was chosen and what it was told, ready to run. Nothing heavy is loaded before it
 * runs, so that the help comes at once.
 */
import { packageVersion } from '../base/root.ts';
import { readArguments, type Typed } from './arguments.ts';
import { helpText } from './help.ts';
import { checkChoices, checkVariables } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

/** A chosen command, ready to run: resolves to the exit status. */
export type Job = (terminal: Terminal) => Promise<number>;

/** Throws a UserError for anything in the arguments that is not understood. */
export function chooseJob(typed: readonly string[]): Job {
  const read = readArguments(typed);
  switch (read.question) {
    case null:
      return (terminal) => runCommand(read, terminal);
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
async function runCommand({ command, args }: Typed, terminal: Terminal): Promise<number> {
  checkVariables(terminal.env);
  const inProject =
    command.reads === 'nothing' ? terminal : await (await import('./project.ts')).withProject(args, terminal);
  checkChoices(command.flags, args, inProject.env);
  return command.run(args, inProject);
}
