import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { masked, raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

/** Two nodes, one campaign, by one or the other: seven steps each, with nothing to choose. */
const tiny = `about: Can two nodes elect a leader?
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 0, max-timeouts: 1, max-heartbeats: 0 }
invariants: [election-safety, log-matching]
sometimes: [leader-elected]
search: { symmetry: false, dead-messages: false }
`;

/** A follower that votes for everybody. */
const bugged = `about: A follower votes for everybody.
model: { nodes: 3 }
bounds: { max-term: 1, max-in-flight: 4, max-proposals: 0, max-heartbeats: 0 }
invariants: [election-safety]
`;

const doubleVote = readFileSync(new URL('../../specs/bugs/double-vote.yaml', import.meta.url), 'utf8');

const check = (spec: string, ...args: string[]) =>
  raftcheck([temporaryFile('tiny.yaml', spec), '--out', temporaryFolder(), ...args]);

describe('raftcheck [spec]', () => {
  it('reports a passing run on stdout and ends with 0', async () => {
    const { status, stdout, stderr } = await check(tiny);
    expect(
      masked(stdout),
    ).toBe(`tiny: 2 nodes, unordered network, sync storage, untimed clock, max-term 1, max-in-flight 2, max-proposals 0, max-heartbeats 0, max-timeouts 1, no symmetry, no dead-messages, invariants election-safety, log-matching
  states       15 distinct, 15 generated, depth 7, breadth first; every state within the bounds
  held         3: election-safety, log-matching, core-panic
  reached      1: leader-elected
  cut by       max-timeouts 1 (18)
  left out     proposals, crashes, duplicates, drops, heartbeats, reads, conf-changes and 4 more
  raise next   --max-heartbeats 1 (now 0): left out so far; 15 states or more, <t> s or more
  cost         <n> states/s, <n> calls of the core, <m> peak, <n> bytes a state
raftcheck: OK 3 properties held · 15 states · <t> s · every state within the bounds
`);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('prints exactly one JSON document with --json', async () => {
    const { status, stdout, stderr } = await check(tiny, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      spec: 'tiny',
      model: { nodes: 2, bounds: { 'max-term': 1 }, search: { strategy: 'bfs', depth: null } },
      verdict: 'ok',
      complete: true,
      states: { distinct: 15, generated: 15, depth: 7, frontier: 0 },
      violation: null,
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('colours only what it is told to', async () => {
    const sequence = '\u001b[';
    expect((await check(tiny)).stdout).not.toContain(sequence);
    expect((await check(tiny, '--color')).stdout).toContain(sequence);
  });

  it('finds the same states depth first and unpacked', async () => {
    const runs = [[], ['--strategy', 'dfs'], ['--no-pack']].map((more) => check(tiny, '--json', ...more));
    const found = (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout).states.distinct);
    expect(found).toEqual([15, 15, 15]);
  });

  it('lets flags win over variables, and variables over the spec', async () => {
    const file = temporaryFile('tiny.yaml', tiny);
    const nodes = async (args: string[], env: Record<string, string>) => {
      const { stdout } = await raftcheck([file, '--json', '--out', temporaryFolder(), ...args], env);
      return JSON.parse(stdout).model.nodes;
    };
    expect(await nodes([], {})).toBe(2);
    expect(await nodes([], { RAFTCHECK_NODES: '1' })).toBe(1);
    expect(await nodes(['--nodes', '3', '--max-timeouts=0'], { RAFTCHECK_NODES: '1' })).toBe(3);
  });
});

describe('what a check ends with', () => {
  it('is 1, a counterexample and its trace when a property breaks; the trace replays', async () => {
    const out = temporaryFolder();
    const spec = temporaryFile('double-vote.yaml', doubleVote);
    const { status, stdout } = await raftcheck([spec, '--out', out, '--no-progress']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Counterexample to election-safety \(spec double-vote\): 6 steps/m);
    const [file] = readdirSync(out).filter((name) => name.endsWith('.json'));
    expect(file).toMatch(/^double-vote-election-safety-[0-9a-f]{8}\.json$/);
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toMatch(
      /^raftcheck: VIOLATED election-safety in 6 steps \(core edited: S2\) · [\d,]+ states · .* · raftcheck inspect /,
    );

    const trace = join(out, file);
    expect(last.endsWith(`raftcheck inspect ${trace}`)).toBe(true);
    const replayed = await raftcheck(['replay', trace, '--out', out]);
    expect(replayed.status).toBe(0);
    expect(replayed.stdout).toMatch(/^1 {2}timeout n1$/m);
    expect(replayed.stdout).toContain(
      '\nraftcheck: REPLAYED election-safety is broken in 6 steps, as recorded\n',
    );

    expect(replayed.stdout).toContain('\nnot judged: spec, tool.version, bug.row, bug.source (names)\n');

    const sound = { ...JSON.parse(readFileSync(trace, 'utf8')), bug: null };
    writeFileSync(trace, JSON.stringify(sound));
    const diverged = await raftcheck(['replay', trace, '--quiet']);
    expect(diverged.status).toBe(4);
    expect(diverged.stdout).toMatch(/^raftcheck: DIVERGED at step \d of 6: .*\n$/);
  });

  it('is 3 when a limit stops it, and the word that the result is partial', async () => {
    const stopped = await check(tiny, '--max-states', '5');
    expect(stopped.status).toBe(3);
    expect(stopped.stdout).toContain('PARTIAL      stopped by max-states');
    expect(stopped.stdout).toMatch(/raftcheck: INCOMPLETE stopped by max-states · 5 states/);
    expect((await check(tiny, '--max-states', '5', '--allow-incomplete')).status).toBe(0);
    const inMemory = await check(tiny, '--max-memory', '1m', '--visited', 'memory', '--quiet');
    expect(inMemory.stdout).toContain('INCOMPLETE');
  });

  it('is 4 when a state is never reached', async () => {
    const { status, stdout } = await check(tiny.replace('[leader-elected]', '[snapshot-installed]'));
    expect(status).toBe(4);
    expect(stdout).toContain('raftcheck: VACUOUS snapshot-installed was never reached · 15 states');
  });

  it('is 4 when a pinned figure differs, unless a flag has changed the question', async () => {
    const pinned = `${tiny}expect: { verdict: ok, distinct: 14, generated: 15 }\n`;
    const { status, stdout } = await check(pinned);
    expect(status).toBe(4);
    expect(stdout).toContain('  not met      the pin of distinct states is 14, found 15\n');
    expect((await check(pinned, '--max-term', '1')).status).toBe(4);
    expect((await check(pinned, '--max-in-flight', '3')).status).toBe(0);
  });
});

describe('a bug in a spec', () => {
  it('is refused when its edit is stale, with the place', async () => {
    const bug = `bug: { row: S2, source: paper, edit: { file: src/raft/step.ts, find: not there, replace: x } }\n`;
    const { status, stdout, stderr } = await check(bugged + bug, '--trust');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^raftcheck: .*tiny\.yaml:5:38: stale edit of src\/raft\/step\.ts\n/);
    expect(stderr).toContain('found     the text nowhere\n');
  });

  it('is refused when the edited core is no JavaScript', async () => {
    const broken = doubleVote.replace(/replace: .*/, 'replace: "const ) ="');
    const { status, stderr } = await check(broken, '--trust');
    expect(status).toBe(2);
    expect(stderr).toContain('the edited core does not load');
  });
});
