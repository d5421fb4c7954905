/** What of a node counts while it has not taken its Ready: what it holds it acts on only when that is stored. */
import { lastIndex, type NodeView, termAt } from '../cluster/view.ts';

/** Whether all is stored that the node holds: only then it acts on that. */
export function isStored(view: NodeView): boolean {
  const { durable } = view;
  if (durable.term !== view.term || durable.vote !== view.vote) return false;
  const last = lastIndex(view);
  return lastIndex(durable) === last && termAt(durable, last) === termAt(view, last);
}

/** A node that has begun and stored nothing of what it begins with has done nothing yet: it is seen as one that is down. */
export function asStored(begun: NodeView): NodeView {
  if (isStored(begun)) return begun;
  const { durable } = begun;
  const { term, vote, commit, snapshot, log } = durable;
  const idle = { up: false, role: 'follower', lead: 0, votes: {}, progress: {}, extra: {} } as const;
  return { ...begun, ...idle, term, vote, commit, snapshot, log, applied: snapshot.index };
}
