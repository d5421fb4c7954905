/**
 * The words that were typed -> a command and what it is told. Which word is what (a flag, its value, an operand) is for yargs
 * to say; this file says what a command takes, and refuses everything else.
 *
 * `--` says nothing: package managers differ in whether they hand it on, so what stands after it is read like all the rest.
 */
import yargs from 'yargs';
import { nearest, oneOf } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { reporterNames } from '../report/reporter.ts';
import { commandNames } from './commandnames.ts';
import { allFlags, type Command, commandCall, commands } from './commands.ts';
import type { Flag } from './flags/flag.ts';
import type { Arguments } from './settings.ts';

/** What every command takes, before anything is done. */
export type Question = 'help' | 'version';

export interface Typed {
  readonly command: Command;
  readonly args: Arguments;
  /** Only an answer is wanted, and nothing is run. */
  readonly question: Question | null;
}

/** Throws a UserError for the first word that the command does not take. */
export function readArguments(typed: readonly string[]): Typed {
  const words = fillBare(typed.filter((word) => word !== '--').map(renamed));
  const { _, $0: _script, help, version, ...given } = read(words);
  const operands = _.map(String);
  const named = commands.find(({ name }) => name !== '' && name === operands[0]);
  const command = named ?? commands.find(({ name }) => name === '')!;
  checkSwitches(words, command);
  const stranger = [...words.filter((word) => letters.test(word)), ...operands].find((word) =>
    /^-./.test(word),
  );
  if (stranger !== undefined) throw unknown(stranger, command);
  const args: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) takeFlag(command, name, [value].flat(), args);
  const question = help ? 'help' : version ? 'version' : null;
  if (question === null) takeOperands(command, named === undefined ? operands : operands.slice(1), args);
  return { command, args, question };
}

/** A reporter's file is `--output-file junit=x.xml` or, as vitest has it, `--output-file.junit=x.xml`. */
const fileOf = 'output-file.';
const filesOf = reporterNames.map((name) => fileOf + name);

/** Whatever no flag is called stands among the operands, `_`. */
function read(words: readonly string[]) {
  const names = (wanted: boolean) =>
    allFlags.filter(({ kind }) => (kind === 'switch') === wanted).map(nameOf);
  return yargs([])
    .exitProcess(false)
    .help(false)
    .version(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
      'unknown-options-as-args': true,
    })
    .alias({ help: 'h', version: 'v' })
    .boolean(['help', 'version', ...names(true)])
    .string([...names(false), ...filesOf])
    .parseSync(words);
}

/** Yargs takes them for switches that nobody declared. No value of a flag begins with a dash, but for numbers. */
const letters = /^-(?![-\d.]|[hv]$)./;

/** A flag under its former name is the flag. */
function renamed(word: string): string {
  return word.replace(/^(--(?:no-)?)([^=]+)/, (whole, dashes, name) => {
    const flag = allFlags.find(({ former }) => former?.includes(name));
    return flag === undefined ? whole : dashes + flag.name;
  });
}

/** A flag that may stand alone has its usual value then; what follows it is its own where it can be, and else an operand. */
function fillBare(typed: readonly string[]): string[] {
  return typed.map((word, i) => {
    const bare = allFlags.find(({ name }) => word === `--${name}`)?.bare;
    return bare === undefined || bare.own.test(typed[i + 1] ?? '') ? word : `${word}=${bare.value}`;
  });
}

/** Yargs takes every word that is given to a switch for false, and of a switch that is given twice the last. */
function checkSwitches(words: readonly string[], command: Command): void {
  const seen = new Set<string>();
  for (const word of words) {
    const [, where = '', negation, name, given] = /^(--(no-)?([^=]+))(=.*)?$/s.exec(word) ?? [];
    const flag = command.flags.find((one) => one.name === name && canBeNone(one));
    const isSwitch = name === 'help' || name === 'version' || flag?.kind === 'switch';
    if (name === undefined || !(isSwitch || (flag !== undefined && negation !== undefined))) continue;
    const boolean = flag !== undefined && negation === undefined && /^=(true|false)$/.test(given ?? '');
    if (given !== undefined && !boolean) {
      const found = JSON.stringify(given.slice(1));
      const expected = flag === undefined || negation !== undefined ? where : `${where} or --no-${name}`;
      throw new UserError({ message: 'takes no value', where, found, expected });
    }
    if (seen.has(name)) throw moreThanOnce(name);
    seen.add(name);
  }
}

