/** Where memory is full a search is written down before it is stopped, if it may go on on disk. */
import { describe, expect, it } from 'vitest';
import type { Exploration, Progress, Search, StopReason } from '../../src/explore/system.ts';
import { writtenDown } from '../../src/run/handover.ts';
import type { ThreadPool } from '../../src/run/threadpool.ts';

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

function run(reasons: readonly (StopReason | null)[], pool: ReturnType<typeof poolOf>, may = true) {
  const sent: (StopReason | null)[] = [];
  const search = writtenDown(searching(sent), pool as unknown as ThreadPool, () => may);
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
    expect(run([null, ...full], poolOf(3), false)).toEqual({
      sent: [null, 'max-memory'],
      stopped: 'max-memory',
      asked: 0,
    });
  });

  it('is stopped at once by whatever else stops it meanwhile', () => {
    expect(run(['max-memory', 'interrupted'], poolOf(9)).stopped).toBe('interrupted');
    expect(run(['time-limit'], poolOf(9))).toMatchObject({ stopped: 'time-limit', asked: 0 });
  });
});
