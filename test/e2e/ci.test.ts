import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateSchema } from '../../src/report/schema.ts';
import { whole } from '../long.ts';
import { election, forgetfulVoter, project, races } from './project.ts';
import { finished, masked, raftcheck, start, temporaryFolder } from './raftcheck.ts';

const ci = (folder: string, ...args: string[]) => raftcheck(['ci', '--no-progress', ...args], {}, folder);
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

const namesOf = async (folder: string, ...args: string[]): Promise<string[]> =>
  JSON.parse((await ci(folder, '--json', ...args)).stdout).entries.map(({ name }: { name: string }) => name);

describe('raftcheck ci', () => {
  it('runs every spec and every seeded bug, the cheapest first, and ends with 0 when all is as pinned', async () => {
    const { status, stdout, stderr } = await ci(project());
    expect(masked(stdout).replaceAll(/ +\d+\.\d$/gm, ' <t>')).toBe(
      `       spec                  result                      states  generated  seconds
found  bugs/forgetful-voter  election-safety in 6 steps     110        199 <t>
held   election              3 held                          15         15 <t>
held   races                 3 held                         243        529 <t>
in no spec   26 actions: heartbeat, check-quorum, expire-lease, crash, restart and 21 more
raftcheck: OK 2 specs held, 1 bug found · 368 states · <t> s
`,
    );
    expect([status, stderr]).toEqual([0, '']);
  });

  it('ends with 1 when a safe spec breaks, and shows how', async () => {
    const folder = project({
      'specs/election.yaml': forgetfulVoter.replace('violation, property: election-safety, length: 6', 'ok'),
    });
    const { status, stdout } = await ci(folder);
    expect(status).toBe(1);
    expect(stdout).toContain('election-safety is broken in 6 steps: n1 leads term 1');
    expect(stdout).toContain('    1  timeout n1\n');
    expect(lastLine(stdout)).toMatch(
      /^raftcheck: VIOLATED election-safety in 6 steps \(forgetful-voter\) · 1 of 3 not as expected .* raftcheck inspect out\/\S+\.json$/,
    );
  });

  it('ends with 4 when a bug is missed, or a figure differs', async () => {
    const missed = await ci(
      project({
        'specs/bugs/forgetful-voter.yaml': forgetfulVoter.replace('max-in-flight: 8', 'max-in-flight: 1'),
      }),
    );
    expect(missed.status).toBe(4);
    expect(missed.stdout).toMatch(/^MISSED +bugs\/forgetful-voter /m);
    const differs = await ci(project({ 'specs/races.yaml': races.replace('243', '242') }));
    expect(differs.status).toBe(4);
    expect(lastLine(differs.stdout)).toContain('DIFFERS races: the pin of distinct states is 242, found 243');
  });

  it('ends with 2 when a spec cannot be read, with the place, and runs the others', async () => {
    const folder = project({ 'specs/races.yaml': `${races}serch: {}\n` });
    const { status, stdout } = await ci(folder);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^FAILED +races +not run/m);
    expect(stdout).toMatch(/specs\/races\.yaml:7:1: unknown key 'serch'/);
    expect(stdout).toMatch(/^held +election /m);
    const shards = await Promise.all([1, 2].map((k) => ci(folder, '--shard', `${k}/2`, '--json')));
    const failed = shards.map((shard) =>
      JSON.parse(shard.stdout).entries.filter(({ outcome }: { outcome: string }) => outcome === 'failed'),
    );
    expect(failed.map((entries) => entries.length)).toEqual([1, 0]);
  });

  it('ends with 2 before anything runs when no spec can be read: what all are told is wrong', async () => {
    const { status, stdout, stderr } = await ci(project(), '--workers', 'many');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^raftcheck: --workers: /);
  });

  it('ends with 2 when an edit is stale, after the others have run', async () => {
    const stale = forgetfulVoter.replace('find: r.vote', 'find: r.vot');
    const { status, stdout } = await ci(project({ 'specs/bugs/forgetful-voter.yaml': stale }));
    expect(status).toBe(2);
    expect(stdout).toMatch(/^FAILED +bugs\/forgetful-voter +not run/m);
    expect(stdout).toContain('stale edit of src/raft/step.ts');
    expect(stdout).toMatch(/^held +races /m);
  });
});

