/**
 * The invariants by name: one file each under invariants/, whose single export is the property. Found by listing the
 * folder, so that a new invariant is a new file and nothing else.
 */
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Property } from '../property/property.ts';
import type { ParsedSpec } from '../spec/parse.ts';

// The same step up from src/cli and from out/build/src/cli: next to the sources lie sources, next to the build the build.
const folder = new URL('../../invariants/', import.meta.url);
const extension = extname(fileURLToPath(import.meta.url));

/** What the core itself asserts. Whatever else is asked, a core that panics is not what anybody wants. */
export const corePanic = 'core-panic';

/** Every invariant and every state to reach, by file name, in alphabetical order. */
export function invariantNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(extension) && !file.endsWith(`.d${extension}`))
    .map((file) => file.slice(0, -extension.length))
    .sort();
}

/** Loads the named properties, in the order of the names. Each must be one of `invariantNames()`. */
export async function loadInvariants(names: readonly string[]): Promise<Property[]> {
  return Promise.all(names.map(loadInvariant));
}

async function loadInvariant(name: string): Promise<Property> {
  const module: Readonly<Record<string, unknown>> = await import(new URL(name + extension, folder).href);
  const [property, ...others] = Object.values(module);
  if (!isProperty(property) || others.length > 0 || property.name !== name) {
    throw new Error(`invariants/${name} must export one property, named ${name}`);
  }
  return property;
}

function isProperty(value: unknown): value is Property {
  return typeof value === 'object' && value !== null && 'scope' in value && 'sentence' in value;
}

/**
 * What a spec asks to be judged: its invariants (all that apply to the model when it names none), core-panic unless it
 * allows panics, then what it must reach. Throws a UserError for a name that means nothing here.
 */
export async function chooseProperties({ spec, where }: ParsedSpec): Promise<Property[]> {
  const all = await loadInvariants(invariantNames());
  const named = (key: 'invariants' | 'sometimes', wanted: readonly string[]): Property[] =>
    [...new Set(wanted)].map((name) => {
      const place = where([key, wanted.indexOf(name)]);
      const property = pick(all, name, key === 'sometimes', place);
      if (property.applies?.(spec.model) !== false) return property;
      throw new UserError({
        message: `${name} does not apply to this model`,
        where: place,
        hint: 'leave it out, or change the model',
      });
    });
  const panics = spec.allowPanics ? [] : [corePanic];
  const listed = spec.invariants?.indexOf(corePanic) ?? -1;
  if (spec.allowPanics && listed >= 0) {
    const hint = 'leave one of the two out';
    throw new UserError({
      message: `${corePanic} and allow-panics exclude each other`,
      where: where(['invariants', listed]),
      hint,
    });
  }
  const invariants =
    spec.invariants === null
      ? all.filter(
          (property) =>
            !isSometimes(property) &&
            property.applies?.(spec.model) !== false &&
            (property.name !== corePanic || !spec.allowPanics),
        )
      : named('invariants', [...spec.invariants, ...panics]);
  return [...invariants, ...named('sometimes', spec.sometimes)];
}

function pick(all: readonly Property[], name: string, sometimes: boolean, where: string): Property {
  const property = all.find((candidate) => candidate.name === name);
  if (property !== undefined && isSometimes(property) === sometimes) return property;
  const kind = sometimes ? 'state to reach' : 'invariant';
  const known = all.filter((candidate) => isSometimes(candidate) === sometimes).map(({ name }) => name);
  throw new UserError({
    message:
      property === undefined
        ? `there is no ${kind} named '${name}'`
        : `'${name}' is ${sometimes ? 'an invariant' : 'a state to reach'}`,
    where,
    expected: property === undefined ? 'a name that `raftcheck list` shows' : undefined,
    hint:
      property === undefined
        ? didYouMean(name, known)
        : `list it under ${sometimes ? 'invariants' : 'sometimes'}`,
  });
}

function isSometimes(property: Property): boolean {
  return property.scope === 'sometimes';
}
