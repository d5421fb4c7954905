/** A search with the known states on disk: what src/explore/disk needs of the machine. */

import { ownMemory } from '../arrays/memory.ts';
import { Unwritten } from '../base/write.ts';
import { type OnDisk, searchOnDisk as search } from '../explore/disk/ondisk.ts';
import type { Dump } from '../explore/dump.ts';
import {
  type CompiledMemory,
  compiledLedger,
  compiledMemory,
  compiledStore,
  Heap,
} from '../explore/parallel/compiledmemory.ts';
import { Ledger, restoreLedger } from '../explore/parallel/ledger.ts';
import { type StoreMemory, storeMemory } from '../explore/parallel/sharedstore.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import type { Spec } from '../spec/spec.ts';
import { type Part, partFile, type Restored, readPart } from './checkpoint.ts';
import { compiledLoop } from './compiled.ts';
import { DiskFiles } from './diskfiles.ts';
import { tableMemory } from './memory.ts';
import { type JudgedBefore, nothingJudged } from './notes.ts';
import { type SearchSetup, widthOf } from './prepare.ts';
import { judgeThread } from './runworker.ts';
import { type SearchClock, spareMemory } from './searchclock.ts';
import {
  isCompiled,
  optionsOf,
  type Prepared,
  type Question,
  type SearchContext,
  type Searched,
} from './searched.ts';

/** Why a search cannot have its states on disk, from the beginning or from where memory is full; or null. */
export function onDiskRefusal(spec: Spec, context: SearchContext): string | null {
  const { strategy, pack } = spec.search;
  if (strategy !== 'bfs' || !pack) return 'on disk a search is breadth first, and its states are packed';
  if (asksBehaviors(spec)) return 'what is asked of whole behaviors needs all states in memory';
  if (spec.search.visited === 'disk' && context.checkpointEvery != null)
    return 'a search on disk writes no checkpoints';
  return null;
}

/** What a search goes on from: states, and what was judged. */
interface Before extends JudgedBefore {
  readonly from: OnDisk['from'];
}

/** Whether the folder for whatever is written takes a file of a search; if not, that is told. */
export function takesFiles({ out, lost }: SearchContext): boolean {
  try {
    new DiskFiles(out).create().remove();
    return true;
  } catch (error) {
    if (!(error instanceof Unwritten)) throw error;
    lost(error.trouble);
    return false;
  }
}

/** Of the memory that is left a part is for states that are not written yet, of which each takes so many bytes while it is sorted. */
const partForStates = 1 / 3;
const bytesOfState = 40;
const [fewestStates, mostStates] = [1 << 16, 1 << 25];

/** `restored`: what it goes on from; null: it begins. Throws Unwritten where the folder for whatever is written takes no file. */
export async function searchOnDisk<P extends Prepared>(
  { setup, prepare }: Question<P>,
  spec: Spec,
  clock: SearchClock,
  { monitor, out, remark }: SearchContext,
  restored: Restored | null,
): Promise<Searched<P>> {
  const { compiled, ledger, store } = memoryOfOne(setup, spec, restored);
  const prepared = await prepare(setup, monitor, ledger);
  const { system } = prepared;
  const before = restored === null ? nothingBefore : takeIn(restored, prepared, ledger);
  const inMemory = statesInMemory(spec);
  if ((spec.search.workers ?? 1) > 1) remark('on disk one worker searches alone');
  const disk = new DiskFiles(out);
  try {
    const { from } = before;
    const searching = search(system, optionsOf(spec), {
      disk,
      store,
      inMemory,
      tables: ledger,
      compiled,
      from,
    });
    return await clock.followAlone(prepared, searching, spec, before, restored?.file ?? null);
  } finally {
    disk.close();
  }
}

const nothingBefore = { from: null, ...nothingJudged };

/** What the threads of a search in memory have left. Throws Damaged. */
function takeIn(restored: Restored, prepared: Prepared, ledger: Ledger): Before {
  const { threads } = restored.checkpoint;
  ledger.refresh();
  for (const { facts } of threads) {
    judgeThread(facts, prepared);
    prepared.reduced.absorb(facts.findings);
  }
  const workers = threads.map((part, me) => ({
    facts: part.facts.worker,
    words: () => partOf(restored, me, part).words,
  }));
  return {
    from: { workers, knows: (state) => prepared.knows(state) },
    stepCalls: threads.reduce((sum, { facts }) => sum + facts.stepCalls, 0),
    notes: threads
      .map(({ facts }) => facts.notes)
      .reduce((one, other) => one.map((note, k) => note + other[k])),
  };
}

function partOf<Facts>(
  { file, checkpoint }: Restored,
  name: number | 'ledger',
  part: Part<Facts>,
): Dump<Facts> {
  return readPart(partFile(file, checkpoint.number, name), part);
}

export interface MemoryOfOne {
  readonly compiled: CompiledMemory | null;
  readonly ledger: Ledger;
  readonly store: StoreMemory;
}

/** Memory for the tables of one worker, with what was in them before, and for states that are not written yet. */
export function memoryOfOne(setup: SearchSetup, spec: Spec, restored: Restored | null = null): MemoryOfOne {
  const compiled = isCompiled(setup, spec) ? memoryOfCompiled() : null;
  const width = widthOf(setup);
  const tables = compiled === null ? tableMemory() : compiledLedger(compiled);
  if (restored !== null) restoreLedger(tables, partOf(restored, 'ledger', restored.checkpoint.ledger));
  const ledger = new Ledger(tables, 1, compiled === null ? ownMemory : new Heap(compiled));
  const store = compiled === null ? storeMemory(width, 1) : compiledStore(compiled, width, 1);
  return { compiled, ledger, store };
}

/** For how many of these there is memory. */
export function statesInMemory(spec: Spec): number {
  const left = (spec.search.maxMemory ?? spareMemory()) - process.memoryUsage.rss();
  const room = Math.floor((left * partForStates) / bytesOfState);
  return Math.min(mostStates, Math.max(fewestStates, room));
}

/** Null where there is no address space for it. */
function memoryOfCompiled(): CompiledMemory | null {
  try {
    return compiledMemory(compiledLoop());
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
