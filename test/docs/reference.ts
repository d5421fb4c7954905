/** docs/reference.md, written from the tables that the command itself reads: nothing in it is entered by hand. */
import { type Command, commandCall, commands, commandUsage } from '../../src/cli/commands.ts';
import type { Flag, Group } from '../../src/cli/flags/flag.ts';
import { settingFlags } from '../../src/cli/flags/settings.ts';
import { byWeight, meanings, status } from '../../src/cli/status.ts';
import { readSpec, specFiles } from '../../src/spec/load.ts';

const begin = `# Reference

<!-- Written by \`npm run reference\` from the tables in src/cli and the specs. -->

What every flag, bound, command, exit status and spec is called and means. \`raftcheck --help\` and \`raftcheck <command> --help\` say
the same. For the reasons see [Writing a spec](writing-a-spec.md) and [Bounds](bounds.md).

A value comes from the first that says something: the flag, the variable (\`RAFTCHECK_MAX_TERM\` for \`--max-term\`), the chosen profile
of the [configuration](continuous-integration.md#configuration), the spec, the configuration, the default. \`none\` lifts a limit. A
switch is turned off with \`--no-\`: \`--no-pack\`. \`--\` is passed over: pnpm hands it on.`;

export function reference(): string {
  const parts = [
    begin,
    section('Commands', ['command', 'does'], commands.map(commandRow)),
    section('Exit status', ['status', 'meaning'], statusRows()),
    `Of several, the one that counts is the first of ${byWeight.join(', ')}.`,
    ...settings(
      'Model',
      'Those of a spec’s `model` have the same names without the dashes.',
      (flag) => flag.group === 'Model' && flag.section !== 'bounds',
    ),
    ...settings(
      'Bounds',
      'A bound is a guard: the action that would exceed it is not enabled, and is counted. 0 takes the action out of the model.',
      isOf('Model', 'bounds'),
    ),
    ...settings('Property', 'More: [Writing an invariant](writing-an-invariant.md).', isOf('Property')),
    ...settings('Search', 'None of these changes what is found, but for `depth`.', isOf('Search')),
    ...settings('Limits', 'Where one stops a search, the answer is `INCOMPLETE`.', isOf('Limits')),
    section('Flags of commands', ['flag', 'of', 'default', 'meaning'], commandFlagRows()),
    section('Specs', ['spec', 'asks'], specRows()),
  ];
  return `${parts.join('\n\n')}\n`;
}

function commandRow(command: Command): string[] {
  return [`\`${commandUsage(command)}\``, command.about];
}

function statusRows(): string[][] {
  return Object.entries(status).map(([name, code]) => [String(code), meanings[name as keyof typeof status]]);
}

function isOf(group: Group, section?: Flag['section']) {
  return (flag: Flag): boolean => flag.group === group && (section === undefined || flag.section === section);
}

function settings(title: string, about: string, wanted: (flag: Flag) => boolean): string[] {
  const rows = settingFlags.filter(wanted).map((flag) => [`\`--${flag.name}\``, flag.fallback, flag.about]);
  return [`## ${title}`, about, table(['flag', 'default', 'meaning'], rows)];
}

/** Every flag that is no setting of specs, with the commands that take it. */
function commandFlagRows(): string[][] {
  const rows = new Map<string, { flag: Flag; of: string[] }>();
  for (const command of commands) {
    for (const flag of command.flags.filter((one) => one.section === undefined)) {
      const key = JSON.stringify([flag.name, flag.fallback, flag.about]);
      const row = rows.get(key) ?? { flag, of: [] };
      row.of.push(command.name === '' ? commandCall(command).replace('raftcheck ', '') : command.name);
      rows.set(key, row);
    }
  }
  return [...rows.values()].map(({ flag, of }) => [
    `\`--${flag.name}\``,
    of.join(', '),
    flag.fallback,
    flag.about,
  ]);
}

function specRows(): string[][] {
  const files = [...specFiles('specs'), ...specFiles('deep')];
  return files.map(({ path }) => {
    const { name, about } = readSpec(path).spec;
    return [
      `\`${name}\``,
      /^.*?[?](?=\s|$)/s.exec(about)?.[0].replaceAll(/\s+/g, ' ') ?? about.split('\n')[0],
    ];
  });
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `## ${title}\n\n${table(head, rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
