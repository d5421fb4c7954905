/** Recovery, as a user asks for it: published liveness bugs are found as traps, and the core as it is comes back. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { readSpec } from '../../src/spec/load.ts';
import { few } from '../long.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

/** Seeded bugs that are found at once, and words of their traps. `raftcheck bugs` has all of them. */
const traps = [
  [
    'checkquorum-high-term-stuck',
    'unless timers fire that should not: in 6 quiet states n2 is at a higher term',
  ],
  ['checkquorum-high-term-stuck', 'term (by order: whichever they are)'],
  ['partial-partition-no-stable-leader', 'whichever timers fire, as far as 4 more terms show: '],
  ['probe-never-resumes', 'in 1 quiet state n1 has not committed entry 1'],
  ['no-op-not-appended', 'n1 has not the log of n2'],
  ['stale-reject-loop', '-> a round without end'],
  ['learner-does-not-vote', 'it never comes back with n1 down for good'],
  ['minority-leader-never-steps-down', 'with n1 - n2 and n1 - n3 cut whichever timers fire'],
  ['minority-leader-never-steps-down', '; cut for good: n1 - n2 and n1 - n3; of each node'],
  ['partial-partition-no-stable-leader', 'n2 does not lead on after timeout n1'],
] as const;

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

describe('recovers', () => {
  it.each(few(traps))('finds the trap of %s, and shows it', async (name, says) => {
    const { expect: pinned } = readSpec(join(packageRoot(), 'specs/bugs', `${name}.yaml`)).spec;
    const { status, stdout } = await run(project({}), name);
    expect(stdout).toContain(`VIOLATED recovers in ${pinned.length} steps`);
    expect(stdout).toContain('it never comes back');
    expect(stdout).toContain(says);
    expect(status).toBe(1);
  });

  it('is found alike by any number of workers and without any reduction, and its trace replays', async () => {
    const folder = project({});
    // Dead messages take no room where they are left out.
    const lengths = await Promise.all(
      [
        ['--workers', '2'],
        ['--no-symmetry', '--no-dead-messages', '--no-dead-history', '--max-in-flight', '8'],
      ].map(async (flags) => {
        const { stdout } = await run(folder, 'no-op-not-appended', '--json', ...flags);
        return JSON.parse(stdout).violation.length;
      }),
    );
    expect(lengths).toEqual([6, 6]);
    const { trace } = JSON.parse((await run(folder, 'no-op-not-appended', '--json')).stdout).violation;
    expect(JSON.parse(readFileSync(join(folder, trace), 'utf8')).property.name).toBe('recovers');
    const replayed = await raftcheck(['replay', trace, '--trust'], {}, folder);
    expect([replayed.status, replayed.stderr]).toEqual([0, '']);
  });

  it.each(few(['five-nodes', 'prevote', 'async-alone', 'pipeline', 'silent-learner', 'check-quorum']))(
    'raises no alarm where the core is as it is, and changes no count: %s',
    async (spec) => {
      const { stdout } = await run(project({}), spec, '--json', '--recovers');
      const asked = JSON.parse(stdout);
      const pinned = readSpec(join(packageRoot(), 'specs', `${spec}.yaml`)).spec.expect;
      expect(asked.verdict).toBe('ok');
      expect(asked.states).toMatchObject({ distinct: pinned?.distinct, generated: pinned?.generated });
      const { status, relevant } = asked.properties.find(({ name }: { name: string }) => name === 'recovers');
      expect([status, relevant > 0]).toEqual(['held', true]);
    },
  );

  it('takes a core that shows no leader at its followers by what it does', async () => {
    const folder = project({});
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
    const tiny = join(packageRoot(), 'examples/tiny-raft/core.ts');
    const { status, stdout } = await run(folder, 'races', '--core', tiny, '--recovers');
    expect([status, stdout]).toEqual([0, expect.stringContaining('raftcheck: OK')]);
  });

  it('alone has a use for nodes that are down for good, and for links that are cut', async () => {
    const idle = [
      ['down-for-good', []],
      ['links-cut-for-good', []],
      ['links-cut-for-good', ['--invariant', 'proposal-answered']],
    ] as const;
    for (const [setting, besides] of idle) {
      const { status, stderr } = await run(
        project({}),
        'prevote',
        '--no-recovers',
        `--${setting}`,
        '1',
        ...besides,
      );
      const says = `--${setting}: ${setting} is 1, and nobody asks whether the cluster comes back`;
      expect([status, stderr]).toEqual([2, expect.stringContaining(says)]);
    }
  });

  it('is refused with a clock, of which rounds know nothing', async () => {
    const { status, stderr } = await run(project({}), 'clocks', '--recovers');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('--recovers: recovers does not apply to this model'),
    ]);
  });
});

