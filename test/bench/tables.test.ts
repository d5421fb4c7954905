import { describe, expect, it } from 'vitest';
import { read } from '../house/sources.ts';
import { reductionTable, searchTable, tlcTable } from './tables.ts';

const row = (name: string, distinct: number, seconds: number) => ({
  name,
  figures: {
    distinct,
    seconds,
    distinctPerSecond: distinct / seconds,
    generatedPerSecond: (3 * distinct) / seconds,
    storeBytesPerState: 15.04,
  },
});

const bench = {
  results: [
    row('ten million states', 10_000_000, 20),
    row('  two workers', 10_000_000, 12.5),
    row('raft, no reduction', 9000, 2),
    row('  symmetry', 1500, 1.04),
    row('  dead messages', 8000, 2),
    row('  and dead history', 6000, 1.5),
    row('  all', 1000, 1),
    row('default, one worker', 5000, 50),
    row('  two workers', 5000, 25),
  ],
  tlc: [
    {
      name: 'elections',
      equalCounts: true,
      statesThatDiffer: 0,
      runs: [
        { tool: 'tlc' as const, workers: 1, distinct: 5000, seconds: 2 },
        { tool: 'raftcheck' as const, workers: 1, distinct: 5000, seconds: 0.5 },
      ],
    },
  ],
};

describe('the tables of docs/speed.md', () => {
  it('show a search a line, reductions apart', () => {
    expect(searchTable(bench).split('\n').slice(2)).toEqual([
      '| ten million states | 10,000,000 | 20.0 | 500,000 | 1,500,000 | 15.0 |',
      '| ten million states, two workers | 10,000,000 | 12.5 | 800,000 | 2,400,000 | 15.0 |',
      '| default, one worker | 5,000 | 50.0 | 100 | 300 | 15.0 |',
      '| default, two workers | 5,000 | 25.0 | 200 | 600 | 15.0 |',
    ]);
  });

  it('show a spec a line, with what each reduction leaves', () => {
    expect(reductionTable(bench).split('\n').slice(2)).toEqual([
      '| `raft` | 9,000 in 2.0 s | 1,500 in 1.0 s | 8,000 in 2.0 s | 6,000 in 1.5 s | 1,000 in 1.0 s |',
    ]);
  });

  it('show a model a line, with the states a second of both', () => {
    expect(tlcTable(bench).split('\n')).toEqual([
      '| model | states | TLC, 1 | raftcheck, 1 | equal |',
      '| --- | --- | --- | --- | --- |',
      '| elections | 5,000 | 2,500 | 10,000 | counts, every state |',
    ]);
  });

  it.each(['searches', 'reductions', 'tlc'])('have their place in the page: %s', (name) => {
    expect(read('docs/speed.md')).toMatch(
      new RegExp(`<!-- ${name} -->\\n\\n\\|[\\s\\S]*<!-- end of ${name} -->`),
    );
  });
});
