/** The commands that take random behaviors and traces apart: simulate, shrink, explain. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whole } from '../long.ts';
import { raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

const small = `about: Do two nodes agree?
model: { nodes: 2 }
bounds: { max-term: 2, max-in-flight: 4, max-proposals: 1 }
sometimes: [leader-elected]
`;
const doubleVote = readFileSync(new URL('../../specs/bugs/double-vote.yaml', import.meta.url), 'utf8');

const simulate = (spec: string, ...args: string[]) =>
  raftcheck([
    'simulate',
    temporaryFile('small.yaml', spec),
    '--out',
    temporaryFolder(),
    '--no-progress',
    ...args,
  ]);

/** A trace of a follower that votes twice, and the folder it is in. */
async function doubleVoteTrace(): Promise<{ readonly out: string; readonly trace: string }> {
  const out = temporaryFolder();
  const spec = temporaryFile('double-vote.yaml', doubleVote);
  await raftcheck([spec, '--out', out, '--quiet']);
  const name = readdirSync(out).find((file) => file.endsWith('.json'));
  return { out, trace: join(out, name ?? 'none') };
}

describe('raftcheck simulate', () => {
  it('reports what it saw, says that it is not exhaustive and ends with 0', async () => {
    const { status, stdout, stderr } = await simulate(small, '--runs', '5', '--depth', '60');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^small: 2 nodes, unordered network, sync storage, untimed clock\n/);
    expect(stdout).toMatch(
      /^ {2}behaviors {4}5 of 5 random ones \(seed 1\), [\d,]+ states visited, the longest 60 /m,
    );
    expect(stdout).toMatch(/^ {2}bounds {7}max-term 8, max-in-flight 8, max-proposals 4, /m);
    expect(stdout).toMatch(/^ {2}cost {9}[\d.]+ behaviors\/s, [\d,]+ states\/s, /m);
    expect(stdout).toMatch(
      /\nraftcheck: OK nothing broken in 5 random behaviors · [\d,]+ states · .* · not exhaustive\n$/,
    );
  });

  it('prints one JSON document, the same for the same seed but for time and memory', async () => {
    const told = async (seed: string) => {
      const { stdout } = await simulate(small, '--runs', '4', '--depth', '50', '--seed', seed, '--json');
      const { seconds, behaviorsPerSecond, statesPerSecond, peakRssBytes, ...rest } = JSON.parse(stdout);
      expect([seconds, behaviorsPerSecond, statesPerSecond, peakRssBytes].every(Number.isFinite)).toBe(true);
      return rest;
    };
    const one = await told('7');
    expect(one).toMatchObject({
      ...{ schemaVersion: 1, spec: 'small', verdict: 'ok', complete: false, violation: null },
      model: { bounds: { 'max-term': 8 }, simulation: { runs: 4, depth: 50, seed: 7 } },
      behaviors: { runs: 4, deepest: 50 },
    });
    expect(await told('7')).toEqual(one);
    expect((await told('8')).actions).not.toEqual(one.actions);
  });

  it('lets flags win over the bounds that it widens', async () => {
    const { stdout } = await simulate(small, '--runs', '1', '--max-term', '3', '--json');
    expect(JSON.parse(stdout).model.bounds).toMatchObject({
      'max-term': 3,
      'max-proposals': 4,
      'max-crashes': 0,
    });
  });

  it('ends with 1 at a violation, shrunk and replayable', async () => {
    const out = temporaryFolder();
    const { status, stdout } = await raftcheck(['simulate', 'double-vote', '--out', out, '--no-progress']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Counterexample to election-safety \(spec double-vote\): 6 steps$/m);
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toMatch(
      /^raftcheck: VIOLATED election-safety in 6 steps \(core edited: S2\) · behavior \d+ of seed 1, shrunk from \d+ · .* · raftcheck inspect /,
    );
    const replayed = await raftcheck(['replay', last.split('inspect ')[1] ?? '', '--out', out, '--quiet']);
    expect(replayed).toMatchObject({ status: 0 });
  });

  it('ends with 3 when a limit stops it', async () => {
    const args = ['--runs', '1000000', '--time-limit', '1s'];
    const { status, stdout } = await simulate(small, ...args, '--quiet');
    expect(status).toBe(3);
    expect(stdout).toMatch(/^raftcheck: INCOMPLETE stopped by time-limit · .* so far\n$/);
    expect((await simulate(small, ...args, '--allow-incomplete')).status).toBe(0);
  });

  it.each([
    [['--runs', '0'], '--runs: is not valid'],
    [['--runs', 'many'], '--runs: is not valid'],
    [['--seed', '-1'], '--seed: is not valid'],
    [['--sede', '1'], "did you mean '--seed'?"],
    [['--strategy', 'dfs'], "unknown argument '--strategy'"],
  ])('refuses %j with 2', async (args, message) => {
    const { status, stdout, stderr } = await simulate(small, ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('raftcheck shrink', () => {
  it.runIf(whole)(
    'calls what it has shortened the shortest no more, and says within which bound the whole is',
    async () => {
      const folder = temporaryFolder();
      const leads = 'late-leader = all n: n.role == leader -> n.term < 2';
      const bounds = [
        '--max-term=2',
        '--max-in-flight=3',
        '--max-proposals=0',
        '--max-crashes=0',
        '--max-timeouts=3',
      ];
      const found = await raftcheck(
        [...bounds, '--max-heartbeats=0', '--invariant', leads, '--no-progress'],
        {},
        folder,
      );
      const within = 'the fewest possible with max-in-flight 3, dead messages not counted';
      expect(found.stdout).toContain(`(spec raft): 10 steps, ${within}\n`);
      const [name] = readdirSync(join(folder, 'out'));
      const { stdout } = await raftcheck(['shrink', join('out', name)], {}, folder);
      expect(stdout).toMatch(/ \(spec raft\): 5 steps\n[\s\S]*SHRUNK late-leader from 10 steps to 5 /);
    },
  );

  it.runIf(whole)('writes a shorter trace beside the old one, which replays', async () => {
    const out = temporaryFolder();
    // A depth-first search finds a long way round.
    const spec = temporaryFile('double-vote.yaml', doubleVote);
    await raftcheck([spec, '--out', out, '--quiet', '--strategy', 'dfs', '--depth', '60']);
    const long = join(out, readdirSync(out).find((file) => file.endsWith('.json')) ?? 'none');
    const { status, stdout, stderr } = await raftcheck(['shrink', long, '--out', out]);
    expect([status, stderr]).toEqual([0, '']);
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toMatch(
      /^raftcheck: SHRUNK election-safety from \d+ steps to 6 · no action and no two can be removed \(\d+ attempts\) · /,
    );
    const shrunk = long.replace(/\.json$/, '.shrunk.json');
    expect(last.endsWith(shrunk)).toBe(true);
    expect(JSON.parse(readFileSync(shrunk, 'utf8')).steps).toHaveLength(7);
    expect((await raftcheck(['replay', shrunk, '--out', out, '--quiet'])).status).toBe(0);
    const json = await raftcheck(['shrink', shrunk, '--out', out, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schemaVersion: 1,
      from: 6,
      to: 6,
      minimal: 2,
      trace: shrunk,
    });
  });

  it('refuses what is no trace with 2, and ends with 4 for one that does not happen again', async () => {
    for (const [text, fault] of [
      ['{"vars": [], "states": []}', 'not an ITF trace'],
      ['{"steps": []}', 'not a trace file'],
    ]) {
      const foreign = await raftcheck(['shrink', temporaryFile('x.json', text)]);
      expect([foreign.status, foreign.stdout]).toEqual([2, '']);
      expect(foreign.stderr).toContain(fault);
    }
    const { trace, out } = await doubleVoteTrace();
    writeFileSync(trace, JSON.stringify({ ...JSON.parse(readFileSync(trace, 'utf8')), bug: null }));
    const diverged = await raftcheck(['shrink', trace, '--out', out]);
    expect([diverged.status, diverged.stderr]).toEqual([4, '']);
    expect(diverged.stdout).toMatch(/^raftcheck: DIVERGED at step \d of \d · raftcheck replay /);
    const asJson = await raftcheck(['shrink', trace, '--out', out, '--json']);
    expect([asJson.status, JSON.parse(asJson.stdout)]).toEqual([
      4,
      { schemaVersion: 1, property: 'election-safety', divergedAt: expect.any(Number) },
    ]);
  });
});

describe('a counterexample under a bound on messages in flight that is narrow', () => {
  const narrow = ['double-vote', '--max-drops', '2', '--no-progress'];
  const under = async (maxInFlight: string) => {
    const out = temporaryFolder();
    const { stdout } = await raftcheck([...narrow, '--max-in-flight', maxInFlight, '--json', '--out', out]);
    return JSON.parse(stdout).violation;
  };

  it.runIf(whole)(
    'says which steps only make room, and it breaks without them under the bound that it tells',
    async () => {
      const { length, room } = await under('3');
      expect([length, room.steps.length, room]).toEqual([
        9,
        3,
        { steps: room.steps, bound: 3, needed: 6, length: 6 },
      ]);
      const wide = await under(String(room.needed));
      expect([wide.length, wide.room]).toEqual([6, undefined]);
    },
  );

  it('says so in the report', async () => {
    const out = temporaryFolder();
    const { stdout } = await raftcheck([...narrow, '--max-in-flight', '3', '--out', out]);
    expect(stdout).toMatch(
      /^ {2}room {9}steps \d, \d and \d only make room under max-in-flight 3: with --max-in-flight 6 it breaks without them, in 6 steps$/m,
    );
  });
});

describe('raftcheck explain', () => {
  it('explains the violating step and the property by default', async () => {
    const { trace, out } = await doubleVoteTrace();
    const { status, stdout, stderr } = await raftcheck(['explain', trace, '--out', out]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Step 6 of 6: deliver MsgVoteResp n\d -> n\d term 1 \(granted\)\n/);
    expect(stdout).toMatch(/^ {2}n\d became leader of term 1: 2 of 3 votes; appends its first entry 1@1$/m);
    expect(stdout).toMatch(/^election-safety is broken:\n {2}n\d leads term 1, which n\d led too$/m);
    expect(stdout).toMatch(/^ {2}says {6}At most one node ever leads a given term\.$/m);
    expect(stdout).toMatch(/n\d: leader, term 1, vote n\d, commit 0 of 1, log 1@1\n/);
  });

  it('says where the core did what its rule forbids', async () => {
    const { trace, out } = await doubleVoteTrace();
    const texts = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (step) => {
        const { stdout } = await raftcheck(['explain', trace, '--step', `${step}`, '--out', out, '--json']);
        return JSON.parse(stdout).findings.map((finding: { text: string }) => finding.text);
      }),
    );
    const odd = texts.flat().filter((text: string) => text.includes('although'));
    expect(odd.length).toBeGreaterThan(0);
    for (const text of odd)
      expect(text).toMatch(/^vote granted to n\d, although it has voted for n\d in term 1$/);
  });

  it.runIf(whole)('shows each guard of an action, and which says no', async () => {
    const { trace, out } = await doubleVoteTrace();
    const leader = /(n\d) became leader/.exec(
      (await raftcheck(['explain', trace, '--out', out])).stdout,
    )?.[1];
    const args = ['explain', trace, '--action', `timeout ${leader}`, '--out', out];
    const { status, stdout } = await raftcheck(args);
    expect(status).toBe(0);
    expect(stdout).toContain(`After step 6 of 6:\ntimeout ${leader} is not enabled\n`);
    expect(stdout).toMatch(/^ {2}NO {2}role +leader \(needed: not the leader\)$/m);
    expect(stdout).toMatch(/^ {2}ok {2}node +up \(needed: up\)$/m);
    const json = JSON.parse((await raftcheck([...args, '--json', '--step', '0'])).stdout);
    expect(json).toMatchObject({
      step: 0,
      actions: [
        {
          words: `timeout ${leader}`,
          enabled: true,
          guards: [{ name: 'node', ok: true }, {}, {}, {}, {}, {}],
        },
      ],
    });
  });

  it('refuses a step or an action that there is not with 2, with one clear message', async () => {
    const { trace, out } = await doubleVoteTrace();
    const refused = async (...args: string[]) => {
      const { status, stdout, stderr } = await raftcheck(['explain', trace, '--out', out, ...args]);
      expect([status, stdout]).toEqual([2, '']);
      return stderr;
    };
    expect(await refused('--step', '7')).toBe(
      'raftcheck: --step: is not valid\n  found     7\n  expected  a whole number from 0 to 6\n',
    );
    expect(await refused('--action', 'timeot')).toContain("hint      did you mean 'timeout'?");
    expect(await refused('--action', 'timeout n9')).toContain("--action: there is no action 'timeout n9'");
  });
});
