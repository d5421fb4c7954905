/**
 * From parsed arguments and RAFTCHECK_* variables to settings: overlays for the spec, and the choices about output.
 * The values of spec settings are not judged here: the spec reader judges them all alike, wherever they came from.
 */
import type { Overlay, SettingPath } from '../spec/spec.ts';
import { didYouMean } from '../spec/suggest.ts';
import { UserError } from '../spec/usererror.ts';
import { type Flag, type OutputFlag, outputFlags, ownFlags, settingFlags } from './flags.ts';

/** What yargs made of the arguments: strings, booleans, lists; absent flags are undefined. */
export type Arguments = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'RAFTCHECK_';

/** The overlays of a run, the variables below the command line. Throws UserError for a variable that says nothing. */
export function settingOverlays(args: Arguments, env: Environment): Overlay[] {
  return [
    overlay((flag) => fromVariable(flag, env), variableName),
    overlay((flag) => fromArgument(flag, args), flagName),
  ];
}

/** Refuses RAFTCHECK_* variables that no flag answers to. */
export function checkVariables(env: Environment): void {
  const known = [...settingFlags, ...Object.values(outputFlags), ...Object.values(ownFlags)].map(
    variableName,
  );
  const unknown = Object.keys(env).find((name) => name.startsWith(prefix) && !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError({
    message: `unknown environment variable ${unknown}`,
    expected: `${prefix} and the name of a flag, such as ${prefix}MAX_TERM for --max-term`,
    hint: didYouMean(unknown, known)?.replace(/^known: .*/, 'see raftcheck --help for the flags'),
  });
}

/** A choice about output that is on or off; undefined where nobody has chosen. */
export function switchChoice(name: OutputFlag, args: Arguments, env: Environment): boolean | undefined {
  const flag: Flag = outputFlags[name];
  const value = fromArgument(flag, args) ?? fromVariable(flag, env);
  if (value === undefined || typeof value === 'boolean') return value;
  throw new UserError({ message: 'not a choice', where: variableName(flag), expected: 'true or false' });
}

/**
 * A choice about output among words; undefined where nobody has chosen. `--no-<flag>` and a variable that says false are
 * the word none, where there is one.
 */
export function wordChoice<const Word extends string>(
  name: OutputFlag,
  words: readonly Word[],
  args: Arguments,
  env: Environment,
): Word | undefined {
  const flag: Flag = outputFlags[name];
  const negated = args[name] === false;
  const given = negated ? 'none' : fromArgument(flag, args);
  const value = given === undefined ? fromVariable(flag, env) : given;
  if (value === undefined) return undefined;
  const text = value === null || value === 'false' ? 'none' : String(value);
  const chosen = words.find((word) => word === text);
  if (chosen !== undefined) return chosen;
  throw new UserError({
    message: 'is none of the choices',
    where: given === undefined ? variableName(flag) : flagName(flag),
    found: `"${text}"`,
    expected: words.join(', '),
    hint: didYouMean(text, words),
  });
}

/** The folder that everything is written into. */
export function outFolder(args: Arguments, env: Environment): string {
  const value = fromArgument(outputFlags.out, args) ?? fromVariable(outputFlags.out, env);
  return value === undefined ? outputFlags.out.fallback : String(value);
}

/** What the user says to a flag: the command line before the variable; undefined where neither says anything. */
export function givenValue(flag: Flag, args: Arguments, env: Environment): unknown {
  return fromArgument(flag, args) ?? fromVariable(flag, env);
}

/** "--max-term" */
export function flagName(flag: Flag): string {
  return `--${flag.name}`;
}

/** "RAFTCHECK_MAX_TERM" */
export function variableName(flag: Flag): string {
  return prefix + flag.name.toUpperCase().replaceAll('-', '_');
}

function overlay(read: (flag: Flag) => unknown, name: (flag: Flag) => string): Overlay {
  const values: Record<string, unknown> = {};
  const names = new Map<string, string>();
  for (const flag of settingFlags) {
    const value = read(flag);
    if (value === undefined) continue;
    const key = flag.key ?? flag.name;
    if (flag.section === '') values[key] = value;
    else if (flag.section !== undefined)
      values[flag.section] = { ...Object(values[flag.section]), [key]: value };
    names.set(key, name(flag));
  }
  const where = (path: SettingPath): string =>
    path.map((key) => names.get(String(key))).find((place) => place !== undefined) ?? 'the command line';
  return { values, where };
}

function fromArgument(flag: Flag, args: Arguments): unknown {
  const value = args[flag.name];
  if (Array.isArray(value) && flag.kind !== 'list') {
    throw new UserError({ message: 'given more than once', where: flagName(flag), expected: 'it once' });
  }
  if (value === undefined || flag.kind === 'switch') return value;
  if (typeof value === 'boolean' || value === '') {
    throw new UserError({ message: 'has no value', where: flagName(flag), expected: flag.about });
  }
  return flag.kind === 'list' ? value : scalar(String(value));
}

function fromVariable(flag: Flag, env: Environment): unknown {
  const text = env[variableName(flag)];
  if (text === undefined || text === '') return undefined;
  if (flag.kind === 'list') return text.split(/[\s,]+/).filter((word) => word !== '');
  if (flag.kind === 'value') return scalar(text);
  return { true: true, '1': true, false: false, '0': false }[text] ?? text;
}

/** A word as YAML would take it: a number, null ("none"), or itself. */
function scalar(text: string): string | number | null {
  if (text === 'none') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
