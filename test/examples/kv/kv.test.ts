/** The example as its reader runs it: real processes that elect a leader, keep what they acknowledge, and come back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, statusOf } from './client.ts';
import { Cluster, eventually } from './cluster.ts';

let cluster: Cluster;

beforeEach(async () => {
  cluster = new Cluster(['--tick', '20', '--snapshot-every', '40', '--keep', '5']);
  await cluster.begin([1, 2, 3]);
});

afterEach(() => cluster.close());

/** The node that leads, as it says itself. */
function leader(): Promise<number> {
  return eventually('a leader', 20_000, async () => {
    const all = await Promise.all(cluster.ids.map((id) => statusOf(cluster.urlOf(id))));
    return all.find((status) => status?.role === 'leader')?.id ?? null;
  });
}

/** Puts until it is acknowledged; the same value again does no harm. */
async function put(id: number, key: string, value: string): Promise<void> {
  await eventually(`${key} is put`, 20_000, async () => {
    const answer = await ask(cluster.urlOf(id), 'PUT', `/kv/${key}`, value);
    return answer.kind === 'done' && answer.status === 200 ? true : null;
  });
}

async function get(id: number, key: string): Promise<string> {
  return eventually(`${key} is read`, 20_000, async () => {
    const answer = await ask(cluster.urlOf(id), 'GET', `/kv/${key}`);
    return answer.kind === 'done' && answer.status === 200 ? answer.body : null;
  });
}

test('what one node acknowledges the others read, also when all were killed and came back', async () => {
  await leader();
  for (let i = 0; i < 60; i++) await put(1 + (i % 3), `k${i}`, `v${i}`);
  expect(await get(2, 'k0')).toBe('v0');
  await Promise.all([1, 2, 3].map((id) => cluster.kill(id)));
  await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
  for (let i = 0; i < 60; i++) expect(await get(1 + ((i + 1) % 3), `k${i}`)).toBe(`v${i}`);
});

test('a leader that is killed is replaced, and catches up by a snapshot when it comes back', async () => {
  const first = await leader();
  await put(first, 'before', 'x');
  await cluster.kill(first);
  const second = await leader();
  expect(second).not.toBe(first);
  for (let i = 0; i < 100; i++) await put(second, `k${i}`, `v${i}`);
  await cluster.start(first);
  expect(await get(first, 'k99')).toBe('v99');
  const status = await statusOf(cluster.urlOf(first));
  // Its log begins where no entry of its own is: it was sent a snapshot.
  expect(status?.firstIndex).toBeGreaterThan(40);
  expect(cluster.complaints).toEqual([]);
});
