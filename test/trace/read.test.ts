/** Trace files from anywhere: what is wrong, where, and what was expected. */
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../src/base/root.ts';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { parseTrace } from '../../src/trace/read.ts';
import { formatTrace, type Trace } from '../../src/trace/trace.ts';
import { nothingCommitted, smallModel, traceOf } from './make.ts';

const found = traceOf(smallModel, [nothingCommitted], await loadFingerprint());
const bug = { row: 'S2', source: 'somewhere', edits: [{ file: 'a.ts', find: 'x', replace: 'y' }] };
const trace: Trace = { ...found, bug, tool: { name: 'raftcheck', version: packageVersion() } };
const text = formatTrace(trace);

function trouble(content: string): string {
  try {
    parseTrace(content, 'some.json');
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  throw new Error('the trace was accepted');
}

/** The trace with some keys changed, as a file. */
function changed(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...trace, ...fields }, null, 1);
}

describe('a trace file', () => {
  it('is read as it was written', () => {
    expect(parseTrace(text, 'some.json')).toEqual(trace);
  });
  it('has one line for each step', () => {
    const lines = text.split('\n').filter((line) => line.includes('"fingerprint"'));
    expect(lines).toHaveLength(trace.steps.length);
  });
  it('is read though it is older than a setting: then it means what was so before', () => {
    const { acknowledged: _, bounds, ...settings } = trace.model;
    const { 'max-drift': _drift, 'max-expiries': _expiries, ...older } = bounds;
    const read = parseTrace(changed({ model: { ...settings, bounds: older } }), 'some.json');
    expect(read.model).toEqual({
      ...settings,
      acknowledged: 'committed',
      bounds: { ...older, 'max-drift': null, 'max-expiries': null },
    });
    expect(trouble(changed({ model: { ...settings, storage: undefined, bounds } }))).toContain(
      'model.storage is missing',
    );
  });
  it('may have messages, history and whatever else a state can hold', () => {
    const state = { ...trace.steps[1].state, ghost: { leaders: { 1: [1] }, committed: [] } };
    const steps = [trace.steps[0], { ...trace.steps[1], state }];
    expect(parseTrace(changed({ steps }), 'some.json').steps).toEqual(steps);
  });
});

describe('a file that is no trace', () => {
  it('is told where it goes deeper than any trace: nobody could walk through it', () => {
    const deep = text.replace('"extra":{}', `"extra":{"odd":${'['.repeat(1000)}"[[\\"]"${']'.repeat(1000)}}`);
    expect(deep).not.toBe(text);
    expect(trouble(deep)).toMatch(
      /^some\.json:\d+:\d+: too many lists and mappings stand in each other\n {2}expected {2}.* at most 200 deep$/,
    );
    const shallow = text.replace('"extra":{}', `"extra":{"odd":"${'[{\\"'.repeat(500)}"}`);
    expect(() => parseTrace(shallow, 'some.json')).not.toThrow();
  });
  it('is told where it was cut off', () => {
    const cut = text.slice(0, text.length - 200);
    const lines = cut.split('\n');
    expect(trouble(cut)).toContain(`some.json:${lines.length}:`);
    expect(trouble(cut)).toContain('not a JSON document');
  });
  it('is told that it was truncated when nothing follows', () => {
    expect(trouble('{"formatVersion": 1,')).toBe(
      [
        'some.json:1:21: not a JSON document',
        '  found     the end of the file',
        '  expected  a trace file, as raftcheck writes it for a violation',
        '  hint      the file is truncated: write it anew',
      ].join('\n'),
    );
    expect(trouble('')).toContain('some.json:1:1: the file is empty');
  });
  it('is told where it stops being JSON', () => {
    expect(trouble('{\n  "a": nonsense\n}')).toContain('some.json:2:8: not a JSON document');
    expect(trouble(text.replace('"spec"', 'spec'))).toMatch(/^some\.json:7:3: not a JSON document/);
  });
  it('is told that it is something else', () => {
    for (const foreign of ['[]', '"text"', '{"states": []}', 'null']) {
      expect(trouble(foreign)).toContain('some.json: not a trace file');
      expect(trouble(foreign)).toContain('found     no formatVersion');
    }
  });
  it('is told which field is missing', () => {
    expect(trouble(changed({ model: undefined }))).toContain('model is missing');
  });
  it('is told which field is wrong, with its line', () => {
    const { state } = trace.steps[1];
    const wrong = { ...state, nodes: [{ ...state.nodes[0], term: -1 }, state.nodes[1]] };
    const content = changed({ steps: [trace.steps[0], { ...trace.steps[1], state: wrong }] });
    const line = content.split('\n').findIndex((l) => l.includes('"term": -1')) + 1;
    const told = trouble(content);
    expect(told).toContain(`some.json:${line}:`);
    expect(told).toContain('steps[1].state.nodes[0].term is not valid');
    expect(told).toContain('found     -1');
    expect(told).toContain('expected  a whole number, 0 or more');
  });
  it('is told which of the things that a node shows besides is something else than its name says', () => {
    const { state } = trace.steps[0];
    const [first, ...others] = state.nodes;
    const wrong = { ...first, extra: { seen: [], leadTransferee: 'n2' } };
    const told = trouble(
      changed({ steps: [{ ...trace.steps[0], state: { ...state, nodes: [wrong, ...others] } }] }),
    );
    expect(told).toContain('steps[0].state.nodes[0].extra.leadTransferee is not valid');
    expect(told).toContain('found     "n2"\n  expected  a whole number');
  });
  it('is told which key it should not have', () => {
    expect(trouble(changed({ extra: 1 }))).toContain("unknown key 'extra'");
    expect(trouble(changed({ tool: { name: 'raftcheck', version: '1', by: 'me' } }))).toContain(
      "unknown key 'by' in tool",
    );
  });
  it('is told that its first step has an action, or another has none', () => {
    const { steps } = trace;
    expect(trouble(changed({ steps: steps.slice(1) }))).toContain('no action at the first step');
    expect(trouble(changed({ steps: [steps[0], steps[0]] }))).toContain('steps is not valid');
    expect(trouble(changed({ steps: [] }))).toContain('the initial state at least');
  });
});

