/** Cores in other processes, as a user runs them: what is checked, who may run what, and drivers that go wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whole } from '../long.ts';
import { election, races } from './project.ts';
import { type Finished, finished, raftcheck, start } from './raftcheck.ts';
import { core, withCore } from './withcore.ts';

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

const named = 'builtin-behind-pipes 1';

describe('a core in another process', () => {
  it.each(['1', '2'])('is checked as the built-in one is: %s workers', async (workers) => {
    const folder = withCore(core('core.mjs'));
    const [own, other] = await Promise.all([
      run(folder, 'races', '--json', '--workers', workers),
      run(folder, 'races', '--json', '--workers', workers, '--core', 'cores/it'),
    ]);
    const [one, two] = [JSON.parse(own.stdout), JSON.parse(other.stdout)];
    expect(two.core).toEqual({ name: 'builtin-behind-pipes', version: '1', leftOut: [] });
    for (const part of ['states', 'levels', 'actions', 'cutBy', 'reductions', 'verdict'])
      expect(two[part], part).toEqual(one[part]);
  });

  it('is named by a spec, relative to it, and in the report', async () => {
    const folder = withCore(core('core.mjs'), { 'specs/races.yaml': `core: ../cores/it\n${races}` });
    const { status, stdout } = await run(folder, 'races');
    expect(stdout).toMatch(new RegExp(`^races: .*, core ${named}\\n`));
    expect(stdout).toMatch(new RegExp(`raftcheck: OK .* \\(core ${named}\\) · 243 states`));
    expect(status).toBe(0);
  });

  it.runIf(whole)('is named by a configuration, relative to it, and by a command in its place', async () => {
    const command = `core: { ${core('core.mjs').trim()} }\n`;
    const folder = withCore(core('core.mjs'), { 'raftcheck.config.yaml': command });
    expect((await run(folder, 'election')).stdout).toContain(`(core ${named})`);
    expect((await run(folder, 'election', '--core', 'builtin')).stdout).not.toContain('(core');
  });

  it('is built before it is run, and a build that fails is told', async () => {
    const build = `build: ['${process.execPath}', '-e', 'require("fs").writeFileSync("built", "")']\n`;
    const folder = withCore(core('core.mjs', '', build));
    expect((await run(folder, 'election', '--core', 'cores/it')).status).toBe(0);
    expect(readdirSync(join(folder, 'cores/it'))).toContain('built');
    const fails = withCore(core('core.mjs', '', 'build: [sh, -c, "echo undefined: raft; exit 1"]'));
    const { status, stderr } = await run(fails, 'election', '--core', 'cores/it');
    expect(stderr).toMatch(/--core: the core is not built: sh -c .*\n {2}found +undefined: raft\n/);
    expect(status).toBe(2);
  });

  it('that breaks a property gives a trace that says whose it is, and not how it is run', async () => {
    const folder = withCore(core('faulty.mjs', 'throws'));
    const { status, stdout } = await run(folder, 'election', '--core', 'cores/it', '--json');
    const verdict = JSON.parse(stdout);
    expect(verdict.violation.property).toBe('core-panic');
    expect(verdict.violation.message).toContain('vote for nobody');
    const text = readFileSync(join(folder, verdict.violation.trace), 'utf8');
    expect(JSON.parse(text).core).toEqual({ name: 'builtin-behind-pipes', version: '1' });
    expect(text).not.toContain('faulty');
    expect(status).toBe(1);
  });

  it('is searched without symmetry where it tells names apart', async () => {
    const folder = withCore(core('faulty.mjs', 'names mean something'));
    const { stdout } = await run(folder, 'races', '--core', 'cores/it');
    expect(stdout).toMatch(/no symmetry: this core tells nodes apart: .* has no other names/);
  });

  it('that says nothing of late messages is searched with all of them, which is said', async () => {
    const folder = withCore(core('faulty.mjs', 'no floors'));
    const { stdout } = await run(folder, 'races', '--core', 'cores/it');
    expect(stdout).toMatch(/no dead-messages: this core does not say what can come too late/);
    expect(stdout).toMatch(/raftcheck: OK/);
  });

  it('that takes fewer inputs is checked without them, by name, unless a spec asks for one', async () => {
    const timers = `${election.replace(', max-heartbeats: 0', '')}`;
    const folder = withCore(core('faulty.mjs', 'fewer inputs'), {
      'specs/timers.yaml': timers.replace(/^expect.*\n/m, ''),
    });
    const { status, stdout } = await run(folder, 'timers', '--core', 'cores/it');
    expect(stdout).toContain(`core ${named}, which takes no heartbeat`);
    expect(status).toBe(0);
    const crashes = await run(folder, 'timers', '--core', 'cores/it', '--max-crashes', '1');
    expect(crashes.stderr).toMatch(
      /--core: the core builtin-behind-pipes takes no crash\n {2}found +max-crashes 1/,
    );
    expect(crashes.status).toBe(2);
  });
});

describe("a core that a file of somebody else's names", () => {
  const stranger = `core: ../cores/it\n${election}`;

  it('is run only when the user says so', async () => {
    const folder = withCore(core('core.mjs'), { 'theirs/own.yaml': stranger });
    const refused = await run(folder, 'theirs/own.yaml');
    expect(refused.stderr).toMatch(
      /theirs\/own.yaml:1:7: names a core of its own, which runs only when you say --trust/,
    );
    expect(refused.status).toBe(2);
    expect((await run(folder, 'theirs/own.yaml', '--trust')).stdout).toContain(`(core ${named})`);
    // What is typed is trusted, and it is what counts.
    expect((await run(folder, 'theirs/own.yaml', '--core', 'cores/it')).status).toBe(0);
  });
});

const vote = /deliver MsgVote n\d -> n\d term 1/;

describe('a driver', () => {
  const check = (fault: string, more: string, ...args: string[]): Promise<Finished> =>
    run(withCore(core('faulty.mjs', fault, more)), 'election', '--core', 'cores/it', ...args);

  it('that ends is told with its step and its last words, and is no fault of raftcheck', async () => {
    const { status, stderr } = await check('ends', '');
    expect(stderr).toMatch(/^raftcheck: --core: the core builtin-behind-pipes has ended\n/);
    expect(stderr).toMatch(vote);
    expect(stderr).toMatch(/\n {2}found +with status 2, at deliver/);
    expect(stderr).toContain('its stderr: panic: runtime error: index out of range [3]');
    expect(status).toBe(2);
    expect((await check('killed', '')).stderr).toMatch(/\n {2}found +by SIGKILL, at deliver/);
  });

  it('that no pipe can be made to is told', async () => {
    const { status, stderr } = await raftcheck(
      ['election', '--core', 'cores/it', '--no-progress'],
      { TMPDIR: '/nowhere' },
      withCore(core('core.mjs')),
    );
    expect(stderr).toMatch(
      /^raftcheck: --core: no pipes can be made for a core\n {2}found +ENOENT: .*\n {2}expected .* \/nowhere \(TMPDIR\)\n$/,
    );
    expect(status).toBe(2);
  });

  it('that does not start is told', async () => {
    const { status, stderr } = await run(
      withCore('run: [./driver]\n'),
      ...['election', '--core', 'cores/it'],
    );
    expect(stderr).toMatch(
      /--core: the driver of the core does not start: \.\/driver\n {2}found +.*no such file/i,
    );
    expect(status).toBe(2);
  });

  it.each(['1', '2'])('that hangs is ended by its deadline: %s workers', async (workers) => {
    const { status, stderr } = await check('hangs', 'deadline: 2s', '--workers', workers);
    expect(stderr).toMatch(/the core builtin-behind-pipes has not answered within 2 s and was ended\n/);
    expect(stderr).toMatch(vote);
    expect(status).toBe(2);
  });

  it('that hangs is ended by the time limit of the run, which says where it hung', async () => {
    const { status, stdout } = await check('hangs', '', '--time-limit', '3');
    expect(stdout).toMatch(new RegExp(`INCOMPLETE stopped by time-limit .* ${vote.source}`));
    expect(status).toBe(3);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('that hangs is ended by %s', async (signal) => {
    const folder = withCore(core('faulty.mjs', 'hangs'));
    const child = start(['election', '--core', 'cores/it', '--progress', 'plain'], {}, folder);
    const end = finished(child);
    let told = '';
    child.stderr?.on('data', (text: string) => {
      if (vote.test(told)) return;
      told += text;
      if (vote.test(told)) child.kill(signal);
    });
    const { status, stdout } = await end;
    expect(stdout).toMatch(/INCOMPLETE stopped by an interrupt/);
    expect(status).toBe(130);
  });
});

describe('a trace of another core', () => {
  const panicking = async (): Promise<{ readonly folder: string; readonly trace: string }> => {
    const folder = withCore(core('faulty.mjs', 'throws'), { 'cores/own/core.yaml': core('core.mjs') });
    const { stdout } = await run(folder, 'election', '--core', 'cores/it', '--json');
    return { folder, trace: JSON.parse(stdout).violation.trace };
  };
  const repeat = ([command, trace]: readonly [string, string], folder: string, ...args: string[]) =>
    raftcheck([command, trace, ...args], {}, folder);

  it('is repeated on it, explained and shrunk; without a word of how it is run it is refused', async () => {
    const { folder, trace } = await panicking();
    const refused = await repeat(['replay', trace], folder);
    expect(refused.stderr).toContain('the trace is of the core builtin-behind-pipes 1');
    expect(refused.status).toBe(2);
    const replayed = await repeat(['replay', trace], folder, '--core', 'cores/it');
    expect(replayed.stdout).toContain(`The core is ${named}`);
    expect(replayed.status).toBe(0);
    expect((await repeat(['shrink', trace], folder, '--core', 'cores/it')).status).toBe(0);
    const explained = await repeat(
      ['explain', trace],
      folder,
      '--core',
      'cores/it',
      '--action',
      'timeout n2',
    );
    expect(explained.status).toBe(0);
    const last = await repeat(['explain', trace], folder, '--json');
    expect(JSON.parse(last.stdout).handler).toBe('');
    const vitest = await repeat(['export', trace], folder, '--format', 'vitest');
    expect(vitest.stderr).toContain('a test of vitest is run on the built-in core');
    expect((await repeat(['export', trace], folder, '--format', 'mermaid')).status).toBe(0);
    const events = await repeat(['export', trace], folder, '--format', 'etcd-ndjson', '--core', 'cores/it');
    expect([events.status, events.stderr]).toEqual([
      2,
      expect.stringContaining('etcd-ndjson: tells of the inner steps of the built-in core alone'),
    ]);
  });

  it.runIf(whole)('is repeated on another one as well, which is said', async () => {
    const { folder, trace } = await panicking();
    const { status, stdout, stderr } = await repeat(['replay', trace], folder, '--core', 'builtin');
    expect(stderr).toContain('the trace is of the core builtin-behind-pipes 1, and is repeated on builtin');
    expect(stdout).toContain('DIVERGED');
    expect(status).toBe(4);
  });
});

describe('what a spec pins', () => {
  const pinned = races.replace('generated: 529 }', 'generated: 529, cores: { builtin-behind-pipes: same } }');
  const other = races.replace(
    'generated: 529 }',
    'generated: 529, cores: { builtin-behind-pipes: { distinct: 9 } } }',
  );
  const name = 'name: builtin-behind-pipes\n';

  it.runIf(whole)('is of its own core, and of another one only what it says', async () => {
    const folder = withCore(core('core.mjs', '', name), {
      'specs/same.yaml': pinned,
      'specs/other.yaml': other,
    });
    const without = await run(folder, 'races', '--core', 'cores/it');
    expect(without.stdout).toMatch(/ {2}pins +not compared: they are of another core\n/);
    expect((await run(folder, 'same', '--core', 'cores/it')).status).toBe(0);
    const differs = await run(folder, 'other', '--core', 'cores/it');
    expect(differs.stdout).toContain('the pin of distinct states is 9, found 243');
    expect(differs.status).toBe(4);
  });
});

describe('raftcheck core', () => {
  it('says what a core offers and that it keeps the contract', async () => {
    const folder = withCore(core('core.mjs'));
    // Who names the file means its folder.
    const { status, stdout } = await raftcheck(['core', 'cores/it/core.yaml'], {}, folder);
    expect(stdout).toMatch(new RegExp(`^${named}\\n {2}offers +deliver, timeout, heartbeat`));
    expect(stdout).toMatch(/ {2}step +\d+ states, \d+ messages, the same when asked twice/);
    expect(stdout).toMatch(/ {2}names +mean nothing to it/);
    expect(stdout).toMatch(/ {2}speed +[\d,]+ calls, [\d,]+ a second\n/);
    expect(stdout).toMatch(/raftcheck: OK builtin-behind-pipes keeps the contract\n$/);
    expect(status).toBe(0);
  });

  it('says which part of the contract it breaks', async () => {
    const { status, stdout } = await raftcheck(
      ['core', 'cores/it'],
      {},
      withCore(core('faulty.mjs', 'changes')),
    );
    expect(stdout).toMatch(/ {2}step +BREACH the core builtin-behind-pipes is not deterministic at timeout/);
    expect(stdout).toMatch(/raftcheck: BREACH builtin-behind-pipes breaks the contract\n$/);
    expect(status).toBe(2);
  });
});
