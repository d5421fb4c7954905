/** A farm one of whose owners is lost before any level was counted: the level is done again, and nothing is counted twice. */
import { expect, it } from 'vitest';
import { type Engine, Lost } from '../../../src/run/farm/engine.ts';
import { Head } from '../../../src/run/farm/head.ts';
import { loadHasher } from '../../../src/spec/hasher.ts';

it('an owner that is lost before its first level has counted nothing', async () => {
  const engine: Engine = {
    owners: 2,
    ask: () => Promise.reject(new Lost([1], 'it was killed')),
    exchange: async () => {},
    // No other comes: meanwhile it is told how far all are.
    revive: () => new Promise(() => {}),
    close: async () => {},
  };
  const said: string[] = [];
  const head = new Head(engine, {
    folder: '',
    hasher: await loadHasher(),
    kinds: 1,
    actionKinds: () => [],
    refuted: [],
    judge: () => {},
    remark: (text) => said.push(text),
  });
  await head.level().next(null);
  expect(said).toEqual(['owner 2 of 2 is lost (it was killed): level 0 is done again']);
  expect([head.notes, head.stepCalls]).toEqual([[], 0]);
});
