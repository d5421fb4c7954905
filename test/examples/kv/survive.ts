/** One cluster, some faults, and what must be so afterwards. */
import { Chance } from './chance.ts';
import { ask, statusOf } from './client.ts';
import { Cluster, eventually } from './cluster.ts';
import { faults } from './faults.ts';
import { type Call, isLinearizable } from './history.ts';
import { Workload } from './workload.ts';

export interface Run {
  readonly seed: number;
  readonly faults: number;
  /** ms after which no further fault begins. */
  readonly atMost: number;
  readonly flags: readonly string[];
  /** A folder, for what the nodes record. */
  readonly traces?: string;
}

export interface Outcome {
  /** How often each fault happened. */
  readonly happened: Readonly<Record<string, number>>;
  readonly requests: Workload['counts'];
  readonly acknowledged: number;
  /** Sentences. None: it survived. */
  readonly wrong: readonly string[];
  readonly histories: readonly (readonly Call[])[];
}

/** Small enough that elections, snapshots and compaction happen all the time. */
const small = [
  '--tick',
  '20',
  '--election',
  '20',
  '--snapshot-every',
  '60',
  '--keep',
  '10',
  '--timeout',
  '2000',
];

export async function survive({ seed, faults: count, atMost, flags, traces }: Run): Promise<Outcome> {
  const chance = new Chance(seed);
  const cluster = new Cluster([...small, ...flags], traces);
  const happened: Record<string, number> = {};
  const wrong: string[] = [];
  const until = performance.now() + atMost;
  let workload: Workload | null = null;
  try {
    await cluster.begin([1, 2, 3]);
    await serves(cluster, 'at first');
    workload = new Workload(cluster, 6, seed);
    for (let n = 0; n < count && performance.now() < until; n++) {
      const fault = chance.of(faults);
      happened[fault.name] = (happened[fault.name] ?? 0) + 1;
      await fault.happen(cluster, chance);
      await serves(cluster, `after ${fault.name}`);
    }
    await workload.stop();
    wrong.push(...(await workload.wrong()), ...(await differences(cluster)));
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error));
  } finally {
    await workload?.stop().catch(() => undefined);
    await cluster.close();
  }
  wrong.push(...cluster.complaints.filter((complaint) => !complaint.includes('no space left')));
  const histories = [...(workload?.histories.values() ?? [])];
  for (const [key, history] of workload?.histories ?? []) {
    if (!isLinearizable(history)) wrong.push(`the history of ${key} is not linearizable`);
  }
  const requests = workload?.counts ?? { done: 0, refused: 0, unknown: 0, retried: 0 };
  return { happened, requests, acknowledged: workload?.acknowledged.size ?? 0, wrong, histories };
}

/** ms: on a busy machine one write to the disk may take ten seconds. */
const patience = 120_000;

/** The cluster takes a write again. */
async function serves(cluster: Cluster, when: string): Promise<void> {
  await eventually(`a write is taken ${when}`, patience, async () => {
    for (const id of cluster.ids) {
      const answer = await ask(cluster.urlOf(id), 'PUT', '/kv/alive', when);
      if (answer.kind === 'done' && answer.status === 200) return true;
    }
    return null;
  });
}

/** All nodes come to have applied the same, and have the same values. */
async function differences(cluster: Cluster): Promise<string[]> {
  const all = await eventually('all nodes have applied the same', patience, async () => {
    const statuses = await Promise.all(cluster.ids.map((id) => statusOf(cluster.urlOf(id))));
    return statuses.every((status) => status !== null && status.applied === statuses[0]?.applied)
      ? statuses
      : null;
  });
  const digests = await Promise.all(cluster.ids.map((id) => digest(cluster.urlOf(id))));
  return new Set(digests).size === 1 ? [] : [`nodes ${all.map((status) => status?.id)} differ: ${digests}`];
}

async function digest(url: string | null): Promise<string> {
  const values = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'alive'].map((key) => ask(url, 'GET', `/kv/${key}?consistency=serializable`)),
  );
  return values.map((answer) => (answer.kind === 'done' ? answer.body : answer.kind)).join(' ');
}
