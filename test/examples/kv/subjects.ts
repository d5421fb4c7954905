/** What `npm run bench:kv` measures: three nodes of examples/kv, and three of etcd's raftexample. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusOf } from './client.ts';
import { Cluster, eventually } from './cluster.ts';
import { hasGo } from './porcupine.ts';

export interface Subject {
  readonly name: string;
  /** Of a key, at the node that leads. */
  url(key: string): string;
  /** The status that a PUT is answered with. */
  readonly put: number;
  /** What a read of one node alone adds to the URL. */
  readonly serializable: string;
  readonly linearizable: boolean;
  close(): Promise<void>;
}

export async function kvExample(name: string, flags: readonly string[]): Promise<Subject> {
  const cluster = new Cluster(flags);
  await cluster.begin([1, 2, 3]);
  const leader = await eventually('a leader', 30_000, async () => {
    const all = await Promise.all(cluster.ids.map((id) => statusOf(cluster.urlOf(id))));
    return all.find((status) => status?.role === 'leader')?.id ?? null;
  });
  return {
    name,
    url: (key) => `${cluster.urlOf(leader)}/kv/${key}`,
    put: 200,
    serializable: '?consistency=serializable',
    linearizable: true,
    close: () => cluster.close(),
  };
}

const version = 'v3.6.8';

/** Null: there is no Go. */
export async function raftExample(): Promise<Subject | null> {
  if (!hasGo()) return null;
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-raftexample-'));
  const program = build(folder);
  const ports = await Promise.all(Array.from({ length: 6 }, freePort));
  const cluster = ports
    .slice(0, 3)
    .map((port) => `http://127.0.0.1:${port}`)
    .join(',');
  const nodes = [1, 2, 3].map((id) => {
    const args = ['--id', `${id}`, '--cluster', cluster, '--port', `${ports[2 + id]}`];
    return spawn(program, args, { cwd: folder, stdio: 'ignore' });
  });
  const killAll = (): void => nodes.forEach((node) => void node.kill('SIGKILL'));
  process.once('exit', killAll);
  const at = `http://127.0.0.1:${ports[3]}`;
  await eventually('raftexample takes a write', 30_000, async () => {
    await fetch(`${at}/warm`, { method: 'PUT', body: 'x' }).catch(() => null);
    const read = await fetch(`${at}/warm`).catch(() => null);
    return read?.status === 200 ? true : null;
  });
  return {
    name: 'raftexample',
    url: (key) => `${at}/${key}`,
    put: 204,
    serializable: '',
    linearizable: false,
    async close() {
      await Promise.all(nodes.map(ended));
      process.off('exit', killAll);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ended(node: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    node.once('exit', () => resolve());
    node.kill('SIGKILL');
  });
}

/** As it is published, but that it listens on loopback alone: it would on every interface. */
function build(folder: string): string {
  const go = (...args: string[]): string =>
    execFileSync('go', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(join(folder, 'go.mod'), 'module raftexample\n\ngo 1.24\n');
  go('get', `go.etcd.io/etcd/v3@${version}`);
  const home = join(go('list', '-f', '{{.Dir}}', '-m', 'go.etcd.io/etcd/v3').trim(), 'contrib/raftexample');
  let changed = 0;
  for (const name of readdirSync(home).filter((file) => /(?<!_test)\.go$/.test(file))) {
    const text = readFileSync(join(home, name), 'utf8');
    const loopback = text.replace('":" + strconv', '"127.0.0.1:" + strconv');
    if (loopback !== text) changed++;
    writeFileSync(join(folder, name), loopback);
  }
  if (changed !== 1) throw new Error(`raftexample ${version} listens in another way than it did`);
  go('build', '-mod=mod', '-o', 'raftexample', '.');
  return join(folder, 'raftexample');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
