/**
 * Five dining philosophers who hand each other forks (Chandy and Misra; DiningPhilosophers.tla in
 * tlaplus/Examples, by Hemphill). A dirty fork is cleaned and given away, a clean one kept until eaten with.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { range } from './sets.ts';

interface Fork {
  readonly holder: number;
  readonly clean: boolean;
}

/** All arrays are by philosopher; fork p lies to the left of philosopher p. */
interface TableState {
  readonly forks: readonly Fork[];
  readonly hungry: readonly boolean[];
  readonly at: readonly ('loop' | 'eat' | 'think')[];
}

const philosophers = 5;
const rightOf = (p: number): number => (p + 1) % philosophers;
const leftOf = (p: number): number => (p + philosophers - 1) % philosophers;

export const diningPhilosophers: PlainSystem<TableState> = {
  init: () => [
    {
      // Chandy and Misra need an uneven start: philosopher 0 has two forks, philosopher 1 none.
      forks: range(philosophers).map((fork) => ({ holder: fork === 1 ? 0 : fork, clean: false })),
      hungry: range(philosophers).map(() => true),
      at: range(philosophers).map(() => 'loop' as const),
    },
  ],

  *next(s) {
    for (const p of range(philosophers)) {
      if (s.at[p] === 'loop') yield { action: 'Loop', state: loop(s, p) };
      else if (s.at[p] === 'eat') yield { action: 'Eat', state: eat(s, p) };
      else {
        const hungry = s.hungry.with(p, true);
        yield { action: 'Think', state: { ...s, hungry, at: s.at.with(p, 'loop') } };
      }
    }
  },

  invariants: [
    {
      name: 'neighbors-never-eat-together',
      holds: (s) => s.at.every((at, p) => at !== 'eat' || s.at[rightOf(p)] !== 'eat'),
    },
  ],
};

function loop(s: TableState, p: number): TableState {
  const left = s.forks[p];
  const right = s.forks[rightOf(p)];
  const ready = (fork: Fork): boolean => fork.holder === p && fork.clean;
  // Judged by the forks before any is given away; a dirty fork in hand prevents eating either way.
  const canEat = ready(left) && ready(right);
  let { forks } = s;
  if (left.holder === p && !left.clean) forks = forks.with(p, { holder: leftOf(p), clean: true });
  else if (right.holder === p && !right.clean) {
    forks = forks.with(rightOf(p), { holder: rightOf(p), clean: true });
  }
  if (!s.hungry[p]) return { ...s, forks, at: s.at.with(p, 'think') };
  return { ...s, forks, at: s.at.with(p, canEat ? 'eat' : 'loop') };
}

function eat(s: TableState, p: number): TableState {
  const soiled = (fork: Fork): Fork => ({ ...fork, clean: false });
  const forks = s.forks.with(p, soiled(s.forks[p])).with(rightOf(p), soiled(s.forks[rightOf(p)]));
  return { forks, hungry: s.hungry.with(p, false), at: s.at.with(p, 'loop') };
}
