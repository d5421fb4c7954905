/**
 * The table of commands, as yargs shows it for the help of a command: how it is called, its flags in groups with their
 * defaults, what else it takes. No line is longer than 80 characters.
 */
import yargs from 'yargs';
import { type Command, commands, commandUsage } from './commands.ts';
import { meanings, status } from './status.ts';

const intro = `Explores every interleaving of messages, timeouts and faults of a small Raft
cluster, within bounds, and shows the shortest behavior that breaks a property.

Examples:
$ raftcheck --nodes 3 --depth 20      the default spec, 20 actions deep
$ raftcheck prevote --json            a spec by its name, the result as JSON
$ raftcheck inspect out/<trace>.json  a counterexample, step by step on a screen
`;

const statuses = Object.entries(status).map(([name, code]) => [code, meanings[name as keyof typeof status]]);

const outro = `
A spec sets its own values; flags win over RAFTCHECK_* variables (such as
RAFTCHECK_MAX_TERM), which win over the spec. "none" lifts a limit, --no- turns
a switch off. raftcheck <command> --help shows the flags of a command.

Exit status:
${statuses.map(([code, meaning]) => `${String(code).padStart(5)}  ${meaning}`).join('\n')}`;

export async function helpText(command: Command): Promise<string> {
  const { name, operand, flags, about } = command;
  const writer = yargs([])
    .scriptName('raftcheck')
    .locale('en')
    .wrap(80)
    .help(false)
    .version(false)
    .usage(`${commandUsage(command)}\n\n${name === '' ? intro : about}`);
  if (name === '') {
    for (const each of commands) writer.command(commandUsage(each).replace(/^raftcheck /, ''), each.about);
    writer.epilogue(outro);
  }
  for (const flag of flags) writer.option(flag.name, { group: `${flag.group}:`, ...shown(flag) });
  if (operand !== undefined) writer.positional(operand.name, shown(operand));
  const text = await writer
    .option('help', { alias: 'h', describe: 'show this help', group: 'Output:' })
    .option('version', { alias: 'v', describe: 'show the version', group: 'Output:' })
    .getHelp();
  return `${text}\n`;
}

function shown({ about, fallback }: { readonly about: string; readonly fallback?: string }) {
  return fallback === undefined || fallback === 'false'
    ? { describe: about }
    : { describe: about, defaultDescription: fallback };
}
