/**
 * Where the nodes of a picture stand: in layers from where all begins, in the order of the tree of first ways, so that no branch
 * of it crosses another. A small one as the tree is drawn best; of a large one each layer is as narrow as its nodes.
 */
import { stratify, tree } from 'd3-hierarchy';
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

type Parents = readonly Pick<PictureNode, 'parent'>[];

/** Across, and the layer. */
interface Place {
  readonly x: number;
  readonly layer: number;
}

/** `worded`: with room for words below each. A node comes after its parent. */
export function layoutOf(nodes: Parents, worded: boolean): Layout {
  const apart = worded ? { across: 96, down: 92 } : { across: 24, down: 46 };
  const places = worded || nodes.length <= mostBranched ? branched(nodes, apart.across) : packed(nodes);
  const [left, right, deepest] = places.reduce(
    ([least, most, layers], { x, layer }) => [Math.min(least, x), Math.max(most, x), Math.max(layers, layer)],
    [places[0]?.x ?? 0, places[0]?.x ?? 0, 0],
  );
  const room = worded ? margin + apart.across / 2 : margin;
  return {
    points: places.map(({ x, layer }) => ({
      x: Math.round(x - left + room),
      y: layer * apart.down + margin,
    })),
    width: Math.ceil(right - left + 2 * room),
    height: deepest * apart.down + 2 * margin + (worded ? apart.down / 2 : 0),
  };
}

interface Named {
  readonly id: number;
  readonly parent: number | null;
}

/** As the tree is drawn best; several beginnings hang on a root that is not drawn. */
function branched(nodes: Parents, across: number): Place[] {
  const named: Named[] = [{ id: -1, parent: null }, ...nodes.map(({ parent }, id) => ({ id, parent }))];
  const whole = stratify<Named>()
    .id(({ id }) => `${id}`)
    .parentId(({ parent }) => (parent === null ? null : `${parent}`))(named);
  const places: Place[] = [];
  for (const { data, x, depth } of tree<Named>().nodeSize([across, 1])(whole).descendants()) {
    if (data.id >= 0) places[data.id] = { x, layer: depth - 1 };
  }
  return places;
}

const apartInLayer = 9;

/** Each layer in the order of the tree, close together, its middle below that of the one before. */
function packed(nodes: Parents): Place[] {
  const children = nodes.map((): number[] => []);
  const layerOf: number[] = [];
  for (const [k, { parent }] of nodes.entries()) {
    if (parent >= 0) children[parent].push(k);
    layerOf.push(parent < 0 ? 0 : layerOf[parent] + 1);
  }
  const layers: number[][] = [];
  const left = nodes.flatMap(({ parent }, k) => (parent < 0 ? [k] : [])).reverse();
  for (let k = left.pop(); k !== undefined; k = left.pop()) {
    layers[layerOf[k]] ??= [];
    layers[layerOf[k]].push(k);
    left.push(...children[k].reverse());
  }
  const places: Place[] = [];
  for (const [layer, inIt] of layers.entries()) {
    for (const [i, k] of inIt.entries()) {
      places[k] = { x: (i - (inIt.length - 1) / 2) * apartInLayer, layer };
    }
  }
  return places;
}
