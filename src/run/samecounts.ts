/**
 * Whether a run that was asked for finds what the spec as it is written pins: that depends on no limit and no output.
 */
import { fieldsOf, type Setting } from '../cluster/setting.ts';
import { searchSettings } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';

/** True when nothing that figures depend on was changed by flags or variables, but for the core: see cli/project.ts. */
export function haveSameCounts(asked: Spec, written: Spec): boolean {
  return countsFollowFrom(asked) === countsFollowFrom(written);
}

/** Limits and output are no part of it: they decide how far a run gets, not what it finds. */
function countsFollowFrom({ model, invariants, allowPanics, sometimes, search }: Spec): string {
  const asking = fieldsOf(searchSettings).filter((field) => {
    const { limit, keepsFigures }: Setting = searchSettings[field];
    return limit !== true && keepsFigures !== true;
  });
  const searched = asking.map((field) => search[field]);
  return JSON.stringify([model, invariants, allowPanics, sometimes, searched]);
}
