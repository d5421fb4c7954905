/**
 * `raftcheck completion bash|zsh`: a script for the shell, made from the table of commands. Commands and flags stand in it;
 * names of specs are asked for when they are needed, since they are the project's.
 */
import { reporterNames } from '../report/reporter.ts';
import { specFiles } from '../spec/load.ts';
import { UserError } from '../spec/usererror.ts';
import type { Command } from './commands.ts';
import type { Flag } from './flags.ts';
import { specFolders } from './project.ts';
import type { Arguments } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function completion(
  args: Arguments,
  terminal: Terminal,
  commands: readonly Command[],
): Promise<number> {
  switch (args.shell) {
    case 'bash':
      terminal.out(bash(commands));
      return status.ok;
    case 'zsh':
      // Zsh runs completions written for bash; a script of its own would say the same once more.
      terminal.out(`#compdef raftcheck\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`);
      return status.ok;
    case 'specs':
      // For the scripts, which call this when a spec is to be completed.
      terminal.out(`${specNames().join('\n')}\n`);
      return status.ok;
    default:
      throw new UserError({
        message: `there is no completion for '${args.shell}'`,
        expected: 'bash or zsh',
        hint: 'eval "$(raftcheck completion bash)" in ~/.bashrc',
      });
  }
}

function specNames(): string[] {
  const names = (kind: 'specs' | 'bugs') =>
    specFolders().flatMap((folder) => specFiles(kind, folder).map(({ name }) => name));
  return [...new Set([...names('specs'), ...names('bugs')])];
}

function nameOf({ usage }: Command): string {
  return usage.split(' ')[0]!;
}

/** What may come after a command, before any flag. */
const operands: Readonly<Record<string, string>> = {
  ci: 'specs',
  simulate: 'specs',
  bugs: 'specs',
  schema: 'config spec verdict gate',
  completion: 'bash zsh',
};

/** Words of flags that have a few: those that their help lists. */
function choices(commands: readonly Command[]): [flag: string, words: string][] {
  const flags = new Map(commands.flatMap(({ flags }) => flags.map((flag) => [flag.name, flag])));
  return [...flags.values()].flatMap((flag): [string, string][] => {
    const words = flag.name === 'reporter' ? [...reporterNames] : wordsOf(flag);
    return words.length < 2 ? [] : [[`--${flag.name}`, words.join(' ')]];
  });
}

/** "bfs (shortest counterexample) or dfs" is bfs, dfs. */
function wordsOf({ kind, about, name }: Flag): string[] {
  const listed = ['network', 'storage', 'clock', 'read-only', 'strategy', 'progress', 'ui', 'format'];
  if (kind !== 'value' || !listed.includes(name)) return [];
  const list = about.replace(/^[^:]*: /, '').replaceAll(/\([^)]*\)/g, '');
  return list.split(/, | or /).flatMap((part) => /^[a-z-]+/.exec(part.trim())?.[0] ?? []);
}

function bash(commands: readonly Command[]): string {
  const flagsOf = ({ flags }: Command) =>
    [
      ...flags.flatMap(({ name, kind }) =>
        kind === 'switch' ? [`--${name}`, `--no-${name}`] : [`--${name}`],
      ),
      '--help',
    ].join(' ');
  const cases = commands.map(
    (command) => `    ${nameOf(command) === '$0' ? '*' : nameOf(command)}) flags='${flagsOf(command)}' ;;`,
  );
  // The default command stands for every other word, so it must come last.
  const ordered = [
    ...cases.filter((line) => !line.startsWith('    *)')),
    ...cases.filter((line) => line.startsWith('    *)')),
  ];
  const names = commands.map(nameOf).filter((name) => name !== '$0');
  const operandCases = Object.entries(operands).map(([name, words]) => `    ${name}) operands='${words}' ;;`);
  return `_raftcheck() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" flags operands
  COMPREPLY=()
  case "$before" in
${choices(commands)
  .map(([flag, words]) => `    ${flag}) COMPREPLY=($(compgen -W '${words}' -- "$word")); return ;;`)
  .join('\n')}
  esac
  case "$command" in
${ordered.join('\n')}
  esac
  case "$command" in
${operandCases.join('\n')}
    replay|inspect|explain|shrink|export|merge) operands=files ;;
    list|init) operands= ;;
    *) operands=specs ;;
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    return
  fi
  case "$operands" in
    specs) COMPREPLY=($(compgen -W "$(raftcheck completion specs 2>/dev/null)" -- "$word") $(compgen -f -X '!*.yaml' -- "$word")) ;;
    files) COMPREPLY=($(compgen -f -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$operands" -- "$word")) ;;
  esac
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY+=($(compgen -W '${names.join(' ')}' -- "$word"))
  fi
}
complete -F _raftcheck raftcheck
`;
}
