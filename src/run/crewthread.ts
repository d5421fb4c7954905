/**
 * A thread of a crew, not the first: prepares the question and does its part of the search. It never gives its thread up
 * meanwhile: where there is nothing to do it sleeps for a moment.
 */
import { workerData } from 'node:worker_threads';
import { UserError } from '../base/usererror.ts';
import { Damaged } from '../explore/dump.ts';
import { Ledger } from '../explore/parallel/ledger.ts';
import { NotDeterministic } from '../explore/system.ts';
import { DriverFailed } from '../foreign/failed.ts';
import { endDrivers } from '../foreign/process.ts';
import { loadHasher } from '../spec/hasher.ts';
import type { FromThread, ThreadData } from './crew.ts';
import { crewWork, type End, nap } from './crewwork.ts';
import { SharedDesk } from './desk.ts';
import { failureOf } from './jobs.ts';
import { prepare } from './prepare.ts';

async function run({ task, desk }: ThreadData): Promise<End> {
  const hasher = await loadHasher();
  const ledger = new Ledger(task.ledger, task.memory.workers);
  const prepared = await prepare(task.question.job, new SharedDesk(desk), ledger);
  const working = crewWork(task, prepared, ledger, hasher, say);
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const turn = working.next();
    if (turn.done) return turn.value;
    if (turn.value === 'waiting') Atomics.wait(sleep, 0, 0, nap);
  }
}

function asMessage(failed: unknown): FromThread {
  if (failed instanceof NotDeterministic) return { changed: failed.what };
  if (failed instanceof Damaged) return { damaged: failed.message };
  if (failed instanceof UserError || failed instanceof DriverFailed) return { refused: failed.trouble };
  return { failed: failureOf(failed) };
}

function say(message: FromThread): void {
  (workerData as ThreadData).port.postMessage(message);
}

try {
  const end = await run(workerData);
  await endDrivers();
  say(end);
} catch (failed) {
  say(asMessage(failed));
}
