/**
 * Two-phase commit (Gray and Lamport; TwoPhase.tla in tlaplus/Examples): a transaction manager collects
 * "prepared" and announces the decision. Messages are never consumed: the state holds all that were sent.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { type BitSet, full, has, including, range } from './sets.ts';
import { consistent, type RmStates } from './tcommit.ts';

interface TwoPhaseState {
  readonly rms: RmStates;
  readonly tm: 'init' | 'committed' | 'aborted';
  /** Resource managers whose "prepared" the transaction manager has taken in. A subset of sentPrepared. */
  readonly heard: BitSet;
  readonly sentPrepared: BitSet;
  readonly sentCommit: boolean;
  readonly sentAbort: boolean;
}

/** `abort-after-prepare`: a resource manager may change its mind after it promised to commit. */
export type TwoPhaseDefect = 'abort-after-prepare';

const resourceManagers = 3;

export function twoPhase(defect?: TwoPhaseDefect): PlainSystem<TwoPhaseState> {
  return {
    init: () => [
      {
        rms: range(resourceManagers).map(() => 'working' as const),
        tm: 'init',
        heard: 0,
        sentPrepared: 0,
        sentCommit: false,
        sentAbort: false,
      },
    ],

    *next(s) {
      yield* managerSteps(s);
      for (const rm of range(resourceManagers)) yield* resourceSteps(s, rm, defect);
    },

    invariants: [
      { name: 'consistent', holds: (s) => consistent(s.rms) },
      { name: 'heard-was-sent', holds: (s) => (s.heard & ~s.sentPrepared) === 0 },
    ],
  };
}

function* managerSteps(s: TwoPhaseState) {
  if (s.tm !== 'init') return;
  if (s.heard === full(resourceManagers)) {
    yield { action: 'TMCommit', state: { ...s, tm: 'committed' as const, sentCommit: true } };
  }
  yield { action: 'TMAbort', state: { ...s, tm: 'aborted' as const, sentAbort: true } };
  for (const rm of range(resourceManagers)) {
    if (has(s.sentPrepared, rm)) {
      yield { action: 'TMRcvPrepared', state: { ...s, heard: including(s.heard, rm) } };
    }
  }
}

function* resourceSteps(s: TwoPhaseState, rm: number, defect: TwoPhaseDefect | undefined) {
  const { rms } = s;
  const aborted = { ...s, rms: rms.with(rm, 'aborted') };
  const mayAbort = rms[rm] === 'working' || (defect === 'abort-after-prepare' && rms[rm] === 'prepared');
  if (rms[rm] === 'working') {
    const sentPrepared = including(s.sentPrepared, rm);
    yield { action: 'RMPrepare', state: { ...s, rms: rms.with(rm, 'prepared'), sentPrepared } };
  }
  if (mayAbort) yield { action: 'RMChooseToAbort', state: aborted };
  if (s.sentCommit) yield { action: 'RMRcvCommitMsg', state: { ...s, rms: rms.with(rm, 'committed') } };
  if (s.sentAbort) yield { action: 'RMRcvAbortMsg', state: aborted };
}
