/**
 * What a cluster that has come back is like, and what of it is missing: one leads the highest term, every member that is up and hears it, and
 * whom it hears, follows it and has its log, all of it is committed and applied, and nothing waits.
 */
import { conditionOf, lastIndex, type NodeView, termAt } from '../view.ts';
import type { Cuts } from './cuts.ts';
import { isLeading } from './timers.ts';

/** What is missing, in a few words; null: nothing. `up`: the views of the nodes that are up. */
export function missingIn(up: readonly NodeView[], cuts: Cuts): string | null {
  const leader = leaderOf(up);
  if (leader === null) return 'no leader';
  const members = membersOf(leader, up, cuts);
  const panicked = members.find((node) => conditionOf(node) === 'panicked');
  if (panicked !== undefined) return `n${panicked.id} has panicked`;
  const higher = members.find((node) => node.term > leader.term);
  if (higher !== undefined) return `n${higher.id} is at a higher term than n${leader.id}, who leads`;
  const alone = members.find((node) => node !== leader && !follows(node, leader));
  if (alone !== undefined) return `n${alone.id} does not follow n${leader.id}`;
  return pendingAt(leader) ?? behind(leader, leader) ?? membersBehind(members, leader);
}

/** The members that are up, and with whom it can speak: itself among them. */
export function membersOf(leader: NodeView, up: readonly NodeView[], cuts: Cuts): readonly NodeView[] {
  return up.filter(({ id }) => isMember(id, leader) && cuts.joins(id, leader.id));
}

/** A member that still leads an earlier term: where leaders check their quorum, they must notice. Null: there is none. */
export function outdated(up: readonly NodeView[]): string | null {
  const leader = leaderOf(up);
  const old = up.find(
    (node) => isLeading(node) && leader !== null && node !== leader && isMember(node.id, leader),
  );
  return old === undefined ? null : `n${old.id} still leads term ${old.term}`;
}

/** Who leads the highest term that is led. */
export function leaderOf(up: readonly NodeView[]): NodeView | null {
  return up
    .filter(isLeading)
    .reduce<NodeView | null>((best, one) => (best !== null && best.term >= one.term ? best : one), null);
}

export function isMember(id: number, { config }: NodeView): boolean {
  const { voters, votersOutgoing, learners, learnersNext } = config;
  return [voters, votersOutgoing, learners, learnersNext].some((ids) => ids.includes(id));
}

/** A core that shows no leader follows whoever leads its term, as far as can be seen. */
function follows(node: NodeView, leader: NodeView): boolean {
  return (
    node.role === 'follower' && node.term === leader.term && (node.lead === leader.id || node.lead === 0)
  );
}

function membersBehind(members: readonly NodeView[], leader: NodeView): string | null {
  for (const node of members) {
    const missing = node === leader ? null : behind(node, leader);
    if (missing !== null) return missing;
  }
  return null;
}

function behind(node: NodeView, leader: NodeView): string | null {
  const last = lastIndex(leader);
  if (lastIndex(node) !== last || termAt(node, last) !== termAt(leader, last))
    return `n${node.id} has not the log of n${leader.id}`;
  if (node.commit !== last) return `n${node.id} has not committed entry ${last}`;
  return node.applied === last ? null : `n${node.id} has not applied entry ${last}`;
}

function pendingAt({ id, config, extra }: NodeView): string | null {
  if (config.votersOutgoing.length > 0 && config.autoLeave)
    return `n${id} does not leave the joint configuration`;
  if ((extra.leadTransferee ?? 0) !== 0) return `a transfer to n${extra.leadTransferee} does not end`;
  if ((extra.pendingReads ?? []).length > 0) return `a read waits at n${id}`;
  return (extra.unconfirmedReads ?? []).length > 0 ? `a read waits for a quorum at n${id}` : null;
}
