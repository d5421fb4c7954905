/**
 * The memory of a search whose innermost loop is compiled: one piece of 4 GiB, since compiled code sees no other. Address space
 * is taken, and memory used as it is written. In it lie, one behind the other,
 *
 *     the tables of the ledger     steps, their messages, cells, their moves, their other names      (ledger.ts)
 *     the index of the cells
 *     the states and their index                                                                     (pages.ts, sharedslots.ts)
 *     the heap                     what each worker has for itself, in blocks that it takes from all of them
 */
import type { IntMemory } from '../../arrays/memory.ts';
import type { Stretch } from '../../arrays/shared.ts';
import { type WasmMemory, type WasmModule, wasmMemory } from '../../arrays/wasm.ts';
import { type Region, sharedRegion, TablesFull } from '../region.ts';
import { type LedgerMemory, ledgerMemory, ledgerSlots } from './ledger.ts';
import { pageMemoryIn } from './pages.ts';
import { type SegmentStretch, segmentCount } from './sharedslots.ts';
import { type StoreMemory, storeSlots } from './sharedstore.ts';

/** What all workers are given. */
export interface CompiledMemory {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** One integer: blocks of the heap that have been taken. */
  readonly blocks: Int32Array;
}

const mebibyte = 1 << 20;
/** Mebibytes of each table of the ledger, in the order in which a cluster asks for them. */
const tables = [128, 128, 256, 384, 384] as const;
const cellIndexAt = tables.reduce((sum, size) => sum + size, 0);
const cellIndex = 256;
const stateIndexAt = cellIndexAt + cellIndex;
const stateIndex = 768;
const statesAt = stateIndexAt + stateIndex;
const states = 1280;
const heapAt = statesAt + states;
const heap = 4096 - heapAt;
/** So that each has 4 MiB of the heap for itself, a few times what it begins with. */
export const mostCompiledWorkers = heap / 4;

/** Throws RangeError where there is no address space for it. */
export function compiledMemory(module: WasmModule): CompiledMemory {
  return { module, memory: wasmMemory(), blocks: new Int32Array(new SharedArrayBuffer(4)) };
}

/** The memory of a ledger, in it. */
export function compiledLedger({ memory: { buffer } }: CompiledMemory): LedgerMemory {
  let at = 0;
  const regions = tables.map((size): Region => {
    const words: Stretch = { buffer, first: at * mebibyte, most: size * mebibyte };
    at += size;
    return { ...sharedRegion(0), words };
  });
  return { ...ledgerMemory(0), regions, index: ledgerSlots(segmentsIn(buffer, cellIndexAt, cellIndex)) };
}

/** The memory of the set of states, in it. */
export function compiledStore(
  { memory: { buffer } }: CompiledMemory,
  width: number,
  workers: number,
): StoreMemory {
  const piece: Stretch = { buffer, first: statesAt * mebibyte, most: states * mebibyte };
  return {
    pages: pageMemoryIn(width, [piece]),
    slots: storeSlots(workers, segmentsIn(buffer, stateIndexAt, stateIndex)),
  };
}

/** Parts of so many mebibytes, one for each segment of an index. */
function segmentsIn(buffer: SharedArrayBuffer, at: number, size: number): SegmentStretch {
  const most = (size * mebibyte) / segmentCount;
  return (_, __, segment) => ({ buffer, first: at * mebibyte + segment * most, most });
}

/** Places are multiples of so many integers, a cache line. */
const leastWords = 16;
const blockWords = 1 << 18;

/** One worker's part of the heap: arrays come in powers of two, and what is given back is used again. */
export class Heap implements IntMemory {
  readonly #words: Int32Array;
  readonly #blocks: Int32Array;
  /** By the power of two: what was given back. */
  readonly #free: Int32Array[][] = Array.from({ length: 32 }, () => []);
  #next = 0;
  #end = 0;

  constructor({ memory: { buffer }, blocks }: CompiledMemory) {
    this.#words = new Int32Array(buffer, heapAt * mebibyte, (heap * mebibyte) >>> 2);
    this.#blocks = blocks;
  }

  take(length: number): Int32Array {
    const power = powerOf(length);
    const free = this.#free[power].pop();
    if (free !== undefined) return free.subarray(0, length).fill(0);
    const words = 1 << power;
    if (words > this.#end - this.#next) this.#takeBlocks(words);
    const at = this.#next;
    this.#next += words;
    return this.#words.subarray(at, at + length);
  }

  giveBack(array: Int32Array): void {
    const power = powerOf(array.length);
    const at = (array.byteOffset - this.#words.byteOffset) >>> 2;
    this.#free[power].push(this.#words.subarray(at, at + (1 << power)));
  }

  /** What is left of the blocks before is lost, unless these follow them. */
  #takeBlocks(words: number): void {
    const blocks = Math.ceil(words / blockWords);
    const first = Atomics.add(this.#blocks, 0, blocks);
    if ((first + blocks) * blockWords > this.#words.length) {
      Atomics.sub(this.#blocks, 0, blocks);
      throw new TablesFull('no room for further tables');
    }
    if (this.#end !== first * blockWords) this.#next = first * blockWords;
    this.#end = (first + blocks) * blockWords;
  }
}

function powerOf(length: number): number {
  return 32 - Math.clz32(Math.max(leastWords, length) - 1);
}
