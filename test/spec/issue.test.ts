/**
 * Whatever a schema objects to is told in our own words. Good documents of every kind that comes from outside are spoilt
 * systematically, and the kinds of objections that this provokes are written down: one that no longer comes up is no longer tested.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { describeTrouble, type Trouble, UserError } from '../../src/base/usererror.ts';
import { configSchema } from '../../src/cli/configschema.ts';
import { gateSchema, verdictSchema } from '../../src/report/schema.ts';
import { expectation, judge } from '../../src/spec/issue.ts';
import { specSchema } from '../../src/spec/schema.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { traceSchema } from '../../src/trace/schema.ts';
import { formatTrace } from '../../src/trace/trace.ts';
import { broken, gateOf, held } from '../report/gates.ts';
import { nothingCommitted, smallModel, traceOf } from '../trace/make.ts';

type Code = z.core.$ZodIssue['code'];
type Path = readonly (string | number)[];

/** What the library itself would say. */
const raw =
  /\b(Invalid|Unrecognized|Too (big|small)|received)\b|expected (string|number|int|boolean|array|object|record|one of)\b/;

const bug = (name: string): unknown =>
  parse(readFileSync(new URL(`../../specs/bugs/${name}.yaml`, import.meta.url), 'utf8'));
const trace = traceOf(smallModel, [nothingCommitted], await loadFingerprint());
const withBug = {
  ...trace,
  bug: { row: 'S2', source: 'here', edits: [{ file: 'a.ts', find: 'x', replace: 'y' }] },
};
const gate = JSON.parse(JSON.stringify({ ...gateOf(held, broken), shard: { index: 1, count: 2 } }));
gate.entries[1].updated = [{ pin: 'distinct', before: null, after: 3 }];

const config = {
  $schema: 'x',
  specs: ['raft'],
  model: { nodes: 3, network: 'fifo', 'conf-changes': ['v4'] },
  bounds: { 'max-term': 3 },
  search: { 'time-limit': '5m', pack: true },
  reporter: ['default'],
  'output-file': { junit: 'a.xml' },
  budget: '3m',
  'allow-incomplete': true,
  ui: 'none',
  profiles: { ci: { out: 'out', reporter: 'junit' } },
};
const spec = {
  ...Object(bug('double-vote')),
  name: 'mine',
  model: { nodes: 3, members: 2, network: 'fifo', 'conf-changes': ['v3'] },
  bounds: { 'max-term': 3, 'max-reads': 1, 'max-crashes': null },
  invariants: ['a'],
  search: { strategy: 'dfs', 'max-states': '2m' },
  expect: { verdict: 'ok', distinct: 3 },
};

const kinds: readonly (readonly [name: string, schema: z.ZodType, good: unknown, codes: readonly Code[]])[] =
  [
    [
      'spec',
      specSchema,
      spec,
      [
        'custom',
        'invalid_format',
        'invalid_type',
        'invalid_union',
        'invalid_value',
        'too_big',
        'too_small',
        'unrecognized_keys',
      ],
    ],
    [
      'configuration',
      configSchema,
      config,
      [
        'custom',
        'invalid_format',
        'invalid_key',
        'invalid_type',
        'invalid_union',
        'invalid_value',
        'too_big',
        'too_small',
        'unrecognized_keys',
      ],
    ],
    [
      'trace',
      traceSchema,
      JSON.parse(formatTrace(withBug)),
      [
        'custom',
        'invalid_format',
        'invalid_key',
        'invalid_type',
        'invalid_union',
        'invalid_value',
        'too_big',
        'too_small',
        'unrecognized_keys',
      ],
    ],
    [
      'report of a spec',
      verdictSchema,
      gate.entries[1].verdict,
      ['invalid_type', 'invalid_value', 'too_big', 'too_small', 'unrecognized_keys'],
    ],
    [
      'report of the gate',
      gateSchema,
      gate,
      ['invalid_type', 'invalid_union', 'invalid_value', 'too_big', 'too_small', 'unrecognized_keys'],
    ],
  ];

const wrongs: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  'x',
  '-',
  [],
  [null],
  {},
  { x: 1 },
];

/** The document with each of its values replaced by each wrong one, and with a key more in each mapping. */
function* spoilt(good: unknown): Generator<unknown> {
  for (const path of pathsOf(good, [])) {
    for (const wrong of wrongs) yield replaced(good, path, () => wrong);
    for (const key of ['odd key', ' ', 'none', '__proto__']) {
      yield replaced(good, path, (value) =>
        typeof value !== 'object' || value === null || Array.isArray(value)
          ? value
          : Object.fromEntries([...Object.entries(value), [key, 1]]),
      );
    }
  }
}

