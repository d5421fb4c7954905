/**
 * Dijkstra's and Scholten's coffee can (CoffeeCan.tla in tlaplus/Examples, by Helwer): two beans are drawn,
 * one goes back, until one is left. Up to a hundred beans; every state is an initial one.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';

interface Can {
  readonly black: number;
  readonly white: number;
}

const maxBeans = 100;

export const coffeeCan: PlainSystem<Can> = {
  *init() {
    for (let black = 0; black <= maxBeans; black++) {
      for (let white = black === 0 ? 1 : 0; black + white <= maxBeans; white++) yield { black, white };
    }
  },

  *next(can) {
    const { black, white } = can;
    if (white >= 2) yield { action: 'PickSameColorWhite', state: { black: black + 1, white: white - 2 } };
    if (black >= 2) yield { action: 'PickSameColorBlack', state: { black: black - 1, white } };
    if (black >= 1 && white >= 1) yield { action: 'PickDifferentColor', state: { black: black - 1, white } };
    if (black + white === 1) yield { action: 'Termination', state: can };
  },

  invariants: [
    {
      name: 'the-can-is-neither-empty-nor-too-full',
      holds: ({ black, white }) =>
        black >= 0 && white >= 0 && black + white >= 1 && black + white <= maxBeans,
    },
  ],
};
