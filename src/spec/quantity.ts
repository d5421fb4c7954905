/**
 * Amounts as people write them: memory ("8g"), time ("90s"), counts ("2m"). For specs, flags and variables alike.
 */

const memoryUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};
const timeUnits: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
const countUnits: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** A number with a unit from the table, or undefined where it is not one. */
function amount(value: unknown, units: Readonly<Record<string, number>>): number | undefined {
  if (typeof value === 'number') return value > 0 && Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^(\d+(?:\.\d+)?)([a-z]?)(?:i?b)?$/.exec(value.toLowerCase().replaceAll('_', ''));
  const unit = match === null ? undefined : units[match[2]];
  if (match === null || unit === undefined) return undefined;
  const total = Number(match[1]) * unit;
  return total > 0 ? total : undefined;
}

export const memoryForm = 'an amount of memory such as 512m, 8g or 1.5g';
export const timeForm = 'a length of time such as 90s, 5m or 2h';
export const countForm = 'a number above 0, such as 500000, 500k or 2m';

/** Bytes; units are powers of 1024. Undefined: not an amount of memory. */
export function parseMemory(value: unknown): number | undefined {
  const bytes = amount(value, memoryUnits);
  return bytes === undefined ? undefined : Math.round(bytes);
}

/** Seconds; a bare number is seconds. Undefined: not a length of time. */
export function parseTime(value: unknown): number | undefined {
  return typeof value === 'string' && /b$/i.test(value) ? undefined : amount(value, timeUnits);
}

/** A whole number above 0; units are powers of 1000. Undefined: not a count. */
export function parseCount(value: unknown): number | undefined {
  if (typeof value === 'string' && /b$/i.test(value)) return undefined;
  const count = amount(value, countUnits);
  return count !== undefined && Number.isSafeInteger(count) ? count : undefined;
}
