/**
 * The settings of a run that are not the default ones, in the words of a spec: what the first line of a report names. Read off
 * the tables, row by row, so that no setting can be forgotten.
 */
import { boundSettings, type Model, modelSettings } from '../cluster/model.ts';
import { reductionSettings } from '../cluster/reduce/names.ts';
import { type Form, keyOf, type Setting, type Settings } from '../cluster/setting.ts';
import { type SearchSettings, searchSettings } from '../spec/settings.ts';
import { bytes, duration } from './words.ts';

/** The settings of a model that differ from the usual ones, without its bounds. */
export function unusualModel(model: Model): string[] {
  return unusual(modelSettings, model);
}

export function unusualBounds({ bounds }: Model): string[] {
  return unusual(boundSettings, bounds);
}

/** `reduced`: whether there is anything to reduce, as in a cluster. */
export function unusualSearch(search: SearchSettings, reduced: boolean): string[] {
  const settings = Object.entries<Setting>(searchSettings).filter(
    ([field]) => reduced || !Object.hasOwn(reductionSettings, field),
  );
  return unusual(Object.fromEntries(settings), search);
}

function unusual(settings: Settings, found: object): string[] {
  return Object.entries(settings).flatMap(([field, { form, default: usual, alwaysTold }]) => {
    // A report of another version may not have it.
    const now: unknown = Reflect.get(found, field) ?? null;
    const isUsual = JSON.stringify(now) === JSON.stringify(usual);
    return isUsual || alwaysTold === true ? [] : [told(keyOf(field), form, now)];
  });
}

/** "pre-vote", "no symmetry", "max-term 3", "time-limit 5 min 0 s" */
function told(key: string, { kind }: Form, value: unknown): string {
  if (typeof value === 'boolean') return value ? key : `no ${key}`;
  if (kind === 'memory' && typeof value === 'number') return `${key} ${bytes(value)}`;
  if (kind === 'time' && typeof value === 'number') return `${key} ${duration(value)}`;
  return `${key} ${Array.isArray(value) ? value.join(' ') : (value ?? 'none')}`;
}
