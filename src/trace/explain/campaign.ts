/**
 * What comes of an election timer, or of the word to campaign (src/raft/campaign.ts).
 */
import { nodeName } from '../words.ts';
import type { Finding, Moment } from './finding.ts';
import { isQuorum, share } from './quorum.ts';

/** `why` it was to campaign. */
export function explainCampaign({ before, after, sent }: Moment, why: string): Finding[] {
  const at = nodeName(before.id);
  const asked = sent.filter(({ type }) => type === 'MsgVote' || type === 'MsgPreVote');
  if (asked.length === 0 && after.role === before.role && after.term === before.term) {
    return [{ decided: 'ignored', text: `${why}, but ${at} does not campaign: ${hindered(before)}` }];
  }
  const whom = asked.length === 0 ? '' : `, asks ${asked.map(({ to }) => nodeName(to)).join(' and ')}`;
  const pre = asked.some(({ type }) => type === 'MsgPreVote');
  const votes = pre || after.vote === after.id;
  const what = pre
    ? `asks who would vote for it in term ${before.term + 1}; its term stays ${after.term}`
    : `campaigns in term ${after.term}${votes ? ' and votes for itself' : ''}`;
  const doubt = votes ? '' : ', although it does not vote for itself';
  const campaign: Finding = { decided: 'campaigned', text: `${why}: ${at} ${what}${whom}${doubt}` };
  if (after.role !== 'leader') return [campaign];
  const yes = (id: number): boolean => id === before.id;
  const few = isQuorum(before.config, yes) ? '' : ', although that is no majority';
  const text = `${at} became leader of term ${after.term}: ${share(before.config, yes)} votes${few}`;
  return [campaign, { decided: 'became-leader', text }];
}

function hindered({ id, role, config }: Moment['before']): string {
  if (role === 'leader') return 'it leads';
  if (![...config.voters, ...config.votersOutgoing].includes(id)) return 'it is no voter';
  return 'it waits for a snapshot, or for a configuration change to be applied';
}
