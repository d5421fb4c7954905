/**
 * Looks at desks again and again: a call of the core that is the same at every look has not returned. Looks are counted, not
 * clocks read: a process that was stopped for an hour has not called the core for an hour.
 */
import { type Call, callOn, type DeskMemory, isUnderWay, numberOn } from './desk.ts';

/** Seconds between two looks. */
export const between = 0.1;

/** A call that has not returned for so many seconds. */
export interface Held extends Call {
  readonly seconds: number;
}

export class Watch {
  readonly #seen = new Map<DeskMemory, { number: number; looks: number }>();

  /** Seconds that the call on a desk has been under way, as far as was looked. */
  secondsOf(desk: DeskMemory): number {
    return (this.#seen.get(desk)?.looks ?? 0) * between;
  }

  /** The call that has been under way longest; null: none that was at the last look is still. */
  look(desks: readonly DeskMemory[]): Held | null {
    let longest: { readonly desk: DeskMemory; readonly number: number; readonly looks: number } | null = null;
    for (const desk of desks) {
      const number = numberOn(desk);
      const before = this.#seen.get(desk);
      const looks = isUnderWay(number) && before?.number === number ? before.looks + 1 : 0;
      this.#seen.set(desk, { number, looks });
      if (looks > (longest?.looks ?? 0)) longest = { desk, number, looks };
    }
    if (longest === null) return null;
    const call = callOn(longest.desk);
    // It has returned meanwhile, and what was read is of another one.
    if (numberOn(longest.desk) !== longest.number) return null;
    return { ...call, seconds: longest.looks * between };
  }
}
