/** Pictures: nodes in layers, none upon another, quick also where there are two thousand. */
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../src/page/layout.ts';

/** A tree in which each node has as many children as its number in its row says, row by row. */
function nodes(count: number, children: (k: number) => number): { parent: number }[] {
  const all = [{ parent: -1 }];
  for (let k = 0; all.length < count; k++) {
    for (let n = Math.max(1, children(k)); n > 0 && all.length < count; n--) all.push({ parent: k });
  }
  return all;
}

describe.each([
  ['with words', 30, true],
  ['small', 100, false],
  ['of two thousand', 2000, false],
])('a picture %s', (_, count, worded) => {
  const tree = nodes(count, (k) => (k * 7) % 4);
  const { points, width, height } = layoutOf(tree, worded);

  it('has a place for each node, inside, and no two at one', () => {
    expect(points).toHaveLength(count);
    expect(new Set(points.map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
    expect(points.every(({ x, y }) => x > 0 && y > 0 && x < width && y < height)).toBe(true);
  });

  it('has each node in the layer below the one that it was reached from', () => {
    const layers = [...new Set(points.map(({ y }) => y))].sort((a, b) => a - b);
    const layerOf = (k: number): number => layers.indexOf(points[k].y);
    expect(tree.every(({ parent }, k) => layerOf(k) === (parent < 0 ? 0 : layerOf(parent) + 1))).toBe(true);
  });

  it('crosses no two of the ways by which nodes were first reached', () => {
    const ways = tree.flatMap(({ parent }, k) =>
      parent < 0 ? [] : [{ from: points[parent], to: points[k] }],
    );
    const crossing = ways.filter((a, i) =>
      ways
        .slice(i + 1, i + 200)
        .some((b) => a.from.y === b.from.y && (a.from.x - b.from.x) * (a.to.x - b.to.x) < 0),
    );
    expect(crossing).toEqual([]);
  });
});

it('several beginnings stand side by side', () => {
  const { points } = layoutOf([{ parent: -1 }, { parent: -1 }, { parent: 1 }], false);
  expect(points[0].y).toBe(points[1].y);
  expect(points[2].y).toBeGreaterThan(points[1].y);
});
