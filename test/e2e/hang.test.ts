/** Cores that do not return from a step: the run is ended all the same, and says which step it was. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { whole } from '../long.ts';
import { election, ownSpec, project, races } from './project.ts';
import { type Finished, finished, raftcheck, start, temporaryFile, temporaryFolder } from './raftcheck.ts';

interface Edited {
  readonly find: string;
  readonly replace: string;
}

const find = 'const type = voteRespMsgType(m.type);';
const late = 'r.vote !== None && r.vote !== m.from';
/** Who is asked for a vote and has given it to another never comes back. */
const endless: Edited = { find, replace: `while (${late}) {} ${find}` };

function specOf({ find, replace }: Edited, more = ''): string {
  return `about: Does a core that never returns end the run?
bug:
  row: X
  source: 'none: a loop without end'
  edit: { file: src/raft/step.ts, find: ${JSON.stringify(find)}, replace: ${JSON.stringify(replace)} }
model: { nodes: 3 }
bounds: { max-term: 1, max-in-flight: 4, max-proposals: 0, max-heartbeats: 0 }
invariants: [election-safety]
${more}`;
}

const step = /deliver MsgVote n\d -> n\d term \d .*has not returned for \d+\.\d s/;
const state = /n\d is a \S+( of n\d)? in term \d, (no vote|vote n\d), commit \d, applied \d, log /;

const check = (edited: Edited, ...args: string[]): Promise<Finished> =>
  raftcheck(['specs/own.yaml', ...args], {}, ownSpec(specOf(edited)));

/** Sends the signal once the run has said that a call does not return. */
async function interrupted(spec: string, workers: string, signal: NodeJS.Signals): Promise<Finished> {
  const args = ['specs/own.yaml', '--workers', workers, '--progress', 'plain'];
  const child = start(args, {}, ownSpec(spec));
  const end = finished(child);
  let told = '';
  child.stderr?.on('data', (text: string) => {
    if (step.test(told)) return;
    told += text;
    if (step.test(told)) child.kill(signal);
  });
  return end;
}

describe('a step that does not return', () => {
  it.each(whole ? ['1', '2'] : ['2'])(
    'ends with its time limit, named with the state of its node: %s workers',
    async (workers) => {
      const { status, stdout } = await check(endless, '--time-limit', '3', '--workers', workers);
      expect(status).toBe(3);
      expect(stdout).toMatch(/PARTIAL +stopped by time-limit: it had to be ended/);
      expect(stdout).toMatch(new RegExp(`NO RETURN +${step.source}\\n +${state.source}`));
      expect(stdout).toMatch(
        new RegExp(
          `raftcheck: INCOMPLETE stopped by time-limit \\(core edited: X\\) · .* · ${step.source}\\n$`,
        ),
      );
      // Whether something was broken before is not known.
      expect(stdout).not.toMatch(/nothing broken|held/);
    },
  );

  it.each(whole ? (['SIGINT', 'SIGTERM'] as const) : (['SIGTERM'] as const))(
    'is ended by %s, and told while it is waited for',
    async (signal) => {
      const { status, stdout } = await interrupted(specOf(endless), '1', signal);
      expect(status).toBe(130);
      expect(stdout).toMatch(
        new RegExp(`INCOMPLETE stopped by an interrupt \\(core edited: X\\) · .* · ${step.source}\\n$`),
      );
    },
  );

  it('is found in any thread of a search', async () => {
    // Of the threads that share a search all but the first are given a task.
    const others = "process.getBuiltinModule('node:worker_threads').workerData.task";
    const edited = { find, replace: `if (${others}) while (${late}) {} ${find}` };
    const large = specOf(edited).replace(/^bounds.*$/m, 'bounds: { max-term: 9 }');
    const { status, stdout } = await interrupted(large, '2', 'SIGINT');
    expect(status).toBe(130);
    expect(stdout).toMatch(
      new RegExp(`INCOMPLETE stopped by an interrupt \\(core edited: X\\) · .* · ${step.source}\\n$`),
    );
  });

  it('may be one that takes all memory there is', async () => {
    const greedy = { find, replace: `for (const all = []; ${late}; ) all.push([]); ${find}` };
    const { status, stdout } = await raftcheck(
      ['specs/own.yaml'],
      { NODE_OPTIONS: '--max-old-space-size=100' },
      ownSpec(specOf(greedy)),
    );
    expect(status).toBe(3);
    expect(stdout).toMatch(/INCOMPLETE stopped by max-memory \(core edited: X\) · /);
  });
});

describe('a step of a walk that does not return', () => {
  it('ends a simulation', async () => {
    const { status, stdout } = await raftcheck(
      ['simulate', 'specs/own.yaml', '--time-limit', '3'],
      {},
      ownSpec(specOf(endless)),
    );
    expect(status).toBe(3);
    expect(stdout).toMatch(new RegExp(`NO RETURN +${step.source}\\n +${state.source}`));
    expect(stdout).toMatch(
      new RegExp(`INCOMPLETE stopped by time-limit \\(core edited: X\\) · .* · ${step.source}\\n$`),
    );
    const [, seconds] = / · (\d+\.\d) s · deliver/.exec(stdout)!;
    expect(Number(seconds), 'of the run, not told before').toBeGreaterThanOrEqual(3);
  });
});

