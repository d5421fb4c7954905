/**
 * What a trace says of properties that did not come with raftcheck: an expression as a whole, of a module where it lay and what was in it.
 */
import { shownPath } from '../base/shownpath.ts';
import type { PropertySource } from '../spec/wanted.ts';
import type { Trace } from './trace.ts';

/** A property of the user's own, as a trace holds it. */
export type OwnProperty =
  | { readonly holds: string; readonly says?: string | undefined; readonly goal: boolean }
  | {
      /** Of whole behaviors: Q of P ~> Q, or P of <>P. */
      readonly holds: string;
      readonly from?: string | undefined;
      readonly says?: string | undefined;
      readonly behavior: true;
    }
  /** Of the deadlock: an expression of states that may end. */
  | { readonly mayEnd: string }
  | {
      /** The path of its file, relative to the folder where the trace was found if it lies in there; else absolute. */
      readonly module: string;
      /** See WantedModule. */
      readonly hash: string;
    };

/** By name. Undefined: all have come with raftcheck. */
export function ownOf(sources: readonly PropertySource[]): Trace['own'] | undefined {
  const own = sources.flatMap((source): [string, OwnProperty][] => {
    if (typeof source === 'string') return [];
    if ('module' in source) return [[source.name, { module: shownPath(source.file), hash: source.hash }]];
    if ('mayEnd' in source) return [[source.name, { mayEnd: source.mayEnd }]];
    const { name, says, ...rest } = source;
    return [[name, { ...rest, ...(says === undefined ? {} : { says }) }]];
  });
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** The properties that were judged. `file`: where a module lies; `hash`: what is in it now. */
export function sourcesOf(
  { properties, own = {} }: Trace,
  file: (module: string) => string,
  hash: (file: string) => string,
): readonly PropertySource[] {
  return properties.map((name) => {
    if (!Object.hasOwn(own, name)) return name;
    const one = own[name];
    if ('holds' in one) return { name, ...one };
    if ('mayEnd' in one) return { name: 'deadlock', ...one };
    const lies = file(one.module);
    return { name, module: one.module, file: lies, hash: hash(lies) };
  });
}

/** Modules that its properties are of, each once, with what was in it. */
export function modulesOf({
  own = {},
}: Trace): readonly { readonly module: string; readonly hash: string }[] {
  const all = Object.values(own).flatMap((one) => ('module' in one ? [one] : []));
  return [...new Map(all.map((one) => [one.module, one])).values()];
}
