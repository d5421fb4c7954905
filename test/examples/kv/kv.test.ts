/** The example as its reader runs it: real processes that elect a leader, keep what they acknowledge, and come back. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { recordingOf, searched } from '../../recorded/make.ts';
import { ask, type Status, statusOf } from './client.ts';
import { Cluster, eventually } from './cluster.ts';

let cluster: Cluster;

afterEach(() => cluster.close());

async function begin(...flags: string[]): Promise<void> {
  cluster = new Cluster(['--tick', '20', '--snapshot-every', '40', '--keep', '5', ...flags]);
  await cluster.begin([1, 2, 3]);
}

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
  await begin();
  await leader();
  for (let i = 0; i < 60; i++) await put(1 + (i % 3), `k${i}`, `v${i}`);
  expect(await get(2, 'k0')).toBe('v0');
  await Promise.all([1, 2, 3].map((id) => cluster.kill(id)));
  await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
  for (let i = 0; i < 60; i++) expect(await get(1 + ((i + 1) % 3), `k${i}`)).toBe(`v${i}`);
});

test('a leader that is killed is replaced, and catches up by a snapshot when it comes back', async () => {
  await begin();
  const first = await leader();
  await put(first, 'before', 'x');
  await cluster.kill(first);
  const second = await leader();
  expect(second).not.toBe(first);
  for (let i = 0; i < 100; i++) await put(second, `k${i}`, `v${i}`);
  await cluster.start(first);
  expect(await get(first, 'k99')).toBe('v99');
  const status = await told(first, () => true);
  // Its log begins where no entry of its own is: it was sent a snapshot.
  expect(status.firstIndex).toBeGreaterThan(40);
  expect(cluster.complaints).toEqual([]);
});

test('a fourth joins, is promoted, leads, leaves and ends; its id is used up', async () => {
  await begin();
  await put(await leader(), 'k', 'v');
  await cluster.start(4, ['--join', await cluster.network.addressOf(2)]);
  expect(await get(4, 'k')).toBe('v');
  expect((await told(4, () => true)).learners).toEqual([4]);
  expect(await asked(1, 'POST', '/members/4/promote')).toBe(200);
  expect(await asked(2, 'POST', '/leader', '{"to":4}')).toBe(200);
  const ended = cluster.ended(4);
  expect(await asked(3, 'DELETE', '/members/4')).toBe(200);
  expect(await ended).toBe(null);
  await told(await leader(), ({ voters }) => voters.join() === '1,2,3');
  expect(await asked(2, 'DELETE', '/members/4')).toBe(200);
  expect(await asked(1, 'POST', '/members', '{"id":4,"url":"http://127.0.0.1:1"}')).toBe(409);
  expect(cluster.complaints).toEqual([]);
});

test('a node that joins when the log was compacted long ago is brought up by a snapshot that has it', async () => {
  await begin();
  for (let i = 0; i < 100; i++) await put(1, `k${i}`, `v${i}`);
  await cluster.start(4, ['--join', await cluster.network.addressOf(2)]);
  const status = await told(4, ({ applied }) => applied >= 100);
  expect(status.learners).toEqual([4]);
  expect(await asked(1, 'POST', '/members/4/promote')).toBe(200);
});

/** What a node says of itself, when it is so. */
function told(id: number, isSo: (status: Status) => boolean): Promise<Status> {
  return eventually(`node ${id} says it`, 20_000, async () => {
    const status = await statusOf(cluster.urlOf(id));
    return status !== null && isSo(status) ? status : null;
  });
}

/** The status of the answer, when there is one. */
function asked(id: number, method: string, path: string, body?: string): Promise<number> {
  return eventually(`${method} ${path}`, 20_000, async () => {
    const answer = await ask(cluster.urlOf(id), method, path, body);
    return answer.kind === 'done' ? answer.status : null;
  });
}

test('a full disk ends the node, and nothing it acknowledged is lost', async () => {
  await begin();
  const id = await leader();
  await put(id, 'k', 'v');
  let why: string | null = null;
  void cluster.ended(id).then((said) => {
    why = said;
  });
  cluster.tell(id, { full: true });
  await eventually('the node ends', 20_000, async () => {
    await ask(cluster.urlOf(1 + (id % 3)), 'PUT', '/kv/k', 'w');
    return why;
  });
  expect(why).toContain('no space left on device');
  expect(['v', 'w']).toContain(await get(1 + (id % 3), 'k'));
  await cluster.start(id);
  expect(['v', 'w']).toContain(await get(id, 'k'));
});

