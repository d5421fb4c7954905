/**
 * The reductions by name, as settings of a search: each is on where nobody says anything, and can be switched off. What each is
 * made of stands in reduce.ts, which has one for every row here.
 */
import {
  fieldsOf,
  type KeyOf,
  keyOf,
  onOff,
  type Setting,
  type Settings,
  type Switch,
  setting,
} from '../setting.ts';

export interface ReductionSetting extends Setting<Switch> {
  /** The reduction without which it has no ground to stand on. */
  readonly restsOn?: string;
}

function reduction(
  about: string,
  besides: Pick<ReductionSetting, 'former' | 'restsOn'> = {},
): ReductionSetting {
  return { ...setting(onOff, true, about), ...besides };
}

/** In the order in which reports name them. */
export const reductionSettings = {
  /** States that differ only in the names of interchangeable nodes are one, where the model has such nodes. */
  symmetry: reduction('one state for all that differ in the names of interchangeable nodes'),
  /** Messages too late to have an effect leave the state, where that is sound. */
  deadMessages: reduction('messages too late to have an effect leave the state', { former: ['reduction'] }),
  /** With them, who has led terms that nobody can lead any more leaves it. */
  deadHistory: reduction('with them, who led terms that nobody can lead any more', {
    restsOn: 'dead-messages',
  }),
} satisfies Settings;

export type ReductionName = KeyOf<keyof typeof reductionSettings>;

export const reductionNames: readonly ReductionName[] = fieldsOf(reductionSettings).map(keyOf);

/** Those, and what the model itself asks for: its terms are relative (terms.ts). */
export type AppliedName = ReductionName | 'terms';

export const appliedNames: readonly AppliedName[] = [...reductionNames, 'terms'];

/** Which of the switches are on. */
export function switchedOn(
  switches: Readonly<Record<keyof typeof reductionSettings, boolean>>,
): ReductionName[] {
  return fieldsOf(reductionSettings)
    .filter((field) => switches[field])
    .map(keyOf);
}

/** The reduction that another one rests on, if any. */
export function groundOf(name: ReductionName): ReductionName | undefined {
  const row: ReductionSetting | undefined = Object.entries(reductionSettings).find(
    ([field]) => keyOf(field) === name,
  )?.[1];
  return reductionNames.find((other) => other === row?.restsOn);
}
