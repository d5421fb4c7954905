/**
 * Where the nodes of a picture stand: in layers from where all begins, in the order of the tree of first ways, so that no branch
 * of it crosses another. A small one as the tree is drawn best; of a large one each layer is as narrow as its nodes.
 */
import { type HierarchyPointNode, stratify, tree } from 'd3-hierarchy';
import type { PictureNode } from '../trace/picture.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** By node. */
  readonly points: readonly Point[];
  readonly width: number;
  readonly height: number;
}

/** Nodes up to which each has the room that its branch needs, and room for its words. */
export const mostBranched = 120;
export const mostWorded = 40;
const margin = 30;

interface Placed {
  readonly id: string;
  readonly parent: string | null;
}
type Node = HierarchyPointNode<Placed>;

/** `worded`: with room for words below each. */
export function layoutOf(nodes: readonly Pick<PictureNode, 'parent'>[], worded: boolean): Layout {
  const apart = worded ? { across: 96, down: 92 } : { across: 24, down: 46 };
  const inOrder = ordered(nodes, apart.across, apart.down);
  const xs = worded || nodes.length <= mostBranched ? inOrder.map(({ x }) => x) : packed(inOrder);
  const [left, right] = xs.reduce(
    ([least, most], x) => [Math.min(least, x), Math.max(most, x)],
    [xs[0] ?? 0, xs[0] ?? 0],
  );
  const room = worded ? margin + apart.across / 2 : margin;
  const points: Point[] = [];
  for (const [k, { data, depth }] of inOrder.entries()) {
    points[Number(data.id)] = { x: Math.round(xs[k] - left + room), y: (depth - 1) * apart.down + margin };
  }
  const deepest = inOrder.reduce((most, { depth }) => Math.max(most, depth), 1);
  return {
    points,
    width: Math.ceil(right - left + 2 * room),
    height: (deepest - 1) * apart.down + 2 * margin + (worded ? apart.down / 2 : 0),
  };
}

/** All nodes of the tree; several beginnings hang on one that is not drawn. */
function ordered(nodes: readonly Pick<PictureNode, 'parent'>[], across: number, down: number): Node[] {
  const placed: Placed[] = [
    { id: 'root', parent: null },
    ...nodes.map(({ parent }, k) => ({ id: `${k}`, parent: parent < 0 ? 'root' : `${parent}` })),
  ];
  const whole = stratify<Placed>()
    .id(({ id }) => id)
    .parentId(({ parent }) => parent)(placed);
  return tree<Placed>()
    .nodeSize([across, down])(whole)
    .descendants()
    .filter(({ data }) => data.id !== 'root');
}

const apartInLayer = 9;

/** Each layer in the order of the tree, close together, its middle below that of the one before. */
function packed(nodes: readonly Node[]): number[] {
  const layers = new Map<number, Node[]>();
  for (const node of nodes) {
    const layer = layers.get(node.depth);
    if (layer === undefined) layers.set(node.depth, [node]);
    else layer.push(node);
  }
  const xs = new Map<Node, number>();
  for (const layer of layers.values()) {
    const sorted = layer.toSorted((a, b) => a.x - b.x);
    for (const [k, node] of sorted.entries()) xs.set(node, (k - (layer.length - 1) / 2) * apartInLayer);
  }
  return nodes.map((node) => xs.get(node)!);
}
