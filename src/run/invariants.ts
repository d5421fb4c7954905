/**
 * The invariants by name: one file each under invariants/, whose single export is the property. Found by listing the
 * folder, so that a new invariant is a new file and nothing else.
 */
import { readdirSync } from 'node:fs';
import { moduleExtension, moduleFolder, moduleUrl } from '../base/root.ts';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Model } from '../cluster/model.ts';
import type { Property } from '../property/property.ts';
import { askedOfCluster } from '../spec/behaviors.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Spec } from '../spec/spec.ts';
import {
  allInvariants,
  behaviorOfWritten,
  deadlockWhere,
  type PropertySource,
  propertyOfWritten,
  type Wanted,
} from '../spec/wanted.ts';
import type { OwnMonitor } from '../system/subject.ts';

const folder = 'invariants';

/** What the core itself asserts. Whatever else is asked, a core that panics is not what anybody wants. */
export const corePanic = 'core-panic';

/** What `recovers: true` asks. */
const recovers = 'recovers';

/** What `deadlock: error` asks. */
const deadlock = 'deadlock';

/** Every invariant and every state to reach, by file name, in alphabetical order. */
export function invariantNames(): string[] {
  return readdirSync(moduleFolder(folder))
    .filter((file) => file.endsWith(moduleExtension) && !file.endsWith(`.d${moduleExtension}`))
    .map((file) => file.slice(0, -moduleExtension.length))
    .sort();
}

/** Loads the named properties, in the order of the names. Each must be one of `invariantNames()`. */
export async function loadInvariants(names: readonly string[]): Promise<Property[]> {
  return Promise.all(names.map(loadInvariant));
}

async function loadInvariant(name: string): Promise<Property> {
  const module: Readonly<Record<string, unknown>> = await import(moduleUrl(`${folder}/${name}`).href);
  const [property, ...others] = Object.values(module);
  if (!isProperty(property) || others.length > 0 || property.name !== name) {
    throw new Error(`invariants/${name} must export one property, named ${name}`);
  }
  return property;
}

function isProperty(value: unknown): value is Property {
  return typeof value === 'object' && value !== null && 'scope' in value && 'sentence' in value;
}

/** A property that is judged, and where it is from. */
export interface Chosen {
  readonly property: Property;
  readonly source: PropertySource;
}

/** The properties again, in another thread, or of a trace. `nodes`: those of the model; `where`: who asks for them, for errors. */
export async function loadProperties(
  sources: readonly PropertySource[],
  nodes: number,
  where: string,
  monitor: OwnMonitor | null = null,
): Promise<Property[]> {
  return Promise.all(
    sources.map((source) => {
      if (typeof source === 'string') return loadInvariant(source);
      if ('module' in source)
        return import('./ownmodule.ts').then((own) => own.loadFromModule(source, monitor));
      if ('mayEnd' in source) {
        return loadInvariant(source.name).then((one) =>
          deadlockWhere(one, source.mayEnd, nodes, () => where),
        );
      }
      if ('behavior' in source) return behaviorOfWritten(source, nodes, () => where);
      return propertyOfWritten(source, source.goal, nodes, () => where);
    }),
  );
}

type Key = 'invariants' | 'sometimes';

/**
 * What a spec asks to be judged: its invariants (all that apply to the model when it names none), core-panic unless it
 * allows panics, then what it must reach. Throws a UserError for a name that means nothing here.
 */
export async function chooseProperties(
  { spec, where }: ParsedSpec,
  monitor: OwnMonitor | null = null,
): Promise<Chosen[]> {
  const all = await loadInvariants(invariantNames());
  const isAsked = ({ name }: Property): boolean => name !== corePanic || !spec.allowPanics;
  const usual = all.filter((one) => isUsual(one) && applies(one, spec.model) && isAsked(one));
  refuseForbiddenPanic(spec, where);
  const of = (wanted: Wanted, key: Key, place: string): Promise<Chosen[]> | Chosen[] => {
    if (wanted === allInvariants && key === 'invariants') return usual.map(builtIn);
    if (wanted === deadlock && key === 'invariants') return [deadlockOf(all, { spec, where })];
    if (typeof wanted === 'string') return [builtIn(pick(all, wanted, key === 'sometimes', place))];
    if ('module' in wanted) {
      return import('./ownmodule.ts').then((own) =>
        own.fromModule(wanted, key === 'sometimes', place, monitor),
      );
    }
    const goal = key === 'sometimes';
    const property = propertyOfWritten(wanted, goal, spec.model.nodes, () => place);
    return [{ property, source: { ...wanted, goal } }];
  };
  const chosen = new Chosing(all, spec.model);
  for (const key of ['invariants', 'sometimes'] as const) {
    for (const [k, wanted] of (spec[key] ?? [allInvariants]).entries()) {
      const place = where([key, k]);
      for (const one of await of(wanted, key, place)) chosen.add(one, place);
    }
    if (key !== 'invariants') continue;
    if (!spec.allowPanics) chosen.add(builtIn(all.find(({ name }) => name === corePanic)!), '');
    if (spec.deadlock === 'error') chosen.add(deadlockOf(all, { spec, where }), where([deadlock]));
    if (spec.recovers) chosen.add(builtIn(all.find(({ name }) => name === recovers)!), where(['recovers']));
  }
  for (const written of askedOfCluster({ spec, where, said: {} })) {
    const key = written.from === undefined ? 'eventually' : 'leads-to';
    const property = behaviorOfWritten(written, spec.model.nodes, () => where([key]));
    chosen.add({ property, source: { ...written, behavior: true } }, where([key]));
  }
  refuseIdleHarm(spec.model, chosen.list, where);
  return chosen.list;
}

