/**
 * The counterexample of an entry as its page shows it: from the trace that was written. It is only read, and what cannot be read is
 * not there.
 */
import { UserError } from '../../base/usererror.ts';
import type { GateEntry } from '../../report/gate.ts';
import { readTrace } from '../../run/opentrace.ts';
import { walkable as walkableTrace } from '../../trace/export/html.ts';
import { isOwnTrace } from '../../trace/family.ts';
import { ownSteps } from '../../trace/own/export/formats.ts';

/** Null: there is no trace, or it is not where it was written. */
export function walkable({ verdict }: Pick<GateEntry, 'verdict'>): string | null {
  const file = verdict?.violation?.trace ?? null;
  if (file === null) return null;
  try {
    const trace = readTrace(file);
    return isOwnTrace(trace) ? ownSteps(trace) : walkableTrace(trace);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}
