/**
 * Who campaigns uses the newest configuration that it knows to be committed. With an older one it could win by a majority
 * that is none any more. (It may well use an older one than others know of: quorums overlap as long as changes come one by
 * one.)
 */

import { entryName } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const electionConfigApplied: StepProperty = {
  name: 'election-config-applied',
  sentence:
    'A node does not campaign while it knows of a committed configuration change that it has not applied.',
  source: 'etcd#7280, #12134; ElectionConfigAppliedInv in etcd-io/raft#381',
  scope: 'step',
  applies: (model) => model.confChanges.length > 0,
  check(before, _action, after) {
    const campaigns = after.up && (after.role === 'candidate' || after.role === 'pre-candidate');
    if (!campaigns || (after.role === before.role && after.term === before.term)) return 'irrelevant';
    const pending = after.log.find(
      ({ index, type }) => type !== 'normal' && index > after.applied && index <= after.commit,
    );
    if (pending === undefined) return 'held';
    return {
      broken: `n${after.id} campaigns in term ${after.term} and has not applied ${entryName(pending)}, which is committed`,
    };
  },
};
