/** The memory that compiled code sees: what workers take of it for themselves never overlaps, and is zero. */
import { describe, expect, test } from 'vitest';
import { takeFloats } from '../../../src/arrays/memory.ts';
import {
  type CompiledMemory,
  compiledLedger,
  compiledMemory,
  compiledStore,
  Heap,
} from '../../../src/explore/parallel/compiledmemory.ts';
import { TablesFull } from '../../../src/explore/region.ts';
import { compiledLoop } from '../../../src/run/compiled.ts';

const memory = (): CompiledMemory => compiledMemory(compiledLoop());

/** [first byte, byte after the last] of what lies in one memory, in order. */
function overlaps(parts: readonly (readonly [number, number])[]): boolean {
  const inOrder = parts.toSorted(([a], [b]) => a - b);
  return inOrder.some(([, end], k) => end > (inOrder[k + 1]?.[0] ?? Number.POSITIVE_INFINITY));
}

describe('memory that compiled code sees', () => {
  test('has a place of its own for each table, each segment, the states and the heap', () => {
    const all = memory();
    const { regions, index } = compiledLedger(all);
    const { pages, slots } = compiledStore(all, 4, 2);
    const stretches = [
      ...regions.map(({ words }) => words!),
      ...index.segments,
      ...pages.pieces,
      ...slots.segments,
    ];
    const parts = stretches.map(({ first, most }) => [first, first + most] as const);
    const own = new Heap(all).take(1);
    expect(overlaps([...parts, [own.byteOffset, all.memory.buffer.byteLength]])).toBe(false);
    expect(stretches.every(({ buffer }) => buffer === all.memory.buffer)).toBe(true);
  });

  test('gives each worker arrays that no other has, all zero and on the border of a cache line', () => {
    const all = memory();
    const workers = [new Heap(all), new Heap(all)];
    const arrays = Array.from({ length: 300 }, (_, k) => workers[k % 2].take(1 + ((k * 7919) % 20_000)));
    expect(arrays.every((array) => array.byteOffset % 64 === 0 && array.every((word) => word === 0))).toBe(
      true,
    );
    for (const [k, array] of arrays.entries()) array.fill(k + 1);
    expect(arrays.every((array, k) => array.every((word) => word === k + 1))).toBe(true);
  });

  test('uses again what was given back, made zero', () => {
    const heap = new Heap(memory());
    const first = heap.take(100).fill(7);
    heap.giveBack(first);
    const again = heap.take(90);
    expect([again.byteOffset, again.length, again.some((word) => word !== 0)]).toEqual([
      first.byteOffset,
      90,
      false,
    ]);
    expect(takeFloats(heap, 5).byteOffset % 8).toBe(0);
  });

  test('says when there is no more, and gives what comes back', () => {
    const heap = new Heap(memory());
    const taken: Int32Array[] = [];
    const all = (): void => {
      for (;;) taken.push(heap.take(1 << 24));
    };
    expect(all).toThrow(TablesFull);
    heap.giveBack(taken.pop()!);
    expect(heap.take(1 << 24)).toHaveLength(1 << 24);
    expect(all).toThrow(TablesFull);
  });
});
