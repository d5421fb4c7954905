/**
 * Whether who leads leads on. Its own timers fire again and again: heartbeats, and the checks of its quorum. Where every link works
 * those are all that count: who follows it does not campaign, as long as each heartbeat reaches it. Where links stay cut so does the
 * election timer of a node that does not hear it. What comes of all these must neither depose the leader nor undo what it does.
 */
import { leaderOf, membersOf, missingIn } from './good.ts';
import type { Quiets } from './quiets.ts';
import type { Round, Rounds } from './rounds.ts';
import { type Chance, type Chances, chanceWords } from './timers.ts';

type Timed = Exclude<Chance, { readonly inputs: 'off' }>;
type Quietly = Extract<Round, { readonly ends: 'quiet' }>;

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
    const { id, term } = leaderOf(this.#quiets.up(quiet))!;
    const isWhole = this.#quiets.cuts(quiet).none;
    const met = new Set([quiet]);
    for (const at of met) {
      for (const chance of this.#chances.in(at, 'timely')) {
        // What may come is no reason why it ends: only what will.
        if (chance.inputs === 'off' || chance.kinds.includes('compact')) continue;
        // A node that was removed and does not know it disturbs by design, until it is switched off.
        if (isWhole && chance.node !== id) continue;
        const round = this.#rounds.fire(at, chance, spare);
        if (round === null || round.ends === 'beyond') continue;
        if (!this.#isSame(round, id, term)) return `n${id} does not lead on after ${chanceWords(chance)}`;
        const missed = chance.node === id ? this.#missedBy(at, chance, round) : null;
        if (missed !== null) return `n${missed} hears no heartbeat of n${id}`;
        met.add(round.quiet);
      }
    }
    return null;
  }

  /** A member that this heartbeat of its leader does not reach: its election timer will fire. */
  #missedBy(quiet: number, { inputs, kinds }: Timed, { reached }: Quietly): number | null {
    if (inputs.length !== 1 || kinds[0] !== 'heartbeat') return null;
    const up = this.#quiets.up(quiet);
    const leader = leaderOf(up)!;
    const members = membersOf(leader, up, this.#quiets.cuts(quiet));
    const missed = members.find((node) => node !== leader && ((reached >> node.id) & 1) === 0);
    return missed?.id ?? null;
  }

  #isSame(round: Exclude<Round, { ends: 'beyond' }>, id: number, term: number): round is Quietly {
    if (round.ends === 'never') return false;
    const up = this.#quiets.up(round.quiet);
    const leader = leaderOf(up);
    return (
      leader?.id === id && leader.term === term && missingIn(up, this.#quiets.cuts(round.quiet)) === null
    );
  }
}
