/** Settings that had another name once: specs, configurations, flags and variables may still use it. */

/** Former name -> name, of settings of `search`. */
export const formerNames: Readonly<Record<string, string>> = { reduction: 'dead-messages' };

/**
 * A piece of a spec document, or a configuration with its profiles, with today's names. One that has both names of a setting
 * keeps both, and is refused for the former one.
 */
export function withTodaysNames(document: unknown): unknown {
  if (!isMapping(document)) return document;
  const { search, profiles } = document;
  return {
    ...document,
    ...(isMapping(search) ? { search: renamed(search) } : {}),
    ...(isMapping(profiles) ? { profiles: mapped(profiles, withTodaysNames) } : {}),
  };
}

function renamed(search: Mapping): Mapping {
  const today = (key: string): string => {
    const name = Object.hasOwn(formerNames, key) ? formerNames[key] : key;
    return Object.hasOwn(search, name) ? key : name;
  };
  return Object.fromEntries(Object.entries(search).map(([key, value]) => [today(key), value]));
}

function mapped(mapping: Mapping, change: (value: unknown) => unknown): Mapping {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, change(value)]));
}

type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
