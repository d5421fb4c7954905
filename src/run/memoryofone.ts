/** Memory for a search by one worker whose known states are elsewhere: the owner of a part of a farm. */
import { ownMemory } from '../arrays/memory.ts';
import {
  type CompiledMemory,
  compiledLedger,
  compiledMemory,
  compiledStore,
  Heap,
} from '../explore/parallel/compiledmemory.ts';
import { Ledger } from '../explore/parallel/ledger.ts';
import { type StoreMemory, storeMemory } from '../explore/parallel/sharedstore.ts';
import type { Spec } from '../spec/spec.ts';
import { compiledLoop } from './compiled.ts';
import { tableMemory } from './memory.ts';
import { type SearchSetup, widthOf } from './prepare.ts';
import { spareMemory } from './searchclock.ts';
import { isCompiled } from './searched.ts';

/** Of the memory that is left a part is for states that are not written yet, of which each takes so many bytes while it is sorted. */
const partForStates = 1 / 3;
const bytesOfState = 48;
export const fewestInMemory = 1 << 16;
const mostStates = 1 << 25;

export interface MemoryOfOne {
  readonly compiled: CompiledMemory | null;
  readonly ledger: Ledger;
  readonly store: StoreMemory;
}

/** Memory for the tables of one worker, and for states that are not written yet. */
export function memoryOfOne(setup: SearchSetup, spec: Spec): MemoryOfOne {
  const compiled = isCompiled(setup, spec) ? memoryOfCompiled() : null;
  const width = widthOf(setup);
  const tables = compiled === null ? tableMemory() : compiledLedger(compiled);
  const ledger = new Ledger(tables, 1, compiled === null ? ownMemory : new Heap(compiled));
  const store = compiled === null ? storeMemory(width, 1) : compiledStore(compiled, width, 1);
  return { compiled, ledger, store };
}

/** For how many of these there is memory. */
export function statesInMemory(spec: Spec): number {
  const left = (spec.search.maxMemory ?? spareMemory()) - process.memoryUsage.rss();
  const room = Math.floor((left * partForStates) / bytesOfState);
  return Math.min(mostStates, Math.max(fewestInMemory, room));
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
