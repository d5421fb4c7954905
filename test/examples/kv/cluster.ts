/**
 * Real processes of examples/kv, on loopback and free ports, in a temporary folder. All of them end with the test: they
 * hold a channel to it, and end when it breaks.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Told } from './node.ts';
import { Network } from './proxy.ts';

const root = join(import.meta.dirname, '../../..');
let compiled: string | null = null;

/** The node, compiled once a process: it is started often, and reads its sources too slowly for that. */
function entry(): string {
  if (compiled !== null) return compiled;
  // Below the root, where its packages are found.
  const all = join(root, 'out/kv-node');
  const folder = join(all, `${process.pid}`);
  mkdirSync(folder, { recursive: true });
  for (const other of readdirSync(all)) {
    if (!isAlive(Number(other))) rmSync(join(all, other), { recursive: true, force: true });
  }
  const project = join(import.meta.dirname, 'tsconfig.json');
  execFileSync(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    project,
    '--outDir',
    folder,
  ]);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  compiled = join(folder, 'test/examples/kv/node.js');
  return compiled;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  /** Kept when it has ended, with why if it said so. */
  readonly ended: Promise<string | null>;
}

export class Cluster {
  readonly network = new Network();
  readonly folder = mkdtempSync(join(tmpdir(), 'raftcheck-kv-'));
  readonly #flags: readonly string[];
  readonly #traces: string;
  readonly #running = new Map<number, Running>();
  /** What nodes said when they ended by themselves. */
  readonly complaints: string[] = [];

  #lastId = 0;

  /** `traces`: a folder for what the nodes record, in one file each; '': they do not. */
  constructor(flags: readonly string[], traces = '') {
    this.#flags = flags;
    this.#traces = traces;
    process.once('exit', this.#killAll);
  }

  readonly #killAll = (): void => {
    for (const { child } of this.#running.values()) child.kill('SIGKILL');
  };

  /** Nodes that run, or are paused. */
  get ids(): number[] {
    return [...this.#running.keys()];
  }

  /** One that no node had before. */
  nextId(): number {
    return this.#lastId + 1;
  }

  /** Where clients reach a node; null while it does not run. */
  urlOf(id: number): string | null {
    const port = this.#running.get(id)?.port;
    return port === undefined ? null : `http://127.0.0.1:${port}`;
  }

  /** The first nodes of a new cluster. */
  async begin(ids: readonly number[]): Promise<void> {
    const urls = await Promise.all(ids.map((id) => this.network.addressOf(id)));
    const peers = ids.map((id, i) => `${id}=${urls[i]}`).join(',');
    await Promise.all(ids.map((id) => this.start(id, ['--peers', peers])));
  }

  /**
   * Starts a node, for the first time or again; it goes on with what its folder has. `mostKilobytes`: no file of it grows
   * beyond that.
   */
  async start(id: number, more: readonly string[] = [], mostKilobytes?: number): Promise<void> {
    const url = await this.network.addressOf(id);
    const data = join(this.folder, `${id}`);
    const where = ['--id', `${id}`, '--listen', '127.0.0.1:0', '--url', url, '--data', data];
    const record = this.#traces === '' ? [] : ['--trace', join(this.#traces, `${id}.ndjson`)];
    this.#lastId = Math.max(this.#lastId, id);
    const limit = mostKilobytes === undefined ? '' : `ulimit -f ${2 * mostKilobytes}; `;
    const node = [process.execPath, entry(), ...where, ...record, ...this.#flags, ...more];
    const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...node], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let why: string | null = null;
    const ended = new Promise<string | null>((resolve) => child.once('exit', () => resolve(why)));
    const port = await new Promise<number>((resolve, reject) => {
      child.on('message', (told: Told) => {
        if ('port' in told) resolve(told.port);
        else {
          why = told.ended;
          if (why !== null) this.complaints.push(`node ${id}: ${why}`);
        }
      });
      void ended.then(() => reject(new Error(`node ${id} ended before it listened: ${why}`)));
    });
    this.#running.set(id, { child, port, ended });
    this.network.targets.set(id, port);
    void ended.then(() => {
      if (this.#running.get(id)?.child === child) this.#running.delete(id);
    });
  }

  /** kill -9 */
  async kill(id: number): Promise<void> {
    this.signal(id, 'SIGKILL');
    await this.#running.get(id)?.ended;
  }

  signal(id: number, signal: NodeJS.Signals): void {
    this.#running.get(id)?.child.kill(signal);
  }

  tell(id: number, command: Command): void {
    this.#running.get(id)?.child.send(command, () => undefined);
  }

  /** Why a node ended by itself. Waits for that. */
  async ended(id: number): Promise<string | null> {
    return (await this.#running.get(id)?.ended) ?? null;
  }

  async close(): Promise<void> {
    process.off('exit', this.#killAll);
    await Promise.all(this.ids.map((id) => this.kill(id)));
    this.network.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Calls until it gives something; an Error with `what` after so many ms. */
export async function eventually<T>(what: string, ms: number, call: () => Promise<T | null>): Promise<T> {
  const until = performance.now() + ms;
  for (;;) {
    const found = await call();
    if (found !== null) return found;
    if (performance.now() > until) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(20);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
