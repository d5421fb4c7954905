import { describe, expect, it } from 'vitest';
import { silent } from '../../src/cli/progress.ts';
import { drive, type Host, type Limits } from '../../src/cli/run.ts';
import type { Exploration, Progress, Search, StopReason } from '../../src/explore/system.ts';
import { exploration } from '../report/facts.ts';

const somewhere: Progress = {
  depth: 3,
  distinct: 40,
  generated: 90,
  frontier: 7,
  levels: [],
  storeBytes: 0,
};

/** A search of so many slices that notes the first reason it is given to stop. */
function* searching(slices: number): Search {
  for (let k = 0; k < slices; k++) {
    const reason: StopReason | null = yield somewhere;
    if (reason !== null) return { ...exploration, stopped: reason, distinct: k };
  }
  return exploration;
}

/** A machine on which every look at the clock takes 0.1 s, and every pause 100 bytes. */
function host(interruptAt = Number.POSITIVE_INFINITY): Host {
  let [now, rss] = [0, 0];
  return {
    now: () => {
      now += 0.1;
      return now;
    },
    rss: () => rss,
    pause: async () => {
      rss += 100;
    },
    interrupted: () => rss >= interruptAt,
  };
}

async function run(limits: Partial<Limits>, machine = host(), slices = 100): Promise<Exploration> {
  const all = { maxMemory: Number.POSITIVE_INFINITY, timeLimit: null, ...limits };
  return (await drive(searching(slices), all, machine, silent)).exploration;
}

describe('driving a search', () => {
  it('gives it as many slices as it takes', async () => {
    expect(await run({})).toBe(exploration);
  });

  it('stops it when its time is over', async () => {
    expect(await run({ timeLimit: 2 })).toMatchObject({ stopped: 'time-limit' });
    expect(await run({ timeLimit: 1000 })).toBe(exploration);
  });

  it('stops it when it has taken too much memory', async () => {
    expect(await run({ maxMemory: 500 })).toMatchObject({ stopped: 'max-memory', distinct: 4 });
  });

  it('stops it when the user asks to', async () => {
    expect(await run({}, host(300))).toMatchObject({ stopped: 'interrupted', distinct: 2 });
  });

  it('tells how far it is with time and memory, and clears up at the end', async () => {
    const told: string[] = [];
    const teller = {
      tell: (progress: Progress, seconds: number, rss: number) =>
        void told.push(`${progress.distinct} ${seconds.toFixed(1)} ${rss}`),
      done: () => void told.push('done'),
    };
    await drive(searching(2), { maxMemory: 1000, timeLimit: null }, host(), teller);
    expect(told).toEqual(['40 0.1 100', '40 0.3 200', 'done']);
  });
});
