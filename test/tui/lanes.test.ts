import { describe, expect, it } from 'vitest';
import type { ClusterView, EntryView, NodeView } from '../../src/cluster/view.ts';
import { clusterStep } from '../../src/trace/story.ts';
import { laneRows, type Marks } from '../../src/tui/lanes.ts';
import { logCells } from '../../src/tui/log.ts';
import { type Row, rowColumns } from '../../src/tui/rows.ts';
import { story } from './stories.ts';

const unmarked: Marks = { changed: new Set(), witnesses: [], sign: '✗', actor: 0 };
const entry = (index: number, term: number, data = ''): EntryView => ({ index, term, type: 'normal', data });
const text = (cells: Row): string => cells.map((span) => span.text).join('');

const first = story.steps[0].cluster!;
const model = first.nodes[0];

function node(fields: Partial<NodeView>): NodeView {
  const made = { ...model, ...fields };
  return { ...made, durable: { ...made.durable, snapshot: made.snapshot, log: made.log, ...fields.durable } };
}

function lanes(nodes: readonly NodeView[], marks: Marks, width: number, height: number): string[] {
  const cluster: ClusterView = { ...first, nodes };
  return (laneRows(clusterStep(null, cluster), marks, width, height) ?? []).map(text);
}

describe('the log of a node', () => {
  const log = [entry(1, 1), entry(2, 1, 'v1'), entry(3, 2, 'v2')];

  it('shows terms, data and the commit mark', () => {
    expect(text(logCells(node({ log, commit: 2 }), new Set(), 40))).toBe('[1][1 v1]║[2 v2]');
  });

  it('marks what is not durable, what is new and what is compacted', () => {
    const durable = { ...model.durable, log: log.slice(0, 2) };
    const half = { ...node({ log, commit: 1 }), durable };
    expect(text(logCells(half, new Set(['n1.log[3]']), 40))).toBe('[1]║[1 v1]*(2 v2)');
    const compacted = node({ log: log.slice(2), commit: 2, snapshot: { index: 2, term: 1 } });
    expect(text(logCells(compacted, new Set(), 40))).toBe('2@1 ║[2 v2]');
  });

  it('leaves out data first, then the beginning', () => {
    const long = Array.from({ length: 30 }, (_, i) => entry(i + 1, 3, `value ${i}`));
    const cells = logCells(node({ log: long, commit: 29 }), new Set(), 24);
    expect(text(cells)).toBe('…24 [3][3][3][3][3]║[3]');
    expect(rowColumns(cells)).toBeLessThanOrEqual(24);
    expect(text(logCells(node({ log }), new Set(), 10))).toBe('[1][1][2]');
  });

  it('says that it is empty', () => {
    expect(text(logCells(node({ log: [] }), new Set(), 10))).toBe('empty');
  });
});

describe('lanes', () => {
  it('show a crashed node as down, votes of a candidate, and a panic', () => {
    const nodes = [
      node({ up: false }),
      node({
        id: 2,
        role: 'candidate',
        votes: { 1: false, 2: true },
        config: { ...model.config, voters: [1, 2, 3] },
      }),
      node({ id: 3, extra: { panic: 'tocommit(5) is out of range' } }),
    ];
    const rows = lanes(nodes, { ...unmarked, witnesses: [3], actor: 2 }, 80, 20);
    expect(rows[0]).toMatch(/^ n1 DOWN /);
    expect(rows).toContain('   votes n1 no, n2 yes');
    expect(rows).toContain('   PANIC tocommit(5) is out of range');
    expect(rows.some((row) => row.startsWith('▸n2 candidate'))).toBe(true);
    expect(rows.some((row) => row.startsWith('✗n3 '))).toBe(true);
  });

  it('get shorter until nine nodes fit', () => {
    const nodes = Array.from({ length: 9 }, (_, i) => node({ id: i + 1, log: [entry(1, 4)], commit: 1 }));
    expect(lanes(nodes, unmarked, 45, 9)).toHaveLength(9);
    expect(lanes(nodes, unmarked, 45, 9)[8]).toBe(' n9 follower t0 c1 [4]║');
    expect(lanes(nodes, unmarked, 45, 5).at(-1)).toBe('… 5 more');
  });
});
