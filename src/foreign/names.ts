/**
 * Views under other names of the nodes. What stands under `extra` is the core's own, and nobody here knows which of it are names:
 * of that only which fields there are is compared.
 */
import { type Permutation, renamed } from '../cluster/permutation.ts';
import type { ConfigView, MessageView, NodeView } from '../cluster/view.ts';

type View = NodeView | MessageView;

export function seenUnder<V extends View>(view: V, perm: Permutation): V;
export function seenUnder(view: View, perm: Permutation): View {
  return 'role' in view ? nodeUnder(view, perm) : messageUnder(view, perm);
}

/** Whether two views say the same; members of a configuration are in no order. */
export function sameView(one: View, other: View): boolean {
  return same(one, other, '');
}

function nodeUnder(view: NodeView, perm: Permutation): NodeView {
  return {
    ...view,
    id: renamed(perm, view.id),
    vote: renamed(perm, view.vote),
    lead: renamed(perm, view.lead),
    config: configUnder(view.config, perm),
    votes: keysUnder(view.votes, perm),
    progress: keysUnder(view.progress, perm),
    durable: { ...view.durable, vote: renamed(perm, view.durable.vote) },
  };
}

function messageUnder(view: MessageView, perm: Permutation): MessageView {
  const { vote, snapshot } = view;
  return {
    ...view,
    from: renamed(perm, view.from),
    to: renamed(perm, view.to),
    ...(vote !== undefined && { vote: renamed(perm, vote) }),
    ...(snapshot !== undefined && {
      snapshot: { ...snapshot, config: configUnder(snapshot.config, perm) },
    }),
  };
}

function configUnder(config: ConfigView, perm: Permutation): ConfigView {
  const all = (ids: readonly number[]): number[] => ids.map((id) => renamed(perm, id));
  return {
    voters: all(config.voters),
    votersOutgoing: all(config.votersOutgoing),
    learners: all(config.learners),
    learnersNext: all(config.learnersNext),
    autoLeave: config.autoLeave,
  };
}

function keysUnder<V>(map: Readonly<Record<number, V>>, perm: Permutation): Readonly<Record<number, V>> {
  return Object.fromEntries(Object.entries(map).map(([id, value]) => [renamed(perm, Number(id)), value]));
}

const memberLists: readonly string[] = ['voters', 'votersOutgoing', 'learners', 'learnersNext'];

/** What stands under the name in two views. */
function same(one: unknown, other: unknown, name: string): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (memberLists.includes(name)) return String(inOrder(one)) === String(inOrder(other));
  const fields = Object.entries(one);
  if (fields.length !== Object.keys(other).length || Array.isArray(one) !== Array.isArray(other))
    return false;
  return fields.every(
    ([key, value]) =>
      Object.hasOwn(other, key) && (name === 'extra' || same(value, Reflect.get(other, key), key)),
  );
}

function inOrder(members: object): unknown[] {
  return Object.values(members).sort((a, b) => Number(a) - Number(b));
}
