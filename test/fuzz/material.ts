/**
 * Good files, to make bad ones of: specs written here, and what the built command writes of them itself (traces, exports,
 * reports of shards, a checkpoint).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Material {
  readonly traces: readonly Buffer[];
  /** Traces of an edited core, which is written and loaded anew each time; that takes longer than all else. */
  readonly edited: readonly Buffer[];
  readonly itf: readonly Buffer[];
  readonly shards: readonly Buffer[];
  /** By name, as they lie in out/. */
  readonly checkpoint: Readonly<Record<string, Buffer>>;
}

export const main = fileURLToPath(new URL('../../out/build/src/cli/main.js', import.meta.url));

/** Two nodes elect a leader: 15 states. */
export const election = `about: Can two nodes elect a leader?
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 0, max-timeouts: 1, max-heartbeats: 0 }
sometimes: [leader-elected]
expect: { verdict: ok }
`;

/** Says something under every key that specs have, bugs apart. */
export const thorough = `name: thorough
about: |
  Does a small cluster keep its promises, with all that can be said about it said?
  Here are two lines.
model:
  nodes: 3
  members: 2
  learners: 1
  network: fifo
  storage: async
  clock: untimed
  pre-vote: true
  check-quorum: true
  read-only: safe
  propose-at: "any"
  acknowledged: applied
  max-size-per-msg: null
  max-inflight-msgs: 2
  max-inflight-bytes: null
  max-committed-size-per-ready: null
  max-uncommitted-entries-size: null
  disable-proposal-forwarding: false
  disable-conf-change-validation: false
  step-down-on-removal: true
  conf-changes: [v3, "l3", "r2 explicit", leave]
bounds:
  max-term: 2
  max-in-flight: 3
  max-proposals: 1
  max-crashes: 1
  max-duplicates: 0
  max-drops: 1
  max-heartbeats: 1
  max-timeouts: 2
  max-reads: 1
  max-conf-changes: 1
  max-compactions: 1
  max-transfers: 1
  max-forgets: 0
  max-unreachables: 0
  max-expiries: 0
invariants: [election-safety, log-matching]
sometimes: [leader-elected]
search:
  strategy: bfs
  depth: 6
  pack: true
  symmetry: true
  dead-messages: true
  dead-history: true
  workers: 1
  max-states: 500
  max-memory: 4g
  time-limit: 20s
expect: { verdict: ok, distinct: 100, generated: 200 }
`;

/** A bug in three nodes: found after some hundred states. */
export const forgetful = `name: forgetful
about: A node gives its vote again.
bug:
  row: S2
  source: a text about it
  tier: 0
  published: [{ by: somebody, seconds: 1, depth: 6, states: 100 }]
  edit:
    file: src/raft/step.ts
    find: r.vote === m.from || (r.vote === None && r.lead === None) || (m.type === 'MsgPreVote' && m.term > r.term)
    replace: 'true'
model: { nodes: 3 }
bounds: { max-term: 1, max-in-flight: 8, max-proposals: 0, max-heartbeats: 0 }
invariants: [election-safety]
expect: { verdict: violation, property: election-safety, length: 6 }
`;

/** The bug in its place in a project. */
export const withBug: Readonly<Record<string, Buffer>> = {
  'specs/bugs/forgetful.yaml': Buffer.from(forgetful),
};

/** What the package can be asked that breaks soon: a crash and a read, a vote, changes of the configuration, a panic. */
const breaking = [
  'singleton-readindex-before-hardstate',
  'double-vote',
  'joint-vote-union',
  'snapstatus-unknown-peer-panic',
];

/** Makes the material in a folder, to be read by `readMaterial`. */
export function makeMaterial(folder: string): void {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'specs'), { recursive: true });
  writeFileSync(join(project, 'specs/election.yaml'), election);
  writeFileSync(join(project, 'specs/thorough.yaml'), thorough);
  writeFileSync(join(project, 'specs/forgetful.yaml'), forgetful);
  const call = (...args: string[]): string => callOf(args, project);
  for (const kind of ['traces', 'itf', 'shards', 'checkpoint']) mkdirSync(join(folder, kind));
  for (const spec of breaking) {
    const { violation } = JSON.parse(call(spec, '--json'));
    cpSync(join(project, violation.trace), join(folder, `traces/${spec}.json`));
    writeFileSync(join(folder, `itf/${spec}.json`), call('export', violation.trace, '--format', 'itf'));
  }
  for (const shard of ['1', '2']) {
    const report = join(folder, `shards/${shard}.json`);
    call('ci', '--shard', `${shard}/2`, '--max-states', '500', '--reporter', `json=${report}`);
  }
  call(
    'prevote',
    '--workers',
    '1',
    '--max-states',
    '3000',
    '--checkpoint=0.001',
    '--out',
    join(folder, 'checkpoint'),
  );
}

/** What the command prints; it must not have failed. */
function callOf(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8' });
  if (status !== null && status !== 2 && status < 70) return stdout;
  throw new Error(`no material: raftcheck ${args.join(' ')} ended with ${status}\n${stderr}`);
}

export function readMaterial(folder: string): Material {
  const read = (kind: string): Record<string, Buffer> =>
    Object.fromEntries(
      readdirSync(join(folder, kind), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, readFileSync(join(folder, kind, name))]),
    );
  const traces = Object.values(read('traces'));
  const edited = traces.filter((trace) => /"edits"/.test(trace.toString()));
  return {
    // First the one that is true as it stands.
    traces: [...traces.filter((trace) => !edited.includes(trace)), ...edited.map(withoutBug)],
    edited,
    itf: Object.values(read('itf')),
    shards: Object.values(read('shards')),
    checkpoint: read('checkpoint'),
  };
}

/** The behavior of an edited core, as if it were that of the core: nothing runs an edit then, and a replay diverges. */
function withoutBug(trace: Buffer): Buffer {
  return Buffer.from(`${JSON.stringify({ ...JSON.parse(trace.toString()), bug: null }, null, 2)}\n`);
}
