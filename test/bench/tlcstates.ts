/**
 * Whether TLC and raftcheck have found the same states. Both are drawn in the same way, as text; a drawing may be shared by
 * several states, since the cluster's view does not show which commit index a leader sent last, so drawings are counted.
 */
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { ClusterView, MessageView, NodeView } from '../../src/cluster/view.ts';
import { parseTlaValue, type TlaRecord, type TlaValue } from './tlavalue.ts';

/** How many states have each drawing. */
export type Drawings = ReadonlyMap<string, number>;

/** The drawings of all reachable states, by the plainest search there is. */
export function drawReachable(model: Model): Drawings {
  const cluster = createCluster(model, createAdapter(model), {
    ghosts: new Set(),
    step: () => -1,
    state: () => -1,
  });
  return count(reachable(cluster).map((state) => drawView(cluster.view(state))));
}

function reachable(cluster: Cluster): readonly Int32Array[] {
  const visited = new Set<string>();
  const found: Int32Array[] = [];
  const visit = (state: Int32Array): void => {
    const name = state.join();
    if (visited.has(name)) return;
    visited.add(name);
    found.push(state.slice());
  };
  cluster.init(visit);
  for (const state of found) cluster.next(state, visit);
  return found;
}

/** The drawings of what TLC's -dump has written. */
export function drawDump(dump: string): Drawings {
  const states = dump.split(/^State \d+:$/m).slice(1);
  return count(
    states.map((text) => {
      const variables = text.split(/^\/\\ /m).slice(1);
      return drawTla(
        Object.fromEntries(
          variables.map((line) => {
            const at = line.indexOf(' = ');
            return [line.slice(0, at), parseTlaValue(line.slice(at + 3))];
          }),
        ),
      );
    }),
  );
}

/** The drawings that the two do not have equally often. */
export function differences(ours: Drawings, theirs: Drawings): readonly string[] {
  const all = new Set([...ours.keys(), ...theirs.keys()]);
  return [...all]
    .filter((drawing) => ours.get(drawing) !== theirs.get(drawing))
    .map((drawing) => `raftcheck ${ours.get(drawing) ?? 0}, TLC ${theirs.get(drawing) ?? 0}: ${drawing}`);
}

function count(drawings: readonly string[]): Drawings {
  const counts = new Map<string, number>();
  for (const drawing of drawings) counts.set(drawing, (counts.get(drawing) ?? 0) + 1);
  return counts;
}

/** The parts of a state in the order in which both draw them. */
function draw(nodes: readonly unknown[], messages: readonly unknown[], used: readonly unknown[]): string {
  const inFlight = messages.map((message) => JSON.stringify(message)).sort();
  return JSON.stringify({ nodes, inFlight, used });
}

function drawView({ nodes, messages, used }: ClusterView): string {
  const counters = ['max-timeouts', 'max-heartbeats', 'max-proposals', 'max-crashes'];
  return draw(
    nodes.map(drawNode),
    messages.map(drawMessage),
    counters.map((name) => used[name] ?? 0),
  );
}

function drawNode(node: NodeView): unknown {
  const voters = (granted: boolean): number[] =>
    Object.keys(node.votes)
      .map(Number)
      .filter((id) => node.votes[id] === granted);
  return {
    up: node.up,
    role: node.role,
    state: [node.term, node.vote, node.lead, node.commit],
    log: node.log.map((entry) => [entry.term, entry.data]),
    votes: [voters(true), voters(false)],
    progress: Object.entries(node.progress)
      .filter(([id]) => Number(id) !== node.id)
      .map(([, pr]) => [pr.match, pr.next, pr.state === 'replicate', pr.paused]),
  };
}

function drawMessage(m: MessageView): unknown {
  const numbers = [m.from, m.to, m.term, m.index, m.logTerm, m.commit, m.rejectHint];
  const entries = (m.entries ?? []).map((entry) => [entry.term, entry.data]);
  return [m.type, numbers.map((value) => value ?? 0), m.reject ?? false, entries];
}

function drawTla(variables: Readonly<Record<string, TlaValue>>): string {
  const { node, net, used } = variables as { node: readonly TlaRecord[]; net: TlaValue; used: TlaRecord };
  const { timeouts, heartbeats, proposals, crashes } = used.record;
  const pairs = typeof net === 'object' && 'pairs' in net ? net.pairs : [];
  return draw(
    node.map(({ record }, i) => drawTlaNode(record, i + 1)),
    pairs.flatMap(([message, times]) =>
      Array.from({ length: times as number }, () => drawTlaMessage((message as TlaRecord).record)),
    ),
    [timeouts, heartbeats, proposals, crashes],
  );
}

function drawTlaNode(node: TlaRecord['record'], id: number): unknown {
  const members = (value: TlaValue | undefined): readonly number[] =>
    [...(value as { set: readonly number[] }).set].sort((a, b) => a - b);
  const progress = node.role === 'leader' ? (node.progress as readonly TlaRecord[]) : [];
  return {
    up: node.up,
    role: node.role,
    state: [node.term, node.vote, node.lead, node.commit],
    log: drawTlaEntries(node.log),
    votes: [members(node.granted), members(node.refused)],
    progress: progress
      .filter((_, i) => i + 1 !== id)
      .map(({ record }) => [record.match, record.next, record.flows, record.paused]),
  };
}

function drawTlaMessage(m: TlaRecord['record']): unknown {
  const numbers = [m.from, m.to, m.term, m.index, m.logTerm, m.commit, m.hint];
  return [m.type, numbers.map((value) => value ?? 0), m.reject ?? false, drawTlaEntries(m.entries ?? [])];
}

/** The k-th proposed value is v<k>; a leader's first entry is empty. */
function drawTlaEntries(entries: TlaValue | undefined): unknown {
  return (entries as readonly TlaRecord[]).map(({ record }) => [
    record.term,
    record.data === 0 ? '' : `v${record.data}`,
  ]);
}
