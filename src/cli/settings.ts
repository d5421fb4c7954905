/**
 * From parsed arguments and RAFTCHECK_* variables to settings: overlays for the spec, and the choices about output.
 * The values of spec settings are not judged here: the spec reader judges them all alike, wherever they came from.
 */

import { mustLeadInto } from '../base/inside.ts';
import { didYouMean, nearest, oneOf } from '../base/suggest.ts';
import { showValue, UserError } from '../base/usererror.ts';
import { parseTime, timeForm } from '../spec/quantity.ts';
import type { Overlay, SettingPath } from '../spec/spec.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { settingFlags } from './flags/settings.ts';

/** What was typed, by the names of flags and operands: text, booleans of switches, lists; what is absent is undefined. */
export type Arguments = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'RAFTCHECK_';

/** The overlays of a run, the variables below the command line. Throws UserError for a variable that says nothing. */
export function settingOverlays(args: Arguments, env: Environment): Overlay[] {
  return [
    overlay((flag) => fromVariable(flag, env), variableName),
    overlay((flag) => args[flag.name], flagName),
  ];
}

/** Refuses RAFTCHECK_* variables that no flag answers to, or with a value that their flag does not take. */
export function checkVariables(env: Environment): void {
  const flags: readonly Flag[] = [...settingFlags, ...Object.values(outputFlags), ...Object.values(ownFlags)];
  const known = [...flags.map(variableName), ...flags.flatMap(formerVariables)];
  const unknown = Object.keys(env).find((name) => name.startsWith(prefix) && !known.includes(name));
  if (unknown === undefined) {
    checkChoices(flags, {}, env);
    return;
  }
  throw new UserError({
    message: `unknown environment variable ${unknown}`,
    expected: `${prefix} and the name of a flag, such as ${prefix}MAX_TERM for --max-term`,
    hint: didYouMean(unknown, known) ?? 'raftcheck --help shows the flags',
  });
}

/** What a flag that is not a setting of specs comes to. */
export type Choice<F extends Flag> = F extends { readonly kind: 'switch' }
  ? boolean
  : F extends { readonly kind: 'list' }
    ? readonly string[]
    : F extends { readonly kind: 'word'; readonly words: readonly (infer Word)[] }
      ? Word
      : F extends { readonly kind: 'whole' | 'time' }
        ? number
        : string;

/**
 * What the user says to a flag, the command line before the variable; undefined where neither says anything, and where one
 * lifts what else would hold. Lengths of time are in seconds. Throws a UserError for what the flag does not take.
 */
export function choiceOf<F extends Flag>(flag: F, args: Arguments, env: Environment): Choice<F> | undefined {
  const typed = args[flag.name];
  const given = typed === undefined ? fromVariable(flag, env) : typed;
  if (given === undefined || (given === 'none' && flag.fallback === 'none')) return undefined;
  const value = taken(flag, given);
  if (value !== undefined) return value as Choice<F>;
  throw new UserError({
    message: flag.words === undefined ? 'is not valid' : 'is none of the choices',
    where: typed === undefined ? variableName(flag) : flagName(flag),
    found: Array.isArray(given) ? given.map(showValue).join(', ') : showValue(given),
    expected: formOf(flag),
    hint: oneOf([given].flat().flatMap((word) => nearest(String(word), flag.words ?? []))),
  });
}

/** Judges everything that is said to a command before it does anything: nothing is learnt too late. */
export function checkChoices(flags: readonly Flag[], args: Arguments, env: Environment): void {
  for (const flag of flags) choiceOf(flag, args, env);
}

/**
 * The folder that everything is written into: what the user typed, or what the configuration says and its reader has judged.
 * Where nobody says anything a link of the repository may stand in its place. Throws a UserError where that leads elsewhere.
 */
export function outFolder(args: Arguments, env: Environment): string {
  const named = choiceOf(outputFlags.out, args, env);
  if (named !== undefined) return named;
  const { fallback } = outputFlags.out;
  const hint = 'where that is meant, name the folder with --out';
  mustLeadInto('.', fallback, { message: 'leads out of the project', hint });
  return fallback;
}

/** Undefined: it is none. */
function taken({ kind, words, least = 0 }: Flag, given: unknown): unknown {
  switch (kind) {
    case 'switch':
      return typeof given === 'boolean' ? given : undefined;
    case 'list':
      return Array.isArray(given) && given.every((word) => words?.includes(word) ?? true) ? given : undefined;
    case 'word':
      return words?.find((word) => word === given);
    case 'whole': {
      const number = /^\d+$/.test(String(given)) ? Number(given) : -1;
      return Number.isSafeInteger(number) && number >= least ? number : undefined;
    }
    case 'time':
      return parseTime(given);
    case 'text':
    case 'setting':
      return given;
  }
}

function formOf({ kind, words, least = 0, about }: Flag): string {
  if (words !== undefined && kind !== 'setting') return words.join(', ');
  switch (kind) {
    case 'switch':
      return 'true or false';
    case 'whole':
      return `a whole number, ${least} or more`;
    case 'time':
      return timeForm;
    default:
      return about;
  }
}

/** "--max-term" */
export function flagName(flag: Flag): string {
  return `--${flag.name}`;
}

/** "RAFTCHECK_MAX_TERM" */
export function variableName(flag: Flag): string {
  return variableOf(flag.name);
}

/** Under the names that the flag had. */
function formerVariables({ former = [] }: Flag): string[] {
  return former.map(variableOf);
}

function variableOf(name: string): string {
  return prefix + name.toUpperCase().replaceAll('-', '_');
}

function overlay(read: (flag: Flag) => unknown, name: (flag: Flag) => string): Overlay {
  const values: Record<string, unknown> = {};
  const names = new Map<string, string>();
  for (const flag of settingFlags) {
    const given = read(flag);
    if (given === undefined) continue;
    const value = flag.kind === 'setting' ? scalar(String(given)) : given;
    const key = flag.key ?? flag.name;
    if (flag.section === '') values[key] = value;
    else if (flag.section !== undefined)
      values[flag.section] = { ...Object(values[flag.section]), [key]: value };
    names.set(key, name(flag));
  }
  const where = (path: SettingPath): string =>
    path.map((key) => names.get(String(key))).find((place) => place !== undefined) ?? 'the command line';
  return { values, typed: true, where };
}

/** What a variable says, in the form in which the command line would; undefined where it is not set. */
function fromVariable(flag: Flag, env: Environment): unknown {
  const text = [variableName(flag), ...formerVariables(flag)]
    .map((name) => env[name])
    .find((value) => value !== undefined);
  if (text === undefined) return undefined;
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0) {
    const hint = 'unset it to leave the choice open';
    throw new UserError({ message: 'is empty', where: variableName(flag), expected: formOf(flag), hint });
  }
  switch (flag.kind) {
    case 'list':
      return flag.whole?.test(text) ? [text] : words;
    case 'switch':
      return { true: true, '1': true, false: false, '0': false }[text] ?? text;
    case 'word':
      // What a negated flag says.
      return text === 'false' ? 'none' : text;
    default:
      return text;
  }
}

/** A word as YAML would take it: a number, null ("none"), or itself. */
function scalar(text: string): string | number | null {
  if (text === 'none') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
