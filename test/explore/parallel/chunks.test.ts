import { describe, expect, test } from 'vitest';
import { Chunks } from '../../../src/explore/parallel/chunks.ts';
import { mostPages } from '../../../src/explore/parallel/pages.ts';
import { mostChunks, type SharedMemory, sharedMemory } from '../../../src/explore/parallel/shared.ts';

const memoryOf = (workers: number): SharedMemory => sharedMemory({ workers, present: workers }, 1, 1e9, 0);

/** Takes all chunks, by two handles in turn. */
function takeAll(memory: SharedMemory): (readonly [number, number])[] {
  const handles = [new Chunks(memory), new Chunks(memory)];
  const taken: (readonly [number, number])[] = [];
  for (let chunk = handles[0].take(); chunk !== null; chunk = handles[taken.length % 2].take())
    taken.push(chunk);
  expect(handles.map((handle) => handle.take())).toEqual([null, null]);
  return taken;
}

describe('the chunks of a level', () => {
  test('are none before they are dealt', () => {
    const chunks = new Chunks(memoryOf(2));
    expect([chunks.take(), chunks.left]).toEqual([null, []]);
  });

  test('are taken once, by whoever comes, and together are the level', () => {
    for (const states of [1, 63, 64, 65, 5000, 200_000]) {
      const memory = memoryOf(2);
      new Chunks(memory).deal([10, 10 + states, 1 << 20, (1 << 20) + 7]);
      const taken = takeAll(memory);
      let at = 10;
      for (const [first, end] of taken.slice(0, -1)) {
        expect([first, end > first, end - first <= 1024]).toEqual([at, true, true]);
        at = end;
      }
      expect([at, taken.at(-1)]).toEqual([10 + states, [1 << 20, (1 << 20) + 7]]);
    }
  });

  test('that nobody has taken are left, and can be offered again', () => {
    const memory = memoryOf(1);
    const chunks = new Chunks(memory);
    chunks.deal([0, 64, 100, 164, 200, 264]);
    expect(chunks.take()).toEqual([0, 64]);
    expect(chunks.left).toEqual([100, 164, 200, 264]);
    const other = memoryOf(3);
    new Chunks(other).offer(chunks.left);
    expect(takeAll(other)).toEqual([
      [100, 164],
      [200, 264],
    ]);
    takeAll(memory);
    expect(chunks.left).toEqual([]);
  });

  test('have room for a level in all pages that there may be, up to the highest index', () => {
    const memory = memoryOf(64);
    const ranges = Array.from({ length: mostPages }, (_, page) => [page << 14, (page + 1) * 2 ** 14]).flat();
    new Chunks(memory).deal(ranges);
    const taken = takeAll(memory);
    expect(taken.length).toBeLessThanOrEqual(mostChunks);
    let at = 0;
    for (const [first, end] of taken) {
      if (first !== at || end <= first) throw new Error(`${first}, ${end} after ${at}`);
      at = end;
    }
    expect(at).toBe(mostPages * 2 ** 14);
  });
});