it('a step that does not return stands in the JSON report', async () => {
  const { status, stdout } = await check(endless, '--time-limit', '3', '--json');
  expect(status).toBe(3);
  const { seconds, ...verdict } = JSON.parse(stdout);
  expect(seconds, 'of the run, not told before').toBeGreaterThanOrEqual(3);
  expect(verdict).toMatchObject({
    verdict: 'incomplete',
    complete: false,
    stopped: 'time-limit',
    properties: [],
    unreturned: {
      call: 'step',
      node: { role: expect.any(String), log: [], durable: { commit: 0 } },
      action: { kind: 'deliver', message: { type: 'MsgVote', term: 1 } },
    },
  });
});

describe('a core that does not return otherwise', () => {
  it('is named when it is loaded', async () => {
    const top = 'function stepVote(';
    const { status, stdout } = await check(
      { find: top, replace: `while (true) {} ${top}` },
      '--time-limit',
      '1',
    );
    expect(status).toBe(3);
    expect(stdout).toMatch(/NO RETURN +the loading of the core has not returned for/);
  });
});

describe('a trace whose core does not return', () => {
  /** A trace of the double vote, of whose core it is now said that it loops where that vote is cast. */
  async function loopingTrace(): Promise<string> {
    const folder = temporaryFolder();
    const doubleVote = fileURLToPath(new URL('../../specs/bugs/double-vote.yaml', import.meta.url));
    await raftcheck([doubleVote, '--out', folder, '--quiet']);
    const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.json'))!);
    const trace = JSON.parse(readFileSync(file, 'utf8'));
    const edits = [{ file: 'src/raft/step.ts', ...endless }];
    writeFileSync(file, JSON.stringify({ ...trace, bug: { ...trace.bug, edits } }));
    return file;
  }

  it.each(whole ? [['replay'], ['shrink'], ['explain', '--action', 'timeout']] : [['replay']])(
    'is ended too: %s',
    async (...words) => {
      const [command, ...more] = words;
      const child = start([command, await loopingTrace(), ...more, '--trust', '--out', temporaryFolder()]);
      const end = finished(child);
      // It tells nothing while it runs: it is interrupted when it has come to the loop, or again until it has.
      const interrupting = setInterval(() => child.kill('SIGINT'), 5000);
      const { status, stderr } = await end;
      clearInterval(interrupting);
      expect([status, stderr]).toEqual([130, expect.stringMatching(/^raftcheck: stopped by an interrupt\n/)]);
      expect(stderr).toMatch(step);
      expect(stderr).toMatch(state);
    },
  );
});

describe('raftcheck ci', () => {
  const files = (more = '') => ({ 'specs/loop.yaml': specOf(endless, more) });

  it('goes on with the next spec, and says in its reports which step did not return', async () => {
    const pinned = 'search: { time-limit: 3s }\nexpect: { verdict: ok, distinct: 100 }\n';
    const folder = project(files(pinned));
    const { status, stdout } = await raftcheck(
      ['ci', '--no-progress', '--reporter', 'junit=out/r.xml', '--reporter', 'json=out/r.json'],
      {},
      folder,
    );
    expect(status).toBe(3);
    expect(stdout).toMatch(/^held +election .*\nINCOMPLETE +loop +had to be ended .*\nheld +races /m);
    expect(stdout).toMatch(step);
    expect(stdout).toMatch(state);
    expect(readFileSync(join(folder, 'out/r.xml'), 'utf8')).toMatch(/deliver MsgVote .* has not returned/);
    const { entries } = JSON.parse(readFileSync(join(folder, 'out/r.json'), 'utf8'));
    expect(entries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
      expect.arrayContaining(['found', 'held', 'incomplete', 'held']),
    );
  });

  it('ends when its budget is spent', async () => {
    const { status, stdout } = await raftcheck(
      ['ci', 'specs/loop.yaml', 'specs/races.yaml', '--no-progress', '--budget', '3'],
      {},
      project({
        ...files('expect: { verdict: ok, distinct: 2 }\n'),
        'specs/election.yaml': election,
        'specs/races.yaml': races,
      }),
    );
    expect(status).toBe(3);
    expect(stdout).toMatch(step);
    expect(stdout).toContain('not run: the budget was spent');
  });
});

describe('a signal in the first moment', () => {
  it.each(['SIGINT', 'SIGTERM'])('ends with 130 and without a word: %s', async (signal) => {
    // Comes as soon as anybody listens: before arguments, specs or the core are loaded.
    const early = `const { on } = process;
      process.on = function (name, ...rest) {
        const made = on.call(this, name, ...rest);
        if (name === 'SIGTERM') process.kill(process.pid, '${signal}');
        return made;
      };`;
    const preload = temporaryFile('early.mjs', early);
    const { status, stdout, stderr } = await raftcheck(['raft'], { NODE_OPTIONS: `--import ${preload}` });
    expect([status, stdout, stderr]).toEqual([130, '', '']);
  });
});
