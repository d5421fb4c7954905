/**
 * `raftcheck completion bash|zsh`: a script for the shell, made from the table of commands. Commands and flags stand in it;
 * names of specs are asked for when they are needed, since they are the project's.
 */

import { UserError } from '../base/usererror.ts';
import { reporterNames } from '../report/reporter.ts';
import { invariantNames, loadInvariants } from '../run/invariants.ts';
import { specFiles } from '../spec/load.ts';
import type { Command } from './commands.ts';
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
      terminal.out(zsh(commands));
      return status.ok;
    case 'specs':
      // For the scripts, which call this when a spec is to be completed.
      terminal.out(`${specNames().join('\n')}\n`);
      return status.ok;
    case 'invariants':
    case 'goals':
      terminal.out(`${(await propertyNames(args.shell === 'goals')).join('\n')}\n`);
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
  const names = (kind: 'specs' | 'deep' | 'bugs' | 'hazards') =>
    specFolders().flatMap((folder) => specFiles(kind, folder).map(({ name }) => name));
  return [...new Set([...names('specs'), ...names('deep'), ...names('bugs'), ...names('hazards')])];
}

/** Those that come with raftcheck; `goals`: the states to reach. */
async function propertyNames(goals: boolean): Promise<string[]> {
  const all = await loadInvariants(invariantNames());
  return all.filter(({ scope }) => (scope === 'sometimes') === goals).map(({ name }) => name);
}

/** What may come after a command, before any flag: as the script's variable `operands` has it. */
function operandsOf({ operand }: Command): string {
  return operand === undefined ? '' : [operand.completes].flat().join(' ');
}

/** Words of flags that have a few. */
function choices(commands: readonly Command[]): [flag: string, words: string][] {
  const flags = new Map(commands.flatMap(({ flags }) => flags.map((flag) => [flag.name, flag])));
  return [...flags.values()].flatMap((flag): [string, string][] => {
    const words = flag.name === 'reporter' ? reporterNames : (flag.words ?? []);
    return words.length === 0 ? [] : [[`--${flag.name}`, words.join(' ')]];
  });
}

/**
 * Zsh runs completions written for bash, and does files better itself: a folder gets its slash, all else a space. The script
 * is evaluated, which may come before compinit, or lies as _raftcheck in a folder of $fpath: then its first run is a question.
 */
function zsh(commands: readonly Command[]): string {
  const ofFiles = commands.filter((command) => operandsOf(command) === 'files').map(({ name }) => name);
  return `#compdef raftcheck
whence compdef >/dev/null || { autoload -Uz compinit && compinit -i; }
autoload -U +X bashcompinit && bashcompinit
${bash(commands)}_raftcheck_zsh() {
  if [[ "$words[2]" == (${ofFiles.join('|')}) && CURRENT -gt 2 && "$words[CURRENT]" != -* && "$words[CURRENT-1]" != --* ]]; then
    _files
  else
    _bash_complete -F _raftcheck
  fi
}
compdef _raftcheck_zsh raftcheck
[[ "$funcstack[1]" != _raftcheck ]] || _raftcheck_zsh
`;
}

function bash(commands: readonly Command[]): string {
  const flagsOf = ({ flags }: Command) =>
    [
      ...flags.flatMap(({ name, kind }) =>
        kind === 'switch' ? [`--${name}`, `--no-${name}`] : [`--${name}`],
      ),
      '--help',
    ].join(' ');
  const named = commands.filter(({ name }) => name !== '');
  const unnamed = commands.find(({ name }) => name === '')!;
  const told = (command: Command): string =>
    `flags='${flagsOf(command)}' operands='${operandsOf(command)}' ;;`;
  return `_raftcheck() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" flags operands prefix=
  COMPREPLY=()
  # --flag=word is three words in bash and one in zsh.
  if [[ "$before" == = ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ "$word" == = ]]; then word=; fi
  if [[ "$word" == --*=* ]]; then prefix="\${word%%=*}=" before="\${word%%=*}" word="\${word#*=}"; fi
  case "$before" in
${choices(commands)
  .map(
    ([flag, words]) => `    ${flag}) COMPREPLY=($(compgen -P "$prefix" -W '${words}' -- "$word")); return ;;`,
  )
  .join('\n')}
    --invariant) COMPREPLY=($(compgen -P "$prefix" -W "$(raftcheck completion invariants 2>/dev/null)" -- "$word")); return ;;
  esac
  case "$command" in
${named.map((command) => `    ${command.name}) ${told(command)}`).join('\n')}
    *) ${told(unnamed)}
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    return
  fi
  case "$operands" in
    specs) COMPREPLY=($(compgen -W "$(raftcheck completion specs 2>/dev/null)" -- "$word") $(compgen -f -X '!*.yaml' -- "$word")) ;;
    goals) COMPREPLY=($(compgen -W "$(raftcheck completion specs 2>/dev/null; raftcheck completion goals 2>/dev/null)" -- "$word")) ;;
    files) COMPREPLY=($(compgen -f -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$operands" -- "$word")) ;;
  esac
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY+=($(compgen -W '${named.map(({ name }) => name).join(' ')}' -- "$word"))
  fi
}
complete -o filenames -F _raftcheck raftcheck
`;
}
