/**
 * What may stay broken for good once nothing more goes wrong: nodes that are away, and links that are cut. With too much of it
 * nobody could come back, and that is no trap: by the strict rule each configuration that a node has applied keeps a quorum of nodes that
 * are up and hear each other, and while a change waits in a log that nobody has applied, nothing is broken. By the laxer rules only the newest
 * that is applied counts, where nodes are left or anywhere.
 */
import type { Model } from '../model.ts';
import type { NodeView } from '../view.ts';
import { type Cuts, cutsOf } from './cuts.ts';

export interface Harm {
  /** Ids of the nodes that stay away, the smaller the earlier. */
  readonly away: readonly number[];
  /** Of links between others. */
  readonly cuts: Cuts;
  /** Nodes that are not away and all hear each other: as many in each set as can be. */
  readonly together: readonly (readonly number[])[];
}

type Rule = Pick<Model, 'downRule'>;

/** All that may be asked about, the less the earlier: the first is no harm at all. */
export function harmsOf(
  { nodes, downForGood, linksCutForGood }: Model,
  cuts: readonly Cuts[],
): readonly Harm[] {
  const absent = absences(nodes, downForGood);
  if (linksCutForGood === 0) return absent.map((away) => harm(nodes, away, cuts[0]));
  return cuts.flatMap((cut) =>
    absent
      .filter((away) => !cut.links.some(({ from, to }) => away.includes(from) || away.includes(to)))
      .map((away) => harm(nodes, away, cut)),
  );
}

/** The ways to cut links that a model asks about, the first of which cuts none. */
export function cutsAsked({ nodes, linksCutForGood, cutWays }: Model): readonly Cuts[] {
  return cutsOf(nodes, linksCutForGood, cutWays);
}

/** Sets of ids (1..nodes) of at most `most`, the smaller the earlier; the first is empty. */
export function absences(nodes: number, most: number): readonly (readonly number[])[] {
  const sets: (readonly number[])[] = [[]];
  for (const set of sets) {
    if (set.length === most) continue;
    for (let id = (set.at(-1) ?? 0) + 1; id <= nodes; id++) sets.push([...set, id]);
  }
  return sets;
}

export function harm(nodes: number, away: readonly number[], cuts: Cuts): Harm {
  let together: readonly (readonly number[])[] = [[]];
  for (let id = 1; id <= nodes; id++) {
    if (away.includes(id)) continue;
    together = together.flatMap((set) => {
      const joined = set.filter((other) => cuts.joins(id, other));
      return joined.length === set.length ? [[...set, id]] : [set, [...joined, id]];
    });
  }
  return { away, cuts, together };
}

/** Whether this may last. `nodes`: all of them, none down. */
export function mayLast({ away, cuts, together }: Harm, nodes: readonly NodeView[], rule: Rule): boolean {
  if (away.length === 0 && cuts.none) return true;
  switch (rule.downRule) {
    case 'applied':
      return hasQuorum(newestOf(nodes.filter(({ id }) => !away.includes(id))), together);
    case 'newest':
      return hasQuorum(newestOf(nodes), together);
    case 'strict': {
      const { applied } = newestOf(nodes);
      return (
        nodes.every((node) => hasQuorum(node, together)) && !nodes.some((node) => changeWaits(node, applied))
      );
    }
  }
}

function newestOf(nodes: readonly NodeView[]): NodeView {
  return nodes.reduce((best, node) => (node.applied > best.applied ? node : best));
}

/** Whether some of these sets hold a quorum of the configuration. */
export function hasQuorum(
  { config }: Pick<NodeView, 'config'>,
  sets: readonly (readonly number[])[],
): boolean {
  return sets.some((set) =>
    [config.voters, config.votersOutgoing].every((voters) => {
      const there = voters.filter((id) => set.includes(id)).length;
      return voters.length === 0 || 2 * there > voters.length;
    }),
  );
}

function changeWaits({ log }: NodeView, applied: number): boolean {
  return log.some(({ index, type }) => index > applied && type !== 'normal');
}