describe('a gate of what is named', () => {
  it('runs only that: a spec by name, by path, or a folder', async () => {
    const folder = project();
    const names = (...args: string[]) => namesOf(folder, ...args);
    expect(await names('specs/races.yaml')).toEqual(['races']);
    expect(await names('specs/races.yaml', 'specs/election.yaml')).toEqual(['election', 'races']);
    expect(await names('specs/bugs')).toEqual(['forgetful-voter']);
  });

  it.runIf(whole)(
    'takes a word for a folder where no spec has it as its name, in a configuration as well',
    async () => {
      const folder = project({
        'mine/own.yaml': election,
        'races/other.yaml': election,
        'raftcheck.config.yaml': 'specs: [mine]\n',
      });
      const names = (...args: string[]) => namesOf(folder, ...args);
      expect(await names('mine')).toEqual(['own']);
      expect(await names()).toEqual(['own']);
      expect(await names('races')).toEqual(['races']);
      expect((await ci(folder, 'raftcheck.config')).stderr).toContain(
        "there is no spec named 'raftcheck.config'",
      );
    },
  );
});

describe('a budget', () => {
  it('that is spent leaves the rest incomplete: said aloud, and 3 unless that is allowed', async () => {
    const folder = project();
    const spent = await ci(folder, '--budget', '0.001');
    expect(spent.status).toBe(3);
    expect(spent.stdout).toContain('not run: the budget was spent');
    expect(lastLine(spent.stdout)).toMatch(/^raftcheck: INCOMPLETE \d of 3 not finished · /);
    const allowed = await ci(folder, '--budget', '0.001', '--allow-incomplete');
    expect(allowed.status).toBe(0);
    expect(lastLine(allowed.stdout)).toMatch(/^raftcheck: INCOMPLETE \d of 3 not finished \(allowed\) · /);
  });

  it('can be set for each spec, by any limit', async () => {
    const { status, stdout } = await ci(project(), '--max-states', '100');
    expect(status).toBe(3);
    expect(stdout).toMatch(/^INCOMPLETE +races /m);
    expect(stdout).toContain('stopped by max-states: not every state was seen');
  });

  it('that is no time is refused', async () => {
    const { status, stderr } = await ci(project(), '--budget', 'soon');
    expect(status).toBe(2);
    expect(stderr).toContain('--budget: is not valid\n  found     "soon"\n  expected  a length of time');
  });
});

