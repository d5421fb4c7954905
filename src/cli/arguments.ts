/**
 * The words that were typed -> a command and what it is told. Which word is what (a flag, its value, an operand) is for
 * Node's own parser to say; this file says what a command takes, and refuses everything else.
 *
 * `--` says nothing: package managers differ in whether they hand it on, so what stands after it is read like all the rest.
 */
import { parseArgs } from 'node:util';
import { reporterNames } from '../report/reporter.ts';
import { nearest, oneOf } from '../spec/suggest.ts';
import { UserError } from '../spec/usererror.ts';
import { allFlags, type Command, commandCall, commands } from './commands.ts';
import type { Flag } from './flags.ts';
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
  const words = fillBare(typed);
  const { tokens } = parseArgs({ args: words, options, strict: false, tokens: true });
  const nothing = tokens.find(({ kind }) => kind === 'option-terminator');
  if (nothing !== undefined) return readArguments(words.toSpliced(nothing.index, 1));
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const named = commands.find(({ name }) => name !== '' && name === operands[0]);
  const command = named ?? commands.find(({ name }) => name === '')!;
  const args: Record<string, unknown> = {};
  let question: Question | null = null;
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const word = words[token.index]!;
    if (token.rawName === word && (token.name === 'help' || token.name === 'version')) {
      question ??= token.name;
    } else takeFlag(command, { word, ...token }, args);
  }
  if (question === null) takeOperands(command, named === undefined ? operands : operands.slice(1), args);
  return { command, args, question };
}

/** A reporter's file is `--output-file junit=x.xml` or, as vitest has it, `--output-file.junit=x.xml`. */
const fileOf = 'output-file.';
const filesOf = reporterNames.map((name) => fileOf + name);

type Options = Record<string, { type: 'string' | 'boolean'; short?: string }>;

const options: Options = {
  ...Object.fromEntries(
    allFlags.map(({ name, kind }) => [name, { type: kind === 'switch' ? 'boolean' : 'string' }] as const),
  ),
  ...Object.fromEntries(filesOf.map((name) => [name, { type: 'string' }] as const)),
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
};

/** A flag that may stand alone has its usual value then; what follows it is its own where it can be, and else an operand. */
function fillBare(typed: readonly string[]): string[] {
  return typed.map((word, i) => {
    const bare = allFlags.find(({ name }) => word === `--${name}`)?.bare;
    return bare === undefined || bare.own.test(typed[i + 1] ?? '') ? word : `${word}=${bare.value}`;
  });
}

interface Option {
  /** As it was typed, value included. */
  readonly word: string;
  readonly name: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function takeFlag(command: Command, option: Option, args: Record<string, unknown>): void {
  const { word, name, value } = option;
  const asked = filesOf.includes(name) ? 'output-file' : name;
  const flag = command.flags.find((one) => one.name === asked && (asked === name || one.kind === 'list'));
  const negated = command.flags.find((one) => `no-${one.name}` === name && canBeNone(one));
  const where = word.split('=')[0]!;
  if (!word.startsWith('--') || (flag ?? negated) === undefined) throw unknown(word, command);
  if (negated !== undefined || flag?.kind === 'switch') {
    const { name: key, kind } = (negated ?? flag)!;
    if (value !== undefined && (negated !== undefined || !/^(true|false)$/.test(value))) {
      const expected = negated === undefined ? `--${key} or --no-${key}` : where;
      throw new UserError({ message: 'takes no value', where, found: JSON.stringify(value), expected });
    }
    put(args, key, kind === 'switch' ? negated === undefined && value !== 'false' : 'none');
    return;
  }
  const { kind, about: expected } = flag!;
  const looksLikeFlag = option.inlineValue !== true && /^-(?![\d.])./.test(value ?? '');
  if (value === undefined || looksLikeFlag || !/\S/.test(value)) {
    throw new UserError({ message: 'has no value', where, expected });
  }
  const said = asked === name ? value : `${name.slice(fileOf.length)}=${value}`;
  if (kind === 'list') args[asked] = [...((args[asked] as string[] | undefined) ?? []), said];
  else put(args, asked, said);
}

/** Whether `--no-` before the flag says something: a switch is off then, and a choice none. */
function canBeNone({ kind, words }: Flag): boolean {
  return kind === 'switch' || (kind === 'word' && words?.includes('none') === true);
}

function put(args: Record<string, unknown>, name: string, value: unknown): void {
  if (name in args) {
    throw new UserError({ message: 'given more than once', where: `--${name}`, expected: 'it once' });
  }
  args[name] = value;
}

function takeOperands(command: Command, operands: readonly string[], args: Record<string, unknown>): void {
  const { operand } = command;
  const most = operand === undefined ? 0 : operand.many ? operands.length : 1;
  if (operands.length > most) throw unknown(operands[most]!, command);
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
function unknown(word: string, command: Command): UserError {
  const typed = word.startsWith('-') ? word.split('=')[0]! : word;
  const [, dashes = '', negation = '', name = ''] = /^(--?)?(no-)?(.*)$/s.exec(typed)!;
  const others = commands.filter(({ flags }) => flags.some((flag) => flag.name === name));
  const own = command.flags.find((flag) => flag.name === name);
  let hint: string | undefined;
  if (dashes === '') hint = undefined;
  else if (own !== undefined && dashes === '-') hint = `did you mean '--${negation}${name}'?`;
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