function takeFlag(
  command: Command,
  name: string,
  values: readonly unknown[],
  args: Record<string, unknown>,
): void {
  const asked = filesOf.includes(name) ? 'output-file' : name;
  const flag = command.flags.find((one) => one.name === asked && (asked === name || one.kind === 'list'));
  if (flag === undefined || (values.includes(false) && !canBeNone(flag))) {
    throw unknown(`--${values.includes(false) ? 'no-' : ''}${name}`, command);
  }
  if (values.some((value) => typeof value === 'string' && !/\S/.test(value))) {
    throw new UserError({ message: 'has no value', where: `--${name}`, expected: flag.about });
  }
  if (flag.kind === 'list') {
    const said = values.map((value) => (asked === name ? value : `${name.slice(fileOf.length)}=${value}`));
    args[asked] = [...((args[asked] as unknown[] | undefined) ?? []), ...said];
  } else if (values.length > 1) throw moreThanOnce(name);
  else args[name] = values[0] === false && flag.kind !== 'switch' ? 'none' : values[0];
}

function nameOf({ name }: Flag): string {
  return name;
}

function moreThanOnce(name: string): UserError {
  return new UserError({ message: 'given more than once', where: `--${name}`, expected: 'it once' });
}

/** Whether `--no-` before the flag says something: a switch is off then, and a choice none. */
function canBeNone({ kind, words }: Flag): boolean {
  return kind === 'switch' || (kind === 'word' && words?.includes('none') === true);
}

function takeOperands(command: Command, operands: readonly string[], args: Record<string, unknown>): void {
  const { operand } = command;
  const most = operand === undefined ? 0 : operand.many ? operands.length : 1;
  if (operands.length > most) throw unknown(operands[most], command, operands[0]);
  if (operand === undefined) return;
  if (operand.needed && operands.length === 0) {
    throw new UserError({
      message: `${commandCall(command)} needs a ${operand.name.replace(/s$/, '')}`,
      expected: operand.about,
    });
  }
  if (operand.many) args[operand.name] = operands;
  else if (operands.length > 0) args[operand.name] = operands[0];
}

/** What was probably meant of what the command takes, or whose flag it is. */
function unknown(word: string, command: Command, first = ''): UserError {
  const typed = word.startsWith('-') ? word.split('=')[0] : word;
  const [, dashes = '', negation = '', name = ''] = /^(--?)?(no-)?(.*)$/s.exec(typed)!;
  const others = commands.filter(({ flags }) => flags.some((flag) => flag.name === name));
  const own = command.flags.find((flag) => flag.name === name);
  let hint: string | undefined;
  if (dashes === '' && command.name === '') {
    hint =
      oneOf(nearest(first, commandNames)) ?? 'a spec is checked by its name alone, and ci checks several';
  } else if (own !== undefined && dashes === '-') hint = `did you mean '--${negation}${name}'?`;
  else if (own?.fallback === 'none') hint = `--${name} none lifts it`;
  else if (own === undefined && others.length > 0) {
    hint = `it is a flag of ${others.length > 3 ? 'other commands' : others.map(commandCall).join(', ')}`;
  } else {
    const known = command.flags.filter((flag) => negation === '' || canBeNone(flag)).map((flag) => flag.name);
    const all = negation === '' ? [...known, 'help', 'version', ...filesOf] : known;
    hint = oneOf(nearest(name, all).map((one) => `--${negation}${one}`));
  }
  return new UserError({
    message: `unknown argument '${typed}'`,
    hint: hint ?? `${commandCall(command).replace(/ \[.*/, '')} --help shows the usage`,
  });
}
