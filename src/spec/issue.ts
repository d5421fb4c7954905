/**
 * What the schema objects to -> the trouble a person reads: what was found, what was expected, what was meant.
 */
import type { z } from 'zod';
import { knownKeys } from './schema.ts';
import type { SettingPath } from './spec.ts';
import { didYouMean, nearest, oneOf } from './suggest.ts';
import { showValue, type Trouble } from './usererror.ts';

type Issue = z.core.$ZodIssue;

/** The places an issue can have: that of a value, or that of a key that should not be there. */
export interface Places {
  ofValue(path: SettingPath): string;
  ofKey(path: SettingPath, key: string): string;
}

/** What kind of document it is, for the words of a trouble. */
export interface Kind {
  /** "a spec" */
  readonly name: string;
  /** The keys that the mapping at a path knows. */
  keys(path: SettingPath): readonly string[];
}

const spec: Kind = {
  name: 'a spec',
  keys: (path) => knownKeys[path.filter((part) => typeof part === 'string').join('.')] ?? [],
};

/** Says what is wrong with `values`, the document that the issue was found in. */
export function describeIssue(issue: Issue, values: unknown, places: Places, kind = spec): Trouble {
  const { path, inner } = innermost(issue, []);
  if (inner.code === 'unrecognized_keys') {
    const [key] = inner.keys;
    return {
      message: `unknown key '${key}'${path.length === 0 ? '' : ` in ${showPath(path)}`}`,
      where: places.ofKey(path, key),
      hint: hintForKey(key, path, kind),
    };
  }
  const found = valueAt(values, path);
  const missing = found === undefined && path.length > 0;
  const choices = inner.code === 'invalid_value' ? inner.values.map(String) : [];
  const meant = typeof found === 'string' ? nearest(found, choices) : [];
  return {
    message:
      path.length === 0 ? `not ${kind.name}` : `${showPath(path)} ${missing ? 'is missing' : 'is not valid'}`,
    where: places.ofValue(path),
    found: missing ? undefined : showValue(found),
    expected: inner.message,
    hint: oneOf(meant),
  };
}

/** Goes into a union: to the branch that got furthest, since that is the one that was meant. */
function innermost(issue: Issue, above: SettingPath): { path: SettingPath; inner: Issue } {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code !== 'invalid_union') return { path, inner: issue };
  const branch = issue.errors.find(
    ([first]) => first?.path.length > 0 || first?.code === 'unrecognized_keys',
  );
  return branch === undefined ? { path, inner: issue } : innermost(branch[0], path);
}

/** A key in the wrong mapping of a spec is told where it belongs; any other, what it resembles. */
function hintForKey(key: string, path: SettingPath, kind: Kind): string | undefined {
  const section = path.filter((part) => typeof part === 'string').join('.');
  const home =
    kind === spec
      ? Object.keys(knownKeys).find((name) => name !== section && knownKeys[name].includes(key))
      : undefined;
  if (home !== undefined)
    return home === '' ? `'${key}' stands at the top` : `'${key}' belongs under ${home}`;
  return didYouMean(key, kind.keys(path));
}

/** The value at a path, or undefined where there is none. */
export function valueAt(values: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    values,
  );
}

/** bounds.max-term, invariants[0] */
function showPath(path: SettingPath): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
