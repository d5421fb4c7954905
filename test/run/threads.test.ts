import { describe, expect, it } from 'vitest';
import { startThreads } from '../../src/run/threads.ts';

/** As Node refuses. */
const refusal = Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });

describe('threads', () => {
  it('are started one after the other', () => {
    expect(startThreads(3, (k) => `thread ${k}`)).toEqual({
      threads: ['thread 0', 'thread 1', 'thread 2'],
      refused: null,
    });
  });

  it('are those that the system starts, where it refuses one', () => {
    const start = (k: number): number => {
      if (k >= 2) throw refusal;
      return k;
    };
    expect(startThreads(5, start)).toEqual({ threads: [0, 1], refused: 'EAGAIN' });
  });

  it('that fail by a fault of their own are no refusal', () => {
    const fault = new TypeError('x is not a function');
    expect(() =>
      startThreads(1, () => {
        throw fault;
      }),
    ).toThrow(fault);
  });
});
