/** One of the threads that go through random behaviors beside the first: it takes deals until there are none. */
import { setImmediate } from 'node:timers/promises';
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Trouble } from '../base/usererror.ts';
import { DriverFailed } from '../foreign/failed.ts';
import { endDrivers } from '../foreign/process.ts';
import { type CallMemory, SharedCallMonitor } from './callmemory.ts';
import { runToEnd } from './drive.ts';
import { type Failure, failureOf } from './jobs.ts';
import { type DealMemory, Deals, type Dealt, walkThrough } from './simulation/deal.ts';
import { lotsOf, type SimulationOrder } from './simulation/lot.ts';

export interface WalkerData {
  readonly order: SimulationOrder;
  readonly deals: DealMemory;
  readonly callMemory: CallMemory;
  readonly port: MessagePort;
}

/** What goes wrong in a deal goes wrong in the first thread too, when that goes through it; it is told what was seen here all the same. */
export interface FailedDeal {
  readonly deal: number;
  readonly failure: Failure;
  readonly trouble: Trouble | null;
}

export type FromWalker =
  | { readonly dealt: Dealt }
  | { readonly failed: FailedDeal }
  | { readonly ended: true };

const { order, deals: memory, callMemory, port } = workerData as WalkerData;
const say = (message: FromWalker): void => port.postMessage(message);

async function work(): Promise<void> {
  const deals = new Deals(memory, order);
  let failed: { readonly deal: number; readonly error: unknown } | null = null;
  try {
    const next = await lotsOf(order, new SharedCallMonitor(callMemory));
    const told = {
      ended: (dealt: Dealt): void => say({ dealt }),
      failed: (deal: number, error: unknown): void => {
        failed = { deal, error };
      },
    };
    while (!runToEnd(walkThrough(await next(), deals, order, told)));
  } catch (error) {
    // Nothing of it depends on a deal: the first one would fail.
    deals.breaks(0);
    failed = { deal: 0, error };
  }
  if (failed !== null) await tellFailed(failed);
  await endDrivers();
}

async function tellFailed({
  deal,
  error,
}: {
  readonly deal: number;
  readonly error: unknown;
}): Promise<void> {
  const trouble = error instanceof DriverFailed ? await error.told() : null;
  say({ failed: { deal, failure: failureOf(error), trouble } });
}

await work();
await setImmediate();
say({ ended: true });
