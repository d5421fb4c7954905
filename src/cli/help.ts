/**
 * The help of a command, made from the table of commands: how it is called, what it takes, its flags in groups with their
 * defaults. No line is longer than 80 characters.
 */
import { type Command, commands, commandUsage } from './commands.ts';
import type { Flag } from './flags.ts';

const intro = `Explores every interleaving of messages, timeouts and faults of a small Raft
cluster, within bounds, and shows the shortest behavior that breaks a property.

Examples:
$ raftcheck --nodes 3 --depth 20      the default spec, 20 actions deep
$ raftcheck prevote --json            a spec by its name, the result as JSON
$ raftcheck inspect out/<trace>.json  a counterexample, step by step on a screen
`;

const outro = `
A spec sets its own values; flags win over RAFTCHECK_* variables (such as
RAFTCHECK_MAX_TERM), which win over the spec. "none" lifts a limit, --no- turns
a switch off. raftcheck <command> --help shows the flags of a command.

Exit status: 0 nothing broken, 1 a property broken, 2 bad arguments or files,
3 stopped by a limit, 4 vacuous or an expected count not met, 70 internal error,
130 interrupted
`;

const answers: readonly Row[] = [
  ['-h, --help', 'show this help'],
  ['-v, --version', 'show the version'],
];

type Row = readonly [name: string, about: string];

export function helpText(command: Command): string {
  const { operand, flags } = command;
  const groups = [...new Set([...flags.map(({ group }) => group), 'Output'])];
  const sections = [
    ...(command.name === '' ? [section('Commands', commands.map(commandRow))] : []),
    ...(operand === undefined ? [] : [section('Operands', [[operand.name, withDefault(operand)]])]),
    ...groups.map((group) =>
      section(group, [
        ...flags.filter((flag) => flag.group === group).map(flagRow),
        ...(group === 'Output' ? answers : []),
      ]),
    ),
  ];
  const [above, below] = command.name === '' ? [intro, outro] : [`${paragraph(command.about, 0)}\n`, ''];
  return `${commandUsage(command)}\n\n${above}\n${sections.join('\n')}${below}`;
}

function commandRow(command: Command): Row {
  return [commandUsage(command), command.about];
}

function flagRow(flag: Flag): Row {
  return [`--${flag.name}`, withDefault(flag)];
}

function withDefault({ about, fallback }: { readonly about: string; readonly fallback?: string }): string {
  return fallback === undefined || fallback === 'false' ? about : `${about} [default: ${fallback}]`;
}

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, about]) => `  ${name.padEnd(width)}  ${paragraph(about, width + 4)}\n`);
  return `${title}:\n${lines.join('')}`;
}

/** The text in lines of at most 80 characters, all but the first behind `indent` spaces. A default is not broken in two. */
function paragraph(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.match(/\[default: .*\]|\S+/g) ?? []) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (indent + line.length + 1 + word.length <= 80) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
