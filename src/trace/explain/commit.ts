/**
 * Why the commit index moved, or did not (src/raft/append.ts, maybeCommit; for a follower src/raft/handlers.ts). Of a
 * leader's log only entries of its present term are committed by counting; those before them follow.
 */
import { type ConfigView, type MessageView, type NodeView, termAt } from '../../cluster/view.ts';
import { sameValue } from '../diff.ts';
import { type Decision, type Finding, finding } from './finding.ts';
import type { Moment } from './moment.ts';
import { countsOf, isQuorum, quorumIndex, share } from './quorum.ts';
import type { Reason } from './reason.ts';

/** A leader's count: who has how much, in which configuration, for a leader of which term. */
interface Count {
  readonly config: ConfigView;
  readonly match: (id: number) => number;
  readonly leader: NodeView;
}

/** At a leader once `from` has acknowledged up to `acked`; empty when nothing is to be said. */
export function explainLeaderCommit(moment: Moment, from: number, acked: number): Finding[] {
  const { before, after } = moment;
  if (after.commit < before.commit) return [];
  const match = (id: number): number => Math.max(before.progress[id]?.match ?? 0, id === from ? acked : 0);
  const count: Count = { config: before.config, match, leader: before };
  if (after.commit > before.commit) return [advanced(moment, count)];
  const reached = quorumIndex(before.config, match);
  const kept: Decision = { decided: 'commit-kept', at: before.id, commit: before.commit };
  if (reached <= before.commit) {
    return [finding(kept, [{ is: 'none-on-quorum', counts: countsOf(before.config, match) }])];
  }
  const old = oldTerm(before, reached);
  return [old === null ? finding(kept, [], [onQuorum(count, reached)]) : finding(kept, [old])];
}

/** Any other way, such as a configuration with fewer voters. */
export function commitMoved(moment: Moment): Finding[] {
  const { before, after } = moment;
  if (after.commit <= before.commit) return [];
  if (after.role !== 'leader') return [finding(movement(before, after))];
  return [advanced(moment, countAfter(after))];
}

function countAfter(after: NodeView): Count {
  return { config: after.config, match: (id) => after.progress[id]?.match ?? 0, leader: after };
}

/**
 * The commit index has moved: held against the count, and against the count by what was applied in the same step, since a
 * configuration that came into use may count otherwise. In between others may have been in use, of which nothing is seen.
 */
function advanced({ before, after }: Moment, count: Count): Finding {
  const moved = movement(before, after);
  const fits = [count, countAfter(after)].find((one) => counted(one, after.commit, after));
  if (fits !== undefined) return finding(moved, [onQuorum(fits, after.commit)]);
  if (!sameValue(before.config, after.config)) return finding(moved);
  const old = oldTerm({ ...after, term: count.leader.term }, after.commit);
  const has = (id: number): boolean => count.match(id) >= after.commit;
  const beyond: Reason = { is: 'quorum-beyond', index: quorumIndex(count.config, count.match) };
  const against = [
    ...(old === null ? [] : [old]),
    ...(isQuorum(count.config, has) ? [] : [offQuorum(count, after.commit)]),
  ];
  return finding(moved, [], against.length > 0 ? against : [beyond]);
}

/** Whether the rule comes to just this index. */
function counted({ config, match, leader }: Count, index: number, { role }: NodeView): boolean {
  // A node that leads no more has no progress left to count by.
  if (leader.role !== 'leader' && role !== 'leader') return false;
  return quorumIndex(config, match) === index && termAt(leader, index) === leader.term;
}

function movement(before: NodeView, after: NodeView): Decision {
  const [then, commit] = [before.commit, after.commit];
  const last = termAt(after, commit);
  const follow = after.log
    .filter(({ index, term }) => index > then && index < commit && last !== undefined && term < last)
    .map(({ index, term }) => ({ index, term }));
  return {
    decided: 'commit-advanced',
    at: after.id,
    was: then,
    commit,
    follow: after.role === 'leader' ? follow : [],
  };
}

/** The entry is of an older term than the leader's. */
function oldTerm(leader: NodeView, index: number): Reason | null {
  const of = termAt(leader, index);
  return of === leader.term ? null : { is: 'old-term', index, of: of ?? 0, term: leader.term };
}

function onQuorum({ config, match }: Count, index: number): Reason {
  return { is: 'on-quorum', index, share: share(config, (id) => match(id) >= index) };
}

function offQuorum({ config, match }: Count, index: number): Reason {
  const has = share(config, (id) => match(id) >= index);
  return { is: 'not-on-quorum', index, share: has, counts: countsOf(config, match) };
}

/** Explains how a follower commits what its leader says is committed. */
export function explainFollowerCommit({ before, after }: Moment, message: MessageView): Finding[] {
  const { commit: told = 0, from: lead } = message;
  if (after.commit < before.commit) return [];
  const agree = message.type === 'MsgApp' ? (message.index ?? 0) + (message.entries?.length ?? 0) : null;
  const reasons: Reason[] = [{ is: 'leader-committed', lead, commit: told, agree }];
  const expected = Math.max(before.commit, Math.min(told, agree ?? told));
  const [why, against] = expected === after.commit ? [reasons, []] : [[], reasons];
  if (after.commit > before.commit) return [finding(movement(before, after), why, against)];
  if (told <= before.commit) return [];
  return [finding({ decided: 'commit-kept', at: before.id, commit: before.commit }, why, against)];
}
