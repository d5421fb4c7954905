/**
 * A worker that is not the first: it prepares the search and does its part of it. It never gives its thread up
 * meanwhile: where there is nothing to do it sleeps for a moment.
 */
import { workerData } from 'node:worker_threads';
import { ownMemory } from '../arrays/memory.ts';
import { UserError } from '../base/usererror.ts';
import { Damaged } from '../explore/dump.ts';
import { Heap } from '../explore/parallel/compiledmemory.ts';
import { Ledger } from '../explore/parallel/ledger.ts';
import { NotDeterministic } from '../explore/system.ts';
import { DriverFailed } from '../foreign/failed.ts';
import { endDrivers } from '../foreign/process.ts';
import { loadHasher } from '../spec/hasher.ts';
import { ContractBreach } from '../system/onlooker.ts';
import { givenTable } from './answerfiles.ts';
import { SharedCallMonitor } from './callmemory.ts';
import { failureOf } from './jobs.ts';
import { breachTrouble, prepareSystem } from './ownsystem.ts';
import { prepareCluster } from './prepare.ts';
import { nap, runWorker, type WorkerEnd } from './runworker.ts';
import type { FromWorker, WorkerThreadData } from './threadpool.ts';

async function run({ task, callMemory, answers }: WorkerThreadData): Promise<WorkerEnd> {
  const hasher = await loadHasher();
  const { compiled, workers } = task.memory;
  const ledger = new Ledger(task.ledger, workers, compiled === null ? ownMemory : new Heap(compiled));
  const { job } = task.problem;
  const monitor = new SharedCallMonitor(callMemory);
  const prepared = await (job.system === undefined
    ? prepareCluster(job, monitor, ledger, () => (answers === null ? null : givenTable(answers)))
    : prepareSystem(job.system, monitor, ledger));
  const working = runWorker(task, prepared, ledger, hasher, say);
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const turn = working.next();
    if (turn.done) return turn.value;
    if (turn.value === 'waiting') Atomics.wait(sleep, 0, 0, nap);
  }
}

async function asMessage(failed: unknown): Promise<FromWorker> {
  if (failed instanceof NotDeterministic) return { changed: failed.what };
  if (failed instanceof Damaged) return { damaged: failed.message };
  if (failed instanceof DriverFailed) return { refused: await failed.told() };
  if (failed instanceof UserError) return { refused: failed.trouble };
  const { system } = (workerData as WorkerThreadData).task.problem.job;
  if (failed instanceof ContractBreach && system !== undefined)
    return { refused: breachTrouble(failed, system.module) };
  return { failed: failureOf(failed) };
}

function say(message: FromWorker): void {
  (workerData as WorkerThreadData).port.postMessage(message);
}

try {
  const end = await run(workerData);
  await endDrivers();
  say(end);
} catch (failed) {
  say(await asMessage(failed));
}
