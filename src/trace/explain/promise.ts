/**
 * What no step of a sound core does, whatever it was told to do. Told only where it is done: by a core with a bug.
 */
import type { NodeView } from '../../cluster/view.ts';
import { type Finding, finding, isOdd } from './finding.ts';
import { entriesMissing, type Moment } from './moment.ts';
import type { Reason } from './reason.ts';

/** The promises that the step broke, and that `told` has not told of. */
export function brokenPromises(moment: Moment, told: readonly Finding[]): Finding[] {
  const { before, after, action } = moment;
  // A crash breaks none: what it loses was not durable before.
  if (action.kind === 'crash' || action.kind === 'restart') return [];
  return [
    ...(['term', 'commit'] as const).flatMap((of) => fell(before, after, of)),
    ...(told.some(isOdd) ? [] : revoted(before, after)),
    ...unstored(moment),
    ...overtold(moment),
  ];
}

function fell(before: NodeView, after: NodeView, of: 'term' | 'commit'): Finding[] {
  const [then, now] = [before[of], after[of]];
  if (now >= then) return [];
  return [finding({ decided: 'number-fell', of, was: then, now }, [], [{ is: 'never-falls', of }])];
}

/** In one term a node that has voted keeps its vote. */
function revoted(before: NodeView, after: NodeView): Finding[] {
  const { term, vote } = before;
  if (after.term !== term || vote === 0 || after.vote === vote) return [];
  return [finding({ decided: 'vote-changed', vote: after.vote }, [], [{ is: 'voted', for: vote, term }])];
}

/** With synchronous storage nothing is said before it is on the disk. */
function unstored({ model, before, after, sent }: Moment): Finding[] {
  if (model.storage !== 'sync' || missing(before) !== null) return [];
  const lacking = missing(after);
  if (lacking === null) return [];
  return [finding({ decided: 'unstored', at: after.id, spoke: sent.length > 0 }, [], [lacking])];
}

/** What the node knows and its disk does not; null: nothing. */
function missing(node: NodeView): Reason | null {
  const { durable } = node;
  const term = durable.term < node.term ? node.term : null;
  const vote = node.vote !== 0 && (term !== null || durable.vote !== node.vote) ? node.vote : null;
  const from = entriesMissing(node, durable)[0]?.index ?? null;
  if (term === null && vote === null && from === null) return null;
  return { is: 'not-durable', term, vote, from };
}

/** A heartbeat may only tell a follower to commit what it is known to have. */
function overtold({ after, sent }: Moment): Finding[] {
  return sent.flatMap(({ type, from, to, commit = 0 }) => {
    // Whoever a change has just removed was told before that.
    const match = after.progress[to]?.match ?? Number.POSITIVE_INFINITY;
    if (type !== 'MsgHeartbeat' || from !== after.id || commit <= match) return [];
    return [finding({ decided: 'told-to-commit', to, commit }, [], [{ is: 'known-match', match }])];
  });
}
