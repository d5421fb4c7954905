import { describe, expect, it } from 'vitest';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { defaultModel, defaultSearch } from '../../src/spec/defaults.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import type { Overlay } from '../../src/spec/spec.ts';

/** The error that a spec text ends in, as it is printed. */
function trouble(text: string, overlays: readonly Overlay[] = []): string {
  try {
    parseSpec(text, 'specs/a.yaml', overlays);
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  return 'no error';
}

const flags = (values: Overlay['values']): Overlay => ({ values, where: (path) => `--${path.at(-1)}` });

describe('reading a spec', () => {
  it('gives every setting that is not said its default', () => {
    const { spec } = parseSpec('about: nothing but defaults', 'specs/plain.yaml');
    expect(spec).toEqual({
      name: 'plain',
      about: 'nothing but defaults',
      core: null,
      system: null,
      deadlock: null,
      mayEnd: null,
      model: defaultModel,
      invariants: null,
      allowPanics: false,
      recovers: false,
      sometimes: [],
      temporal: { eventually: null, leadsTo: null, fairness: null },
      search: defaultSearch,
      expect: {},
      expectOf: {},
      bug: null,
      catalogued: null,
    });
  });

  it('turns the words of the YAML into a model', () => {
    const { spec } = parseSpec(
      `about: x
model: { nodes: 5, learners: 1, network: fifo, pre-vote: true, max-size-per-msg: 0, conf-changes: ["v4 r1"] }
bounds: { max-term: 4, max-heartbeats: 2, max-crashes: null }
search: { strategy: dfs, depth: 20, max-memory: 2g, time-limit: 5m, max-states: 1m }
invariants: [election-safety]
expect: { verdict: ok, distinct: 12 }`,
      'a.yaml',
    );
    expect(spec.model).toMatchObject({
      nodes: 5,
      learners: 1,
      network: 'fifo',
      preVote: true,
      maxSizePerMsg: 0,
      confChanges: ['v4 r1'],
    });
    expect(spec.model.bounds).toMatchObject({ 'max-term': 4, 'max-heartbeats': 2, 'max-crashes': null });
    expect(spec.search).toEqual({
      strategy: 'dfs',
      depth: 20,
      compiled: true,
      pack: true,
      symmetry: true,
      deadMessages: true,
      deadHistory: true,
      workers: null,
      maxStates: 1e6,
      maxMemory: 2 * 1024 ** 3,
      timeLimit: 300,
      visited: 'auto',
    });
    expect(spec.invariants).toEqual(['election-safety']);
    expect(spec.expect).toEqual({ verdict: 'ok', distinct: 12 });
  });

  it('takes one edit or a list of edits as a bug', () => {
    const edit = '{ file: src/raft/log/log.ts, find: a, replace: b }';
    const one = parseSpec(`about: x\nbug: { row: S1, source: paper, edit: ${edit} }`, 'a.yaml').spec;
    const two = parseSpec(
      `about: x\nbug: { row: S1, source: paper, edit: [${edit}, ${edit}] }`,
      'a.yaml',
    ).spec;
    expect(one.bug?.edits).toEqual([{ file: 'src/raft/log/log.ts', find: 'a', replace: 'b' }]);
    expect(two.bug?.edits).toHaveLength(2);
  });

  it('lets later overlays win over earlier ones, and all of them over the text', () => {
    const text = 'about: x\nmodel: { nodes: 2 }\nbounds: { max-term: 2, max-drops: 3 }\ninvariants: [a, b]';
    const overlays = [
      flags({ model: { nodes: 3 }, bounds: { 'max-term': 5 } }),
      flags({ model: { nodes: 4 } }),
    ];
    const { spec } = parseSpec(text, 'a.yaml', [...overlays, flags({ invariants: ['c'] })]);
    expect(spec.model.nodes).toBe(4);
    expect(spec.model.bounds).toMatchObject({ 'max-term': 5, 'max-drops': 3 });
    expect(spec.invariants).toEqual(['c']);
  });
});

describe('what is wrong with a spec', () => {
  it('names the key that is not known, where it stands and what was meant', () => {
    expect(trouble('about: x\nbounds:\n  max-trem: 3')).toBe(
      "specs/a.yaml:3:3: unknown key 'max-trem' in bounds\n  hint      did you mean 'max-term'?",
    );
  });

  it('tells a key in the wrong mapping where it belongs', () => {
    expect(trouble('about: x\nmodel: { max-term: 3 }')).toContain("'max-term' belongs under bounds");
    expect(trouble('about: x\nmodel: { sometimes: [a] }')).toContain("'sometimes' stands at the top");
  });

  it('says what was found and what was expected', () => {
    expect(trouble('about: x\nmodel:\n  nodes: many')).toBe(
      'specs/a.yaml:3:10: model.nodes is not valid\n  found     "many"\n  expected  a whole number from 1 to 9',
    );
    expect(trouble('about: x\nbounds: { max-reads: 1e15 }')).toContain(
      'expected  a whole number from 0 to 1000',
    );
    expect(trouble('about: x\nmodel: { nodes: 0 }')).toContain('expected  a whole number from 1 to 9');
    expect(trouble('about: x\nmodel: { nodes: 2.5 }')).toContain('found     2.5');
    expect(trouble('about: x\nsearch: { time-limit: soon }')).toContain('90s, 5m or 2h');
  });

  it('suggests the nearest of the words that are allowed', () => {
    expect(trouble('about: x\nmodel: { network: unorderd }')).toBe(
      'specs/a.yaml:2:19: model.network is not valid\n  found     "unorderd"\n' +
        "  expected  one of unordered, fifo\n  hint      did you mean 'unordered'?",
    );
  });

  it('points at the surroundings of what is missing', () => {
    expect(trouble('model: { nodes: 3 }')).toBe(
      'specs/a.yaml:1:1: about is missing\n  expected  what the spec asks, and what its bounds hide',
    );
  });

  it('blames the flag that brought the value', () => {
    expect(trouble('about: x', [flags({ model: { nodes: 'abc' } })])).toBe(
      '--nodes: model.nodes is not valid\n  found     "abc"\n  expected  a whole number from 1 to 9',
    );
  });

  it('goes into the edit that is wrong', () => {
    const text =
      'about: x\nbug:\n  row: S1\n  source: s\n  edit:\n    - { file: src/raft/a.ts, fnid: a, replace: b }';
    expect(trouble(text)).toContain('bug.edit[0].find is missing');
    expect(trouble(text.replace('file: src/raft/a.ts', 'file: README.md, find: x'))).toContain(
      'found     "README.md"',
    );
  });

  it('reports the place of broken YAML', () => {
    expect(trouble('about: x\nmodel: { nodes: 3')).toMatch(
      /^specs\/a\.yaml:2:18: .*\n {2}found {5}the end of the file\n {2}expected {2}well-formed YAML$/,
    );
    expect(trouble('about: x\nabout: y')).toMatch(/^specs\/a\.yaml:2:1: the key stands twice in its mapping/);
    expect(trouble('')).toContain('not a spec');
    expect(trouble('- a\n- b')).toContain('found     a list of 2');
  });

  it.each([
    ['model: { learners: 3 }', 'no voter is left'],
    ['model: { read-only: lease }', 'lease reads need check-quorum'],
    ['model: { down-rule: newest }', 'nothing stays broken for good'],
    ['model: { cut-ways: "any", down-for-good: 1 }', 'no link stays cut'],
    ['model: { max-inflight-bytes: 10 }', 'below the size of one message'],
    ['bounds: { max-conf-changes: 1 }', 'no configuration change to propose'],
    ['model: { members: 4 }', 'more members than nodes'],
    ['model: { members: 2, learners: 2 }', 'no voter is left'],
    ['model: { conf-changes: ["v3", "v4 explicit"] }', 'names a node that does not exist'],
    ['model: { conf-changes: ["v3 r1 as-v1"] }', 'changes such as "v4"'],
    ['model: { conf-changes: ["leave explicit"] }', 'changes such as "v4"'],
  ])('refuses %s', (settings, message) => {
    expect(trouble(`about: x\n${settings}`)).toContain(message);
    expect(trouble(`about: x\n${settings}`)).toMatch(/^specs\/a\.yaml:2:\d+: /);
  });
});

describe('what is wrong with a spec under settings that were typed', () => {
  it.each([
    ['depth', 'abc', 'a whole number, 0 or more', 'no limit'],
    ['workers', 0, 'a whole number from 1 to 1024', 'all cores'],
    ['time-limit', 'abc', 'a length of time such as 90s, 5m or 2h', 'no limit'],
    ['max-memory', 'abc', 'an amount of memory such as 512m, 8g or 1.5g', 'no limit'],
  ])('says none where %s was typed, and null where it is written', (key, value, form, lifted) => {
    const typed = { ...flags({ search: { [key]: value } }), typed: true } as const;
    expect(trouble('about: x', [typed])).toContain(`expected  ${form}, or none for ${lifted}`);
    const written = trouble(`about: x\nsearch: { ${key}: ${value} }`, [{ ...flags({}), typed: true }]);
    expect(written).toContain(`expected  ${form}, or null for ${lifted}`);
    expect(trouble('about: x', [flags({ search: { [key]: value } })])).toBe(
      written.replace(/^[^ ]+/, `--${key}:`),
    );
  });

  it('says none of a typed none that is not taken', () => {
    const none = flags({ model: { nodes: null } });
    expect(trouble('about: x', [{ ...none, typed: true }])).toContain('found     none');
    expect(trouble('about: x', [none])).toContain('found     null');
  });

  it.each(['- a\n- b', 'abc', '', '3', '\u0001\ufffd'])(
    'says of %j that it is no spec, whatever is laid over it',
    (text) => {
      const laid = [flags({}), flags({ model: { nodes: 3 } })];
      expect(trouble(text, laid)).toMatch(/^specs\/a\.yaml[:0-9]*: not a spec\n/);
      expect(trouble(text, laid)).toBe(trouble(text));
    },
  );
});

it('a setting is known under its former name too, and both at once are refused', () => {
  const search = (text: string) => parseSpec(`about: x\nsearch: { ${text} }`, 'a.yaml').spec.search;
  expect(search('reduction: false')).toEqual(search('dead-messages: false'));
  expect(search('reduction: false').deadMessages).toBe(false);
  expect(trouble('about: x\nsearch: { reduction: true, dead-messages: true }')).toContain(
    "a.yaml:2:11: unknown key 'reduction' in search",
  );
});
