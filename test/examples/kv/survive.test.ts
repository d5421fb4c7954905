/** The example survives: as many faults as a minute allows, of every kind; `npm run survive` goes on. */
import { expect, test } from 'vitest';
import { Cluster, pause } from './cluster.ts';
import { isLinearizable } from './history.ts';
import { hasGo, porcupine } from './porcupine.ts';
import { type Outcome, survive } from './survive.ts';
import { Workload } from './workload.ts';

const half = { faults: 12, atMost: 40_000 };
/** ms of one, where the machine is so busy that a cluster needs minutes to come back. */
const patience = 400_000;

/** Nothing wrong, and not because nothing happened. */
function expectSurvived({ wrong, happened, requests, acknowledged, histories }: Outcome): void {
  expect(wrong).toEqual([]);
  expect(Object.values(happened).reduce((a, b) => a + b, 0)).toBeGreaterThan(3);
  expect(requests.done).toBeGreaterThan(30);
  expect(acknowledged).toBeGreaterThan(5);
  if (hasGo()) expect(porcupine(histories)).toEqual(histories.map(() => true));
  else process.stdout.write('SKIPPED: there is no Go: the histories were judged by our own judge alone\n');
}

test(
  'faults of all kinds cost no acknowledged write, and no read is stale',
  async () => {
    expectSurvived(await survive({ seed: 1, ...half, flags: [] }));
  },
  patience,
);

test(
  'so it is with asynchronous storage writes',
  async () => {
    expectSurvived(await survive({ seed: 2, ...half, flags: ['--async'] }));
  },
  patience,
);

test('reads that ask nobody are found out to be stale', async () => {
  const cluster = new Cluster(['--tick', '50']);
  await cluster.begin([1, 2, 3]);
  const workload = new Workload(cluster, 6, 3, '?consistency=serializable');
  await pause(8000);
  await workload.stop();
  await cluster.close();
  expect([...workload.histories.values()].every(isLinearizable)).toBe(false);
});
