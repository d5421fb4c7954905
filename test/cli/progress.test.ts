import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/cli/estimate.ts';
import { progressTeller } from '../../src/cli/progress.ts';
import type { Progress } from '../../src/explore/system.ts';
import type { SearchProgress } from '../../src/run/searchprogress.ts';
import { defaultSearch } from '../../src/spec/defaults.ts';
import { here } from './here.ts';

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

function tellingOf(progress: Progress, seconds: number): SearchProgress {
  return {
    progress,
    seconds,
    rss: 220_200_960,
    actionKinds: [],
    properties: [],
    reductions: [],
    stepCalls: 0,
    checkpoint: null,
  };
}

/** What is written while time passes as given, in seconds. */
function told(errIsTTY: boolean, seconds: readonly number[], columns = 200): string[] {
  const written: string[] = [];
  const terminal = {
    ...here,
    env: {},
    out: () => {},
    err: (text: string) => void written.push(text),
    losses: [],
    outIsTTY: false,
    inIsTTY: false,
    rows: 24,
  };
  const teller = progressTeller({ ...terminal, errIsTTY, columns }, defaultSearch);
  for (const now of seconds) teller.tell(tellingOf(progress(1, 3, 9, 27), now));
  teller.done();
  return written;
}

describe('the estimate', () => {
  const of = (search: Partial<typeof defaultSearch>, ...levels: number[]): string =>
    estimate(progress(...levels.map((level) => 100 * level)), { ...defaultSearch, ...search }, 10_000);

  it('is not made from too few levels or states, nor depth first', () => {
    expect(of({ depth: null }, 1, 3, 9, 27, 81, 243)).toBe('too early for an estimate');
    expect(of({ depth: null }, 0.1, 0.3, 0.9, 2.7, 8.1, 24.3, 63.5)).toBe('too early for an estimate');
    expect(of({ strategy: 'dfs' }, 1, 3, 9, 27, 81, 243, 729)).toBe('depth first: no estimate');
  });

  it('is not made while levels grow and no end is to be seen', () => {
    const ratio = 'each level 3.0x the one before: no estimate';
    expect(of({ depth: null }, 1, 3, 9, 27, 81, 243, 729)).toBe(ratio);
    expect(of({ depth: 99 }, 1, 3, 9, 27, 81, 243, 729)).toBe(ratio);
  });

  it('goes by the growth of the levels to the depth asked for', () => {
    // 729 * 3 + 729 * 9 = 8748 states
    expect(of({ depth: 8 }, 1, 3, 9, 27, 81, 243, 729)).toBe(
      'about 1 min 27 s left to depth 8 (each level 3.0x the one before)',
    );
  });

  it('lets the growth fall on as it has fallen', () => {
    // From 8 to 4 in three levels, so by a factor of 2^(-1/3) in each: 32768 * 4 * 2^(-1/3) = 104,032 states.
    expect(of({ depth: 7 }, 1, 8, 64, 512, 2048, 8192, 32768)).toBe(
      'about 17 min 20 s left to depth 7 (each level 4.0x the one before, and falling)',
    );
  });

  it('sums the levels that are still to come when they shrink', () => {
    // 100 * (1/2 + 1/4 + ...) = 100 states, but for those below one
    expect(of({ depth: null }, 6400, 3200, 1600, 800, 400, 200, 100)).toBe(
      'about 1.0 s left (each level 0.5x the one before)',
    );
  });

  it('does not count again what is found of the next level', () => {
    const levels = progress(6400, 3200, 1600, 800, 400, 200, 100);
    const some = { ...levels, distinct: levels.distinct + 50 };
    expect(estimate(some, { ...defaultSearch, depth: null }, 100)).toMatch('about 0.5 s left');
  });

  it('is the time to the most states allowed where that comes first', () => {
    expect(of({ depth: 99, maxStates: 209_300 }, 1, 3, 9, 27, 81, 243, 729)).toBe(
      'about 10.0 s left to max-states',
    );
    expect(of({ depth: 8, maxStates: 100_000_000 }, 1, 3, 9, 27, 81, 243, 729)).toMatch('left to depth 8');
  });
});

describe('progress on stderr', () => {
  it('is a plain line within the first second, then every 30 seconds', () => {
    const lines = told(false, [0.1, 0.4, 0.55, 1, 15, 30, 30.6, 45, 61]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      'raftcheck: depth 4 · 40 distinct · 321,111 generated · 100/s · frontier 1,024 · 210 MB · 0.4 s · ' +
        'too early for an estimate\n',
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
