/** Settings that had another name once: specs and configurations may still use it. */
import { fieldsOf, keyOf, type Settings } from '../cluster/setting.ts';
import { settings } from './settings.ts';

/**
 * A piece of a spec document, or a configuration with its profiles, with today's names. One that has both names of a setting
 * keeps both, and is refused for the former one.
 */
export function withTodaysNames(document: unknown): unknown {
  if (!isMapping(document)) return document;
  const { profiles } = document;
  const sections = Object.entries(settings).flatMap(([section, table]) => {
    const values = document[section];
    return isMapping(values) ? [[section, renamed(values, table)] as const] : [];
  });
  return {
    ...document,
    ...Object.fromEntries(sections),
    ...(isMapping(profiles) ? { profiles: mapped(profiles, withTodaysNames) } : {}),
  };
}

function renamed(values: Mapping, table: Settings): Mapping {
  const today = (key: string): string => {
    const field = fieldsOf(table).find((one) => table[one].former?.includes(key));
    const name = field === undefined ? key : keyOf(field);
    return Object.hasOwn(values, name) ? key : name;
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [today(key), value]));
}

function mapped(mapping: Mapping, change: (value: unknown) => unknown): Mapping {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, change(value)]));
}

type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
