/**
 * Random behaviors with elections, replication, restarts and membership changes, exported as events and given to TLC with
 * etcd's own TLA+ specification: it must accept each, and refuse each when one event is altered. Too long for the tests:
 *
 *   node --import tsx test/trace/export/tlc.ts --tlc <jar> --spec <folder> [--behaviors 200] [--seed 1]
 *
 * <jar> holds TLC and the community modules; <folder> is etcd-io/raft's tla/. A behavior is left out when the
 * specification is known not to have it (etcd-ndjson.ts), and counted. Exit status: 0 when all is as it must be.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Model } from '../../../src/cluster/model.ts';
import { lastIndex, type NodeView, termAt } from '../../../src/cluster/view.ts';
import { defaultModel } from '../../../src/spec/defaults.ts';
import { etcdNdjson } from '../../../src/trace/export/etcd-ndjson.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { walk } from './walk.ts';

const { values } = parseArgs({
  options: {
    tlc: { type: 'string' },
    spec: { type: 'string' },
    behaviors: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});

/** Nodes that join, leave and crash; a bound for everything that the specification has no action for. */
const model: Model = {
  ...defaultModel,
  nodes: 4,
  members: 3,
  confChanges: ['v4', 'r3', 'r1', 'l4'],
  bounds: {
    ...defaultModel.bounds,
    'max-term': 6,
    'max-in-flight': 12,
    'max-proposals': 4,
    'max-conf-changes': 2,
    'max-crashes': 3,
    'max-drops': 6,
    'max-transfers': 1,
    'max-heartbeats': 6,
    'max-timeouts': 8,
  },
};
const steps = 60;

process.exitCode = main();

