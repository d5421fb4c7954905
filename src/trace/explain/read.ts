/**
 * Linearizable reads: asked for, passed on, confirmed (src/raft/readindex.ts).
 */
import type { MessageView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import type { Finding, Moment } from './finding.ts';

export function explainRead(moment: Moment, message: MessageView | null): Finding[] {
  const { model, before, after, sent } = moment;
  const at = nodeName(before.id);
  const one = (text: string): Finding[] => [{ decided: 'read', text }];
  const confirmed = confirmedReads(moment);
  if (message?.type === 'MsgReadIndexResp') {
    return confirmed.length > 0 ? confirmed : [{ decided: 'ignored', text: `${at} waits for no such read` }];
  }
  if (before.role === 'leader') {
    if (confirmed.length > 0) return confirmed;
    if (count(after, 'pendingReads') > count(before, 'pendingReads')) {
      return one(`the read waits: ${at} has committed nothing in term ${before.term} yet`);
    }
    if (count(after, 'unconfirmedReads') > count(before, 'unconfirmedReads')) {
      return one(
        `the read waits at commit ${before.commit} until a quorum answers a heartbeat (${model.readOnly})`,
      );
    }
    const answer = sent.find(({ type }) => type === 'MsgReadIndexResp');
    return one(
      `the read is answered${answer === undefined ? '' : ` to ${nodeName(answer.to)}`} at ${before.commit}`,
    );
  }
  const passed = sent.find(({ type }) => type === 'MsgReadIndex');
  if (passed !== undefined) {
    return [
      { decided: 'forwarded', text: `${at} does not lead: passes the read on to ${nodeName(passed.to)}` },
    ];
  }
  return [{ decided: 'ignored', text: `${at} is a ${before.role} and knows no leader: the read is dropped` }];
}

/** Reads that this step confirmed, wherever that came from. */
export function confirmedReads({ before, after }: Moment): Finding[] {
  const reads = after.extra.readStates;
  if (!Array.isArray(reads) || reads.length === 0) return [];
  const words = reads.map((read: unknown) => readWords(read)).join(', ');
  return [
    { decided: 'read', text: `${nodeName(before.id)} may serve ${words} once it has applied up to there` },
  ];
}

function readWords(read: unknown): string {
  if (typeof read !== 'object' || read === null) return String(read);
  return `read "${String(Reflect.get(read, 'context'))}" at ${String(Reflect.get(read, 'index'))}`;
}

function count(node: Moment['before'], name: string): number {
  const reads = node.extra[name];
  return Array.isArray(reads) ? reads.length : 0;
}
