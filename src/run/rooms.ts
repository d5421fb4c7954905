/** Where a search has its known states: in memory, and on disk where that is asked for or memory is full. */

import { UserError } from '../base/usererror.ts';
import { Unwritten } from '../base/write.ts';
import { bytes, count } from '../report/words.ts';
import type { Spec } from '../spec/spec.ts';
import { goesOnFromDisk } from './checkpointing.ts';
import { DiskFiles } from './diskfiles.ts';
import { handedOver, InMemory, memoryLimit, onDiskRefusal, type RoomOnDisk, roomOnDisk } from './handover.ts';
import { collectGarbage } from './memory.ts';
import { fewestInMemory } from './memoryofone.ts';
import type { SearchClock } from './searchclock.ts';
import { isCompiled, type Prepared, type Question, type SearchContext, type Searched } from './searched.ts';
import { problemOf, searchOnce } from './together.ts';

/**
 * As `searchOnce`; where memory is full, it goes on on disk. By the plain loop where only the memory that compiled code sees is full, and
 * the machine's is not.
 */
export async function searchInAnyRoom<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  const { visited } = spec.search;
  const from = context.resume != null && (await goesOnFromDisk(problemOf(question.setup, spec), context));
  if (from && visited === 'memory') {
    const found = 'a search whose known states are on disk';
    throw new UserError({
      message: 'goes on on disk',
      where: '--resume',
      found,
      hint: 'leave out --visited memory',
    });
  }
  if (visited !== 'disk' && !from) return searchWhileRoom(question, spec, clock, context);
  const refused = onDiskRefusal(spec);
  if (refused !== null) throw new UserError({ message: refused, where: '--visited', found: 'disk' });
  new DiskFiles(context.out).create().remove();
  return searchOnDisk(question, spec, clock, context);
}

/** How a search goes on whose memory is full: nothing of it takes memory any more. */
interface GoesOn {
  /** On disk, from a checkpoint or, where there is none, from the beginning; or in memory, by the plain loop. */
  readonly onDisk: boolean;
  readonly from: string | null;
}

async function searchWhileRoom<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  const found = await searchInMemory(question, spec, clock, context);
  if ('prepared' in found) return found;
  collectGarbage();
  if (found.onDisk) return searchOnDisk(question, spec, clock, { ...context, resume: found.from });
  const plain = { ...spec, search: { ...spec.search, compiled: false } };
  return searchOnce(question, plain, clock, context, new InMemory(plain, () => takesFiles(context)));
}

async function searchInMemory<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P> | GoesOn> {
  const room = new InMemory(spec, () => takesFiles(context));
  const found = await searchOnce(question, spec, clock, context, room);
  const { stopped, distinct, storeBytes } = found.exploration;
  if (stopped !== 'max-memory') return found;
  const limit = memoryLimit(spec);
  const full = found.peakRssBytes >= limit;
  if (room.isLeft || (full && room.leaves(storeBytes))) {
    const { checkpoint } = found;
    const from = checkpoint === null ? null : await handedOver(checkpoint, problemOf(question.setup, spec));
    const how = from === null ? 'all is searched again' : 'the search goes on';
    const what = full ? `${bytes(limit)} of memory are` : 'the memory that compiled code sees is';
    context.remark(`${what} full with ${count(distinct)} states: ${how} with known states on disk`);
    return { onDisk: true, from };
  }
  if (full || !isCompiled(question.setup, spec)) return found;
  context.remark(
    `compiled code has no room for more than ${count(distinct)} states of this spec: the plain loop, which has, searches again`,
  );
  return { onDisk: false, from: null };
}

/** Breadth first, whatever was asked for: only so it is known level by level what is new. */
async function searchOnDisk<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  if (spec.search.strategy === 'bfs') return goOnOnDisk(question, spec, clock, context);
  context.remark(
    'on disk a search is breadth first: it finds the same states, and a shortest counterexample',
  );
  const search = { ...spec.search, strategy: 'bfs' } as const;
  return { ...(await goOnOnDisk(question, { ...spec, search }, clock, context)), breadthFirst: true };
}

/** Where memory is full once more, it goes on with fewer states in memory. */
async function goOnOnDisk<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  let { resume = null } = context;
  for (let room = roomOnDisk(spec, context.out); ; room = roomOnDisk(spec, context.out, room)) {
    const found = await searchOnceOnDisk(question, spec, clock, { ...context, resume }, room);
    if ('prepared' in found) return found;
    collectGarbage();
    resume = found.from;
  }
}

async function searchOnceOnDisk<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
  room: RoomOnDisk,
): Promise<Searched<P> | GoesOn> {
  const found = await searchOnce(question, spec, clock, context, room);
  const { checkpoint: from, exploration } = found;
  const isWritten = exploration.stopped === 'max-memory' && from !== null;
  if (!isWritten || room.onDisk.inMemory <= fewestInMemory) return found;
  const limit = bytes(memoryLimit(spec));
  context.remark(`${limit} of memory are full: the search goes on with fewer states in memory`);
  return { onDisk: true, from };
}

/** Whether the folder for whatever is written takes a file of a search; if not, that is told. */
function takesFiles({ out, lost }: SearchContext): boolean {
  try {
    new DiskFiles(out).create().remove();
    return true;
  } catch (error) {
    if (!(error instanceof Unwritten)) throw error;
    lost(error.trouble);
    return false;
  }
}
