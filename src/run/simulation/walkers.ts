/** The threads that go through random behaviors beside the first, as that one sees them. */
import { MessageChannel, Worker } from 'node:worker_threads';
import { moduleUrl } from '../../base/root.ts';
import { UserError } from '../../base/usererror.ts';
import type { CallMemory } from '../callmemory.ts';
import { exitText, faultOf } from '../jobs.ts';
import { endThreads, received, startThreads, type Thread } from '../threads.ts';
import type { FromWalker, WalkerData } from '../walkerthread.ts';
import type { DealMemory, Deals } from './deal.ts';
import type { SimulationOrder } from './lot.ts';
import type { Sums } from './sums.ts';

const thread = moduleUrl('src/run/walkerthread');

/** An error in a deal of another thread. */
export class FailedElsewhere extends Error {
  override readonly name = 'FailedElsewhere';
  readonly deal: number;
  /** What was thrown there, as it can be told here. */
  readonly told: Error;

  constructor(deal: number, told: Error) {
    super(`deal ${deal} has failed`);
    this.deal = deal;
    this.told = told;
  }
}

interface Walker extends Thread {
  ended: boolean;
}

export class Walkers {
  readonly #sums: Sums;
  readonly #deals: Deals;
  readonly #sleep = new Int32Array(new SharedArrayBuffer(4));
  #walkers: readonly Walker[] = [];

  constructor(sums: Sums, deals: Deals) {
    this.#sums = sums;
    this.#deals = deals;
  }

  /** Starts so many; returns what the system says where it starts no more of them, or null. */
  start(
    count: number,
    order: SimulationOrder,
    deals: DealMemory,
    newCallMemory: () => CallMemory,
  ): string | null {
    const { threads, refused } = startThreads(count, () => {
      const { port1, port2 } = new MessageChannel();
      const workerData: WalkerData = { order, deals, callMemory: newCallMemory(), port: port2 };
      const worker = new Worker(thread, { workerData, transferList: [port2] });
      const walker: Walker = { worker, port: port1, ended: false };
      const fail = (error: Error): void => {
        if (walker.ended) return;
        walker.ended = true;
        this.#sums.failed(0, error);
        this.#deals.stop();
      };
      worker.on('error', fail);
      worker.on('exit', (code) => {
        this.hear();
        fail(faultOf({ message: exitText(code) }));
      });
      return walker;
    });
    this.#walkers = threads;
    return refused;
  }

  /** Takes in what they have told; true when all have ended. */
  hear(): boolean {
    for (const walker of this.#walkers) {
      for (const message of received<FromWalker>(walker.port)) this.#hear(walker, message);
    }
    return this.#walkers.every(({ ended }) => ended);
  }

  /** Sleeps for so many milliseconds. */
  nap(milliseconds: number): void {
    Atomics.wait(this.#sleep, 0, 0, milliseconds);
  }

  close(): Promise<void> {
    return endThreads(this.#walkers);
  }

  #hear(walker: Walker, message: FromWalker): void {
    if ('dealt' in message) this.#sums.ended(message.dealt);
    else if ('ended' in message) walker.ended = true;
    else {
      const { deal, failure, trouble } = message.failed;
      const told = trouble === null ? faultOf(failure) : new UserError(trouble);
      this.#sums.failed(deal, new FailedElsewhere(deal, told));
    }
  }
}
