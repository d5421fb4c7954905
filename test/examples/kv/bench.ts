/**
 * npm run bench:kv [-- --anyway]: writes and reads a second of examples/kv, three nodes on this machine, and beside it etcd's
 * raftexample, built from the Go module proxy, in the same run, turn by turn. The clients run on the machine too. Where it is busy
 * nothing is measured, unless one says so. Prints a table.
 *
 * The two do not answer alike. raftexample answers a PUT when it is proposed, and a GET from the map of the node that is asked; so
 * here the time of writes ends when all of them can be read, and only reads that ask nobody compare.
 */

import { Agent, request } from 'node:http';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { eventually, pause } from './cluster.ts';
import { kvExample, raftExample, type Subject } from './subjects.ts';

const clients = 64;
const writes = 4000;
const reads = 8000;
const rounds = 3;
const value = 'x'.repeat(100);

const agent = new Agent({ keepAlive: true, maxSockets: clients });

function call(url: string, method: string, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** All of them, by so many clients at once. */
async function together(count: number, one: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

let refused = 0;

/** Again while it is refused for now: no leader, or too much to do. */
async function mustBe(expected: number, ask: () => Promise<{ status: number; text: string }>): Promise<void> {
  for (;;) {
    const { status, text } = await ask();
    if (status === expected) return;
    if (status !== 503) throw new Error(`answered ${status}: ${text}`);
    refused++;
    await pause(20);
  }
}

/** Writes a second, until every one can be read at the node that took them. */
async function writeRate({ url, put }: Subject, round: number): Promise<number> {
  const start = performance.now();
  await together(writes, async (n) => {
    await mustBe(put, () => call(url(`r${round}-${n}`), 'PUT', value));
  });
  for (let n = writes - clients; n < writes; n++) {
    await eventually(`write ${n} is applied`, 60_000, async () =>
      (await call(url(`r${round}-${n}`), 'GET')).status === 200 ? true : null,
    );
  }
  return (1000 * writes) / (performance.now() - start);
}

async function readRate({ url }: Subject, query: string): Promise<number> {
  const start = performance.now();
  await together(reads, async (n) => {
    await mustBe(200, () => call(url(`r0-${n % writes}`) + query, 'GET'));
  });
  return (1000 * reads) / (performance.now() - start);
}

function median(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)].toFixed(0).padStart(7);
}

/** What is asked of each subject in each round. */
const questions: readonly (readonly [string, (subject: Subject, round: number) => Promise<number> | null])[] =
  [
    ['writes/s', writeRate],
    ['reads/s, of one node', (subject) => readRate(subject, subject.serializable)],
    ['reads/s, linearizable', (subject) => (subject.linearizable ? readRate(subject, '') : null)],
  ];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { anyway: { type: 'boolean', default: false } } });
  const [load] = loadavg();
  process.stdout.write(`load ${load.toFixed(2)} on ${availableParallelism()} processors\n`);
  if (load > availableParallelism() / 2 && !values.anyway) {
    process.stdout.write(
      'SKIPPED: the machine is busy: figures would mean nothing (--anyway measures all the same)\n',
    );
    return;
  }
  const subjects: Subject[] = [];
  try {
    subjects.push(await kvExample('examples/kv', []), await kvExample('  --async', ['--async']));
    const etcd = await raftExample();
    if (etcd === null) process.stdout.write('SKIPPED: there is no Go: nothing to compare with\n');
    else subjects.push(etcd);
    const found = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (const subject of subjects) {
        for (const [name, ask] of questions) {
          const rate = await ask(subject, round);
          const key = `${subject.name.padEnd(14)} ${name.padEnd(22)}`;
          if (rate !== null) found.set(key, [...(found.get(key) ?? []), rate]);
        }
      }
    }
    for (const [key, rates] of found) {
      process.stdout.write(`${key} ${median(rates)}   (${rates.map((rate) => rate.toFixed(0)).join(' ')})\n`);
    }
    const load = loadavg()[0].toFixed(2);
    process.stdout.write(`refused and sent again: ${refused}; load ${load} at the end, which is ours\n`);
  } finally {
    await Promise.all(subjects.map((subject) => subject.close()));
    agent.destroy();
  }
}

await main();
