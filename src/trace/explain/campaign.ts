/**
 * What comes of an election timer, or of the word to campaign (src/raft/campaign.ts); and of votes that are counted.
 */
import { entryAt, lastIndex, type NodeView } from '../../cluster/view.ts';
import { type Decision, type Finding, finding } from './finding.ts';
import { type Moment, type Standing, waitsForDisk } from './moment.ts';
import { isQuorum, share } from './quorum.ts';
import type { Reason } from './reason.ts';

type Votes = Extract<Reason, { readonly is: 'votes' }>;

/** `cause`: why it was to campaign. `role`: its own when it was told. */
export function explainCampaign(moment: Moment, cause: Reason, { role, term }: Standing): Finding[] {
  const { before, after, sent } = moment;
  const hindered = hindrances(before, role);
  const asked = sent.some(({ type }) => type === 'MsgVote' || type === 'MsgPreVote');
  if (!asked && after.role === role && after.term === term && !waitsForDisk(moment)) {
    const idle: Decision = { decided: 'not-campaigned', at: before.id };
    return [finding(idle, hindered, hindered.length > 0 ? [] : [cause])];
  }
  const campaign = campaignOf(moment);
  const ownVoteCounts = campaign.pre || campaign.votesForItself;
  const begun = finding(
    campaign,
    [cause],
    [...hindered, ...(ownVoteCounts ? [] : [{ is: 'no-own-vote' } as const])],
  );
  const won = after.role === 'leader' ? explainElected(moment, ownVote(before)) : null;
  return won === null ? [begun] : [begun, won];
}

function campaignOf({ model, before, after, sent }: Moment): Extract<Decision, { decided: 'campaigned' }> {
  const asked = sent.filter(({ type }) => type === 'MsgVote' || type === 'MsgPreVote');
  const pre = asked.some(({ type }) => type === 'MsgPreVote') || after.role === 'pre-candidate';
  return {
    decided: 'campaigned',
    at: before.id,
    pre,
    term: pre ? after.term + 1 : after.term,
    votesForItself: !pre && after.vote === after.id,
    asks: asked.map(({ to }) => to),
    overLeases:
      model.checkQuorum && asked.length > 0 && asked.every(({ context }) => context === 'CampaignTransfer'),
  };
}

/** What keeps a node from campaigning. */
function hindrances(before: NodeView, role: Standing['role']): Reason[] {
  const { id, term, config, commit, applied, snapshot, durable } = before;
  const unapplied = before.log.find(
    ({ index, type }) => index > applied && index <= commit && type !== 'normal',
  );
  return [
    ...(role === 'leader' ? [{ is: 'leads', at: id, term } as const] : []),
    ...([...config.voters, ...config.votersOutgoing].includes(id)
      ? []
      : [{ is: 'no-voter', at: id } as const]),
    ...(durable.snapshot.index < snapshot.index ? [{ is: 'snapshot-waits', at: id } as const] : []),
    ...(unapplied === undefined
      ? []
      : [{ is: 'change-unapplied', index: unapplied.index, applied } as const]),
  ];
}

/** Votes that were cast while the node counts its own as well. */
export function ownVote({ id, config, votes }: NodeView): Votes {
  const yes = (voter: number): boolean => voter === id || votes[voter] === true;
  return { is: 'votes', votes: share(config, yes), enough: isQuorum(config, yes) };
}

/** What the votes have made of the node: a leader, or a candidate that only asked before; null: neither. */
export function explainElected(moment: Moment, votes: Votes): Finding | null {
  const { before, after } = moment;
  const reasons = votes.enough ? ([[votes], []] as const) : ([[], [votes]] as const);
  if (after.role === 'leader') {
    const first = entryAt(after, lastIndex(before) + 1) ?? null;
    const own = first?.term === after.term ? first : null;
    return finding({ decided: 'became-leader', at: after.id, term: after.term, first: own }, ...reasons);
  }
  if (after.role !== 'candidate' || before.role !== 'pre-candidate') return null;
  return finding(campaignOf(moment), ...reasons);
}