describe('--update', () => {
  it('rewrites the pins that differ, keeps all else of the file, shows the difference, and passes from then on', async () => {
    const folder = project({
      'specs/election.yaml': election.replace('distinct: 15', 'distinct: 14'),
      'specs/bugs/forgetful-voter.yaml': forgetfulVoter.replace('length: 6', 'length: 9'),
    });
    const { status, stdout } = await ci(folder, '--update');
    expect(status).toBe(0);
    expect(stdout).toContain('pins renewed in specs/election.yaml\n  distinct 14 -> 15\n');
    expect(stdout).toContain('pins renewed in specs/bugs/forgetful-voter.yaml\n  length 9 -> 6\n');
    expect(readFileSync(join(folder, 'specs/election.yaml'), 'utf8')).toBe(election);
    expect(readFileSync(join(folder, 'specs/bugs/forgetful-voter.yaml'), 'utf8')).toBe(forgetfulVoter);
    expect((await ci(folder)).status).toBe(0);
  });

  it('pins a spec that has no figures yet', async () => {
    const folder = project({ 'specs/election.yaml': election.replace(/expect.*\n/, '') });
    expect((await ci(folder)).stdout).toMatch(/^held +election +3 held, counts not pinned /m);
    await ci(folder, '--update');
    const text = readFileSync(join(folder, 'specs/election.yaml'), 'utf8');
    expect(text.endsWith('\nexpect: { verdict: ok, distinct: 15, generated: 15 }\n')).toBe(true);
  });

  it('is refused where a profile changes the question: the answer is another one', async () => {
    const folder = project({
      'raftcheck.config.yaml': 'profiles: { wide: { bounds: { max-in-flight: 4 } } }\n',
    });
    const { status, stderr } = await ci(folder, '--update', '--profile', 'wide');
    expect(status).toBe(2);
    expect(stderr).toContain('--update: cannot renew pins\n  found     specs/');
  });

  it('makes no violation right, and no missed bug', async () => {
    const folder = project();
    const wrong = forgetfulVoter.replace('violation, property: election-safety, length: 6', 'ok');
    const missed = forgetfulVoter.replace('max-in-flight: 8', 'max-in-flight: 1');
    writeFileSync(join(folder, 'specs/election.yaml'), wrong);
    writeFileSync(join(folder, 'specs/bugs/forgetful-voter.yaml'), missed);
    expect((await ci(folder, '--update')).status).toBe(1);
    expect(readFileSync(join(folder, 'specs/election.yaml'), 'utf8')).toBe(wrong);
    expect(readFileSync(join(folder, 'specs/bugs/forgetful-voter.yaml'), 'utf8')).toBe(missed);
  });
});

describe('reporters', () => {
  it('write several at once, each to its file, and stdout stays for people', async () => {
    const folder = project({ 'specs/races.yaml': races.replace('distinct: 243', 'distinct: 244') });
    const files = [
      'junit=out/junit.xml',
      'sarif=out/r.sarif',
      'ndjson=out/r.ndjson',
      'markdown=out/deep/r.md',
    ];
    const { status, stdout } = await ci(
      folder,
      ...files.flatMap((file) => ['--reporter', file]),
      '--output-file.json=out/r.json',
    );
    expect(status).toBe(4);
    expect(stdout).toMatch(/^DIFFERS +races /m);
    const text = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(text('out/junit.xml')).toContain('<testsuites name="raftcheck" tests="11" failures="1"');
    expect(JSON.parse(text('out/r.sarif')).runs[0].results).toHaveLength(1);
    expect(text('out/r.ndjson').trimEnd().split('\n')).toHaveLength(5);
    expect(text('out/deep/r.md')).toContain('| ⚠️ differs | races | 3 held | 243 | 529 |');
    expect(gateSchema.safeParse(JSON.parse(text('out/r.json'))).error).toBeUndefined();
  });

  it('in a GitHub workflow are annotations and a step summary, unasked', async () => {
    const folder = project({ 'specs/races.yaml': races.replace('distinct: 243', 'distinct: 244') });
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { stdout } = await raftcheck(['ci', '--no-progress'], env, folder);
    expect(stdout).toMatch(
      /^::error file=specs\/races\.yaml,line=1,title=races%3A differs::the pin of distinct states/m,
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^raftcheck: DIFFERS races: /);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## raftcheck: vacuous\n/);
  });

  it('that cannot write are told before the search begins, which goes on for the others', async () => {
    const folder = project({ taken: '' });
    const files = ['--reporter', 'junit=taken/junit.xml', '--reporter', 'json=out/r.json'];
    const { status, stdout, stderr } = await ci(folder, ...files);
    expect([status, stdout]).toEqual([
      2,
      expect.stringMatching(/^raftcheck: OK 2 specs held, 1 bug found /m),
    ]);
    expect(stderr).toMatch(/^raftcheck: taken\/junit\.xml: cannot be written\n {2}found {5}ENOTDIR: /);
    expect(JSON.parse(readFileSync(join(folder, 'out/r.json'), 'utf8')).verdict).toBe('ok');
  });

  it('serve the check of one spec too', async () => {
    const folder = project();
    const bug = join(folder, 'specs/bugs/forgetful-voter.yaml');
    const { status } = await raftcheck(
      [bug, '--no-progress', '--reporter', 'junit=out/junit.xml'],
      {},
      folder,
    );
    expect(status).toBe(1);
    const text = readFileSync(join(folder, 'out/junit.xml'), 'utf8');
    expect(text).toContain('election-safety is broken in 6 steps');
    expect(text).toContain('sequenceDiagram');
  });
});

