/**
 * Peterson's lock for two processes (Peterson.tla of locks_auxiliary_vars in tlaplus/Examples, by
 * Differdange): raise the own flag, give the turn away, wait.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';

type Label = 'idle' | 'raise' | 'yield' | 'wait' | 'critical' | 'lower';

interface PetersonState {
  /** By process, 0 and 1. */
  readonly at: readonly Label[];
  readonly flag: readonly boolean[];
  readonly turn: number;
}

/** `keeps-turn`: a process does not give the turn to the other. */
export type PetersonDefect = 'keeps-turn';

const holdsLock = (at: Label): boolean => at === 'critical' || at === 'lower';
const waitsOrHolds = (at: Label): boolean => at === 'wait' || holdsLock(at);

export function peterson(defect?: PetersonDefect): PlainSystem<PetersonState> {
  return {
    init: () => [{ at: ['idle', 'idle'], flag: [false, false], turn: 0 }],

    *next(s) {
      for (const self of [0, 1]) {
        const other = 1 - self;
        const go = (label: Label) => ({ ...s, at: s.at.with(self, label) });
        switch (s.at[self]) {
          case 'idle':
            yield { action: 'a0', state: go('raise') };
            break;
          case 'raise':
            yield { action: 'a1', state: { ...go('yield'), flag: s.flag.with(self, true) } };
            break;
          case 'yield':
            yield { action: 'a2', state: { ...go('wait'), turn: defect === undefined ? other : s.turn } };
            break;
          case 'wait':
            if (!s.flag[other] || s.turn === self) yield { action: 'a3', state: go('critical') };
            break;
          case 'critical':
            yield { action: 'cs', state: go('lower') };
            break;
          case 'lower':
            yield { action: 'a4', state: { ...go('idle'), flag: s.flag.with(self, false) } };
            break;
        }
      }
    },

    invariants: [
      { name: 'mutual-exclusion', holds: (s) => !s.at.every(holdsLock) },
      {
        name: 'flag-raised-exactly-when-interested',
        holds: (s) => s.at.every((at, p) => s.flag[p] === (at === 'yield' || waitsOrHolds(at))),
      },
      {
        name: 'holder-has-the-turn-or-is-alone',
        holds: (s) => s.at.every((at, p) => !holdsLock(at) || s.turn === p || !waitsOrHolds(s.at[1 - p])),
      },
    ],
  };
}
