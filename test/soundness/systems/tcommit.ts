/**
 * Transaction commit as its users see it (Gray and Lamport, "Consensus on Transaction Commit"; TCommit.tla
 * in tlaplus/Examples): resource managers prepare, then all commit or all abort.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';

export type RmState = 'working' | 'prepared' | 'committed' | 'aborted';

/** By resource manager. */
export type RmStates = readonly RmState[];

/** Nobody has aborted while somebody committed. */
export const consistent = (rms: RmStates): boolean => !(rms.includes('aborted') && rms.includes('committed'));

export const tcommit: PlainSystem<RmStates> = {
  init: () => [['working', 'working', 'working']],

  *next(rms) {
    const mayCommit = rms.every((state) => state === 'prepared' || state === 'committed');
    const mayAbort = !rms.includes('committed');
    for (const [rm, state] of rms.entries()) {
      const undecided = state === 'working' || state === 'prepared';
      if (state === 'working') yield { action: 'Prepare', state: rms.with(rm, 'prepared') };
      if (state === 'prepared' && mayCommit) yield { action: 'Commit', state: rms.with(rm, 'committed') };
      if (undecided && mayAbort) yield { action: 'Abort', state: rms.with(rm, 'aborted') };
    }
  },

  invariants: [{ name: 'consistent', holds: consistent }],
};