describe('a leader that does not last', () => {
  const spec = (model: string, find: string, replace: string): string => `about: Is it a way back?
model: { nodes: 3, ${model} }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 0, max-heartbeats: 0, max-timeouts: 1 }
invariants: []
recovers: true
bug: { row: X1, source: a test, edit: { file: src/raft/${find.includes('pr.set') ? 'leader' : 'replicate'}.ts, find: "${find}", replace: "${replace}" } }
`;

  it.each([
    [
      'at each second check of its quorum it steps down, since it forgets who has answered',
      spec('check-quorum: true', "pr.set('recentActive', true)", 'pr'),
      'n1 does not lead on after heartbeat and check-quorum n1',
    ],
    [
      'its heartbeats leave out a learner, who waits for them',
      spec(
        'learners: 1',
        'return toOthers(r, (next, to) => sendHeartbeat(next, to, ctx));',
        'return toOthers(r, (next, to) => (progressOf(r, to).isLearner ? next : sendHeartbeat(next, to, ctx)));',
      ),
      'n3 hears no heartbeat of n1',
    ],
  ])('is no way back: %s', async (_what, broken, says) => {
    const kept = broken.replace(/^bug:.*\n/m, '');
    const folder = project({ 'specs/broken.yaml': broken, 'specs/kept.yaml': kept });
    const { status, stdout } = await run(folder, 'broken', '--trust');
    expect([status, stdout]).toEqual([1, expect.stringContaining(says)]);
    expect((await run(folder, 'kept')).status).toBe(0);
  });
});

describe('links that stay cut', () => {
  it.each(
    few([
      ['prevote', '1', 'any'],
      ['check-quorum', '1', 'any'],
      ['check-quorum', '2', 'both'],
    ]),
  )('raises no alarm where links stay cut either: %s, %s, cut %s ways', async (spec, links, ways) => {
    const flags = ['--recovers', '--links-cut-for-good', links, '--cut-ways', ways];
    const { status, stdout } = await run(project({}), spec, ...flags);
    expect([status, stdout]).toEqual([0, expect.stringContaining('raftcheck: OK')]);
  });
});

describe('what a leader owes', () => {
  it('is withheld by seeded bugs, and given by the core as it is', async () => {
    const owed = [
      ['probe-never-resumes', 'proposal-answered', 3],
      ['probe-never-resumes', 'follower-catches-up', 3],
      ['transfer-never-aborts', 'transfer-ends', 6],
      ['snapshot-outgoing-voter-rejected', 'snapshot-ends', 11],
    ] as const;
    for (const [name, property, length] of owed) {
      const text = readFileSync(join(packageRoot(), 'specs/bugs', `${name}.yaml`), 'utf8');
      const asked = text
        .replace(/^(name|recovers|expect):.*\n/gm, '')
        .replace('invariants: []', `invariants: [${property}]`);
      const unedited = asked.replace(/^bug:\n( .*\n)+/m, '');
      const folder = project({ 'specs/broken.yaml': asked, 'specs/kept.yaml': unedited });
      const { stdout } = await run(folder, 'broken', '--trust');
      expect(stdout).toContain(`VIOLATED ${property} in ${length} steps`);
      expect(stdout).toMatch(/within 5 heartbeats: n1 leader/);
      const kept = await run(folder, 'kept');
      expect(kept.stdout).toContain('raftcheck: OK');
      expect(kept.stdout).not.toContain('irrelevant');
    }
  });
});

describe('the closed set', () => {
  it('is a table wherever the counterexample is read: a row for a quiet state, what is missing, where each timer leads', async () => {
    const text = readFileSync(join(packageRoot(), 'specs/step-down.yaml'), 'utf8');
    const asked = text.replace(/^expect:.*/m, 'invariants: []\nrecovers: true\nexpect: { verdict: ok }');
    const folder = project({ 'specs/asked.yaml': asked });
    const reporters = ['json', 'junit', 'sarif', 'markdown'].flatMap((name) => [
      '--reporter',
      `${name}=out/${name}`,
    ]);
    const gate = await run(folder, 'ci', 'asked', ...reporters, '--reporter', 'github');
    expect(gate.status).toBe(1);
    const row = /\b1 +follower 2 4\/5 .* no leader +.*n2 -(>|&gt;) 3/;
    const marked = /^\| 1 \| follower 2 4\/5 \|.*\| no leader \|.*n2 -\\> 3 \|$/m;
    const reports = ['junit', 'sarif', 'markdown'].map((name) =>
      readFileSync(join(folder, 'out', name), 'utf8'),
    );
    expect(gate.stdout).toMatch(row);
    expect(reports.slice(0, 2)).toEqual([expect.stringMatching(row), expect.stringMatching(row)]);
    expect(reports[2]).toMatch(marked);
    const { trace } = JSON.parse(readFileSync(join(folder, 'out/json'), 'utf8')).entries[0].verdict.violation;
    const read = async (...args: string[]): Promise<string> => (await raftcheck(args, {}, folder)).stdout;
    expect(await read('explain', trace)).toMatch(row);
    expect(await read('export', trace, '--format', 'markdown')).toMatch(marked);
    const cells = /<tr><td>1<\/td><td>follower 2 4\/5<\/td>.*<td>no leader<\/td><td>.*n2 -&gt; 3<\/td><\/tr>/;
    expect(await read('export', trace, '--format', 'html')).toMatch(cells);
    expect(await read('replay', trace)).toContain('REPLAYED');
  });
});
