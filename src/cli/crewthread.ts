/**
 * One thread of a crew: prepares the question, does its part of the search, and says at the end what came of it. It never
 * gives its thread up meanwhile: where there is nothing to do it sleeps for a moment.
 */
import { workerData } from 'node:worker_threads';
import type { Dump } from '../explore/dump.ts';
import { Ledger } from '../explore/parallel/ledger.ts';
import { work } from '../explore/parallel/worker.ts';
import type { Judge } from '../property/judge.ts';
import { loadHasher, type Part, partFile, readPart, type ThreadFacts, writePart } from './checkpoint.ts';
import { type FromThread, notesOfProperty, type ThreadData } from './crew.ts';
import { prepare } from './prepare.ts';

/** Milliseconds. */
const nap = 0.1;

async function run(data: ThreadData): Promise<FromThread> {
  const { me, memory } = data;
  const hasher = await loadHasher();
  const ledger = new Ledger(data.ledger, me, memory.workers);
  const { cluster, judge, reduced } = await prepare(data.question.job, ledger);
  const before = data.restored && readPart(data.restored.file, data.restored.part);
  if (before !== null) reduced.absorb(before.facts.findings);
  const stepCalls = (): number => (before?.facts.stepCalls ?? 0) + cluster.stepCalls;
  const notes = (): number[] => notesOf(judge).map((note, k) => note + (before?.facts.notes[k] ?? 0));
  Atomics.wait(data.gate, 0, 0);
  const working = work(reduced.system, data.options, memory, {
    me,
    tables: ledger,
    note: (out) => out.set(notes()),
    restored: before && { facts: before.facts.worker, words: before.words },
    dump: (number, { facts: worker, words }) => {
      const facts = { worker, stepCalls: stepCalls(), findings: reduced.findings(), notes: notes() };
      const keep = <Facts>(part: string, dump: Dump<Facts>): Part<Facts> =>
        writePart(partFile(data.checkpoint.file, data.checkpoint.before + number, part), dump, hasher);
      const part: Part<ThreadFacts> = keep(String(me), { facts, words });
      // All others wait meanwhile: what the first one writes of the ledger goes with the parts of all.
      say({ saved: number, part, ledger: me === 0 ? keep('ledger', ledger.dump()) : null });
    },
  });
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const turn = working.next();
    if (turn.done) return { share: turn.value, stepCalls: stepCalls(), findings: reduced.findings() };
    if (turn.value === 'waiting') Atomics.wait(sleep, 0, 0, nap);
  }
}

function notesOf(judge: Judge): number[] {
  const notes = judge.report(-1).flatMap(({ evaluated, relevant }) => [evaluated, relevant]);
  if (notes.length !== notesOfProperty * judge.properties.length)
    throw new Error('notes are two for a property');
  return notes;
}

function say(message: FromThread): void {
  (workerData as ThreadData).port.postMessage(message);
}

try {
  say(await run(workerData));
} catch (failed) {
  say({ failed });
}
