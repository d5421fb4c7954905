/** Whole behaviors, as a user asks for them: of a cluster and of a system of one's own, broken by a lasso, held, and not known. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

const run = (folder: string, ...args: string[]): Promise<Finished> => raftcheck(args, {}, folder);
const search = (folder: string, ...args: string[]): Promise<Finished> =>
  run(folder, ...args, '--no-progress', '--trust');

/** A leader's first entry is committed, though messages are lost. */
const commits = `about: Is the first entry of a leader committed?
model: { nodes: 2 }
bounds:
  { max-term: 1, max-in-flight: 2, max-proposals: 0, max-heartbeats: null, max-timeouts: 1, max-crashes: 0, max-drops: null }
invariants: [election-safety]
leads-to:
  - { name: leader-commits, from: "some n: n.role == leader", to: "some n: n.commit > 0" }
`;

/** Who is paused stays paused: the row L10 of published bugs. */
const paused = `${commits}bug:
  row: L10
  source: etcd PR#7042
  edit:
    file: src/raft/leader.ts
    find: ".set('recentActive', true).set('msgAppFlowPaused', false)"
    replace: ".set('recentActive', true)"
`;

const wins = `about: Does a lone candidate win?
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 4, max-proposals: 0, max-heartbeats: 0, max-timeouts: 1, max-crashes: 0 }
invariants: [election-safety]
leads-to:
  - name: candidate-wins
    from: n1.role == candidate and n2.term == 0
    to: n1.role == leader or n2.role == candidate
`;

describe('whole behaviors of a cluster', () => {
  it('are broken by a lasso, which replays, and is exported with its loop', async () => {
    const folder = project({ 'specs/paused.yaml': paused });
    const { status, stdout } = await search(folder, 'paused');
    expect(stdout).toContain('leader-commits (spec paused): 5 steps, then 3 for ever');
    expect(stdout).toContain('and this is the state after step 5: it goes on as from there, for ever');
    expect(stdout).toContain('weak fairness of heartbeat n1: step 6 is one');
    expect(stdout).toContain(
      'strong fairness of deliver MsgHeartbeat n1 -> n2 term 1 (commit 0): step 7 is one',
    );
    expect([status, stdout]).toEqual([
      1,
      expect.stringContaining('VIOLATED leader-commits in 5 steps, then 3'),
    ]);
    const [, trace = ''] = /raftcheck inspect (\S+)/.exec(stdout) ?? [];
    const [replayed, itf, explained, shrunk] = await Promise.all([
      run(folder, 'replay', trace, '--trust'),
      run(folder, 'export', trace, '--format', 'itf'),
      run(folder, 'explain', trace),
      run(folder, 'shrink', trace, '--trust'),
    ]);
    expect([replayed.status, replayed.stderr]).toEqual([0, '']);
    expect(JSON.parse(itf.stdout).loop).toBe(5);
    expect(explained.stdout).toContain('goes on as from there, for ever');
    expect([shrunk.status, shrunk.stderr]).toEqual([2, expect.stringContaining('never ends is not shrunk')]);
    const file = join(folder, trace);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"strong": "deliver', '"strong": "drop'));
    const forged = await run(folder, 'replay', trace, '--trust');
    expect([forged.status, forged.stdout]).toEqual([
      4,
      expect.stringContaining('the loop breaks strong fairness of drop MsgHeartbeat'),
    ]);
  });

  it('hold where nothing is owed beyond a bound, and else are not known', async () => {
    const folder = project({ 'specs/wins.yaml': wins, 'specs/commits.yaml': commits });
    const [held, open] = await Promise.all([search(folder, 'wins'), search(folder, 'commits')]);
    expect([held.status, held.stdout]).toEqual([0, expect.stringContaining('OK 3 properties held')]);
    expect(held.stdout).toContain('fairness     WF(heartbeat <node>), WF(deliver <message>)');
    expect([open.status, open.stdout]).toEqual([
      3,
      expect.stringContaining('INCOMPLETE stopped by its bounds'),
    ]);
    expect(open.stdout).toContain('of whole behaviors nothing is known that go beyond a bound');
  });

  it('are refused with what they do not go together with, at its place', async () => {
    const folder = project({
      'specs/named.yaml': `${wins}eventually: [done]\n`,
      'specs/typed.yaml': wins.replace('n1.role == leader', 'n1.rle == leader'),
      'specs/stepped.yaml': wins.replace(/to: .*/, 'to: before.commit > 0'),
      'specs/unfair.yaml': `${wins}fairness: [{ weak: [a <p>, b] }]\n`,
      'specs/wins.yaml': wins,
    });
    const refused = async (...args: string[]): Promise<string> => {
      const { status, stderr } = await search(folder, ...args);
      return `${status} ${stderr}`;
    };
    const [named, typed, stepped, unfair, deep] = await Promise.all([
      refused('named'),
      refused('typed'),
      refused('stepped'),
      refused('unfair'),
      refused('wins', '--strategy', 'dfs'),
    ]);
    expect(named).toContain(
      "2 raftcheck: specs/named.yaml:9:14: there is no property 'done' of whole behaviors",
    );
    expect(typed).toContain('specs/typed.yaml:8:12: candidate-wins');
    expect(stepped).toContain('before, after and action are of a step');
    expect(unfair).toContain('specs/unfair.yaml:9:12: is no fairness');
    expect(deep).toContain('--strategy: what is asked of whole behaviors is for breadth-first searches');
  });
});
