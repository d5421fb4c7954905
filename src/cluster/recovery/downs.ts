/**
 * Which nodes may stay away for good once nothing more goes wrong. With too many of them nobody could come back, and that is no trap:
 * by the strict rule each configuration that a node has applied keeps a quorum, and while a change waits in a log that nobody has
 * applied, none is away. By the laxer rule only the newest that is applied where nodes are left counts.
 */
import type { Model } from '../model.ts';
import type { NodeView } from '../view.ts';

/** Sets of ids (1..nodes) of at most `most`, the smaller the earlier; the first is empty. */
export function absences(nodes: number, most: number): readonly (readonly number[])[] {
  const sets: (readonly number[])[] = [[]];
  for (const set of sets) {
    if (set.length === most) continue;
    for (let id = (set.at(-1) ?? 0) + 1; id <= nodes; id++) sets.push([...set, id]);
  }
  return sets;
}

/** Whether these may stay away. `nodes`: all of them, none down. */
export function mayStayAway(
  away: readonly number[],
  nodes: readonly NodeView[],
  { downRule }: Pick<Model, 'downRule'>,
): boolean {
  if (away.length === 0) return true;
  switch (downRule) {
    case 'applied':
      return leavesQuorum(newestOf(nodes.filter(({ id }) => !away.includes(id))), away);
    case 'strict': {
      const { applied } = newestOf(nodes);
      return (
        nodes.every((node) => leavesQuorum(node, away)) && !nodes.some((node) => changeWaits(node, applied))
      );
    }
  }
}

function newestOf(nodes: readonly NodeView[]): NodeView {
  return nodes.reduce((best, node) => (node.applied > best.applied ? node : best));
}

function leavesQuorum({ config }: NodeView, away: readonly number[]): boolean {
  return [config.voters, config.votersOutgoing].every((voters) => {
    const left = voters.filter((id) => !away.includes(id)).length;
    return voters.length === 0 || 2 * left > voters.length;
  });
}

function changeWaits({ log }: NodeView, applied: number): boolean {
  return log.some(({ index, type }) => index > applied && type !== 'normal');
}