describe('coverage', () => {
  it.runIf(whole)(
    'can be required: what is in a model must be taken, and what is judged must say something',
    async () => {
      const idle = `${election
        .replace('max-heartbeats: 0', 'max-heartbeats: 1')
        .replace(
          /(invariants|sometimes|search|expect).*\n/g,
          '',
        )}invariants: [log-matching]\nsearch: { depth: 1 }\n`;
      const folder = project({ 'specs/election.yaml': idle, 'specs/races.yaml': idle.replace('two', '2') });
      expect((await ci(folder)).status).toBe(0);
      const { status, stdout } = await ci(folder, '--require-coverage');
      expect(status).toBe(4);
      expect(stdout).toContain('NOT COVERED  heartbeat is in a model and was never taken\n');
      expect(stdout).toContain('NOT COVERED  log-matching never said anything\n');
      expect(lastLine(stdout)).toMatch(/^raftcheck: VACUOUS 2 not covered: heartbeat is in a model/);
    },
  );

  it('of the core names the branches that no step came to, in its source', async () => {
    const gate = JSON.parse((await ci(project(), '--coverage', '--json')).stdout);
    const { branches, functions, unreached, assertions } = gate.coverage.core;
    expect(branches.reached).toBeGreaterThan(100);
    expect(functions.reached).toBeLessThan(functions.total);
    expect(assertions).toBeGreaterThan(0);
    const snapshot = unreached.find(({ within }: { within: string }) => within === 'handleSnapshot');
    const line = readFileSync(snapshot.file, 'utf8').split('\n')[snapshot.line - 1];
    expect(line).toMatch(/function handleSnapshot\(/);
  });
});

describe('an interrupted gate', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says what it knows, writes its reports, and ends with 130: %s',
    async (signal) => {
      const endless = `${races.replace(/(expect|bounds).*\n/g, '')}bounds: { max-term: 9, max-in-flight: 9 }\n`;
      const folder = project({ 'specs/races.yaml': endless });
      const child = start(['ci', '--progress', 'plain', '--reporter', 'json=out/r.json'], {}, folder);
      const end = finished(child);
      let told = '';
      child.stderr?.on('data', (text: string) => {
        told += text;
        if (told.includes('[3/3] races: depth')) child.kill(signal);
      });
      const { status, stdout } = await end;
      expect(status).toBe(130);
      expect(stdout).toMatch(/^INCOMPLETE +races /m);
      expect(lastLine(stdout)).toMatch(/^raftcheck: INCOMPLETE 1 of 3 not finished, interrupted · /);
      expect(JSON.parse(readFileSync(join(folder, 'out/r.json'), 'utf8'))).toMatchObject({
        interrupted: true,
        verdict: 'incomplete',
      });
    },
  );
});

it.each([
  ['a file that is no spec', ['notes.txt'], 'notes.txt'],
  ['a file in the place of specs/', [], 'specs'],
])('a gate of a folder that is none ends with 2: %s', async (_, args, name) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), 'mine');
  const { status, stdout, stderr } = await raftcheck(['ci', ...args], {}, folder);
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    `raftcheck: ${name}: cannot be read\n  found     ENOTDIR: not a directory\n  expected  a folder with specs\n`,
  ]);
});
