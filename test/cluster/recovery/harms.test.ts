/** What may stay broken for good: never so much that nobody could come back. */
import { describe, expect, it } from 'vitest';
import { type CutLink, Cuts, cutsOf } from '../../../src/cluster/recovery/cuts.ts';
import { absences, harm, harmsOf, mayLast } from '../../../src/cluster/recovery/harms.ts';
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
const none = new Cuts([]);
const both = (from: number, to: number): CutLink => ({ from, to, both: true });
const oneWay = (from: number, to: number): CutLink => ({ from, to, both: false });

type Rule = Parameters<typeof mayLast>[2];
const mayStayAway = (away: readonly number[], nodes: readonly NodeView[], rule: Rule): boolean =>
  mayLast(harm(nodes.length, away, none), nodes, rule);

describe('absences', () => {
  it('are all sets of so many at most, none first', () => {
    expect(absences(3, 0)).toEqual([[]]);
    expect(absences(3, 1)).toEqual([[], [1], [2], [3]]);
    expect(absences(4, 2)).toHaveLength(1 + 4 + 6);
  });
});

describe('nodes that are away', () => {
  const strict = { downRule: 'strict' } as const;
  const applied = { downRule: 'applied' } as const;
  const newest = { downRule: 'newest' } as const;

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
    expect(mayStayAway([1], alone, newest)).toBe(true);
    expect(mayStayAway([1, 2], alone, newest)).toBe(false);
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

describe('links that are cut', () => {
  it('are all sets of so many at most, both ways or any way, none first', () => {
    expect(cutsOf(3, 0, 'any').map(({ links }) => links)).toEqual([[]]);
    expect(cutsOf(3, 1, 'both').map(({ links }) => links)).toEqual([
      [],
      [both(1, 2)],
      [both(1, 3)],
      [both(2, 3)],
    ]);
    expect(cutsOf(3, 1, 'any')).toHaveLength(1 + 3 * 3);
    expect(cutsOf(3, 2, 'any')).toHaveLength(1 + 3 * 3 + 3 * 3 * 3);
  });

  it('pass what is sent the other way, unless they are cut both ways', () => {
    const cuts = new Cuts([oneWay(1, 2), both(2, 3)]);
    const ways = [
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
      [1, 3],
    ] as const;
    expect(ways.map(([from, to]) => cuts.passes(from, to))).toEqual([false, true, false, false, true]);
    expect(ways.map(([from, to]) => cuts.joins(from, to))).toEqual([false, false, false, false, true]);
  });

  it('leave a quorum of nodes that all hear each other', () => {
    const strict = { downRule: 'strict' } as const;
    const may = (links: CutLink[], nodes: number, inUse: ConfigView, away: number[] = []): boolean =>
      mayLast(
        harm(nodes, away, new Cuts(links)),
        Array.from({ length: nodes }, () => node(inUse, 0)),
        strict,
      );
    expect(may([oneWay(1, 2), oneWay(3, 2)], 3, three)).toBe(true);
    expect(may([both(1, 2), both(1, 3), oneWay(3, 2)], 3, three)).toBe(false);
    expect(may([both(1, 2)], 3, three, [3])).toBe(false);
    const four = config([1, 2, 3, 4]);
    expect(may([both(1, 2)], 4, four)).toBe(true);
    // A ring: each hears two others, and no three hear each other.
    expect(may([both(1, 3), both(2, 4)], 4, four)).toBe(false);
    expect(may([both(1, 2)], 3, config([1, 2], [1, 2, 3]))).toBe(false);
  });

  it('are asked about with each set of nodes away that they do not concern, the first time with no harm', () => {
    const model = { nodes: 3, downForGood: 1, linksCutForGood: 1 } as unknown as Parameters<
      typeof harmsOf
    >[0];
    const asked = harmsOf(model, cutsOf(3, 1, 'both'));
    expect(asked[0]).toMatchObject({ away: [], cuts: { none: true } });
    expect(asked.map(({ away, cuts }) => [away, cuts.links])).toEqual([
      [[], []],
      [[1], []],
      [[2], []],
      [[3], []],
      [[], [both(1, 2)]],
      [[3], [both(1, 2)]],
      [[], [both(1, 3)]],
      [[2], [both(1, 3)]],
      [[], [both(2, 3)]],
      [[1], [both(2, 3)]],
    ]);
  });
});
