/** What the example's disk holds comes back when it is opened again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { List } from 'immutable';
import { describe, expect, it } from 'vitest';
import { Disk } from '../../../examples/kv/disk.ts';
import { ConfState, Entry, HardState, Snapshot } from '../../../src/raft/pb.ts';

const allBytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
const entries = (from: number, to: number, term: number) =>
  List(
    Array.from({ length: to - from + 1 }, (_, i) => Entry({ term, index: from + i, data: `${from + i}` })),
  );
const nothing = { hardState: HardState(), entries: List<Entry>(), snapshot: null };

async function twice(use: (disk: Disk) => Promise<void>): Promise<[Disk, Disk]> {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-kv-disk-'));
  try {
    const open = async (): Promise<Disk> => {
      const store = new ClassicLevel(folder);
      await store.open();
      return Disk.open(store, 'node 1 of kv');
    };
    const disk = await open();
    await use(disk);
    await disk.close();
    const again = await open();
    await again.close();
    return [disk, again];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the disk', () => {
  it.each<[string, (disk: Disk) => Promise<void>]>([
    ['nothing', async () => undefined],
    [
      'hard state and entries',
      (disk) =>
        disk.save(
          [{ ...nothing, hardState: HardState({ term: 2, vote: 1 }), entries: entries(1, 9, 2) }],
          true,
        ),
    ],
    [
      'a log whose end was replaced by a shorter one',
      (disk) =>
        disk.save(
          [
            { ...nothing, entries: entries(1, 9, 2) },
            { ...nothing, entries: entries(4, 5, 3) },
          ],
          true,
        ),
    ],
    [
      'a compacted log',
      async (disk) => {
        await disk.save(
          [{ ...nothing, hardState: HardState({ term: 2, commit: 9 }), entries: entries(1, 9, 2) }],
          true,
        );
        await disk.compact(8, ConfState({ voters: List([1]) }), 'data', 3);
      },
    ],
    [
      'a snapshot from the leader, and what follows it',
      async (disk) => {
        await disk.save([{ ...nothing, entries: entries(1, 9, 2) }], true);
        const snapshot = Snapshot({ index: 20, term: 4, data: allBytes });
        await disk.save(
          [
            { ...nothing, snapshot },
            { ...nothing, entries: entries(21, 22, 4) },
          ],
          true,
        );
      },
    ],
  ])('holds after it was closed what it held before: %s', async (_, use) => {
    const [before, after] = await twice(use);
    expect(after.storage.ents.toArray().map((entry) => entry.toObject())).toEqual(
      before.storage.ents.toArray().map((entry) => entry.toObject()),
    );
    expect(after.storage.hardState.equals(before.storage.hardState)).toBe(true);
    expect(after.storage.latest.equals(before.storage.latest)).toBe(true);
  });

  it('is of one node', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'raftcheck-kv-disk-'));
    const store = new ClassicLevel(folder);
    await store.open();
    await Disk.open(store, 'node 1 of kv');
    await expect(Disk.open(store, 'node 2 of kv')).rejects.toThrow('the data is of node 1 of kv');
    await store.close();
    rmSync(folder, { recursive: true });
  });
});