function main(): number {
  if (values.tlc === undefined || values.spec === undefined) {
    console.error('expected --tlc <jar> --spec <folder>');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-tlc-'));
  try {
    cpSync(values.spec, folder, { recursive: true });
    return validateAll(folder, values.tlc);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Totals {
  accepted: number;
  alteredRefused: number;
  altered: number;
  readonly leftOut: Map<string, number>;
  readonly seen: Map<string, number>;
}

function validateAll(folder: string, jar: string): number {
  const wanted = Number(values.behaviors);
  const totals: Totals = { accepted: 0, alteredRefused: 0, altered: 0, leftOut: new Map(), seen: new Map() };
  for (let seed = Number(values.seed), done = 0; done < wanted; seed++) {
    const trace = walk(model, seed, steps);
    const reason = notInSpecification(trace);
    if (reason !== null) {
      totals.leftOut.set(reason, (totals.leftOut.get(reason) ?? 0) + 1);
      continue;
    }
    const text = etcdNdjson(trace);
    done++;
    if (accepts(folder, jar, text)) totals.accepted++;
    else console.log(`seed ${seed}: REFUSED`);
    // Each tenth also altered: a run of TLC takes seconds.
    if (done % 10 === 0) {
      totals.altered++;
      if (!accepts(folder, jar, alter(text))) totals.alteredRefused++;
      else console.log(`seed ${seed}: accepted although an event was altered`);
    }
    count(trace, totals.seen);
    if (done % 10 === 0) console.log(`${done} behaviors: ${totals.accepted} accepted`);
  }
  console.log(
    `${totals.accepted} of ${wanted} accepted; ${totals.alteredRefused} of ${totals.altered} altered ones refused`,
  );
  console.log(`seen: ${counts(totals.seen)}\nleft out: ${counts(totals.leftOut)}`);
  return totals.accepted === wanted && totals.alteredRefused === totals.altered ? 0 : 1;
}

function counts(of: ReadonlyMap<string, number>): string {
  return [...of]
    .sort()
    .map(([what, times]) => `${what} ${times}`)
    .join(', ');
}

/** TLC ends without an error exactly when the whole log is a behavior of the specification. */
function accepts(folder: string, jar: string, text: string): boolean {
  const log = join(folder, 'behavior.ndjson');
  writeFileSync(log, text);
  const { stdout } = spawnSync(
    'java',
    [
      ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', jar, 'tlc2.TLC', '-lncheck', 'final'],
      ...['-metadir', join(folder, 'states'), '-config', 'Traceetcdraft.cfg', 'Traceetcdraft.tla'],
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, JSON: log }, timeout: 300_000 },
  );
  return stdout.includes('No error has been found') && stdout.includes('"Progress %:", 100');
}

/** The last message that is received is taken from a later term: nobody has sent that. */
function alter(text: string): string {
  const lines = text.trimEnd().split('\n');
  const at = lines.findLastIndex((line) => /"name":"Receive/.test(line));
  return lines
    .with(
      at,
      lines[at].replace(/("msg":{"type":"\w+","term":)(\d+)/, (_, key, term) => `${key}${Number(term) + 1}`),
    )
    .join('\n');
}

function count(trace: Trace, seen: Map<string, number>): void {
  for (const { action } of trace.steps) {
    if (action !== null) seen.set(action.kind, (seen.get(action.kind) ?? 0) + 1);
  }
  for (const [name, happened] of [
    [
      'behaviors with a leader',
      trace.steps.some(({ state }) => state.nodes.some(({ role }) => role === 'leader')),
    ],
    [
      'behaviors with a changed membership',
      trace.steps.some(({ state }) =>
        state.nodes.some(({ config }) => config.voters.join() !== '1,2,3' && config.voters.length > 0),
      ),
    ],
    ['behaviors with a restart', trace.steps.some(({ action }) => action?.kind === 'restart')],
    [
      'behaviors with a committed value',
      trace.steps.some(({ state }) =>
        state.nodes.some(({ log, commit }) =>
          log.some(({ index, data }) => data.startsWith('v') && index > 3 && index <= commit),
        ),
      ),
    ],
  ] as const) {
    if (happened) seen.set(name, (seen.get(name) ?? 0) + 1);
  }
}

/** What of a behavior the specification is known not to have; null for nothing. */
function notInSpecification(trace: Trace): string | null {
  // The index of a change that a node has proposed and not yet applied as leader: only there the specification forgets it.
  const pending = new Map<number, number>();
  // As each node was when it was last up: to the specification a crash is part of the restart.
  const lastUp = new Map<number, NodeView>();
  for (const [k, { action, state }] of trace.steps.entries()) {
    for (const node of state.nodes.filter(({ up }) => up)) lastUp.set(node.id, node);
    if (hasStaleLeader([...lastUp.values()]))
      return 'a leader that was deposed before an entry it lacks was committed';
    if (action === null) continue;
    const node = state.nodes[action.node - 1];
    if (action.kind === 'restart') pending.delete(node.id);
    if (action.kind === 'propose-conf' && node.log.at(-1)?.type !== 'normal') {
      if (pending.has(node.id)) return 'a change by a leader that has one pending from before';
      pending.set(node.id, lastIndex(node));
      if (!changes(action.change, node)) return 'a change that changes nothing, or that demotes';
    }
    if (node.role === 'leader' && node.applied >= (pending.get(node.id) ?? 0)) pending.delete(node.id);
    if (action.kind !== 'deliver' || action.message.type !== 'MsgVote') continue;
    const voter = trace.steps[k - 1].state.nodes[action.node - 1];
    if (voter.term === action.message.term && voter.vote === 0 && voter.lead !== 0) {
      return 'a vote that is denied since the leader is known';
    }
  }
  return null;
}

/**
 * A leader that has not heard of its deposition lacks an entry of an earlier term, which only a later term has committed.
 * Raft allows that; the specification's LeaderCompletenessInv, which compares with the entry's own term, does not.
 */
function hasStaleLeader(nodes: readonly NodeView[]): boolean {
  return nodes
    .filter(({ role }) => role === 'leader')
    .some((leader) =>
      nodes.some(({ log, commit }) =>
        log.some(
          ({ index, term }) => index <= commit && term < leader.term && termAt(leader, index) !== term,
        ),
      ),
    );
}

/** Whether the specification has an action for the change: it adds a server that is none and removes one that is. */
function changes(change: string, { config }: NodeView): boolean {
  const [, kind, id] = /^([vlr])(\d+)$/.exec(change)!;
  const votes = config.voters.includes(Number(id));
  const learns = config.learners.includes(Number(id));
  return kind === 'v' ? !votes : kind === 'l' ? !votes && !learns : votes || learns;
}
