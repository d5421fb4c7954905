/**
 * Asks ahead: while somebody reads what is enabled, the core is asked what comes after each of it, so that the step which is taken
 * next is answered at once. One at a time, between the questions of the page, and no more once another step is looked at.
 */
import { setImmediate } from 'node:timers/promises';
import type { StoryStep } from '../trace/story.ts';
import type { Ways } from './ways.ts';

/** Does what it is given when it is its turn. */
export type Turns = <Made>(work: () => Promise<Made>) => Promise<Made>;

/** Milliseconds that an answer may take: a slower core is not asked what nobody may want to know. */
const patience = 250;

export class Ahead {
  readonly #ways: Ways;
  readonly #inTurn: Turns;
  #round = 0;
  #ended = false;

  constructor(ways: Ways, inTurn: Turns) {
    this.#ways = ways;
    this.#inTurn = inTurn;
  }

  /** `steps`: the way that is looked at. Never rejects: whoever takes the step is told what is wrong with it. */
  async look(steps: readonly StoryStep[]): Promise<void> {
    const round = ++this.#round;
    const isWanted = (): boolean => round === this.#round && !this.#ended;
    try {
      const branches = await this.#inTurn(() => this.#ways.after(steps));
      // The answer that somebody waits for goes out first.
      await setImmediate();
      for (const { step } of typeof branches === 'string' ? [] : branches) {
        if (!isWanted()) return;
        const begun = performance.now();
        await this.#inTurn(() => this.#ways.after([...steps, step]));
        if (performance.now() - begun > patience) return;
      }
    } catch {
      // A core that does not return, say: once is enough.
      this.#ended = true;
    }
  }
}
