/**
 * Hearing a leader: what MsgApp, MsgHeartbeat and MsgSnap have in common.
 */
import type { MessageView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import type { Finding, Moment } from './finding.ts';
import type { Standing } from './term.ts';

/** A candidate of the same term learns that somebody else has won it; empty for a follower. */
export function giveWay({ before }: Moment, message: MessageView, { role, term }: Standing): Finding[] {
  if (role !== 'candidate' && role !== 'pre-candidate') return [];
  const text = `${nodeName(message.from)} leads term ${term}: ${nodeName(before.id)} gives up as a ${role}`;
  return [{ decided: 'gave-way', text }];
}
