/**
 * What a step may bring besides what it was about: told where nothing else has told it.
 */
import { sameValue } from '../diff.ts';
import { explainElected, ownVote } from './campaign.ts';
import { commitMoved } from './commit.ts';
import { type Decided, type Finding, finding } from './finding.ts';
import type { Moment } from './moment.ts';
import { readsBesides } from './read.ts';
import { transferReady } from './transfer.ts';

/** Findings that tell of a change of role; those that tell of a higher term; of reads; of a transfer. */
const ofRole: readonly Decided[] = [
  'term-raised',
  'gave-way',
  'campaigned',
  'became-leader',
  'election-lost',
  'stepped-down',
];
const ofTerm: readonly Decided[] = ['term-raised', 'campaigned', 'became-leader'];
const ofReads: readonly Decided[] = ['read-confirmed', 'read-answered'];
const ofTransfers: readonly Decided[] = ['transfer-started'];

export function besides(moment: Moment, told: readonly Finding[]): Finding[] {
  const { before, after, action } = moment;
  const says = (words: readonly Decided[]): boolean => told.some(({ decided }) => words.includes(decided));
  if (action.kind === 'crash' || action.kind === 'restart') return [];
  const at = before.id;
  const role = after.role !== before.role && !says(ofRole) ? [newRole(moment)] : [];
  const [then, now] = [before.config, after.config];
  return [
    ...role,
    ...(after.term > before.term && !says(ofTerm) && role.every(({ decided }) => !ofTerm.includes(decided))
      ? [finding({ decided: 'term-changed', at, was: before.term, now: after.term })]
      : []),
    ...(says(['commit-advanced']) ? [] : commitMoved(moment)),
    ...(says(ofReads) ? [] : readsBesides(moment)),
    ...(says(ofTransfers) ? [] : transferReady(moment)),
    ...(sameValue(then, now) ? [] : [finding({ decided: 'configuration', at, was: then, now })]),
  ];
}

/** A role that came of something else than a message: a node's own vote, which counts once it is durable. */
function newRole(moment: Moment): Finding {
  const { model, before, after, action } = moment;
  const at = before.id;
  if (action.kind === 'append-done') {
    const elected = explainElected(moment, ownVote(before));
    if (elected !== null) return elected;
  }
  const voters = [...after.config.voters, ...after.config.votersOutgoing];
  if (before.role === 'leader' && after.role === 'follower') {
    const removed = model.stepDownOnRemoval && !voters.includes(at);
    return finding({ decided: 'stepped-down', at }, removed ? [{ is: 'removed', at }] : []);
  }
  return finding({ decided: 'role-changed', at, was: before.role, now: after.role });
}
