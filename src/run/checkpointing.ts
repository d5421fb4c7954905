/**
 * What a search does about checkpoints: which one it goes on from, and where its own go. One that cannot be written, or whose
 * place is taken by something else, is told and ends no search.
 */
import { existsSync } from 'node:fs';
import { type Trouble, UserError } from '../base/usererror.ts';
import { Damaged } from '../explore/dump.ts';
import { NotDeterministic } from '../explore/system.ts';
import { type Hasher, loadHasher } from '../spec/hasher.ts';
import type { OtherCore } from '../spec/othercore.ts';
import {
  checkpointAt,
  checkpointFile,
  damaged,
  onDiskFile,
  type Restored,
  readCheckpoint,
  readHead,
  removeCheckpoint,
  runsOf,
  type SearchProblem,
} from './checkpoint.ts';

export interface CheckpointOrder {
  /** The folder for whatever is written. */
  readonly out: string;
  /** Seconds between two checkpoints; null: none are written. */
  readonly checkpointEvery?: number | null;
  /** The checkpoint to go on from; 'auto': the one that stands where this search's own would go. */
  readonly resume?: string | null;
}

/** Is told the reason why a checkpoint could not be written. */
type Lost = (trouble: Trouble) => void;

export interface Checkpointing {
  readonly hasher: Hasher;
  /** What the search goes on from; it has been verified. */
  readonly restored: Restored | null;
  /** Where its own checkpoints go, and every how many seconds; null: none, but where memory is full (handover.ts). */
  readonly file: string;
  readonly every: number | null;
  /** The number of the last checkpoint that may stand there. */
  readonly before: number;
}

/** The checkpoint that a search goes on from, or null. Throws a UserError where none stands. */
function resumedFrom(name: string, { out, resume = null }: CheckpointOrder): string | null {
  if (resume !== 'auto') return resume;
  const file = checkpointFile(out, name);
  const there = [file, onDiskFile(out, name)].find((file) => existsSync(file));
  if (there === undefined) throw noCheckpoint(file);
  return there;
}

/** Whether what a search goes on from has its known states on disk. Throws a UserError as checkpointingOf. */
export async function goesOnFromDisk(problem: SearchProblem, context: CheckpointOrder): Promise<boolean> {
  const file = resumedFrom(problem.job.name, context);
  return file !== null && runsOf(readHead(file, problem, await loadHasher())) !== null;
}

/** The problem as it was searched for when the checkpoint was written that the search goes on from. Throws as checkpointingOf. */
export async function asCheckpointed(
  problem: SearchProblem,
  context: CheckpointOrder,
): Promise<SearchProblem> {
  const file = resumedFrom(problem.job.name, context);
  const there = file === null ? null : readHead(file, problem, await loadHasher());
  if (there === null) return problem;
  const { refutedBefore } = await import('./judgecheckpoint.ts');
  return { ...problem, job: { ...problem.job, refuted: refutedBefore(there) } };
}

/** Seconds between two checkpoints of a search on disk, where nobody says: they cost next to nothing. */
const often = 60;

/** `onDisk`: its known states are. Throws a UserError, or Damaged, where the search cannot go on from what it should. */
export async function checkpointingOf(
  problem: SearchProblem,
  context: CheckpointOrder & { readonly lost: Lost },
  onDisk = false,
): Promise<Checkpointing> {
  const { out } = context;
  const checkpointEvery = context.checkpointEvery ?? (onDisk ? often : null);
  const hasher = await loadHasher();
  const from = resumedFrom(problem.job.name, context);
  const restored = from === null ? null : { file: from, checkpoint: readCheckpoint(from, problem, hasher) };
  if (restored !== null) (await import('./judgecheckpoint.ts')).judgeCheckpoint(restored.checkpoint);
  const before = restored?.checkpoint.number ?? 0;
  // What is on disk stays where it is.
  const stays = restored !== null && runsOf(restored.checkpoint) !== null ? restored.file : null;
  const file =
    stays ?? (context.checkpointEvery == null ? onDiskFile : checkpointFile)(out, problem.job.name);
  // What may stand in the place of one that is written where memory is full is not looked at before: parts have other numbers.
  if (checkpointEvery === null) return { hasher, restored, file, every: null, before: before + process.pid };
  const checkpointing = { hasher, restored, file, every: checkpointEvery, before };
  try {
    const there = checkpointAt(file, problem, hasher);
    return { ...checkpointing, before: Math.max(before, there?.number ?? 0) };
  } catch (error) {
    const reason = leftAlone(error);
    // Of one that nobody has asked for nothing is lost.
    if (context.checkpointEvery != null) context.lost(reason);
    return { ...checkpointing, every: null };
  }
}

/**
 * What a search has ended with, told of the checkpoint that it went on from where that is to blame: it is damaged, or has steps
 * that the core itself does not take. An edited core may as well be none that does the same twice.
 */
export function blameCheckpoint(
  error: unknown,
  name: string,
  context: CheckpointOrder & { readonly core: OtherCore | null },
): unknown {
  if (context.resume == null) return error;
  const falls = error instanceof Damaged || (error instanceof NotDeterministic && context.core === null);
  return falls ? damaged(resumedFrom(name, context)!, error.message) : error;
}

/** The search has ended: what is left of it is its result. */
export function endCheckpointing(
  problem: SearchProblem,
  { hasher, file, every }: Checkpointing,
  lost: Lost,
): void {
  if (every === null) return;
  try {
    removeCheckpoint(file, problem, hasher);
  } catch (error) {
    lost(leftAlone(error));
  }
}

/** Nothing that is not this search's own is overwritten or removed. Throws what is no wrong input. */
function leftAlone(error: unknown): Trouble {
  if (!(error instanceof UserError)) throw error;
  const hint = 'it is left as it is, and no checkpoint is written: move it away, or give another --out';
  return { ...error.trouble, hint };
}

function noCheckpoint(file: string): UserError {
  return new UserError({
    message: 'there is no checkpoint to go on from',
    where: file,
    expected: 'one that --checkpoint has written, of a search of this spec',
  });
}
