/**
 * Who breaks a property, and why: the judge keeps verdicts and no sentences, so when a behavior is found its end is
 * asked once more. Pure; used for traces and reports, never by the search.
 */

import type { Action } from '../cluster/action.ts';
import type { ClusterTables } from '../cluster/cluster.ts';
import type { Table } from '../cluster/recovery/table.ts';
import { type ClusterView, conditionOf, type NodeView } from '../cluster/view.ts';
import type { Judgement, Property } from './property.ts';

/** The last step of a behavior; `last` is null when the behavior is an initial state alone. */
export interface Behavior {
  readonly last: { readonly before: ClusterView; readonly action: Action } | null;
  readonly after: ClusterView;
}

export interface Witness {
  /** Ids of the nodes that break it together; all of them for a property of the whole cluster. */
  readonly nodes: readonly number[];
  /** The property's own words: "n1 and n3 both lead term 2". */
  readonly message: string;
  /** What there is to say besides. */
  readonly table?: Table;
}

/** Every witness in the last state (or step) of a behavior, in the order of node ids. */
export function explain(
  property: Property,
  { last, after }: Behavior,
  tables: Pick<ClusterTables, 'tellRecovery' | 'isStuckIn'> | null = null,
): readonly Witness[] {
  switch (property.scope) {
    case 'node':
      return after.nodes.flatMap((node) => witness([node], property.check(node, after.ghost)));
    case 'pair':
      return after.nodes.flatMap((a, i) =>
        after.nodes.slice(i + 1).flatMap((b) => witness([a, b], property.check(a, b))),
      );
    case 'cluster':
      return witness(after.nodes, property.check(after));
    case 'step': {
      if (last === null) return [];
      const { before, action } = last;
      const [then, now] = [nodeOf(before, action.node), nodeOf(after, action.node)];
      return then === undefined || now === undefined ? [] : witness([now], property.check(then, action, now));
    }
    case 'recovery': {
      const told = tables?.tellRecovery(property.asks, after.nodes) ?? null;
      return told === null ? [] : [{ nodes: after.nodes.map(({ id }) => id), ...told }];
    }
    case 'deadlock':
      if (tables?.isStuckIn(after) !== true || property.mayEnd(after)) return [];
      return witness(after.nodes, { broken: deadlockWords(after.nodes) });
    case 'eventually':
    case 'leads-to':
    case 'sometimes':
      return [];
  }
}

function witness(nodes: readonly NodeView[], judgement: Judgement): Witness[] {
  if (typeof judgement === 'string') return [];
  return [{ nodes: nodes.map((node) => node.id), message: judgement.broken }];
}

function deadlockWords(nodes: readonly NodeView[]): string {
  const all = nodes.map((node) => `n${node.id} ${conditionOf(node)}`).join(', ');
  return `nothing happens any more, and but for the bounds nothing would but crashes and the like: ${all}`;
}

function nodeOf(cluster: ClusterView, id: number): NodeView | undefined {
  return cluster.nodes.find((node) => node.id === id);
}
