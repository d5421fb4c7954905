/**
 * One thread of a crew: prepares the question, does its part of the search, and says at the end what came of it. It never
 * gives its thread up meanwhile: where there is nothing to do it sleeps for a moment.
 */
import { workerData } from 'node:worker_threads';
import { Ledger } from '../explore/parallel/ledger.ts';
import { work } from '../explore/parallel/worker.ts';
import type { Judge } from '../property/judge.ts';
import { type FromThread, notesOfProperty, type ThreadData } from './crew.ts';
import { prepare } from './prepare.ts';

/** Milliseconds. */
const nap = 0.1;

async function run({ job, options, me, memory, ledger: shared }: ThreadData): Promise<FromThread> {
  const ledger = new Ledger(shared);
  const { cluster, judge, reduced } = await prepare(job, ledger);
  const working = work(reduced.system, options, memory, {
    me,
    catchUp: () => void ledger.catchUp(),
    note: (notes) => writeNotes(judge, notes),
  });
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const turn = working.next();
    if (turn.done) return { share: turn.value, stepCalls: cluster.stepCalls, findings: reduced.findings() };
    Atomics.wait(sleep, 0, 0, nap);
  }
}

function writeNotes(judge: Judge, notes: Float64Array): void {
  judge.report(-1).forEach(({ evaluated, relevant }, k) => {
    notes[notesOfProperty * k] = evaluated;
    notes[notesOfProperty * k + 1] = relevant;
  });
}

const data: ThreadData = workerData;
try {
  data.port.postMessage(await run(data));
} catch (failed) {
  data.port.postMessage({ failed } satisfies FromThread);
}
