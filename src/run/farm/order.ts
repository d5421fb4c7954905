/** How a search is spread over machines, and which may be. */
import { asksBehaviors } from '../../spec/behaviors.ts';
import type { Spec } from '../../spec/spec.ts';

export interface FarmOrder {
  /** The program that places owners, with its arguments. */
  readonly driver: readonly string[];
  /** How an owner is started, wherever that is. */
  readonly worker: readonly string[];
  /** The folder of the levels, and where it is kept besides, for those who do not see it; null: all do. */
  readonly folder: string;
  readonly url: string | null;
  /** How many owners; null: as many as the engine has places for. */
  readonly owners: number | null;
  /** States that are found in this process before others are asked. */
  readonly alone: number;
  readonly resume: boolean;
}

/** Why it cannot be, or null. */
export function farmRefusal(spec: Spec): string | null {
  const { strategy, pack } = spec.search;
  if (strategy !== 'bfs' || !pack)
    return 'a search on many machines is breadth first, and its states are packed';
  return asksBehaviors(spec) ? 'what is asked of whole behaviors needs all states in one place' : null;
}
