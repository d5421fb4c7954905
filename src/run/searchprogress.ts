/** What a search says of itself while it runs. */
import type { ReductionStatus } from '../cluster/reduce/reduce.ts';
import type { Progress } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';

/** What a search says of itself while it runs; plain data, from another thread. */
export interface SearchProgress {
  readonly progress: Progress;
  /** Since the search began. */
  readonly seconds: number;
  /** Resident bytes. */
  readonly rss: number;
  /** Names for `Progress.actions`. */
  readonly actionKinds: readonly string[];
  readonly properties: readonly PropertyReport[];
  readonly reductions: readonly ReductionStatus[];
  /** Calls of the core by the thread that tells. */
  readonly stepCalls: number;
  /** The last checkpoint. */
  readonly checkpoint: string | null;
}
