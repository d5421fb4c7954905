import { describe, expect, it } from 'vitest';
import { outputFlags, settingFlags } from '../../src/cli/flags.ts';
import { checkVariables, outFolder, settingOverlays, switchChoice } from '../../src/cli/settings.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { describeTrouble, UserError } from '../../src/spec/usererror.ts';

const written = `about: x
model: { nodes: 2, pre-vote: true }
bounds: { max-term: 5 }
`;

const read = (args: Record<string, unknown>, env: Record<string, string> = {}) =>
  parseSpec(written, 'a.yaml', settingOverlays(args, env)).spec;

function trouble(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  return 'no error';
}

describe('settings from flags and variables', () => {
  it('win over the spec, the flags over the variables', () => {
    expect(read({}).model.nodes).toBe(2);
    expect(read({}, { RAFTCHECK_NODES: '3' }).model.nodes).toBe(3);
    expect(read({ nodes: '4' }, { RAFTCHECK_NODES: '3' }).model.nodes).toBe(4);
    expect(read({ nodes: '4' }, { RAFTCHECK_MAX_TERM: '1' }).model.bounds['max-term']).toBe(1);
  });

  it('can turn a switch of the spec off', () => {
    expect(read({ 'pre-vote': false }).model.preVote).toBe(false);
    expect(read({}, { RAFTCHECK_PRE_VOTE: '0' }).model.preVote).toBe(false);
    expect(read({ pack: false }).search.pack).toBe(false);
  });

  it('can lift a limit', () => {
    expect(read({ 'max-heartbeats': '2' }).model.bounds['max-heartbeats']).toBe(2);
    expect(read({ 'max-heartbeats': 'none' }).model.bounds['max-heartbeats']).toBeNull();
  });

  it('name invariants, in flags one by one and in the variable as a list', () => {
    expect(read({ invariant: ['a', 'b'] }).invariants).toEqual(['a', 'b']);
    expect(read({}, { RAFTCHECK_INVARIANT: 'a, b' }).invariants).toEqual(['a', 'b']);
  });

  it('are judged like the spec, with their own place', () => {
    expect(trouble(() => read({ nodes: 'abc' }))).toContain('--nodes: ');
    expect(trouble(() => read({ nodes: '0' }))).toContain(
      'found     0\n  expected  a whole number from 1 to 9',
    );
    expect(trouble(() => read({}, { RAFTCHECK_NODES: '10' }))).toContain('RAFTCHECK_NODES: ');
    expect(trouble(() => read({ learners: '2' }))).toMatch(/^--learners: no voter is left/);
    expect(trouble(() => read({ 'pre-vote': [true, true] }))).toMatch(/^--pre-vote: given more than once/);
    expect(trouble(() => read({ nodes: ['3', '4'] }))).toMatch(/^--nodes: given more than once/);
    expect(trouble(() => read({ nodes: '' }))).toMatch(/^--nodes: has no value/);
  });

  it('give every field of the model but the changes to propose a flag, with the default that holds', () => {
    const fallbacks = new Map(settingFlags.map((flag) => [flag.name, flag.fallback]));
    const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const { bounds, confChanges, ...options } = defaultModel;
    expect(confChanges).toEqual([]);
    for (const [name, value] of [...Object.entries(options), ...Object.entries(bounds)]) {
      expect([name, fallbacks.get(kebab(name))]).toEqual([name, value === null ? 'none' : String(value)]);
    }
  });
});

describe('choices about output', () => {
  it('come from the flag, else from the variable', () => {
    expect(switchChoice('json', {}, {})).toBeUndefined();
    expect(switchChoice('json', {}, { RAFTCHECK_JSON: 'true' })).toBe(true);
    expect(switchChoice('json', { json: false }, { RAFTCHECK_JSON: 'true' })).toBe(false);
    expect(trouble(() => switchChoice('json', {}, { RAFTCHECK_JSON: 'yes' }))).toContain('RAFTCHECK_JSON');
    expect(outFolder({}, {})).toBe('out');
    expect(outFolder({ out: 'here' }, { RAFTCHECK_OUT: 'there' })).toBe('here');
  });

  it('refuse variables that no flag answers to', () => {
    checkVariables({ PATH: '/bin', RAFTCHECK_MAX_TERM: '3', RAFTCHECK_JSON: '1' });
    expect(trouble(() => checkVariables({ RAFTCHECK_MAX_TREM: '3' }))).toContain("'RAFTCHECK_MAX_TERM'");
  });

  it('have names of their own', () => {
    const names = [...settingFlags, ...Object.values(outputFlags)].map((flag) => flag.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
