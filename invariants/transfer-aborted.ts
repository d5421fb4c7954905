/** Goal: a transfer that takes too long is given up, so that proposals are taken again. */
import type { SometimesProperty } from '../src/property/property.ts';

export const transferAborted: SometimesProperty = {
  name: 'transfer-aborted',
  sentence: 'A leader gives up handing over and leads on.',
  source: 'Raft thesis, section 3.10 (the prior leader aborts the transfer after an election timeout)',
  scope: 'sometimes',
  over: 'step',
  reached: (before, _action, after) =>
    before.extra.leadTransferee !== undefined &&
    after.role === 'leader' &&
    after.term === before.term &&
    after.extra.leadTransferee === undefined,
};
