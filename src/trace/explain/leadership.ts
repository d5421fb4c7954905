/**
 * Hearing a leader: what MsgApp, MsgHeartbeat and MsgSnap have in common.
 */
import type { MessageView } from '../../cluster/view.ts';
import { type Finding, finding } from './finding.ts';
import type { Moment, Standing } from './moment.ts';
import { passedOver } from './passedover.ts';

/** A leader takes no word of another one of its own term: there is none. Null for anybody else. */
export function ownLeader(moment: Moment, { type }: MessageView, standing: Standing): Finding | null {
  if (standing.role !== 'leader') return null;
  return passedOver(moment, standing, type, { is: 'leads', at: moment.before.id, term: standing.term });
}

/** A candidate of the same term learns that somebody else has won it; empty for a follower. */
export function giveWay(
  { before, after }: Moment,
  message: MessageView,
  { role, term }: Standing,
): Finding[] {
  if (role !== 'candidate' && role !== 'pre-candidate') return [];
  const { type: what, from: lead } = message;
  if (after.role !== 'follower')
    return [finding({ decided: 'handled', what }, [], [{ is: 'led', lead, term }])];
  return [finding({ decided: 'gave-way', at: before.id, to: lead, role, term }, [{ is: 'led', lead, term }])];
}
