/**
 * Which nodes a model makes interchangeable: no setting tells them apart, so whatever one of them can come to, any other
 * can. Blocks of such nodes are what symmetry permutes:
 *
 *     the initial voters among themselves, the learners among themselves, the nodes outside the first configuration among
 *     themselves; less every node that a configuration change names, since the change means that node and no other, and
 *     every one that a property names.
 *
 * Where some nodes start outside, the log begins with one configuration change for each member, in the order of their
 * ids: members are then named too.
 */
import type { Model } from '../model.ts';

export interface Interchange {
  /** Sets of at least two ids each, ascending. Empty: no two nodes are interchangeable, and `reason` says why. */
  readonly blocks: readonly (readonly number[])[];
  readonly reason: string;
}

/** Permutations beyond which tables and ties cost more than the states that they save: then fewer nodes are permuted. */
const mostPermutations = 120;

/** `tellsApart`: the nodes that properties tell apart by their names. */
export function interchangeable(model: Model, tellsApart: readonly number[] | 'all' = []): Interchange {
  const { nodes, learners } = model;
  if (tellsApart === 'all' && nodes > 1) {
    return { blocks: [], reason: "a property of one's own may tell nodes apart by their names" };
  }
  const judged = tellsApart === 'all' ? [] : tellsApart;
  if (model.bounds['max-drift'] === 0) {
    return {
      blocks: [],
      reason: 'no two nodes are interchangeable: their clocks tick in the order of their names',
    };
  }
  const members = model.members ?? nodes;
  const ids = Array.from({ length: nodes }, (_, i) => i + 1);
  const named = namedByChanges(model);
  const inLog = members === nodes ? [] : ids.slice(0, members);
  const fixed = new Set([...named, ...inLog, ...judged]);
  const blocks = [
    ids.slice(0, members - learners),
    ids.slice(members - learners, members),
    ids.slice(members),
  ].map((block) => block.filter((id) => !fixed.has(id)));
  const chosen = affordable(blocks.filter((block) => block.length > 1));
  return { blocks: chosen, reason: chosen.length > 0 ? '' : refusal(model, [...named], inLog, judged) };
}

function namedByChanges(model: Model): Set<number> {
  if (model.bounds['max-conf-changes'] === 0) return new Set();
  const names = model.confChanges.flatMap((change) => [...change.matchAll(/\b[vlru](\d+)/g)]);
  return new Set(names.map(([, id]) => Number(id)).sort((a, b) => a - b));
}

/** The blocks with the last node of the largest left out until there are few enough permutations. */
function affordable(blocks: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const permutations = blocks.reduce((product, block) => product * factorial(block.length), 1);
  if (permutations <= mostPermutations) return blocks;
  const most = Math.max(...blocks.map((block) => block.length));
  const largest = blocks.findIndex((block) => block.length === most);
  return affordable(blocks.map((block, k) => (k === largest ? block.slice(0, -1) : block)));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

function refusal(
  { nodes }: Model,
  named: readonly number[],
  inLog: readonly number[],
  judged: readonly number[],
): string {
  if (nodes < 2) return 'there is one node only';
  const list = (ids: readonly number[]): string => ids.map((id) => `n${id}`).join(', ');
  const why = [
    ...(named.length > 0 ? [`configuration changes name ${list(named)}`] : []),
    ...(inLog.length > 0 ? [`the first configuration is in the log, by the names of ${list(inLog)}`] : []),
    ...(judged.length > 0 ? [`properties name ${list(judged)}`] : []),
  ];
  return ['no two nodes are interchangeable', ...(why.length > 0 ? [why.join(', and ')] : [])].join(': ');
}
