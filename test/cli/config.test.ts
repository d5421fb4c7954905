import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { loadProject, noProject } from '../../src/cli/config.ts';
import { ownFlags } from '../../src/cli/flags/own.ts';
import { choiceOf } from '../../src/cli/settings.ts';
import { parseSpec } from '../../src/spec/parse.ts';

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'raftcheck-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

async function trouble(
  files: Readonly<Record<string, string>>,
  profile: string | null = null,
): Promise<string> {
  try {
    await loadProject(folder(files), profile);
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  return 'no error';
}

const yaml = `specs: [raft, specs/mine.yaml]
bounds: { max-term: 3 }
reporter: [default, junit=out/a.xml]
out: results
profiles:
  nightly:
    bounds: { max-term: 5 }
    budget: 2h
    output-file: { sarif: out/a.sarif }
    out: nights
`;

describe('a configuration', () => {
  it('that is not there says nothing', async () => {
    expect(await loadProject(folder({ 'package.json': '{ "name": "x" }' }), null)).toBe(noProject);
  });

  it.each([
    ['raftcheck.config.yaml', 'specs: [a]\nquiet: true\n'],
    ['raftcheck.config.json', '{ "$schema": "x", "specs": ["a"], "quiet": true }'],
    ['package.json', '{\n\t"name": "x",\n\t"raftcheck": { "specs": ["a"], "quiet": true }\n}'],
  ])('is read from %s', async (file, text) => {
    const project = await loadProject(folder({ [file]: text }), null);
    expect(project).toMatchObject({ file, specs: ['a'], variables: { RAFTCHECK_QUIET: 'true' } });
  });

  it('lies under the specs, and its profile over them', async () => {
    const path = folder({ 'raftcheck.config.yaml': yaml });
    const term = async (profile: string | null, text: string) => {
      const { defaults, overrides } = await loadProject(path, profile);
      return parseSpec(text, 'a.yaml', overrides === null ? [] : [overrides], defaults).spec.model.bounds[
        'max-term'
      ];
    };
    expect(await term(null, 'about: x')).toBe(3);
    expect(await term(null, 'about: x\nbounds: { max-term: 4 }')).toBe(4);
    expect(await term('nightly', 'about: x\nbounds: { max-term: 4 }')).toBe(5);
  });

  it('is what a profile does not say otherwise', async () => {
    const path = folder({ 'raftcheck.config.yaml': yaml });
    expect(await loadProject(path, 'nightly')).toMatchObject({
      specs: ['raft', 'specs/mine.yaml'],
      reporters: ['default', 'junit=out/a.xml'],
      outputFiles: ['sarif=out/a.sarif'],
      variables: { RAFTCHECK_OUT: 'nights', RAFTCHECK_BUDGET: '2h' },
    });
    expect((await loadProject(path, null)).variables).toEqual({ RAFTCHECK_OUT: 'results' });
  });

  it('is lifted by its profile, where that says null', async () => {
    const text = 'budget: 3m\nprofiles: { long: { budget: null } }';
    const { variables } = await loadProject(folder({ 'raftcheck.config.yaml': text }), 'long');
    expect(choiceOf(ownFlags.budget, {}, variables)).toBeUndefined();
    expect(variables).toEqual({ RAFTCHECK_BUDGET: 'none' });
  });

  it('tells of a mistake in a value of a spec where it stands', async () => {
    const { defaults } = await loadProject(
      folder({ 'raftcheck.config.yaml': 'model:\n  nodes: 3\n  learners: 3\n' }),
      null,
    );
    expect(() => parseSpec('about: x', 'a.yaml', [], defaults)).toThrow(
      /raftcheck\.config\.yaml:3:13: no voter is left/,
    );
  });
});

describe('a mistake in a configuration', () => {
  it.each([
    [{ 'package.json': '{ "raftcheck": "x" }' }, 'package.json:1:16: not a configuration\n  found     "x"'],
    [{ 'package.json': '{ "raftcheck": null }' }, 'package.json:1:16: not a configuration\n  found     null'],
    [{ 'package.json': '{ "raftcheck": {}, }' }, 'no error'],
    [{ 'package.json': '{ "raftcheck": {' }, 'package.json:1:17: a bracket is not closed'],
    [
      { 'raftcheck.config.yaml': 'profiles: { none: {} }' },
      "raftcheck.config.yaml:1:13: the key 'none' of profiles is not valid\n  expected  a name for --profile, other than none",
    ],
    [
      { 'raftcheck.config.yaml': 'profiles: 3' },
      'profiles is not valid\n  found     3\n  expected  a mapping',
    ],
    [{ 'raftcheck.config.json': '{"$schema": 3}' }, '$schema is not valid\n  found     3\n  expected  text'],
    [
      { 'raftcheck.config.yaml': 'quiet: "yes"' },
      'quiet is not valid\n  found     "yes"\n  expected  true or false',
    ],
    [{ 'raftcheck.config.yaml': 'out: 3' }, 'out is not valid\n  found     3'],
    [{ 'raftcheck.config.yaml': 'out: "a\\0b"' }, 'out is not valid\n  found     "a\\u0000b"'],
    [{ 'raftcheck.config.yaml': 'reporter: "junit=\\0"' }, 'reporter is not valid'],
    [{ 'raftcheck.config.yaml': 'reporter: { junit: x }' }, 'reporter is not valid\n  found     a mapping'],
    [{ 'raftcheck.config.yaml': 'output-file: { junti: x }' }, "unknown key 'junti' in output-file"],
    [
      { 'raftcheck.config.yaml': 'spec: [a]\n' },
      "raftcheck.config.yaml:1:1: unknown key 'spec'\n  hint      did you mean 'specs'?",
    ],
    [
      { 'raftcheck.config.yaml': 'bounds:\n  max-trem: 3\n' },
      "raftcheck.config.yaml:2:3: unknown key 'max-trem' in bounds\n  hint      did you mean 'max-term'?",
    ],
    [
      { 'raftcheck.config.yaml': 'profiles:\n  ci:\n    bugdet: 3\n' },
      "raftcheck.config.yaml:3:5: unknown key 'bugdet' in profiles.ci\n  hint      did you mean 'budget'?",
    ],
    [
      { 'raftcheck.config.yaml': 'profiles:\n  ci:\n    search: { dpeth: 3 }\n' },
      "raftcheck.config.yaml:3:15: unknown key 'dpeth' in profiles.ci.search\n  hint      did you mean 'depth'?",
    ],
    [
      { 'raftcheck.config.json': '{\n  "budget": "soon"\n}' },
      'raftcheck.config.json:2:13: budget is not valid\n  found     "soon"\n  expected  a length of time such as 90s, 5m or 2h',
    ],
    [
      { 'package.json': '{\n  "raftcheck": { "ui": "scren" }\n}' },
      'package.json:2:24: ui is not valid\n  found     "scren"\n  expected  one of auto, screen, none\n  hint      did you mean \'screen\'?',
    ],
    [{ 'raftcheck.config.yaml': 'specs: [a\n' }, 'raftcheck.config.yaml:'],
    [{ 'raftcheck.config.yaml': '', 'raftcheck.config.json': '{}' }, 'there is more than one configuration'],
    [{ 'raftcheck.config.yaml': '- a\n' }, 'not a configuration'],
  ])('is told with its place: %j', async (files, message) => {
    expect(await trouble(files as Record<string, string>)).toContain(message);
  });

  it('is a profile that is not there', async () => {
    expect(await trouble({ 'raftcheck.config.yaml': yaml }, 'nightyl')).toBe(
      "--profile: there is no profile named 'nightyl'\n  found     raftcheck.config.yaml with nightly\n" +
        "  expected  a key under profiles of the configuration\n  hint      did you mean 'nightly'?",
    );
    expect(await trouble({}, 'ci')).toContain('there is no configuration file');
    for (const name of ['', 'constructor', '__proto__', '3']) {
      expect(await trouble({ 'raftcheck.config.yaml': yaml }, name)).toContain(`no profile named '${name}'`);
    }
  });
});
