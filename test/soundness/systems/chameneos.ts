/**
 * The chameneos game (Kaiser and Pradat-Peyre; Chameneos.tla in tlaplus/Examples, by Ryndzionek): creatures
 * meet in pairs, change color, and fade when all meetings are used up. Four creatures, four meetings.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { range, sequences } from './sets.ts';

const allColors = ['blue', 'red', 'yellow'] as const;
type Color = (typeof allColors)[number];

interface Creature {
  readonly color: Color | 'faded';
  readonly meetings: number;
}

interface GameState {
  readonly creatures: readonly Creature[];
  /** The creature that waits at the meeting place, or null. */
  readonly waiting: number | null;
  readonly meetings: number;
}

/** `meets-itself`: the waiting creature may take itself for its partner. */
export type ChameneosDefect = 'meets-itself';

const creatureCount = 4;
const meetingCount = 4;

export function chameneos(defect?: ChameneosDefect): PlainSystem<GameState> {
  return {
    *init() {
      for (const colors of sequences(allColors, creatureCount)) {
        yield { creatures: colors.map((color) => ({ color, meetings: 0 })), waiting: null, meetings: 0 };
      }
    },

    *next(s) {
      for (const self of range(creatureCount)) {
        const creature = s.creatures[self];
        if (creature.color === 'faded') continue;
        if (s.waiting !== null) {
          if (s.waiting !== self || defect === 'meets-itself') {
            yield { action: 'Meet', state: meet(s, self, s.waiting) };
          }
        } else if (s.meetings < meetingCount) {
          yield { action: 'Enter', state: { ...s, waiting: self } };
        } else {
          const creatures = s.creatures.with(self, { ...creature, color: 'faded' });
          yield { action: 'Fade', state: { ...s, creatures } };
        }
      }
    },

    invariants: [
      {
        name: 'every-meeting-has-two-partners',
        holds: (s) => s.creatures.reduce((sum, c) => sum + c.meetings, 0) === 2 * s.meetings,
      },
    ],
  };
}

function meet(s: GameState, self: number, partner: number): GameState {
  const color = mixed(s.creatures[self].color, s.creatures[partner].color);
  const after = (creature: Creature): Creature => ({ color, meetings: creature.meetings + 1 });
  const creatures = s.creatures.map((creature, i) =>
    i === self || i === partner ? after(creature) : creature,
  );
  return { creatures, waiting: null, meetings: s.meetings + 1 };
}

/** Two of a color keep it; two colors make the third. Nobody faded meets. */
function mixed(one: Creature['color'], other: Creature['color']): Creature['color'] {
  return one === other ? one : (allColors.find((color) => color !== one && color !== other) ?? one);
}