describe('a trace of another version', () => {
  it('is told to come from a later raftcheck', () => {
    expect(trouble('{\n  "formatVersion": 2\n}')).toBe(
      [
        'some.json:2:20: the trace was written by a later raftcheck',
        '  found     formatVersion 2',
        '  expected  formatVersion 1',
        '  hint      use the raftcheck that wrote it, or a later one',
      ].join('\n'),
    );
  });
  it('is told to come from an earlier raftcheck', () => {
    expect(trouble('{\n  "formatVersion": 0\n}')).toBe(
      [
        'some.json:2:20: the trace was written by an earlier raftcheck',
        '  found     formatVersion 0',
        '  expected  formatVersion 1',
        '  hint      use the raftcheck that wrote it',
      ].join('\n'),
    );
    expect(trouble('{ "formatVersion": "1" }')).toContain('not a trace file\n  found     formatVersion "1"');
  });
  it('is told by whom it was written where this raftcheck does not know all that it says', () => {
    const tool = { name: 'raftcheck', version: '0.0.9' };
    const hint = `\n  hint      written by raftcheck 0.0.9, and this is ${packageVersion()}`;
    expect(trouble(changed({ tool, weather: 'fine' })).endsWith(hint)).toBe(true);
    expect(trouble(changed({ tool, shortest: 7 })).endsWith(hint)).toBe(true);
    expect(trouble(changed({ tool: { ...tool, version: packageVersion() }, weather: 'fine' }))).not.toContain(
      'hint',
    );
  });
});

describe('a trace of what cannot be', () => {
  it('is told that its nodes are not those of its model', () => {
    const [initial, ...others] = trace.steps;
    const lacking = { ...initial, state: { ...initial.state, nodes: initial.state.nodes.slice(1) } };
    expect(trouble(changed({ steps: [lacking, ...others] }))).toMatch(
      /steps\[0\]\.state\.nodes is not valid\n {2}found {5}a list of 1\n {2}expected {2}the nodes n1 to n2 /,
    );
    expect(trouble(changed({ model: { ...trace.model, learners: 2 } }))).toMatch(
      /model\.learners is not valid\n {2}found {5}2\n {2}expected {2}fewer learners than nodes$/,
    );
    const elsewhere = { ...others[0], action: { kind: 'timeout', node: 9 } };
    expect(trouble(changed({ steps: [initial, elsewhere] }))).toMatch(
      /steps\[1\]\.action\.node is not valid\n {2}found {5}9\n {2}expected {2}a node of the cluster, 1 to 2$/,
    );
  });
  it('is told that no spec could have its model', () => {
    expect(trouble(changed({ model: { ...trace.model, maxInflightMsgs: 0 } }))).toMatch(
      /model\.maxInflightMsgs is not valid\n {2}found {5}0\n {2}expected {2}a whole number, 1 or more$/,
    );
    const bounds = { ...trace.model.bounds, 'max-reads': 1001 };
    expect(trouble(changed({ model: { ...trace.model, bounds } }))).toMatch(
      /model\.bounds\.max-reads is not valid\n {2}found {5}1001\n {2}expected {2}a whole number from 0 to 1000$/,
    );
  });

  it('is told that its model contradicts itself', () => {
    expect(trouble(changed({ model: { ...trace.model, readOnly: 'lease' } }))).toMatch(
      /model\.readOnly is not valid\n {2}found {5}"lease"\n {2}expected {2}check-quorum, whose lease/,
    );
    const bounds = { ...trace.model.bounds, 'max-drift': 1 };
    expect(trouble(changed({ model: { ...trace.model, bounds } }))).toMatch(
      /model\.bounds\.max-drift is not valid\n {2}found {5}1\n {2}expected {2}the clock ticks$/,
    );
  });
  it.each([
    ['voters', [1, 1], 'each no more than once'],
    ['voters', [1, 3], 'nodes of the cluster, 1 to 2'],
    ['voters', [], 'a voter at least'],
    ['learners', [2], 'nodes that are not among the voters'],
  ])('is told that its first configuration is none: %s %j', (list, ids, expected) => {
    const [initial, ...others] = trace.steps;
    const [n1, n2] = initial.state.nodes;
    const nodes = [{ ...n1, config: { ...n1.config, [list]: ids } }, n2];
    const said = trouble(changed({ steps: [{ ...initial, state: { ...initial.state, nodes } }, ...others] }));
    expect(said).toContain(`steps[0].state.nodes[0].config.${list} is not valid`);
    expect(said).toContain(expected);
  });
});
