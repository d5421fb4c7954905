/**
 * Whether who leads leads on. Where every link works this goes without saying: all follow and no election timer fires. A node that
 * does not hear the leader has its timer fire again and again, and what comes of that must neither depose the leader nor undo
 * what it does.
 */
import { leaderOf, missingIn } from './good.ts';
import type { Quiets } from './quiets.ts';
import type { Round, Rounds } from './rounds.ts';
import { type Chances, chanceWords } from './timers.ts';

/** Terms that rounds may reach beyond all that a good state has: enough to outrank its leader. */
const spare = 2;

export class Lasting<S, M> {
  readonly #quiets: Quiets<S, M>;
  readonly #rounds: Rounds<S, M>;
  readonly #chances: Chances<S, M>;

  constructor(quiets: Quiets<S, M>, rounds: Rounds<S, M>, chances: Chances<S, M>) {
    this.#quiets = quiets;
    this.#rounds = rounds;
    this.#chances = chances;
  }

  /** What ends it, from a quiet state that lacks nothing else; null: nothing does. */
  endOf(quiet: number): string | null {
    if (this.#quiets.cuts(quiet).none) return null;
    const { id, term } = leaderOf(this.#quiets.up(quiet))!;
    const met = new Set([quiet]);
    for (const at of met) {
      for (const chance of this.#chances.in(at, 'timely')) {
        // What may come is no reason why it ends: only what will.
        if (chance.inputs === 'off' || chance.kinds.includes('compact')) continue;
        const round = this.#rounds.fire(at, chance, spare);
        if (round === null || round.ends === 'beyond') continue;
        if (!this.#isSame(round, id, term)) return `n${id} does not lead on after ${chanceWords(chance)}`;
        met.add(round.quiet);
      }
    }
    return null;
  }

  #isSame(round: Exclude<Round, { ends: 'beyond' }>, id: number, term: number): boolean {
    if (round.ends === 'never') return false;
    const up = this.#quiets.up(round.quiet);
    const leader = leaderOf(up);
    return (
      leader?.id === id && leader.term === term && missingIn(up, this.#quiets.cuts(round.quiet)) === null
    );
  }
}
