/** A driver of a core (docs/core-protocol.md) as tests ask it: every answer as it comes, before anything judges it. */
import { dirname } from 'node:path';
import { DriverProcess } from '../../src/foreign/process.ts';

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

export class Client {
  readonly #process: DriverProcess;

  constructor(program: string) {
    const none = { deadline: 30, title: program, name: null, version: null, moduleHash: null };
    this.#process = DriverProcess.start({
      run: [program],
      folder: dirname(program),
      where: 'a test',
      ...none,
    });
  }

  ask(request: object): Answer {
    const answer = this.#process.ask(JSON.stringify(request));
    if (answer === null) throw new Error(`the driver has ended: ${this.#process.errors()}`);
    return JSON.parse(answer);
  }

  async close(): Promise<void> {
    await this.#process.end();
  }
}
