/**
 * Data from outside, judged by its schema: what the schema objects to becomes the trouble that a person reads (what was found,
 * what was expected, what was meant), in our own words whatever the schema leaves unsaid.
 */
import type * as z from 'zod';
import { didYouMean, nearest, oneOf } from '../base/suggest.ts';
import { showValue, type Trouble, UserError } from '../base/usererror.ts';
import { asTyped } from './form.ts';
import { knownKeys } from './schema.ts';
import type { SettingPath } from './spec.ts';

type Issue = z.core.$ZodIssue;

/** The places an issue can have: that of a value, or that of a key that should not be there. */
export interface Places {
  ofValue(path: SettingPath): string;
  ofKey(path: SettingPath, key: string): string;
  /** Whether the value was typed, as a flag or a variable; absent: none was. */
  typed?(path: SettingPath): boolean;
}

/** What kind of document it is, for the words of a trouble. */
export interface Kind {
  /** What the document is called, such as "a spec". */
  readonly name: string;
  /** The keys that the mapping at a path knows; absent: nobody writes such a document by hand. */
  keys?(path: SettingPath): readonly string[];
  readonly hint?: string;
}

const spec: Kind = { name: 'a spec', keys: (path) => keysUnder(path) };

/** The document as its schema gives it. Throws a UserError that says what is wrong with `values`, and where. */
export function judge<Schema extends z.ZodType>(
  schema: Schema,
  values: unknown,
  places: Places,
  kind = spec,
): z.output<Schema> {
  const checked = schema.safeParse(values, { error: expectation });
  if (checked.success) return checked.data;
  throw new UserError(describeIssue(checked.error.issues[0], values, places, kind));
}

/** What kinds of values are called. */
const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  map: 'a mapping of keys to values',
  never: 'nothing',
  null: 'null',
  number: 'a number',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  string: 'text',
};

/** What an issue expected, where its schema does not say so itself. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? 'a value of another kind';
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(showValue).join(', ')}`;
    case 'too_small':
      return size(issue.origin, 'least', issue.minimum, issue.inclusive !== false);
    case 'too_big':
      return size(issue.origin, 'most', issue.maximum, issue.inclusive !== false);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? `text of the form ${issue.pattern}`
        : `text of the form ${issue.format}`;
    case 'unrecognized_keys':
      return 'none but the keys that are known';
    case 'invalid_union': {
      const forms = new Set(issue.errors.flatMap(([first]) => (first === undefined ? [] : [first.message])));
      return forms.size === 0 ? 'one of the forms that it can have' : [...forms].join(', or ');
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues[0]?.message ?? 'another one';
    case 'custom':
      return 'another value';
  }
}

function size(origin: string, bound: 'least' | 'most', limit: number | bigint, inclusive: boolean): string {
  if (origin === 'string') return `text of at ${bound} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `a list of at ${bound} ${limit}`;
  if (inclusive) return `a number, ${limit} or ${bound === 'least' ? 'more' : 'less'}`;
  return `a number ${bound === 'least' ? 'above' : 'below'} ${limit}`;
}

function describeIssue(issue: Issue, values: unknown, places: Places, kind: Kind): Trouble {
  const { path, inner } = innermost(issue, []);
  if (inner.code === 'unrecognized_keys') {
    const [key] = inner.keys;
    return {
      message: `unknown key ${quoted(key)}${path.length === 0 ? '' : ` in ${showPath(path)}`}`,
      where: places.ofKey(path, key),
      expected: kind.keys === undefined ? `${kind.name} of this version, as raftcheck writes it` : undefined,
      hint: kind.keys === undefined ? kind.hint : hintForKey(key, path, kind),
    };
  }
  if (inner.code === 'invalid_key') {
    const [key, around] = [String(path.at(-1)), path.slice(0, -1)];
    return {
      message: `the key ${quoted(key)}${around.length === 0 ? '' : ` of ${showPath(around)}`} is not valid`,
      where: places.ofKey(around, key),
      expected: inner.message,
      hint: kind.hint,
    };
  }
  const found = valueAt(values, path);
  const missing = found === undefined && path.length > 0;
  const typed = places.typed?.(path) === true;
  const choices = inner.code === 'invalid_value' ? inner.values.map(String) : [];
  const meant = typeof found === 'string' ? nearest(found, choices) : [];
  return {
    message:
      path.length === 0 ? `not ${kind.name}` : `${showPath(path)} ${missing ? 'is missing' : 'is not valid'}`,
    where: places.ofValue(path),
    found: missing ? undefined : typed && found === null ? 'none' : showValue(found),
    expected: typed ? asTyped(inner.message) : inner.message,
    hint: oneOf(meant) ?? kind.hint,
  };
}

/** Goes into a union: to the branch that got furthest, since that is the one that was meant. */
function innermost(issue: Issue, above: SettingPath): { path: SettingPath; inner: Issue } {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code !== 'invalid_union') return { path, inner: issue };
  const branch = issue.errors.find(
    ([first]) => first !== undefined && (first.path.length > 0 || first.code === 'unrecognized_keys'),
  );
  return branch === undefined ? { path, inner: issue } : innermost(branch[0], path);
}

/** A key in the wrong mapping of a spec is told where it belongs; any other, what it resembles. */
function hintForKey(key: string, path: SettingPath, kind: Kind): string | undefined {
  const section = sectionOf(path);
  const home =
    kind === spec
      ? Object.keys(knownKeys).find((name) => name !== section && knownKeys[name].includes(key))
      : undefined;
  if (home !== undefined)
    return home === '' ? `'${key}' stands at the top` : `'${key}' belongs under ${home}`;
  return didYouMean(key, kind.keys?.(path) ?? []);
}

function keysUnder(path: SettingPath): readonly string[] {
  const section = sectionOf(path);
  return Object.hasOwn(knownKeys, section) ? knownKeys[section] : [];
}

function sectionOf(path: SettingPath): string {
  return path.filter((part) => typeof part === 'string').join('.');
}

/** The value at a path, or undefined where there is none. */
export function valueAt(values: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    values,
  );
}

function quoted(key: string): string {
  return `'${showValue(key).slice(1, -1)}'`;
}

/** bounds.max-term, invariants[0] */
function showPath(path: SettingPath): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
