/**
 * The system among what a module exports: what `defineSystem` gives, or an object with the functions `init` and `next`.
 */
import { isName } from '../base/name.ts';
import { nearest, oneOf } from '../base/suggest.ts';
import type { PlainSystem } from '../explore/plainsystem.ts';
import { fairnessFault } from '../explore/temporal/fairness.ts';
import { shown } from './onlooker.ts';

/** A system as a module exports it. */
export type OwnSystem = PlainSystem<unknown>;

/** Why a module gives no system that can be searched. */
export interface NoSystem {
  readonly refused: string;
  readonly expected: string;
}

/** The name of the property that a state without a step breaks. */
export const deadlock = 'deadlock';

/** Any other key is the module's own business, unless it looks like one of these. */
const known = [
  ...['init', 'next', 'invariants', 'sometimes', 'eventually', 'leadsTo', 'fairness'],
  ...['mayEnd', 'name', 'kind'],
];

const one = 'one export with the functions init and next: what defineSystem gives';

/** Null: the module exports no system at all. Of several its default export is meant. */
export function systemOf(module: Readonly<Record<string, unknown>>): OwnSystem | NoSystem | null {
  const all = namedIn(module).filter(([, value]) => isSystem(value));
  const byDefault = all.find(([name]) => name === 'default');
  const found =
    byDefault === undefined ? [...new Map(all.map(([name, value]) => [value, name])).keys()] : [byDefault[1]];
  if (found.length === 0) return null;
  const names = all.map(([name]) => name).join(', ');
  if (found.length > 1) return { refused: `${found.length} systems: ${names}`, expected: one };
  return faultOf(found[0] as OwnSystem) ?? (found[0] as OwnSystem);
}

/** Of a module in CommonJS the default export is all that it exports. */
function namedIn(module: Readonly<Record<string, unknown>>): [name: string, value: unknown][] {
  const { default: all, ...named } = module;
  if (typeof all !== 'object' || all === null || isSystem(all)) return Object.entries(module);
  return Object.entries({ ...all, ...named });
}

/** Inherited functions count: defineSystem gives an object that inherits. */
function isSystem(value: unknown): boolean {
  const has = (part: string): boolean => typeof Reflect.get(Object(value), part) === 'function';
  return typeof value === 'object' && has('init') && has('next') && !has('step');
}

function faultOf(system: OwnSystem): NoSystem | null {
  const { invariants = [], sometimes = [], eventually = [], leadsTo = [], mayEnd, name } = system;
  const unknown = Object.keys(system).find((key) => !known.includes(key) && nearest(key, known).length > 0);
  if (unknown !== undefined)
    return {
      refused: `the key ${unknown}`,
      expected: `${known.join(', ')}: ${oneOf(nearest(unknown, known))}`,
    };
  for (const [key, list] of [
    ['invariants', invariants],
    ['sometimes', sometimes],
    ['eventually', eventually],
    ['leadsTo', leadsTo],
  ] as const) {
    const functions = key === 'leadsTo' ? ['from', 'to'] : ['holds'];
    const expected = `a list of { name, ${functions.join(', ')} }: names in lower case with hyphens, and functions of a state`;
    if (!Array.isArray(list)) return { refused: `${key} ${shown(list)}`, expected };
    const wrong = list.find((one) => !isProperty(one, functions));
    if (wrong !== undefined) return { refused: `${shown(wrong)} among ${key}`, expected };
  }
  const unfair = unfairIn(system.fairness);
  if (unfair !== null) return unfair;
  const all = [...invariants, ...sometimes, ...eventually, ...leadsTo];
  const names = [deadlock, ...all.map((one) => one.name)];
  const twice = names.find((given, k) => names.indexOf(given) !== k);
  if (twice !== undefined)
    return { refused: `two properties named ${twice}`, expected: 'a name of its own for each' };
  if (mayEnd !== undefined && typeof mayEnd !== 'function')
    return { refused: `mayEnd ${shown(mayEnd)}`, expected: 'a function of a state' };
  if (name !== undefined && typeof name !== 'string')
    return { refused: `name ${shown(name)}`, expected: 'a text' };
  return null;
}

function unfairIn(fairness: unknown): NoSystem | null {
  if (fairness === undefined) return null;
  const expected = `a list of { weak: pattern } and { strong: pattern }: '*', 'worker <w> *', or a list of such`;
  if (!Array.isArray(fairness)) return { refused: `fairness ${shown(fairness)}`, expected };
  const wrong = fairness.find((one) => fairnessFault(one) !== null);
  if (wrong === undefined) return null;
  return { refused: `${shown(wrong)} among fairness: ${fairnessFault(wrong)}`, expected };
}

function isProperty(value: unknown, functions: readonly string[]): boolean {
  const given: Readonly<Record<string, unknown>> = Object(value);
  return isName(given.name) && functions.every((key) => typeof given[key] === 'function');
}
