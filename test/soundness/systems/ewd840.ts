/**
 * Dijkstra's termination detection on a ring (EWD 840; EWD840.tla in tlaplus/Examples, by Merz): a token
 * travels from node N-1 down to 0 and is stained by nodes that woke others behind its back.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { range, sequences } from './sets.ts';

interface RingState {
  readonly active: readonly boolean[];
  readonly black: readonly boolean[];
  readonly token: number;
  readonly tokenBlack: boolean;
}

/** `stays-white`: a node that wakes a node the token has passed does not turn black. */
export type Ewd840Defect = 'stays-white';

const N = 3;

export function ewd840(defect?: Ewd840Defect): PlainSystem<RingState> {
  return {
    *init() {
      for (const active of sequences([false, true], N)) {
        for (const black of sequences([false, true], N)) {
          for (const token of range(N)) yield { active, black, token, tokenBlack: true };
        }
      }
    },

    *next(s) {
      yield* tokenSteps(s);
      for (const node of range(N)) if (s.active[node]) yield* activeSteps(s, node, defect);
    },

    invariants: [
      {
        name: 'detected-termination-is-true',
        holds: (s) => !detected(s) || s.active.every((active) => !active),
      },
      {
        name: 'dijkstra',
        holds: (s) =>
          s.tokenBlack ||
          s.active.every((active, node) => node <= s.token || !active) ||
          s.black.some((black, node) => node <= s.token && black),
      },
    ],
  };
}

function detected(s: RingState): boolean {
  return s.token === 0 && !s.tokenBlack && !s.black[0] && !s.active[0];
}

/**
 * One step for each reason to move the token: a guard that is a disjunction is taken by TLC once for each
 * disjunct that holds.
 */
function* tokenSteps(s: RingState) {
  const holder = s.token;
  const black = s.black.with(holder, false);
  if (holder === 0) {
    const probe = { ...s, black, token: N - 1, tokenBlack: false };
    for (const reason of [s.tokenBlack, s.black[0]])
      if (reason) yield { action: 'InitiateProbe', state: probe };
    return;
  }
  const passed = { ...s, black, token: holder - 1, tokenBlack: s.tokenBlack || s.black[holder] };
  for (const reason of [!s.active[holder], s.black[holder], s.tokenBlack]) {
    if (reason) yield { action: 'PassToken', state: passed };
  }
}

function* activeSteps(s: RingState, node: number, defect: Ewd840Defect | undefined) {
  for (const other of range(N)) {
    if (other === node) continue;
    const stained = other > node && defect === undefined;
    const black = stained ? s.black.with(node, true) : s.black;
    yield { action: 'SendMsg', state: { ...s, active: s.active.with(other, true), black } };
  }
  yield { action: 'Deactivate', state: { ...s, active: s.active.with(node, false) } };
}
