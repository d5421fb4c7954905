import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { PropertyReport } from '../../src/property/property.ts';
import { type Canvas, openDashboard } from '../../src/tui/dashboard.tsx';
import { dashboardRows, type Snapshot, sparkline } from '../../src/tui/dashboardrows.ts';
import { rowColumns } from '../../src/tui/rows.ts';

const property = (name: string, scope: PropertyReport['scope'], relevant: number): PropertyReport => ({
  name,
  scope,
  status: 'held',
  evaluated: 500,
  relevant,
});

const levels = [1, 3, 9, 27, 80].map((distinct, depth) => ({ depth, distinct, generated: 2 * distinct }));

function snapshot(width: number, height: number): Snapshot {
  return {
    title: 'raft',
    strategy: 'breadth first',
    progress: { depth: 5, distinct: 84_212, generated: 321_111, frontier: 1024, levels, storeBytes: 0 },
    seconds: 3.1,
    rss: 220_200_960,
    estimate: 'each level 3.0x the one before: no estimate',
    actions: [
      ['timeout', 120],
      ['crash', 0],
      ['deliver MsgVote', 4321],
    ],
    properties: [
      property('election-safety', 'pair', 60),
      property('leader-elected', 'sometimes', 1),
      property('snapshot-installed', 'sometimes', 0),
      property('log-matching', 'pair', 0),
    ],
    width,
    height,
  };
}

const text = (shown: Snapshot, rates: readonly number[] = [100, 200]): string =>
  dashboardRows(shown, rates)
    .map((cells) =>
      cells
        .map((span) => span.text)
        .join('')
        .trimEnd(),
    )
    .join('\n');

describe('the dashboard', () => {
  it('shows figures, levels, actions with those never taken, and properties with what they said', () => {
    expect(text(snapshot(80, 24))).toMatchSnapshot();
  });

  it.each([
    [80, 24],
    [200, 60],
    [60, 16],
    [40, 10],
  ])('fits into %ix%i with a row to spare', (width, height) => {
    const rows = dashboardRows(snapshot(width, height), [1, 2, 3]);
    expect(rows.length).toBeLessThan(height);
    expect(rows.filter((cells) => rowColumns(cells) !== width)).toEqual([]);
  });

  it('says what was never taken even where there is no room for all actions', () => {
    const many = Array.from({ length: 40 }, (_, i): readonly [string, number] => [`action ${i}`, i]);
    expect(text({ ...snapshot(80, 24), actions: many })).toMatch(/action 0 +never/);
  });

  it('draws the latest rates, the highest as high as can be', () => {
    expect(sparkline([0, 1, 2, 4, 8], 4)).toBe('▂▃▅█');
    expect(sparkline([], 10)).toBe('');
  });

  it('replaces each frame by the next, and leaves nothing behind', () => {
    const canvas = new Recorder();
    const dashboard = openDashboard(canvas);
    dashboard.show(snapshot(80, 24));
    expect(canvas.written.join('')).toContain('84,212');
    const rates = /rate 27,165\/s/;
    expect(canvas.written.join('')).toMatch(rates);
    const before = canvas.written.length;
    dashboard.close();
    const erased = canvas.written.slice(before).join('');
    expect(erased).toContain('\x1b[2K');
    expect(stripVTControlCharacters(erased).trim()).toBe('');
  });
});

class Recorder extends EventEmitter implements Canvas {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  readonly written: string[] = [];

  write(chunk: string): boolean {
    this.written.push(chunk);
    return true;
  }
}
