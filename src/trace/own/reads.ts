/**
 * Which values a function of a state has looked at: it is given the state behind a Proxy that notes every number, text and the like
 * that is read. Asked once, of the state that breaks something; the search never does.
 */
import type { Read } from './trace.ts';
import { asJson, pathTo, valueWords } from './value.ts';

/** More hides what it says. */
const most = 12;

/** What `ask` has read of the state, each place once, in the order in which it was first looked at. Empty where it throws. */
export function readsOf(state: unknown, ask: (state: unknown) => unknown): readonly Read[] {
  const reads = new Map<string, unknown>();
  const known = new WeakMap<object, unknown>();
  const watched = (value: unknown, path: string): unknown => {
    if (typeof value === 'function') return value;
    if (typeof value !== 'object' || value === null) {
      reads.set(path, value);
      return value;
    }
    if (!known.has(value)) known.set(value, behind(value, path));
    return known.get(value);
  };
  const behind = (target: object, path: string): object =>
    new Proxy(target, {
      get(from, key) {
        const value: unknown = Reflect.get(from, key);
        const isPart = typeof key === 'string' && Object.hasOwn(from, key);
        if (!isPart || (Array.isArray(from) && key === 'length')) return value;
        return watched(value, pathTo(path, Array.isArray(from) ? Number(key) : key));
      },
    });
  const isWhole = typeof state !== 'object' || state === null;
  try {
    // Equal parts of a decoded state may be one object: here each has its own place.
    ask(watched(apart(state), isWhole ? 'state' : ''));
  } catch {
    return [];
  }
  return [...reads].map(([place, value]) => ({ path: place, value: asJson(value) }));
}

/** A copy in which no two parts are one object. */
function apart(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(apart);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, apart(part)]));
}

/** `owner[0] = 0, owner[1] = 1` */
export function readWords(reads: readonly Read[]): string {
  const words = reads.slice(0, most).map(({ path: place, value }) => `${place} = ${valueWords(value)}`);
  const rest = reads.length - words.length;
  return [...words, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
