/**
 * Whether a run that was asked for finds what the spec as it is written pins: that depends on no limit and no output.
 */
import { decisiveValues } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';

/** True when nothing that figures depend on was changed by flags or variables, but for the core: see cli/project.ts. */
export function haveSameCounts(asked: Spec, written: Spec): boolean {
  return countsFollowFrom(asked) === countsFollowFrom(written);
}

function countsFollowFrom(spec: Spec): string {
  const { model, deadlock, mayEnd, invariants, allowPanics, recovers, sometimes, temporal, search } = spec;
  const asked = [model, deadlock, mayEnd, invariants, allowPanics, recovers, sometimes, temporal];
  return JSON.stringify([...asked, decisiveValues(search)]);
}
