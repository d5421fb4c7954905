import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesIn, read } from '../house/sources.ts';
import { project } from './project.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

const json = async (args: string[], folder: string, env: Record<string, string> = {}) =>
  JSON.parse((await raftcheck([...args, '--json', '--no-progress'], env, folder)).stdout);

describe('a configuration', () => {
  const config = `bounds: { max-term: 4 }
search: { max-states: 50 }
allow-incomplete: true
reporter: junit=reports/all.xml
profiles:
  ci: { search: { max-states: 60 }, specs: [specs/races.yaml], out: results }
`;

  it('gives way to the spec, a profile to variables, variables to flags', async () => {
    const folder = project({ 'raftcheck.config.yaml': config });
    const asked = async (args: string[], env: Record<string, string> = {}) => {
      const { model } = await json(['specs/races.yaml', ...args], folder, env);
      return [model.bounds['max-term'], model.search.maxStates];
    };
    expect(await asked([])).toEqual([2, 50]);
    expect(await asked(['--profile', 'ci'])).toEqual([2, 60]);
    expect(await asked(['--profile', 'ci'], { RAFTCHECK_MAX_STATES: '70' })).toEqual([2, 70]);
    expect(await asked(['--profile', 'ci', '--max-states', '80'], { RAFTCHECK_MAX_STATES: '70' })).toEqual([
      2, 80,
    ]);
  });

  it('says what the gate runs and where its reports go', async () => {
    const folder = project({ 'raftcheck.config.yaml': config });
    const all = await raftcheck(['ci', '--no-progress'], {}, folder);
    expect(all.status).toBe(0);
    expect(all.stdout).toMatch(/^INCOMPLETE +races /m);
    expect(readFileSync(join(folder, 'reports/all.xml'), 'utf8')).toContain(
      '<testsuite name="forgetful-voter"',
    );
    const gate = await json(['ci', '--profile', 'ci'], folder);
    expect([gate.profile, gate.entries.length]).toEqual(['ci', 1]);
    expect(existsSync(join(folder, 'results'))).toBe(true);
  });

  it('with a mistake stops every command that reads it, and not those that help to mend it', async () => {
    const folder = project({ 'raftcheck.config.yaml': 'reporters: junit\n' });
    const { status, stderr } = await raftcheck(['list'], {}, folder);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "raftcheck: raftcheck.config.yaml:1:1: unknown key 'reporters'\n  hint      did you mean 'reporter'?\n",
    );
    expect((await raftcheck(['schema', 'config'], {}, folder)).status).toBe(0);
  });

  it('lets names mean the specs of the project first', async () => {
    const folder = project({ 'specs/raft.yaml': 'about: Ours.\nmodel: { nodes: 1 }\n' });
    expect((await json(['raft'], folder)).model.nodes).toBe(1);
    expect((await raftcheck(['list'], {}, folder)).stdout).toMatch(/^ {2}races +Do races for leadership/m);
  });
});