/** What stays broken for good is of recovery alone, and links that stay cut of `recovers`. */
function refuseIdleHarm(
  { downForGood, linksCutForGood }: Model,
  chosen: readonly Chosen[],
  where: ParsedSpec['where'],
): void {
  const asked = chosen.flatMap(({ property }) => (property.scope === 'recovery' ? [property.asks] : []));
  const idle = [
    ...(downForGood > 0 && asked.length === 0 ? [['down-for-good', downForGood] as const] : []),
    ...(linksCutForGood > 0 && !asked.includes('return')
      ? [['links-cut-for-good', linksCutForGood] as const]
      : []),
  ];
  for (const [key, count] of idle) {
    throw new UserError({
      message: `${key} is ${count}, and nobody asks whether the cluster comes back`,
      where: where(['model', key]),
      hint: 'ask recovers too, or leave it out',
    });
  }
}

/** The properties that are judged, each under a name of its own. */
class Chosing {
  readonly #names: ReadonlySet<string>;
  readonly #model: Model;
  readonly #byName = new Map<string, PropertySource>();
  readonly list: Chosen[] = [];

  constructor(builtIns: readonly Property[], model: Model) {
    this.#names = new Set(builtIns.map(({ name }) => name));
    this.#model = model;
  }

  /** What is asked for twice is one. Throws a UserError for another one of the same name, and for what does not apply. */
  add(chosen: Chosen, where: string): void {
    const { property, source } = chosen;
    const { name } = property;
    const known = this.#byName.get(name);
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(source)) return;
    if (
      typeof source !== 'string' &&
      !('mayEnd' in source) &&
      (known !== undefined || this.#names.has(name) || name === allInvariants)
    ) {
      const taken = this.#names.has(name) || name === allInvariants;
      throw new UserError({
        message: taken ? `'${name}' comes with raftcheck` : `two properties are named '${name}'`,
        where,
        expected: 'a name of its own for each',
      });
    }
    if (!applies(property, this.#model)) {
      throw new UserError({
        message: `${name} does not apply to this model`,
        where,
        hint: 'leave it out, or change the model',
      });
    }
    this.#byName.set(name, source);
    this.list.push(chosen);
  }
}

/** With the states that may end, as the spec says it. */
function deadlockOf(all: readonly Property[], { spec, where }: Pick<ParsedSpec, 'spec' | 'where'>): Chosen {
  const property = all.find(({ name }) => name === deadlock)!;
  const { mayEnd, model } = spec;
  if (mayEnd === null) return builtIn(property);
  const ending = deadlockWhere(property, mayEnd, model.nodes, (offset) => where(['may-end'], offset));
  return { property: ending, source: { name: deadlock, mayEnd } };
}

function builtIn(property: Property): Chosen {
  return { property, source: property.name };
}

function applies(property: Property, model: Model): boolean {
  return property.applies?.(model) !== false;
}

function refuseForbiddenPanic({ allowPanics, invariants }: Spec, where: ParsedSpec['where']): void {
  const listed = invariants?.indexOf(corePanic) ?? -1;
  if (!allowPanics || listed < 0) return;
  throw new UserError({
    message: `${corePanic} and allow-panics exclude each other`,
    where: where(['invariants', listed]),
    hint: 'leave one of the two out',
  });
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
        ? (didYouMean(name, known) ?? own)
        : `list it under ${sometimes ? 'invariants' : 'sometimes'}`,
  });
}

/** How what has no name yet is asked for. */
const own = 'an expression stands in { name: ..., holds: ... }';

/** It is judged where nobody says what is. */
function isUsual({ scope }: Property): boolean {
  return scope !== 'sometimes' && scope !== 'recovery' && scope !== 'deadlock';
}

function isSometimes(property: Property): boolean {
  return property.scope === 'sometimes';
}
