/** Files that the command reads, each kind spoilt in its own forms: specs, configurations, traces, exports, reports, checkpoints. */
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { exportFormats } from '../../../src/cli/flags/own.ts';
import { type Case, smallSearches, tamed } from '../case.ts';
import { election, forgetful, type Material, thorough } from '../material.ts';
import { type BytesEdit, bytesEdits, editBytes } from '../mutate/bytes.ts';
import { editTree, type TreeEdit, treeEdits } from '../mutate/tree.ts';

/** How a file is spoilt: as a document, as bytes, or first the one and then the other. */
interface Spoiling {
  readonly tree: readonly TreeEdit[];
  readonly bytes: readonly BytesEdit[];
}

export const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  { arbitrary: fc.record({ tree: treeEdits, bytes: fc.constant([]) }), weight: 7 },
  { arbitrary: fc.record({ tree: fc.constant([]), bytes: bytesEdits }), weight: 3 },
  { arbitrary: fc.record({ tree: treeEdits, bytes: bytesEdits }), weight: 1 },
);

export interface Form {
  read(text: string): unknown;
  write(document: unknown): string;
}

export const json: Form = {
  read: (text) => JSON.parse(text),
  write: (document) => `${JSON.stringify(document)}`,
};
const indented: Form = { ...json, write: (document) => `${JSON.stringify(document, null, 2)}\n` };
/** A document that YAML cannot write is written as JSON, which is YAML too. */
const yaml: Form = {
  read: (text) => parse(text),
  write(document) {
    try {
      return stringify(document);
    } catch {
      return json.write(document);
    }
  },
};

export function spoil(good: Buffer | string, form: Form, { tree, bytes }: Spoiling): Buffer {
  const whole = Buffer.from(good);
  const edited =
    tree.length === 0 ? whole : Buffer.from(form.write(editTree(form.read(whole.toString()), tree)));
  return tamed(editBytes(edited, bytes));
}

export const calls = (...lines: string[]): fc.Arbitrary<readonly string[]> =>
  fc.constantFrom(...lines).map((line) => line.split(' '));

/** Edits of the core are code, which runs in half of the calls only. */
function mayTrust(argv: readonly string[], { tree }: Spoiling): readonly string[] {
  return tree.length % 2 === 0 ? argv : [...argv, '--trust'];
}

/** Of twenty calls one is of those that take longer. */
export const mostly = (
  quick: fc.Arbitrary<readonly string[]>,
  slow: fc.Arbitrary<readonly string[]>,
): fc.Arbitrary<readonly string[]> =>
  fc.oneof({ arbitrary: quick, weight: 19 }, { arbitrary: slow, weight: 1 });

export function specs(): fc.Arbitrary<Case> {
  const quick = calls(
    'case.yaml',
    'case.yaml',
    'case.yaml',
    'case.yaml --json',
    'case.yaml --depth 5 --full',
    'case.yaml --reporter junit',
    'ci case.yaml',
    'ci case.yaml --update --json',
    'ci specs/case.yaml --reporter junit',
    'simulate case.yaml --depth 20',
    'case.yaml --strategy dfs',
  );
  const argv = mostly(quick, calls('list', 'ci --reporter github --reporter sarif=out/x.sarif'));
  const good = fc.oneof(
    { arbitrary: fc.constantFrom(election, thorough, thorough), weight: 9 },
    // The core is edited first, which takes longer than all else.
    { arbitrary: fc.constant(forgetful), weight: 1 },
  );
  const form = fc.constantFrom(yaml, yaml, json);
  return fc.record({ argv, good, form, spoiling }).map(({ argv, good, form, spoiling }) => {
    // A gate and a list find it among the project's own.
    const place = argv.includes('case.yaml') ? 'case.yaml' : 'specs/case.yaml';
    return {
      kind: 'spec',
      argv: good === forgetful ? mayTrust(argv, spoiling) : argv,
      env: smallSearches,
      files: { [place]: spoil(good, { ...form, read: yaml.read }, spoiling) },
    };
  });
}

const config = {
  specs: ['specs', 'alone'],
  model: { nodes: 2 },
  bounds: { 'max-term': 1, 'max-in-flight': 2 },
  search: { depth: 6, workers: 1 },
  reporter: ['default', 'junit=out/junit.xml'],
  'output-file': { sarif: 'out/x.sarif' },
  budget: '20s',
  'require-coverage': false,
  'allow-incomplete': true,
  out: 'out',
  progress: 'none',
  ui: 'none',
  color: false,
  quiet: false,
  profiles: {
    ci: { budget: '10s', quiet: true, search: { 'time-limit': '10s' } },
    small: { specs: ['election'], bounds: { 'max-proposals': 0 }, reporter: 'json' },
  },
};

