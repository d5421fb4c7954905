/** What a farm tells while it finds a level: counts go on from what its owners say, as those of a check do. */
import { expect, it } from 'vitest';
import type { Engine } from '../../../src/run/farm/engine.ts';
import { Head } from '../../../src/run/farm/head.ts';
import { loadHasher } from '../../../src/spec/hasher.ts';

const level = (distinct: number, generated: number) => ({
  distinct,
  generated,
  parts: [{ file: 'level-0-0of2.rows', states: distinct, bytes: 9, checksum: '' }],
  dictionary: { file: 'dictionary-0.bin', bytes: 0, checksum: '' },
});

it('a farm tells how far it is within a level', async () => {
  const told = [
    { expanded: 4, generated: 30, found: 20 },
    { expanded: 3, generated: 10, found: 7 },
  ];
  const engine: Engine = {
    owners: 2,
    ask: (owner, _, hear) => {
      hear?.(told[owner]);
      hear?.({ expanded: 0, generated: 0, found: 0 });
      return new Promise(() => {});
    },
    exchange: async () => {},
    revive: () => Promise.reject(new Error('nobody is lost')),
    close: async () => {},
  };
  const options = {
    folder: '',
    hasher: await loadHasher(),
    kinds: 1,
    actionKinds: () => [],
    refuted: [],
    judge: () => {},
    remark: () => {},
  };
  const head = new Head(engine, options);
  head.counted = { ...head.counted, levels: [level(1, 1), level(10, 12)] };
  const finding = head.level();
  const { value } = await finding.next(null);
  expect(value).toMatchObject({ depth: 2, distinct: 11 + 27, generated: 13 + 40, frontier: 10 - 7 + 27 });
  await expect(finding.next('interrupted')).rejects.toThrow('interrupted');
});
