/**
 * What is known of a recorded run once it has been gone through (run/validate.ts).
 */
import type { Model } from '../cluster/model.ts';
import type { Call } from '../cluster/recordable.ts';
import type { NodeView } from '../cluster/view.ts';
import type { PropertyReport } from '../property/property.ts';
import type { Trace } from '../trace/trace.ts';
import type { Unexplained } from './search.ts';

/** A property that broke, and who breaks it. */
export interface BrokenOnTheWay {
  readonly property: string;
  readonly message: string;
  /** Actions from the beginning. */
  readonly length: number;
  /** The trace file; null: it could not be written, or nobody has yet. */
  readonly trace: string | null;
}

/** A line that nothing explains, and the node as the line finds it. */
export interface Refused extends Omit<Unexplained, 'call'> {
  readonly call: Call<never>['kind'] | null;
  /** Null: the node has not begun. */
  readonly before: NodeView | null;
}

export interface Validation {
  readonly model: Model;
  readonly events: number;
  readonly explained: number;
  /** Calls of the core. */
  readonly calls: number;
  readonly refused: Refused | null;
  /** The search was ended before it had tried everything: nothing is said then of lines that are not explained. */
  readonly isCut: boolean;
  /** Why it was not gone through to its end; null: it was. */
  readonly stopped: 'interrupted' | 'time-limit' | null;
  readonly seconds: number;
  readonly properties: readonly PropertyReport[];
  /** Those that apply to the model and are not asked of a log. */
  readonly unasked: readonly string[];
  readonly violation: BrokenOnTheWay | null;
  /** The number of the line after which it is broken. */
  readonly brokenAt: number | null;
  readonly trace: Trace | null;
}