test('a file that may not grow is a full disk too, and the store says so itself', async () => {
  await begin();
  // What it has applied it has stored: one that is killed before has nothing to go on with.
  await put(await leader(), 'k', 'v');
  expect(await get(3, 'k')).toBe('v');
  await cluster.kill(3);
  await cluster.start(3, ['--snapshot-every', '100000'], 24);
  const ended = cluster.ended(3);
  const big = 'x'.repeat(2000);
  let last = 0;
  for (let n = 1; n <= 40; n++) {
    const answer = await ask(cluster.urlOf(1), 'PUT', `/kv/big${n}`, `${big}${n}`);
    if (answer.kind === 'done') last = n;
  }
  expect(await ended).toContain('File too large');
  await cluster.start(3);
  expect(await get(3, `big${last}`)).toBe(`${big}${last}`);
});

test.each(['--async', '--lease', '--no-pre-vote'])('all of it is kept with %s too', async (flag) => {
  await begin(flag);
  for (let i = 0; i < 50; i++) await put(1 + (i % 3), `k${i}`, `v${i}`);
  await Promise.all([1, 2, 3].map((id) => cluster.kill(id)));
  await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
  for (let i = 0; i < 50; i++) expect(await get(1 + ((i + 1) % 3), `k${i}`)).toBe(`v${i}`);
  expect(cluster.complaints).toEqual([]);
});

test('what is asked wrongly is refused with a reason', async () => {
  await begin();
  await put(await leader(), 'k', 'v');
  expect(await asked(1, 'PUT', '/kv/big', 'x'.repeat((1 << 20) + 1))).toBe(413);
  expect(await asked(1, 'GET', '/kv/absent')).toBe(404);
  expect(await asked(1, 'GET', '/kv/%ff')).toBe(400);
  expect(await asked(1, 'GET', '/kv/k?consistency=perhaps')).toBe(400);
  expect(await asked(1, 'PATCH', '/kv/k')).toBe(405);
  expect(await asked(1, 'GET', '/nothing')).toBe(404);
  expect(await asked(1, 'POST', '/members', 'no JSON')).toBe(400);
  expect(await asked(1, 'POST', '/leader', '{"to":9}')).toBe(404);
  expect(await asked(1, 'DELETE', '/members/9')).toBe(404);
  // Another cluster, another node, and no message at all.
  const peer = { 'kv-cluster': 'kv', 'kv-from': '2', 'kv-to': '1' };
  const status = async (headers: object, text: string): Promise<string> => {
    const answer = await ask(cluster.urlOf(1), 'POST', '/raft/stream', text, { ...peer, ...headers });
    return answer.kind === 'done' ? `${answer.status}` : answer.kind;
  };
  expect(await status({ 'kv-cluster': 'other' }, '')).toBe('412');
  expect(await status({ 'kv-to': '3' }, '')).toBe('421');
  expect(await status({}, 'nonsense\n')).toBe('400');
  expect(await status({}, '{"type":"MsgApp","to":3}\n')).toBe('400');
  expect(await get(1, 'k')).toBe('v');
});

test('what nodes did is recorded, over kills too, and is a behavior of the core', async () => {
  const traces = mkdtempSync(join(tmpdir(), 'raftcheck-kv-traces-'));
  cluster = new Cluster(['--tick', '50', '--election', '20', '--no-pre-vote'], traces);
  await cluster.begin([1, 2, 3]);
  for (let i = 0; i < 5; i++) await put(1 + (i % 3), `k${i}`, 'v');
  await cluster.kill(3);
  await cluster.start(3);
  for (let i = 0; i < 5; i++) await put(1 + (i % 3), `k${i}`, 'w');
  await Promise.all([1, 2, 3].map((id) => cluster.kill(id)));
  const texts = [1, 2, 3].map((id) => readFileSync(join(traces, `${id}.ndjson`), 'utf8'));
  rmSync(traces, { recursive: true });
  expect(texts.every((text) => text.endsWith('}\n'))).toBe(true);
  expect(texts[2].match(/"InitState"/g)).toHaveLength(2);
  const options = { checkQuorum: true, stepDownOnRemoval: true };
  const found = searched(recordingOf(...texts), options);
  expect(found.unexplained).toBe(null);
  expect(found.isVerified).toBe(true);
});
