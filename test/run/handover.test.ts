/** Where memory is full a search is written down before it is stopped, if it may go on on disk. */
import { describe, expect, it } from 'vitest';
import type { Exploration, Progress, Search, StopReason } from '../../src/explore/system.ts';
import { type Room, writtenDown } from '../../src/run/handover.ts';

/** A search that notes what it is sent, and ends when it is told to, or after so many turns. */
function* searching(sent: (StopReason | null)[], turns = 20): Search {
  for (let k = 0; k < turns; k++) {
    const reason = yield { storeBytes: 1000 * k } as Progress;
    sent.push(reason);
    if (reason !== null) return { stopped: reason } as Exploration;
  }
  return { stopped: null } as Exploration;
}

/** A pool that has written everything down some turns after it is asked to. */
function poolOf(turns: number) {
  const pool = {
    attempts: 3,
    isFilling: false,
    isKept: true,
    asked: 0,
    writeDown: (): number => {
      pool.asked++;
      return pool.attempts;
    },
    turn: (): void => {
      if (pool.asked > 0 && --turns === 0) pool.attempts++;
    },
  };
  return pool;
}

/** In memory, where it may go on on disk. */
const leaves = (may: boolean): Room => ({
  onDisk: null,
  maySpread: true,
  keeps: (reason) => may && reason === 'max-memory',
});

function run(
  reasons: readonly (StopReason | null)[],
  pool: ReturnType<typeof poolOf>,
  room: Room = leaves(true),
) {
  const sent: (StopReason | null)[] = [];
  const search = writtenDown(searching(sent), pool, room);
  let turn = search.next(null);
  for (const reason of reasons) {
    if (turn.done) break;
    pool.turn();
    turn = search.next(reason);
  }
  return { sent, stopped: turn.done ? turn.value.stopped : 'goes on', asked: pool.asked };
}

describe('a search whose memory is full', () => {
  const full = Array<StopReason>(8).fill('max-memory');

  it('goes on until it is written down, and is asked for that once', () => {
    const { sent, stopped, asked } = run([null, ...full], poolOf(3));
    expect([sent, stopped, asked]).toEqual([[null, null, null, null, 'max-memory'], 'max-memory', 1]);
  });

  it('is stopped at once where it may not go on on disk', () => {
    expect(run([null, ...full], poolOf(3), leaves(false))).toEqual({
      sent: [null, 'max-memory'],
      stopped: 'max-memory',
      asked: 0,
    });
  });

  it('is written down as well where the memory for states is nearly full', () => {
    const { sent, stopped } = run(Array(8).fill(null), Object.assign(poolOf(2), { isFilling: true }));
    expect([sent.at(-1), stopped]).toEqual(['max-memory', 'max-memory']);
  });

  it('is written down before anything stops it where its states are on disk', () => {
    const onDisk = { ...leaves(true), keeps: () => true };
    const reasons = Array<StopReason>(8).fill('interrupted');
    expect(run(reasons, poolOf(3), onDisk)).toMatchObject({ stopped: 'interrupted', asked: 1 });
    const unkept = Object.assign(poolOf(3), { isKept: false });
    expect(run(reasons, unkept, onDisk)).toMatchObject({ stopped: 'interrupted', asked: 0 });
  });

  it('is stopped at once by whatever else stops it meanwhile', () => {
    expect(run(['max-memory', 'interrupted'], poolOf(9)).stopped).toBe('interrupted');
    expect(run(['time-limit'], poolOf(9))).toMatchObject({ stopped: 'time-limit', asked: 0 });
  });
});