/** One path for each shape: the second of a list is no other case than the first. */
function* pathsOf(value: unknown, path: Path): Generator<Path> {
  yield path;
  if (Array.isArray(value)) {
    if (value.length > 0) yield* pathsOf(value.at(-1), [...path, value.length - 1]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, key]);
  }
}

function replaced(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.with(Number(key), replaced(value[Number(key)], rest, change));
  return { ...Object(value), [key]: replaced(Reflect.get(Object(value), key), rest, change) };
}

function codesOf(issues: readonly z.core.$ZodIssue[]): Code[] {
  return issues.flatMap((issue) => [
    issue.code,
    ...('errors' in issue ? issue.errors.flatMap(codesOf) : []),
    ...('issues' in issue ? codesOf(issue.issues) : []),
  ]);
}

function troubleOf(run: () => unknown): Trouble {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.trouble;
    throw error;
  }
  throw new Error('it was accepted');
}

const nowhere = { ofValue: () => 'file', ofKey: () => 'file' };

describe.each(kinds)('a spoilt %s', (name, schema, good, codes) => {
  it('is refused in our own words, with what was expected', () => {
    expect(() => judge(schema, good, nowhere)).not.toThrow();
    const seen = new Set<Code>();
    const foreign = new Set<string>();
    for (const values of spoilt(good)) {
      const checked = schema.safeParse(values);
      if (checked.success) continue;
      for (const code of codesOf(checked.error.issues)) seen.add(code);
      const { message, expected, ...rest } = troubleOf(() =>
        judge(schema, values, nowhere, { name: `a ${name}` }),
      );
      const said = describeTrouble({ message, expected, ...rest });
      if (raw.test(said) || (expected === undefined && !message.startsWith('unknown key'))) foreign.add(said);
    }
    expect([...foreign]).toEqual([]);
    expect([...seen].sort()).toEqual(codes);
  });
});

describe('what an issue expected', () => {
  const samples: Readonly<
    Record<Code, readonly (readonly [schema: z.ZodType, value: unknown, words: string])[]>
  > = {
    invalid_type: [
      [z.string(), 3, 'text'],
      [z.int(), 1.5, 'a whole number'],
      [z.number(), Number.NaN, 'a number'],
      [z.boolean(), 'true', 'true or false'],
      [z.array(z.string()), {}, 'a list'],
      [z.object({}), 3, 'a mapping of keys to values'],
      [z.record(z.string(), z.string()), [], 'a mapping of keys to values'],
      [z.null(), 3, 'null'],
      [z.never(), 3, 'nothing'],
      [z.date(), 3, 'a value of another kind'],
    ],
    invalid_value: [
      [z.literal(1), 2, '1'],
      [z.enum(['a', 'b']), 'c', 'one of "a", "b"'],
    ],
    too_small: [
      [z.number().min(2), 1, 'a number, 2 or more'],
      [z.number().gt(2), 2, 'a number above 2'],
      [z.string().min(2), 'a', 'text of at least 2 characters'],
      [z.array(z.string()).min(1), [], 'a list of at least 1'],
    ],
    too_big: [
      [z.number().max(2), 3, 'a number, 2 or less'],
      [z.number().lt(2), 2, 'a number below 2'],
      [z.string().max(1), 'ab', 'text of at most 1 characters'],
      [z.array(z.string()).max(0), ['a'], 'a list of at most 0'],
    ],
    not_multiple_of: [[z.number().multipleOf(2), 3, 'a multiple of 2']],
    invalid_format: [
      [z.string().regex(/^a$/), 'b', 'text of the form /^a$/'],
      [z.email(), 'b', 'text of the form email'],
    ],
    unrecognized_keys: [[z.strictObject({}), { a: 1 }, 'none but the keys that are known']],
    invalid_union: [
      [z.union([z.string(), z.int().min(0)]), true, 'text, or a number'],
      [
        z.discriminatedUnion('a', [z.object({ a: z.literal(1) })]),
        { a: 2 },
        'one of the forms that it can have',
      ],
    ],
    invalid_key: [[z.record(z.string().min(2), z.string()), { a: 'x' }, 'text of at least 2 characters']],
    invalid_element: [[z.map(z.object({}), z.number()), new Map([[{}, 'x']]), 'a number']],
    custom: [[z.string().refine(() => false), 'a', 'another value']],
  };

  it.each(Object.entries(samples))('is said for %s', (code, cases) => {
    for (const [schema, value, words] of cases) {
      const issue = schema.safeParse(value, { error: expectation }).error?.issues[0];
      expect([issue?.code, issue?.message]).toEqual([code, words]);
    }
  });
});
