/**
 * Looks at memories again and again: a call of the core that is the same at every look has not returned. Looks are counted, not
 * clocks read: a process that was stopped for an hour has not called the core for an hour.
 */
import { type Call, type CallMemory, callIn, callNumberIn, isUnderWay } from './callmemory.ts';

/** Seconds between two looks. */
export const between = 0.1;

/** A call that has not returned for so many seconds. */
export interface UnreturnedCall extends Call {
  readonly seconds: number;
}

export class Watchdog {
  readonly #seen = new Map<CallMemory, { number: number; looks: number }>();

  /** Seconds that the call on a memory has been under way, as far as was looked. */
  secondsOf(memory: CallMemory): number {
    return (this.#seen.get(memory)?.looks ?? 0) * between;
  }

  /** The call that has been under way longest; null: none that was at the last look is still. */
  look(memories: readonly CallMemory[]): UnreturnedCall | null {
    let longest: { readonly memory: CallMemory; readonly number: number; readonly looks: number } | null =
      null;
    for (const memory of memories) {
      const number = callNumberIn(memory);
      const before = this.#seen.get(memory);
      const looks = isUnderWay(number) && before?.number === number ? before.looks + 1 : 0;
      this.#seen.set(memory, { number, looks });
      if (looks > (longest?.looks ?? 0)) longest = { memory, number, looks };
    }
    if (longest === null) return null;
    const call = callIn(longest.memory);
    // It has returned meanwhile, and what was read is of another one.
    if (callNumberIn(longest.memory) !== longest.number) return null;
    return { ...call, seconds: longest.looks * between };
  }
}
