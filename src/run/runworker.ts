/**
 * What every worker does, the first among them: its part of the search, turn by turn, and in the end what it has found.
 */

import { type Trouble, UserError } from '../base/usererror.ts';
import type { Findings } from '../cluster/reduce/reduce.ts';
import { workOnDisk } from '../explore/disk/worker.ts';
import { type Dump, must } from '../explore/dump.ts';
import type { Turn } from '../explore/levels.ts';
import type { Ledger, LedgerFacts, LedgerMemory } from '../explore/parallel/ledger.ts';
import type { SharedMemory } from '../explore/parallel/shared.ts';
import { work } from '../explore/parallel/worker.ts';
import type { WorkerContext, WorkerResult } from '../explore/parallel/workercontext.ts';
import type { SearchOptions } from '../explore/system.ts';
import type { Hasher } from '../spec/hasher.ts';
import {
  type Part,
  partFile,
  readPart,
  type SearchProblem,
  type ThreadFacts,
  writePart,
} from './checkpoint.ts';
import { DiskFiles, type RunNames } from './diskfiles.ts';
import { notesOf, notesOfProperty } from './notes.ts';
import type { Searchable } from './prepare.ts';

/** What a worker is given when it starts. */
export interface WorkerTask {
  readonly problem: SearchProblem;
  readonly options: SearchOptions;
  /** The checkpoint that it goes on from, with its part; null: it begins. */
  readonly restored: {
    readonly file: string;
    readonly number: number;
    readonly part: Part<ThreadFacts>;
  } | null;
  /** The checkpoint that its parts belong to, and the number of the last one before this run's. */
  readonly checkpoint: { readonly file: string; readonly before: number };
  /** The folder and the names of its files, where known states are on disk; null: they are in memory. */
  readonly disk: { readonly folder: string; readonly names: RunNames | null } | null;
  readonly me: number;
  readonly memory: SharedMemory;
  readonly ledger: LedgerMemory;
}

/** A thread says that it has written its part, one of `parts`, of a checkpoint. */
export interface PartWritten {
  readonly saved: number;
  readonly parts: number;
  /** What it has written, or why it could not. */
  readonly part: Part<ThreadFacts> | Trouble;
  /** The ledger, which the first worker writes; null from the others. */
  readonly ledger: Part<LedgerFacts> | Trouble | null;
}

/** What a worker has found by the end of the search. */
export interface WorkerEnd {
  readonly result: WorkerResult;
  readonly stepCalls: number;
  readonly knownCalls: number;
  /** See Searchable; of the first worker, whose table it is, nothing. */
  readonly newAnswers: Uint8Array | null;
  readonly findings: Findings;
}

/** Milliseconds that a thread sleeps when there is nothing to do. */
export const nap = 0.1;

export function* runWorker(
  { me, memory, options, restored, checkpoint, disk }: WorkerTask,
  searched: Searchable,
  ledger: Ledger,
  hasher: Hasher,
  say: (saved: PartWritten) => void,
): Generator<Turn, WorkerEnd> {
  const { reduced } = searched;
  const before = restored && keptOf(restored, me);
  if (before !== null) {
    ledger.refresh();
    judgeThread(before.facts, searched);
    reduced.absorb(before.facts.findings);
  }
  const stepCalls = (): number => (before?.facts.stepCalls ?? 0) + searched.stepCalls;
  const notes = (): number[] => notesOf(searched).map((note, k) => note + (before?.facts.notes[k] ?? 0));
  const context: WorkerContext = {
    me,
    tables: ledger,
    note: (out) => out.set(notes()),
    knows: searched.knows,
    restored: before && { facts: before.facts.worker, words: before.words },
    dump: (number, { facts: worker, words }, parts) => {
      const nextRun = disk?.names == null ? undefined : Atomics.load(new Int32Array(disk.names.next), 0);
      const counted = { stepCalls: stepCalls(), findings: reduced.findings(), notes: notes() };
      const facts = { worker, ...(nextRun === undefined ? {} : { nextRun }), ...counted };
      const keep = <Facts>(part: number | 'ledger', dump: Dump<Facts>): Part<Facts> | Trouble => {
        try {
          return writePart(partFile(checkpoint.file, checkpoint.before + number, part), dump, hasher);
        } catch (error) {
          // The search itself is as it was.
          if (error instanceof UserError) return error.trouble;
          throw error;
        }
      };
      const part = disk === null ? keep(me, { facts, words }) : { facts, lengths: [], checksum: '' };
      // All others wait meanwhile: what the first one writes of the ledger goes with the parts of all.
      say({ saved: number, parts, part, ledger: me === 0 ? keep('ledger', ledger.dump()) : null });
    },
  };
  const result = yield* disk === null
    ? work(searched.system, options, memory, context)
    : workIn(new DiskFiles(disk.folder, disk.names, hasher), (files) =>
        workOnDisk(searched.system, options, memory, context, files),
      );
  return {
    result,
    stepCalls: stepCalls(),
    knownCalls: searched.knownCalls ?? 0,
    newAnswers: me === 0 ? null : (searched.newAnswers?.() ?? null),
    findings: reduced.findings(),
  };
}

/** Closes the files in the end. */
function* workIn<Result>(
  files: DiskFiles,
  work: (files: DiskFiles) => Generator<Turn, Result>,
): Generator<Turn, Result> {
  try {
    return yield* work(files);
  } finally {
    files.close();
  }
}

/** A thread as it was written down; where known states are on disk it has no words of its own. */
function keptOf({ file, number, part }: NonNullable<WorkerTask['restored']>, me: number): Dump<ThreadFacts> {
  const { facts } = part;
  return facts.worker.disk === undefined ? readPart(partFile(file, number, me), part) : { facts, words: [] };
}

/** Whether what a thread had found fits to what is searched, which knows all ids by now. Throws Damaged. */
export function judgeThread(
  { worker, findings, notes }: ThreadFacts,
  { system, properties, messages }: Pick<Searchable, 'system' | 'properties' | 'messages'>,
): void {
  const { cuts, run } = worker;
  must(cuts.length === system.bounds.length, 'other bounds have cut');
  must(notes.length === notesOfProperty * properties, 'other properties were judged');
  const kinds = system.actionKinds.length;
  must(!run.actions.slice(kinds).some((taken) => taken > 0), 'an action was taken that nobody has met');
  must(run.broken === null || run.broken.property < properties, 'another property is broken');
  must(
    Object.values(findings.found).every((ids) => ids.every((message) => message < messages)),
    'a reduction has found a message that nobody has sent',
  );
}
