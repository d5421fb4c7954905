/**
 * What a run asks, as far as figures depend on it: two runs with the same question have the same counts.
 */
import { fieldsOf, type Setting } from '../cluster/setting.ts';
import { searchSettings } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';

/** True when nothing that figures depend on was changed by flags or variables, but for the core: see cli/project.ts. */
export function sameQuestion(asked: Spec, written: Spec): boolean {
  return question(asked) === question(written);
}

/** Limits and output are no part of it: they decide how far a run gets, not what it finds. */
function question({ model, invariants, allowPanics, sometimes, search }: Spec): string {
  const asking = fieldsOf(searchSettings).filter((field) => {
    const { limit, keepsFigures }: Setting = searchSettings[field];
    return limit !== true && keepsFigures !== true;
  });
  const searched = asking.map((field) => search[field]);
  return JSON.stringify([model, invariants, allowPanics, sometimes, searched]);
}
