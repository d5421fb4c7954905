/** Who may stay away for good: never so many that nobody could come back. */
import { describe, expect, it } from 'vitest';
import { absences, mayStayAway } from '../../../src/cluster/recovery/downs.ts';
import type { ConfigView, EntryView, NodeView } from '../../../src/cluster/view.ts';

const config = (voters: number[], votersOutgoing: number[] = []): ConfigView => ({
  voters,
  votersOutgoing,
  learners: [],
  learnersNext: [],
  autoLeave: false,
});

/** A node with as many entries applied, of which the last is a change, and so many more in its log. */
function node(inUse: ConfigView, applied: number, log: EntryView['type'][] = []): NodeView {
  const entries = log.map((type, k) => ({ index: k + 1, term: 1, type, data: '' }));
  return { id: 0, config: inUse, applied, log: entries } as unknown as NodeView;
}

const three = config([1, 2, 3]);

describe('absences', () => {
  it('are all sets of so many at most, none first', () => {
    expect(absences(3, 0)).toEqual([[]]);
    expect(absences(3, 1)).toEqual([[], [1], [2], [3]]);
    expect(absences(4, 2)).toHaveLength(1 + 4 + 6);
  });
});

describe('mayStayAway', () => {
  const strict = { downRule: 'strict' } as const;
  const applied = { downRule: 'applied' } as const;

  it('leaves a quorum', () => {
    const nodes = [node(three, 0), node(three, 0), node(three, 0)];
    expect(mayStayAway([2], nodes, strict)).toBe(true);
    expect(mayStayAway([2, 3], nodes, strict)).toBe(false);
    expect(mayStayAway([2, 3], nodes, applied)).toBe(false);
  });

  it('leaves one in both halves of a joint configuration', () => {
    const joint = config([1, 2], [1, 2, 3]);
    const nodes = [node(joint, 1), node(joint, 1), node(joint, 1)];
    expect([1, 2, 3].map((id) => mayStayAway([id], nodes, strict))).toEqual([false, false, true]);
  });

  it('leaves one in every configuration in use, or in the newest alone', () => {
    const nodes = [node(config([1, 2]), 2), node(three, 1), node(three, 1)];
    expect([2, 3].map((id) => mayStayAway([id], nodes, strict))).toEqual([false, true]);
    const grown = [node(three, 2), node(config([1, 2]), 1), node(config([]), 0)];
    expect([2, 3].map((id) => mayStayAway([id], grown, strict))).toEqual([false, true]);
    expect([2, 3].map((id) => mayStayAway([id], grown, applied))).toEqual([true, true]);
    const alone = [{ ...grown[0], id: 1 }, ...grown.slice(1)];
    expect(mayStayAway([1], alone, applied)).toBe(false);
  });

  it('takes nobody away by the strict rule while a change waits in a log and nobody has applied it', () => {
    const change: EntryView['type'][] = ['normal', 'conf-change-v2'];
    const waiting = [node(three, 1, change), node(three, 1), node(three, 1)];
    expect(mayStayAway([3], waiting, strict)).toBe(false);
    expect(mayStayAway([3], waiting, applied)).toBe(true);
    const done = [node(three, 1, change), node(three, 2, change), node(three, 1)];
    expect(mayStayAway([3], done, strict)).toBe(true);
  });
});
