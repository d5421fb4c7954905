/**
 * A driver of a core (docs/core-protocol.md) as tests ask it: one process, two named pipes, one request at a time.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is new to raftcheck in an answer. */
export interface Told {
  readonly key: string;
  readonly view: object;
}

export interface StepAnswer {
  readonly state: number;
  readonly messages: readonly number[];
  readonly reads: readonly object[];
  readonly newStates: readonly Told[];
  readonly newMessages: readonly Told[];
}

/** Any answer: what it has depends on the call. */
export type Answer = Partial<StepAnswer> & Readonly<Record<string, unknown>>;

const { O_RDONLY, O_RDWR, O_WRONLY } = constants;

export class Client {
  readonly #child: ChildProcess;
  readonly #requests: number;
  readonly #answers: number;

  constructor(program: string) {
    const folder = mkdtempSync(join(tmpdir(), 'raftcheck-driver-'));
    const [requests, answers] = ['requests', 'answers'].map((name) => join(folder, name));
    spawnSync('mkfifo', [requests, answers]);
    // A pipe that is open for both lets its ends be opened one after the other.
    const both = [openSync(requests, O_RDWR), openSync(answers, O_RDWR)];
    const theirs = [openSync(requests, O_RDONLY), openSync(answers, O_WRONLY)];
    this.#requests = openSync(requests, O_WRONLY);
    this.#answers = openSync(answers, O_RDONLY);
    this.#child = spawn(program, [], {
      env: { ...process.env, CORE_PROTOCOL: '1' },
      stdio: ['ignore', 'ignore', 'ignore', ...theirs],
    });
    for (const end of [...both, ...theirs]) closeSync(end);
    rmSync(folder, { recursive: true });
  }

  ask(request: object): Answer {
    const body = Buffer.from(JSON.stringify(request));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    writeSync(this.#requests, Buffer.concat([length, body]));
    return JSON.parse(this.#read(this.#read(4).readUInt32LE()).toString());
  }

  #read(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let got = 0; got < length; ) {
      const more = readSync(this.#answers, bytes, got, length - got, null);
      if (more === 0) throw new Error('the driver has ended');
      got += more;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#requests);
    closeSync(this.#answers);
    this.#child.unref();
  }
}
