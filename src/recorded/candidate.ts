/** What the search for an explanation goes through (search.ts). */
import type { Call } from '../cluster/recordable.ts';

/** A node's state that agrees with all that its lines have said so far, and how it came to be. */
export interface Candidate<S, M> {
  readonly state: S;
  /** The first of the node's lines that are not explained yet. */
  readonly at: number;
  readonly before: Candidate<S, M> | null;
  /** What was done last; null: it has begun. */
  readonly call: Call<M> | null;
  readonly sent: readonly M[];
  /** The number, in all lines, of the first that `call` explains; of a hidden call, of the line before which it comes. */
  readonly line: number;
}

/** What the last Ready before a restart has handed over. */
export function unstored<M>(restarted: Candidate<unknown, M>): readonly M[] {
  for (let one = restarted.before; one !== null; one = one.before) {
    if (one.call?.kind === 'ready') return one.sent;
    if (one.call === null || one.call.kind === 'restart') return [];
  }
  return [];
}
