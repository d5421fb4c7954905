/**
 * Why the commit index moved, or did not (src/raft/append.ts, maybeCommit; for a follower src/raft/handlers.ts).
 */
import { type MessageView, type NodeView, termAt } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import type { Finding, Moment } from './finding.ts';
import { isQuorum, quorumIndex, share } from './quorum.ts';

/** At a leader once `from` has acknowledged up to `acked`; empty when nothing is to be said. */
export function explainLeaderCommit({ before, after }: Moment, from: number, acked: number): Finding[] {
  const match = (id: number): number => Math.max(before.progress[id]?.match ?? 0, id === from ? acked : 0);
  const reached = quorumIndex(before.config, match);
  const where = (index: number): string =>
    `${index} is on ${share(before.config, (id) => match(id) >= index)}`;
  const counts = before.config.voters.map((id) => `${nodeName(id)} ${match(id)}`).join(', ');
  if (after.commit > before.commit) {
    const sure = reached >= after.commit && termAt(before, after.commit) === before.term;
    const why = sure ? `: ${where(after.commit)}` : `, although ${where(after.commit)} (${counts})`;
    return [{ decided: 'commit-advanced', text: `commit ${before.commit} -> ${after.commit}${why}` }];
  }
  const stays = `commit stays at ${before.commit}`;
  if (reached <= before.commit) {
    return [{ decided: 'commit-kept', text: `${stays}: no later entry is on a majority (${counts})` }];
  }
  const term = termAt(before, reached);
  const why =
    term === before.term
      ? `although ${where(reached)}`
      : `entry ${reached} is of term ${term ?? 'unknown'}, not ${before.term}`;
  return [{ decided: 'commit-kept', text: `${stays}: ${why}` }];
}

/** At a follower, from what its leader says. */
export function explainFollowerCommit({ before, after }: Moment, message: MessageView): Finding[] {
  const told = message.commit ?? 0;
  if (after.commit > before.commit) {
    const text = `commit ${before.commit} -> ${after.commit}: ${saying(message, told)}`;
    return [{ decided: 'commit-advanced', text }];
  }
  if (told <= before.commit || after.commit < before.commit) return [];
  const text = `commit stays at ${before.commit}: ${saying(message, told)}`;
  return [{ decided: 'commit-kept', text }];
}

function saying({ type, from, index, entries }: MessageView, told: number): string {
  const says = `${nodeName(from)} has committed up to ${told}`;
  if (type !== 'MsgApp') return says;
  return `${says}, and the logs are known to agree up to ${(index ?? 0) + (entries?.length ?? 0)}`;
}

/** Any other way, such as a configuration of one voter. */
export function commitMoved(before: NodeView, after: NodeView): Finding[] {
  if (after.commit <= before.commit) return [];
  const moved = `commit ${before.commit} -> ${after.commit}`;
  if (after.role !== 'leader') return [{ decided: 'commit-advanced', text: moved }];
  const has = (id: number): boolean => (after.progress[id]?.match ?? 0) >= after.commit;
  const why = `${isQuorum(after.config, has) ? ': ' : ', although '}${after.commit} is on ${share(after.config, has)}`;
  return [{ decided: 'commit-advanced', text: moved + why }];
}
