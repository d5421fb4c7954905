/**
 * Whether a run that was asked for finds what the spec as it is written pins: that depends on no limit and no output.
 */
import { decisiveValues } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';

/** True when nothing that figures depend on was changed by flags or variables, but for the core: see cli/project.ts. */
export function haveSameCounts(asked: Spec, written: Spec): boolean {
  return countsFollowFrom(asked) === countsFollowFrom(written);
}

function countsFollowFrom({ model, invariants, allowPanics, recovers, sometimes, search }: Spec): string {
  return JSON.stringify([model, invariants, allowPanics, recovers, sometimes, decisiveValues(search)]);
}
