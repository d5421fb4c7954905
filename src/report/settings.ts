/**
 * The settings of a run that are not the default ones, in the words of a spec: what the first line of a report names. Read off
 * the defaults, key by key, so that no setting can be forgotten.
 */
import { boundNames, type Model } from '../cluster/model.ts';
import { defaultModel, defaultSearch } from '../spec/defaults.ts';
import type { SearchSettings } from '../spec/spec.ts';
import { bytes, duration } from './words.ts';

/** What every first line says anyway. */
const alwaysTold: readonly string[] = ['nodes', 'learners', 'network', 'storage', 'clock'];

/** Of the model, without its bounds. */
export function unusualModel(model: Model): string[] {
  const { bounds: _, ...usual } = defaultModel;
  return differing(usual, model)
    .filter(([key]) => !alwaysTold.includes(key))
    .map(told);
}

export function unusualBounds({ bounds }: Model): string[] {
  return boundNames
    .filter((name) => bounds[name] !== defaultModel.bounds[name])
    .map((name) => told([name, bounds[name]]));
}

export function unusualSearch(search: SearchSettings): string[] {
  return differing(defaultSearch, search).map(told);
}

type Setting = readonly [key: string, value: unknown];

function differing(usual: object, found: object): Setting[] {
  return Object.entries(usual).flatMap(([key, before]): Setting[] => {
    // A report of another version may not have it.
    const now: unknown = Reflect.get(found, key) ?? null;
    return JSON.stringify(now) === JSON.stringify(before ?? null) ? [] : [[key, now]];
  });
}

/** "pre-vote", "no symmetry", "max-term 3", "time-limit 5 min 0 s" */
function told([key, value]: Setting): string {
  const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (typeof value === 'boolean') return value ? name : `no ${name}`;
  if (key === 'maxMemory' && typeof value === 'number') return `${name} ${bytes(value)}`;
  if (key === 'timeLimit' && typeof value === 'number') return `${name} ${duration(value)}`;
  return `${name} ${Array.isArray(value) ? value.join(' ') : (value ?? 'none')}`;
}
