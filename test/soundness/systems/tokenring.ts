/**
 * Dijkstra's self-stabilizing token ring (EWD 426; TokenRing.tla in tlaplus/Examples, by Kuppe and
 * Demirbas): six counters modulo six, started anywhere, so that every state is an initial one.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { range, sequences } from './sets.ts';

/** The counter of each node. */
type Counters = readonly number[];

const N = 6;
const M = 6;

/** Node 0 holds a token when it agrees with its predecessor, any other node when it differs. */
const holdsToken = (c: Counters, node: number): boolean =>
  node === 0 ? c[0] === c[N - 1] : c[node] !== c[node - 1];

export const tokenRing: PlainSystem<Counters> = {
  init: () => sequences(range(M), N),

  *next(c) {
    if (holdsToken(c, 0)) yield { action: 'CreateToken', state: c.with(0, (c[N - 1] + 1) % M) };
    for (const node of range(N).slice(1)) {
      if (holdsToken(c, node)) yield { action: 'PassToken', state: c.with(node, c[node - 1]) };
    }
  },

  invariants: [
    { name: 'counters-in-range', holds: (c) => c.every((value) => value >= 0 && value < M) },
    { name: 'some-node-holds-a-token', holds: (c) => range(N).some((node) => holdsToken(c, node)) },
  ],
};
