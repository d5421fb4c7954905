/** What may happen to a cluster. Each fault begins, lasts, and ends, and then the cluster can come back. */
import type { Chance } from './chance.ts';
import { ask, statusOf } from './client.ts';
import { type Cluster, eventually, pause } from './cluster.ts';

export interface Fault {
  readonly name: string;
  happen(cluster: Cluster, chance: Chance): Promise<void>;
}

/** ms that a fault lasts. */
const lasts = (chance: Chance): Promise<void> => pause(chance.between(50, 900));

export const faults: readonly Fault[] = [
  { name: 'kill', happen: kill },
  {
    name: 'kill the leader',
    happen: async (cluster, chance) => kill(cluster, chance, await leaderOf(cluster)),
  },
  { name: 'kill a majority', happen: killMajority },
  { name: 'pause', happen: pauseNode },
  {
    name: 'pause the leader',
    happen: async (cluster, chance) => pauseNode(cluster, chance, await leaderOf(cluster)),
  },
  { name: 'cut off', happen: (cluster, chance) => separate(cluster, chance, 'cut', true) },
  { name: 'hold up', happen: (cluster, chance) => separate(cluster, chance, 'held', true) },
  { name: 'cut one way', happen: (cluster, chance) => separate(cluster, chance, 'cut', false) },
  { name: 'slow network', happen: slow },
  { name: 'full disk', happen: fullDisk },
  { name: 'clock jumps', happen: clockJumps },
  { name: 'clock stands still', happen: clockStands },
  { name: 'hand over', happen: handOver },
  { name: 'members change', happen: changeMembers },
];

/** The node that takes itself for the leader; otherwise any. */
async function leaderOf(cluster: Cluster): Promise<number> {
  const all = await Promise.all(cluster.ids.map((id) => statusOf(cluster.urlOf(id))));
  return all.find((status) => status?.role === 'leader')?.id ?? cluster.ids[0];
}

async function kill(cluster: Cluster, chance: Chance, id = chance.of(cluster.ids)): Promise<void> {
  await cluster.kill(id);
  await lasts(chance);
  await cluster.start(id);
}

async function killMajority(cluster: Cluster, chance: Chance): Promise<void> {
  const ids = cluster.ids.slice(0, 1 + Math.floor(cluster.ids.length / 2));
  await Promise.all(ids.map((id) => cluster.kill(id)));
  await lasts(chance);
  await Promise.all(ids.map((id) => cluster.start(id)));
}

async function pauseNode(cluster: Cluster, chance: Chance, id = chance.of(cluster.ids)): Promise<void> {
  cluster.signal(id, 'SIGSTOP');
  await lasts(chance);
  cluster.signal(id, 'SIGCONT');
}

/** One node from the others: both ways, or only what it sends. */
async function separate(
  cluster: Cluster,
  chance: Chance,
  state: 'cut' | 'held',
  both: boolean,
): Promise<void> {
  const one = chance.of(cluster.ids);
  for (const other of cluster.ids.filter((id) => id !== one)) {
    cluster.network.set(one, other, { state });
    if (both) cluster.network.set(other, one, { state });
  }
  await lasts(chance);
  cluster.network.heal();
}

async function slow(cluster: Cluster, chance: Chance): Promise<void> {
  for (const from of cluster.ids) {
    for (const to of cluster.ids)
      if (from !== to) cluster.network.set(from, to, { delay: chance.below(120) });
  }
  await lasts(chance);
  cluster.network.heal();
}

/** The next write fails, and the node ends; with room on the disk it begins again. */
async function fullDisk(cluster: Cluster, chance: Chance): Promise<void> {
  const id = chance.of(cluster.ids);
  cluster.tell(id, { full: true });
  const ended = await Promise.race([cluster.ended(id).then(() => true), pause(3000).then(() => false)]);
  // Nothing was written meanwhile.
  if (!ended) return cluster.tell(id, { full: false });
  await lasts(chance);
  await cluster.start(id);
}

async function clockJumps(cluster: Cluster, chance: Chance): Promise<void> {
  cluster.tell(chance.of(cluster.ids), { ticks: chance.between(5, 60) });
  await lasts(chance);
}

async function clockStands(cluster: Cluster, chance: Chance): Promise<void> {
  cluster.tell(chance.of(cluster.ids), { still: chance.between(100, 1500) });
  await lasts(chance);
}

async function handOver(cluster: Cluster, chance: Chance): Promise<void> {
  const url = cluster.urlOf(chance.of(cluster.ids));
  await ask(url, 'POST', '/leader', JSON.stringify({ to: chance.of(cluster.ids) }));
}

/** A new node joins and is promoted; or, of four, any one is removed and ends by itself. */
async function changeMembers(cluster: Cluster, chance: Chance): Promise<void> {
  if (cluster.ids.length > 3) return removeOne(cluster, chance.of(cluster.ids));
  const id = cluster.nextId();
  const [member] = cluster.ids;
  await cluster.start(id, ['--join', await cluster.network.addressOf(member)]);
  await eventually(`node ${id} is a voter`, 120_000, async () => {
    const answer = await ask(cluster.urlOf(chance.of(cluster.ids)), 'POST', `/members/${id}/promote`);
    return answer.kind === 'done' && answer.status === 200 ? true : null;
  });
}

async function removeOne(cluster: Cluster, id: number): Promise<void> {
  const others = cluster.ids.filter((other) => other !== id);
  let ended = false;
  void cluster.ended(id).then(() => {
    ended = true;
  });
  await eventually(`node ${id} is removed`, 120_000, async () => {
    const answer = await ask(cluster.urlOf(others[0]), 'DELETE', `/members/${id}`);
    return answer.kind === 'done' && answer.status === 200 ? true : null;
  });
  await eventually(`node ${id} ends`, 120_000, async () => (ended ? true : null));
}