export function configurations(): fc.Arbitrary<Case> {
  const quick = calls(
    'ci',
    'ci --profile ci',
    'ci --profile small',
    'election',
    'election --profile ci',
    'simulate election --depth 10',
    'replay no-trace.json',
  );
  const argv = mostly(quick, calls('list'));
  const place = fc.constantFrom(
    'raftcheck.config.yaml',
    'raftcheck.config.yml',
    'raftcheck.config.json',
    'package.json',
  );
  return fc.record({ argv, place, spoiling }).map(({ argv, place, spoiling }) => {
    const form = place.endsWith('.json') ? indented : yaml;
    const good = form.write(place === 'package.json' ? { name: 'x', raftcheck: config } : config);
    return {
      kind: 'configuration',
      argv,
      env: smallSearches,
      files: { [place]: spoil(good, form, spoiling) },
    };
  });
}

export function traces({ traces, edited }: Material): fc.Arbitrary<Case> {
  const argv = calls(
    'replay case.json',
    'replay case.json',
    'replay case.json --quiet',
    'explain case.json',
    'explain case.json --step 2 --json',
    'explain case.json --action timeout',
    'shrink case.json',
    'shrink case.json --json',
    'inspect case.json',
    'inspect case.json --full --step 1',
    ...exportFormats.map((format) => `export case.json --format ${format}`),
  );
  const good = fc.oneof(
    { arbitrary: fc.constantFrom(...traces), weight: 14 },
    { arbitrary: fc.constantFrom(...edited), weight: 1 },
  );
  return fc.record({ argv, good, spoiling }).map(({ argv, good, spoiling }) => {
    const bytes = spoil(good, indented, spoiling);
    const untrue = argv[0] === 'replay' && behaviorOf(bytes) !== behaviorOf(good);
    const call = edited.includes(good) ? mayTrust(argv, spoiling) : argv;
    return { kind: 'trace', argv: call, env: smallSearches, files: { 'case.json': bytes }, untrue };
  });
}

/** What a replay answers for; null where it is no trace. */
function behaviorOf(bytes: Buffer): string | null {
  try {
    const { steps, witnesses, property } = JSON.parse(bytes.toString());
    return JSON.stringify([steps, witnesses, property.name]);
  } catch {
    return null;
  }
}

/** As other tools write it: every kind of value there is, and a loop. */
const foreign = JSON.stringify({
  '#meta': { format: 'ITF', description: 'written by hand' },
  params: ['N'],
  vars: ['x', 'set', 'map', 'big', 'tuple', 'record'],
  loop: 0,
  states: [0, 1, 2].map((index) => ({
    '#meta': { index, action: `step ${index}` },
    N: 3,
    x: index,
    set: { '#set': [1, { '#tup': [2, 'a'] }] },
    map: {
      '#map': [
        ['k', index],
        ['l', { '#map': [] }],
      ],
    },
    big: { '#bigint': '-123456789012345678901234567890' },
    tuple: { '#tup': [true, []] },
    record: { tag: 'Some', value: { '#unserializable': 'Nat' } },
  })),
});

export function itfTraces({ itf }: Material): fc.Arbitrary<Case> {
  const argv = calls(
    'inspect case.itf.json',
    'inspect case.itf.json --step 1',
    'inspect case.itf.json --full',
    'inspect case.itf.json --ui none --color',
  );
  const good = fc.oneof(fc.constantFrom(...itf), fc.constant(Buffer.from(foreign)));
  return fc.record({ argv, good, spoiling }).map(({ argv, good, spoiling }) => ({
    kind: 'ITF',
    argv,
    env: smallSearches,
    files: { 'case.itf.json': spoil(good, json, spoiling) },
  }));
}

export function reports({ shards }: Material): fc.Arbitrary<Case> {
  const argv = calls(
    'merge one.json two.json',
    'merge one.json',
    'merge one.json two.json one.json',
    'merge two.json one.json --json',
    'merge one.json two.json --reporter junit',
    'merge one.json two.json --reporter sarif',
    'merge one.json two.json --reporter markdown',
    'merge one.json two.json --reporter github',
    'merge one.json two.json --reporter ndjson',
    'merge one.json two.json --require-coverage --quiet',
    'merge one.json two.json --allow-incomplete --color',
  );
  return fc.record({ argv, spoiling, both: fc.boolean() }).map(({ argv, spoiling, both }) => ({
    kind: 'report',
    argv,
    env: smallSearches,
    files: {
      'one.json': spoil(shards[0], indented, spoiling),
      // Spoilt alike they are still shards of one gate.
      'two.json': both ? spoil(shards[1], indented, spoiling) : shards[1],
    },
  }));
}
