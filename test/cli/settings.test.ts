import { describe, expect, it } from 'vitest';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { outputFlags } from '../../src/cli/flags/output.ts';
import { ownFlags } from '../../src/cli/flags/own.ts';
import { settingFlags } from '../../src/cli/flags/settings.ts';
import { checkVariables, choiceOf, outFolder, settingOverlays } from '../../src/cli/settings.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { parseSpec } from '../../src/spec/parse.ts';

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
    expect(read({}, { RAFTCHECK_REDUCTION: '0' }).search.deadMessages).toBe(false);
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
    expect(choiceOf(outputFlags.json, {}, {})).toBeUndefined();
    expect(choiceOf(outputFlags.json, {}, { RAFTCHECK_JSON: 'true' })).toBe(true);
    expect(choiceOf(outputFlags.json, { json: false }, { RAFTCHECK_JSON: 'true' })).toBe(false);
    expect(trouble(() => choiceOf(outputFlags.json, {}, { RAFTCHECK_JSON: 'yes' }))).toContain(
      'RAFTCHECK_JSON',
    );
    expect(outFolder({}, {})).toBe('out');
    expect(outFolder({ out: 'here' }, { RAFTCHECK_OUT: 'there' })).toBe('here');
  });

  it('refuse variables that no flag answers to', () => {
    checkVariables({ PATH: '/bin', RAFTCHECK_MAX_TERM: '3', RAFTCHECK_JSON: '1' });
    expect(trouble(() => checkVariables({ RAFTCHECK_MAX_TREM: '3' }))).toContain("'RAFTCHECK_MAX_TERM'");
  });

  it.each([
    [outputFlags.quiet, 'yes', 'is not valid\n  found     "yes"\n  expected  true or false'],
    [outputFlags.profile, '', 'is empty'],
    [outputFlags.reporter, ' , ', 'is empty'],
    [
      outputFlags.progress,
      'bar',
      'is none of the choices\n  found     "bar"\n  expected  auto, line, plain, none',
    ],
    [ownFlags.runs, '0', 'is not valid\n  found     "0"\n  expected  a whole number, 1 or more'],
    [ownFlags.seed, '-1', 'is not valid\n  found     "-1"\n  expected  a whole number, 0 or more'],
    [ownFlags.seed, '9007199254740993', 'is not valid'],
    [ownFlags.budget, 'soon', 'is not valid\n  found     "soon"\n  expected  a length of time'],
    [ownFlags.masked, '[]', 'is not valid'],
    [ownFlags.tier, '1 7', 'is none of the choices\n  found     "1", "7"\n  expected  0, 1, 2, 3'],
    [settingFlags[0], '', 'is empty'],
  ])(
    'refuse a variable with a value that $name does not take, whichever command is run: %j',
    (flag, value, words) => {
      const variable = `RAFTCHECK_${flag.name.toUpperCase().replaceAll('-', '_')}`;
      expect(trouble(() => checkVariables({ [variable]: value }))).toContain(`${variable}: ${words}`);
    },
  );

  it('are what the flag is for: text stays text, a number is one, lengths of time are seconds', () => {
    expect(choiceOf(outputFlags.profile, { profile: '007' }, {})).toBe('007');
    expect(choiceOf(outputFlags.out, { out: 'none' }, {})).toBe('none');
    expect(choiceOf(ownFlags.runs, { runs: '20' }, {})).toBe(20);
    expect(choiceOf(ownFlags.budget, {}, { RAFTCHECK_BUDGET: '2m' })).toBe(120);
    expect(choiceOf(ownFlags.tier, {}, { RAFTCHECK_TIER: '0,1' })).toEqual(['0', '1']);
  });

  it('are lifted by none, though a variable says something', () => {
    const variables = { RAFTCHECK_PROFILE: 'ci', RAFTCHECK_BUDGET: '5m' };
    expect(choiceOf(outputFlags.profile, { profile: 'none' }, variables)).toBeUndefined();
    expect(choiceOf(ownFlags.budget, { budget: 'none' }, variables)).toBeUndefined();
  });

  it('have names of their own', () => {
    const names = [...settingFlags, ...Object.values(outputFlags)].map((flag) => flag.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
