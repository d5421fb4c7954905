/**
 * Goal: a transfer goes through. That the old leader yields to the very node it was handing over to, and not only that
 * somebody else leads afterwards, tells it from an election that merely happened.
 */
import type { SometimesProperty } from '../src/property/property.ts';

export const leaderTransferred: SometimesProperty = {
  name: 'leader-transferred',
  sentence: 'A leader that hands over its leadership hears from the new leader that it does lead.',
  source: 'Raft thesis, section 3.10 (leadership transfer)',
  scope: 'sometimes',
  over: 'step',
  reached: (before, _action, after) =>
    before.up &&
    before.role === 'leader' &&
    before.extra.leadTransferee !== undefined &&
    after.term > before.term &&
    after.lead === before.extra.leadTransferee,
};
