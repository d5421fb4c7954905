/** Recovery, as a user asks for it: published liveness bugs are found as traps, and the core as it is comes back. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

interface Row {
  readonly name: string;
  readonly edits: readonly (readonly [file: string, find: string, replace: string])[];
  readonly model: string;
  readonly bounds: string;
  /** Actions to the trap, and words of it. */
  readonly length: number;
  readonly says: string;
}

const rows: readonly Row[] = [
  {
    // etcd#8501: a node at a higher term with a shorter log and one at a lower term wait for each other.
    name: 'prevote-lower-term-ignored',
    edits: [
      [
        'step.ts',
        "return send(r, Message({ type: 'MsgPreVoteResp', to: m.from, term: r.term, reject: true }));",
        'return r;',
      ],
      ['step.ts', 'if ((r.checkQuorum || r.preVote) && (m.type', 'if (r.checkQuorum && (m.type'],
    ],
    model: 'nodes: 3, pre-vote: true',
    bounds: 'max-term: 3, max-in-flight: 3, max-heartbeats: 0, max-timeouts: 4, max-drops: 2',
    length: 14,
    says: 'n2 is at a higher term than n1, who leads',
  },
  {
    // etcd#5451: a node that comes back with a higher term ignores the leader, which hears nothing of it.
    name: 'checkquorum-high-term-stuck',
    edits: [['step.ts', 'if ((r.checkQuorum || r.preVote) && (m.type', 'if (r.preVote && (m.type']],
    model: 'nodes: 3, check-quorum: true',
    bounds: 'max-term: 3, max-in-flight: 4, max-proposals: 0, max-heartbeats: 1, max-timeouts: 3',
    length: 6,
    says: 'as far as 4 more terms show',
  },
  {
    // etcd#7042: a peer that flow control has paused is not resumed by its answer to a heartbeat.
    name: 'probe-never-resumes',
    edits: [
      [
        'leader.ts',
        ".set('recentActive', true).set('msgAppFlowPaused', false)",
        ".set('recentActive', true)",
      ],
    ],
    model: 'nodes: 3',
    bounds: 'max-term: 1, max-in-flight: 4, max-heartbeats: 1, max-timeouts: 1',
    length: 5,
    says: 'in 1 quiet state n1 has not committed entry 1',
  },
  {
    // Thesis 6.4: without the empty entry of its term a leader never commits what it has of earlier ones.
    name: 'no-op-not-appended',
    edits: [['role.ts', 'appendEntry(leading, emptyEntry);', '[leading, true];']],
    model: 'nodes: 3',
    bounds: 'max-term: 2, max-in-flight: 4, max-heartbeats: 1, max-timeouts: 2',
    length: 6,
    says: 'n1 has not the log of n2',
  },
  {
    // yugabyte-db#32876: a follower with a longer tail says where its log ends, and the leader begins again for ever.
    name: 'catchup-livelock',
    edits: [
      [
        'handlers.ts',
        'return last === null ? rejectAppend(r, m) :',
        'return last === null || (!m.entries.isEmpty() && last < log.lastIndex(raftLog)) ? rejectAppend(r, m) :',
      ],
    ],
    model: 'nodes: 3, max-size-per-msg: 0',
    bounds: 'max-term: 2, max-in-flight: 4, max-heartbeats: 1, max-timeouts: 3',
    length: 17,
    says: 'to a round without end',
  },
];

function specOf({ edits, model, bounds }: Row): string {
  const edit = edits.map(
    ([file, find, replace]) =>
      `  - { file: src/raft/${file}, find: ${JSON.stringify(find)}, replace: ${JSON.stringify(replace)} }\n`,
  );
  return `about: Does it come back?
recovers: true
invariants: []
bug:
  row: L
  source: a report
  edit:
${edit.join('')}model: { ${model} }
bounds: { ${bounds} }
`;
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

describe('recovers', () => {
  it.each(rows)('finds the trap of $name, and shows the shortest way to it', async (row) => {
    const folder = project({ [`specs/${row.name}.yaml`]: specOf(row) });
    const { status, stdout } = await run(folder, row.name);
    expect(stdout).toContain(`VIOLATED recovers in ${row.length} steps`);
    expect(stdout).toContain('it never comes back');
    expect(stdout).toContain(row.says);
    expect(status).toBe(1);
  });

  it('is found alike by any number of workers and without any reduction, and its trace replays', async () => {
    const row = rows[3];
    const folder = project({ 'specs/trap.yaml': specOf(row) });
    // Dead messages take no room where they are left out.
    const lengths = await Promise.all(
      [
        ['--workers', '2'],
        ['--no-symmetry', '--no-dead-messages', '--no-dead-history', '--max-in-flight', '8'],
      ].map(async (flags) => {
        const { stdout } = await run(folder, 'trap', '--json', ...flags);
        return JSON.parse(stdout).violation.length;
      }),
    );
    expect(lengths).toEqual([row.length, row.length]);
    const { trace } = JSON.parse((await run(folder, 'trap', '--json')).stdout).violation;
    expect(JSON.parse(readFileSync(join(folder, trace), 'utf8')).property.name).toBe('recovers');
    const replayed = await raftcheck(['replay', trace, '--trust'], {}, folder);
    expect([replayed.status, replayed.stderr]).toEqual([0, '']);
  });

  it.each(['five-nodes', 'prevote', 'async-alone', 'pipeline', 'silent-learner', 'check-quorum'])(
    'raises no alarm where the core is as it is, and changes no count: %s',
    async (spec) => {
      const [plain, asked] = await Promise.all(
        [[], ['--recovers']].map(async (flags) => {
          const { stdout } = await run(project({}), spec, '--json', ...flags);
          return JSON.parse(stdout);
        }),
      );
      expect(asked.verdict).toBe('ok');
      expect(asked.states).toEqual(plain.states);
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

  it('is refused with a clock, of which rounds know nothing', async () => {
    const { status, stderr } = await run(project({}), 'clocks', '--recovers');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('--recovers: recovers does not apply to this model'),
    ]);
  });
});