describe('init', () => {
  it('writes a configuration, a spec and a workflow, with which the gate passes and pins the spec', async () => {
    const folder = temporaryFolder();
    const first = await raftcheck(['init'], {}, folder);
    expect(first.stdout).toBe(
      'wrote  raftcheck.config.yaml\nwrote  specs/first.yaml\nwrote  .github/workflows/raftcheck.yml\n' +
        'wrote  .github/workflows/raftcheck-nightly.yml\nwrote  .gitignore\n' +
        'raftcheck: `raftcheck ci --update` runs the specs and pins what they find\n',
    );
    const gate = await raftcheck(['ci', '--update', '--no-progress'], {}, folder);
    expect(gate.stdout).toMatch(/^held +first +\d+ held/m);
    expect(gate.status).toBe(0);
    expect(readFileSync(join(folder, 'specs/first.yaml'), 'utf8')).toMatch(
      /\nexpect: \{ verdict: ok, distinct: \d+, generated: \d+ \}\n$/,
    );
    expect((await raftcheck(['ci', '--profile', 'ci', '--no-progress', '--quiet'], {}, folder)).status).toBe(
      0,
    );
    const spec = readFileSync(join(folder, 'specs/first.yaml'), 'utf8');
    writeFileSync(join(folder, 'specs/first.yaml'), spec.replace(/distinct: \d+/, 'distinct: 1'));
    const wrong = await raftcheck(['ci', '--no-progress'], { GITHUB_ACTIONS: 'true' }, folder);
    expect([wrong.status, wrong.stdout]).toEqual([
      4,
      expect.stringMatching(/^::error file=specs\/first\.yaml/m),
    ]);
    expect(readFileSync(join(folder, 'out/junit.xml'), 'utf8')).toContain('<failure');
    // What comes unasked in GitHub's runners comes with the configuration and the profile that init has written.
    const summary = join(folder, 'summary.md');
    const runner = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const gated = await raftcheck(['ci', '--profile', 'ci', '--no-progress'], runner, folder);
    expect(gated.stdout).toMatch(/^::error file=specs\/first\.yaml/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/^## raftcheck: /);
    const workflow = parse(readFileSync(join(folder, '.github/workflows/raftcheck.yml'), 'utf8'));
    expect(JSON.stringify(workflow.jobs)).toContain('npx raftcheck ci --profile ci');
  });

  it('never overwrites', async () => {
    const folder = project({ 'raftcheck.config.json': '{}', 'specs/first.yaml': 'about: mine\n' });
    const { status, stdout } = await raftcheck(['init'], {}, folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^kept {3}raftcheck\.config\.json\nkept {3}specs\/first\.yaml\nwrote {2}/);
    expect(readFileSync(join(folder, 'specs/first.yaml'), 'utf8')).toBe('about: mine\n');
    expect(existsSync(join(folder, 'raftcheck.config.yaml'))).toBe(false);
  });
});

describe('schemas', () => {
  const schemaOf = async (name: string) =>
    new Ajv2020({ allErrors: true, strict: false }).compile(
      JSON.parse((await raftcheck(['schema', name])).stdout),
    );

  it('of specs accept every spec there is, and no other key', async () => {
    const validate = await schemaOf('spec');
    for (const file of filesIn('specs', '.yaml'))
      expect([file, validate(parse(read(file))), validate.errors]).toEqual([file, true, null]);
    expect(validate({ about: 'x', bounds: { 'max-trem': 1 } })).toBe(false);
  });

  it('of configurations accept what init writes', async () => {
    const validate = await schemaOf('config');
    const folder = temporaryFolder();
    await raftcheck(['init'], {}, folder);
    expect(
      validate(parse(readFileSync(join(folder, 'raftcheck.config.yaml'), 'utf8'))) || validate.errors,
    ).toBe(true);
    expect(validate({ profiles: { ci: { budgte: '1m' } } })).toBe(false);
  });

  it('of reports accept what the commands print', async () => {
    const folder = project();
    const verdict = await schemaOf('verdict');
    expect(verdict(await json(['specs/races.yaml'], folder)) || verdict.errors).toBe(true);
    expect(verdict(await json(['specs/bugs/forgetful-voter.yaml'], folder)) || verdict.errors).toBe(true);
    const gate = await schemaOf('gate');
    expect(gate(await json(['ci'], folder)) || gate.errors).toBe(true);
  });

  it('are listed, and a mistyped one is told', async () => {
    expect((await raftcheck(['schema'])).stdout).toMatch(
      /^config .*\nspec .*\nmapping .*\nverdict .*\ngate .*\nreach .*\nmatrix .*\nwiden .*\n$/,
    );
    expect((await raftcheck(['schema', 'sepc'])).stderr).toContain("did you mean 'spec'?");
  });
});

describe('completion', () => {
  let texts: [string, string][] | null = null;
  /** What the command says to whoever asks for a completion: the same in every new project. */
  async function said(folder: string): Promise<[string, string][]> {
    const kinds = ['bash', 'specs', 'invariants', 'goals'];
    const ask = async (kind: string): Promise<[string, string]> => [
      kind,
      (await raftcheck(['completion', kind], {}, folder)).stdout,
    ];
    texts ??= await Promise.all(kinds.map(ask));
    return texts;
  }

  async function complete(words: string[]): Promise<string[]> {
    const folder = project();
    for (const [kind, text] of await said(folder)) writeFileSync(join(folder, `said-${kind}`), text);
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const program = `raftcheck() { cat "said-$2"; }; . ./said-bash; COMP_WORDS=(raftcheck ${quoted}); COMP_CWORD=${words.length}; _raftcheck; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', program], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
  }

  it.each([
    [['comp'], ['compare', 'completion']],
    [['rac'], ['races']],
    [['races', '--invariant', 'deadl'], ['deadlock']],
    [['reach', 'races', 'leader-el'], ['leader-elected']],
    [['ci', '--bud'], ['--budget']],
    [['--no-sym'], ['--no-symmetry']],
    [['schema', '--no-'], ['']],
    [
      ['--clock', ''],
      ['untimed', 'ticks'],
    ],
    [
      ['ci', '--reporter', 'j'],
      ['json', 'junit'],
    ],
    [
      ['--clock', '=', ''],
      ['untimed', 'ticks'],
    ],
    [
      ['ci', '--reporter', '=', 'j'],
      ['json', 'junit'],
    ],
    [['schema', 's'], ['spec']],
    [['bugs', 'forget'], ['forgetful-voter']],
  ])('of %j in bash is %j', async (words, expected) => {
    expect(await complete(words)).toEqual(expected);
  });

  it('in zsh is that of bash', async () => {
    const [bash, zsh] = await Promise.all(['bash', 'zsh'].map((shell) => raftcheck(['completion', shell])));
    expect(zsh.stdout.startsWith('#compdef raftcheck\n')).toBe(true);
    expect(zsh.stdout).toContain(bash.stdout);
    expect((await raftcheck(['completion', 'fish'])).status).toBe(2);
  });
});
