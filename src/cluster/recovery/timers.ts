/**
 * The timers that may fire in a quiet state. Timely help is what a working network and clocks that go alike leave: a leader's heartbeat
 * always comes, its quorum check after one, and an election timer fires only where no live leader is followed. All help is every
 * timer at any time.
 */
import type { Model } from '../model.ts';
import { lastIndex, type NodeView, termAt } from '../view.ts';
import { down, type Quiet, type Timer } from './rounds.ts';

export type Help = 'timely' | 'all';

/** What may happen next: a timer fires, or a node that has applied its own removal is switched off. */
export type Chance = Timer | { readonly node: number; readonly inputs: 'off' };

/** The chances in a quiet state, the likelier to help the earlier: who leads first, then whose log is newer. */
export function chancesIn(
  quiet: Quiet,
  view: (node: number) => NodeView,
  model: Model,
  help: Help,
): Chance[] {
  const up = quiet.filter((node) => node !== down).map(view);
  const byId = new Map(up.map((node) => [node.id, node]));
  return up
    .toSorted(likelier)
    .flatMap((node) => (isLeading(node) ? leaders(node, model) : others(node, byId, model, help)));
}

function likelier(a: NodeView, b: NodeView): number {
  if (isLeading(a) !== isLeading(b)) return isLeading(a) ? -1 : 1;
  const [aLast, bLast] = [lastIndex(a), lastIndex(b)];
  return termAt(b, bLast)! - termAt(a, aLast)! || bLast - aLast || b.term - a.term || a.id - b.id;
}

export function isLeading({ up, role }: NodeView): boolean {
  return up && role === 'leader';
}

function leaders({ id, progress }: NodeView, { checkQuorum, bounds }: Model): Chance[] {
  const heartbeat = { kind: 'heartbeat' } as const;
  const gone = Object.entries(progress).filter(([, { state }]) => state === 'snapshot');
  return [
    { node: id, inputs: [heartbeat] },
    ...(checkQuorum || bounds['max-transfers'] !== 0
      ? [{ node: id, inputs: [heartbeat, { kind: 'check-quorum' } as const] }]
      : []),
    ...gone.map(([peer]) => ({
      node: id,
      inputs: [{ kind: 'snapshot-status', peer: Number(peer), failed: true } as const],
    })),
  ];
}

function others(
  node: NodeView,
  byId: ReadonlyMap<number, NodeView>,
  { checkQuorum }: Model,
  help: Help,
): Chance[] {
  const { id, lead, term } = node;
  const leader = byId.get(lead);
  if (help === 'timely' && leader !== undefined && isLeading(leader) && leader.term === term) return [];
  const expires = { node: id, inputs: [{ kind: 'expire-lease' } as const] };
  return [
    { node: id, inputs: [{ kind: 'timeout' }] },
    ...(checkQuorum ? [expires] : []),
    ...(isRemoved(node) ? [{ node: id, inputs: 'off' } as const] : []),
  ];
}

/** It has applied that it is no member any more. */
function isRemoved({ id, config }: NodeView): boolean {
  const { voters, votersOutgoing, learners, learnersNext } = config;
  const members = [...voters, ...votersOutgoing, ...learners, ...learnersNext];
  return members.length > 0 && !members.includes(id);
}
