/**
 * Whatever an edited core throws, wherever it is called, is a panic of the core: each of these seeds a published fault that is
 * one, and is found by the shortest behavior to it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

interface Fault {
  readonly edits: readonly (readonly [file: string, find: string, replace: string])[];
  readonly cluster: string;
  readonly length: number;
}

const inputs = 'src/cluster/etcd/inputs.ts';
const coveredAlready =
  'if (applied <= node.storage.snapshot().index || applied > node.storage.hardState.commit) return null; if (hasNextOrInProgressSnapshot(rn.raft.raftLog)) return null;';

const written = 'const storage = persist(node.storage, hardState, work.entries, work.snapshot);';
/** The snapshot is one write, the log that it takes the place of another. */
const inTwo = `const kept = work.term === 0 ? node.storage : node.storage.set('hardState', hardState);
if (work.snapshot !== null && work.snapshot.index > kept.latest.index) {
  const half = kept.set('latest', work.snapshot);
  return [node.merge({ storage: half, rn: rawnode.withStorage(node.rn, half) }), []];
}
const first = { term: work.snapshot?.term, index: work.snapshot?.index, data: '' };
const alone = work.snapshot === null ? kept : kept.set('ents', kept.ents.take(1).set(0, kept.ents.first().merge(first)));
const storage = persist(alone, hardState, work.entries, null);`;

const faults: Readonly<Record<string, Fault>> = {
  // nats-io/nats-server#5939: the hard state is there, the log is not.
  'restart-without-its-log': {
    edits: [
      [inputs, 'machine: 0,', "machine: 0, storage: node.storage.set('ents', node.storage.ents.take(1)),"],
    ],
    cluster:
      'model: { nodes: 1 }\nbounds: { max-term: 2, max-in-flight: 1, max-proposals: 0, max-heartbeats: 0, max-timeouts: 2, max-crashes: 1 }',
    length: 3,
  },
  // etcd-io/etcd#1914, moby/swarmkit#1196: the progress of a node that was removed.
  'progress-of-nobody': {
    edits: [
      ['src/raft/leader.ts', 'return pr === undefined ? r : stepIt(r, pr, m);', 'return stepIt(r, pr, m);'],
      [
        'src/raft/rawnode.ts',
        "if (isResponseMsg(m.type) && !rn.raft.trk.progress.has(m.from)) return [rn, 'ErrStepPeerNotFound'];",
        '',
      ],
    ],
    cluster:
      'model: { nodes: 3, conf-changes: [r3] }\nbounds: { max-term: 1, max-in-flight: 5, max-proposals: 0, max-heartbeats: 0, max-timeouts: 1, max-conf-changes: 1 }',
    length: 10,
  },
  // camunda/camunda#13093: the log is compacted before there is a snapshot that covers it.
  'compacted-before-its-snapshot': {
    edits: [
      [
        inputs,
        coveredAlready,
        `${coveredAlready} const dropped = compact(node.storage, applied); if (typeof dropped !== 'string') return [node.merge({ storage: dropped, rn: rawnode.withStorage(rn, dropped) }), []];`,
      ],
    ],
    cluster:
      'model: { nodes: 3 }\nbounds: { max-term: 2, max-in-flight: 4, max-proposals: 0, max-heartbeats: 1, max-timeouts: 2, max-compactions: 2, max-crashes: 1 }',
    length: 10,
  },
  // databendlabs/openraft#559, #561: a crash comes between the snapshot and the log that goes for it.
  'snapshot-before-its-log': {
    edits: [[inputs, written, inTwo]],
    cluster:
      'model: { nodes: 3, storage: async }\nbounds: { max-term: 2, max-in-flight: 3, max-proposals: 0, max-heartbeats: 1, max-timeouts: 2, max-compactions: 1, max-crashes: 1 }',
    length: 21,
  },
};

function specOf({ edits, cluster, length }: Fault): string {
  const edit = edits.map(([file, find, replace]) => ({ file, find, replace }));
  return [
    'about: a core that panics',
    `bug: ${JSON.stringify({ row: 'X1', source: 'published', edit })}`,
    cluster,
    'invariants: [election-safety]',
    `expect: { verdict: violation, property: core-panic, length: ${length} }`,
  ].join('\n');
}

it('panics in a restart, of a missing value, of a log that is gone and after half a write are found at their lengths', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'specs'));
  for (const [name, fault] of Object.entries(faults)) {
    writeFileSync(join(folder, 'specs', `${name}.yaml`), specOf(fault));
  }
  const { status, stdout } = await raftcheck([
    ...['ci', join(folder, 'specs'), '--trust', '--out', join(folder, 'out'), '--no-progress'],
  ]);
  for (const [name, { length }] of Object.entries(faults)) {
    expect(stdout).toMatch(new RegExp(`^found +\\S*${name} +core-panic in ${length} steps`, 'm'));
  }
  expect(status).toBe(0);
});
