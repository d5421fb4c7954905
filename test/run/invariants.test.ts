import { describe, expect, it } from 'vitest';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { chooseProperties, invariantNames, loadInvariants } from '../../src/run/invariants.ts';
import { parseSpec } from '../../src/spec/parse.ts';

const choose = async (text: string) =>
  (await chooseProperties(parseSpec(`about: x\n${text}`, 'a.yaml'))).map(({ property }) => property);

async function trouble(text: string): Promise<string> {
  try {
    await choose(text);
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  return 'no error';
}

describe('invariants by name', () => {
  it('are the files of the folder, each exporting the property of its name', async () => {
    const names = invariantNames();
    expect(names).toContain('election-safety');
    expect((await loadInvariants(names)).map((property) => property.name)).toEqual(names);
  });

  it('are all that apply to the model when the spec names none', async () => {
    const properties = await choose('');
    expect(properties.map((property) => property.name)).toContain('log-matching');
    expect(properties.filter((property) => property.scope === 'sometimes')).toEqual([]);
    for (const property of properties)
      expect(property.applies?.(parseSpec('about: x', 'a').spec.model)).not.toBe(false);
  });

  it('are the named ones otherwise, and then what must be reached', async () => {
    const properties = await choose('invariants: [log-matching, log-matching]\nsometimes: [leader-elected]');
    expect(properties.map((property) => property.name)).toEqual([
      'log-matching',
      'core-panic',
      'leader-elected',
    ]);
  });

  it('have core-panic among them, whatever else is named, unless the spec allows panics', async () => {
    const names = async (text: string) => (await choose(text)).map(({ name }) => name);
    expect(await names('invariants: []')).toEqual(['core-panic']);
    expect(await names('invariants: [core-panic, log-matching]')).toEqual(['core-panic', 'log-matching']);
    expect(await names('invariants: [log-matching]\nallow-panics: true')).toEqual(['log-matching']);
    const all = await names('');
    expect(all).toContain('core-panic');
    expect(await names('allow-panics: true')).toEqual(all.filter((name) => name !== 'core-panic'));
    expect(await trouble('invariants: [core-panic]\nallow-panics: true')).toContain(
      'a.yaml:2:14: core-panic and allow-panics exclude each other',
    );
  });

  it('are refused where the name means nothing there', async () => {
    expect(await trouble('invariants: [log-matching, log-mathing]')).toBe(
      "a.yaml:2:28: there is no invariant named 'log-mathing'\n  expected  a name that `raftcheck list` shows\n  hint      did you mean 'log-matching'?",
    );
    expect(await trouble('invariants: [leader-elected]')).toContain("'leader-elected' is a state to reach");
    expect(await trouble('sometimes: [log-matching]')).toContain('list it under invariants');
  });
});
