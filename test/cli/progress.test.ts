import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/cli/estimate.ts';
import { progressTeller } from '../../src/cli/progress.ts';
import type { Progress } from '../../src/explore/system.ts';
import { defaultSearch } from '../../src/spec/defaults.ts';

/** A search whose finished levels have these many distinct states. */
function progress(...levels: number[]): Progress {
  return {
    depth: levels.length,
    distinct: levels.reduce((a, b) => a + b, 0),
    generated: 321111,
    frontier: 1024,
    levels: levels.map((distinct, depth) => ({ depth, distinct, generated: distinct })),
    storeBytes: 1000,
  };
}

/** What is written while time passes as given, in seconds. */
function told(errIsTTY: boolean, seconds: readonly number[], columns = 200): string[] {
  const written: string[] = [];
  const terminal = {
    env: {},
    out: () => {},
    err: (text: string) => void written.push(text),
    outIsTTY: false,
    inIsTTY: false,
    rows: 24,
  };
  const teller = progressTeller({ ...terminal, errIsTTY, columns }, defaultSearch);
  for (const now of seconds) teller.tell(progress(1, 3, 9, 27), now, 220_200_960);
  teller.done();
  return written;
}

describe('the estimate', () => {
  it('is not made from too few levels, nor depth first', () => {
    expect(estimate(progress(1, 3, 9), 'bfs', null, 100)).toBe('too few levels yet: no estimate');
    expect(estimate(progress(1, 3, 9, 27), 'dfs', 10, 100)).toBe('depth first: no estimate');
  });

  it('is not made while the frontier grows without a depth to end at', () => {
    expect(estimate(progress(1, 3, 9, 27), 'bfs', null, 100)).toBe(
      'frontier still growing 3.0x a level: no estimate',
    );
  });

  it('goes by the growth of the levels to the depth asked for', () => {
    // 27 * 3 + 27 * 9 = 324 states
    expect(estimate(progress(1, 3, 9, 27), 'bfs', 6, 100)).toBe(
      'about 3.2 s left to depth 6 if it keeps growing 3.0x a level',
    );
  });

  it('sums the levels that are still to come when they shrink', () => {
    // 100 * (1/2 + 1/4 + ...) = 100 states
    expect(estimate(progress(1, 400, 200, 100), 'bfs', null, 50)).toBe(
      'about 2.0 s left, frontier shrinking 0.5x a level',
    );
  });
});

describe('progress on stderr', () => {
  it('is a plain line within the first second, then every 30 seconds', () => {
    const lines = told(false, [0.1, 0.4, 0.55, 1, 15, 30, 30.6, 45, 61]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      'raftcheck: depth 4 · 40 distinct · 321,111 generated · 100/s · frontier 1,024 · 210 MB · 0.4 s · ' +
        'frontier still growing 3.0x a level: no estimate\n',
    );
  });

  it('is one redrawn line on a terminal, no wider than it, cleared at the end', () => {
    const lines = told(true, [0.3, 0.35, 0.6], 40);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('\rraftcheck: depth 4 · 40 distinct · 321,\x1b[K');
    expect(lines[2]).toBe('\r\x1b[K');
  });

  it('is nothing at all for a run that is over at once', () => {
    expect(told(false, [0.1])).toEqual([]);
    expect(told(true, [0.1])).toEqual([]);
  });
});
