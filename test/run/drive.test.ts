import { describe, expect, it } from 'vitest';
import type { Exploration, Progress, Search, StopReason } from '../../src/explore/system.ts';
import { drive, type Host, type Limits } from '../../src/run/drive.ts';
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
    until: () => {},
  };
}

async function run(limits: Partial<Limits>, machine = host(), slices = 100): Promise<Exploration> {
  const all = { maxMemory: Number.POSITIVE_INFINITY, timeLimit: null, ...limits };
  return (await drive(searching(slices), all, machine, () => {})).result;
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

  it('tells how far it is with time and memory', async () => {
    const told: string[] = [];
    const tell = (progress: Progress, seconds: number, rss: number) =>
      void told.push(`${progress.distinct} ${seconds.toFixed(1)} ${rss}`);
    await drive(searching(2), { maxMemory: 1000, timeLimit: null }, host(), tell);
    expect(told).toEqual(['40 0.1 100', '40 0.3 200']);
  });

  it('says before the first slice how long it may take', async () => {
    const said: unknown[] = [];
    const machine = { ...host(), until: (seconds: number | null) => void said.push(seconds) };
    const limits = { maxMemory: 1000, timeLimit: 7 };
    function* searching(): Search {
      said.push('a slice');
      yield somewhere;
      return exploration;
    }
    await drive(searching(), limits, machine, () => {});
    expect(said).toEqual([7, 'a slice']);
  });
});
