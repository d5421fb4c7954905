/**
 * Properties that a module of the user's exports, loaded in the thread that judges them. The module is the one that the run was
 * asked with, whichever thread loads it and whenever, or nothing is judged.
 */
import { pathToFileURL } from 'node:url';
import { hashOfModule } from '../base/modulehash.ts';
import { UserError } from '../base/usererror.ts';
import { accessDenied, thrownText } from '../cluster/guarded.ts';
import { readTypes } from '../foreign/module.ts';
import type { Property } from '../property/property.ts';
import type { WantedModule } from '../spec/wanted.ts';
import type { OwnMonitor } from '../system/subject.ts';
import type { Chosen } from './invariants.ts';
import { isolated } from './isolated.ts';

/** By file: what this thread has loaded of it. A module is loaded once for as long as a thread lives. */
const loaded = new Map<string, { readonly hash: string; readonly properties: readonly Property[] }>();

/** All invariants that it exports, or all states to reach. Throws a UserError where there are none, or one is no property. */
export async function fromModule(
  wanted: WantedModule,
  goals: boolean,
  where: string,
  monitor: OwnMonitor | null,
): Promise<Chosen[]> {
  const properties = await propertiesOf(wanted, monitor);
  const fit = properties.filter(({ scope }) => (scope === 'sometimes') === goals);
  if (fit.length === 0) {
    throw new UserError({
      message: `${wanted.module} exports no ${goals ? 'state to reach' : 'invariant'}`,
      where,
      found: `${goals ? 'invariants' : 'states to reach'} alone: ${properties.map(({ name }) => name).join(', ')}`,
      hint: `list it under ${goals ? 'invariants' : 'sometimes'}`,
    });
  }
  return fit.map((property) => ({
    property: watched(property, monitor),
    source: { ...wanted, name: property.name },
  }));
}

/** The one of this name. Throws a UserError where it exports none. */
export async function loadFromModule(
  wanted: WantedModule & { readonly name: string },
  monitor: OwnMonitor | null,
): Promise<Property> {
  const property = (await propertiesOf(wanted, monitor)).find(({ name }) => name === wanted.name);
  if (property !== undefined) return watched(property, monitor);
  throw new UserError({ message: `exports no property named '${wanted.name}'`, where: wanted.module });
}

/** The same property; each question to it is noted, should it never be answered. */
function watched(property: Property, monitor: OwnMonitor | null): Property {
  if (monitor === null) return property;
  const call = property.scope === 'sometimes' ? 'reached' : 'check';
  const noted =
    (asked: string, own: unknown) =>
    (...args: readonly unknown[]): unknown => {
      monitor.own(`${asked} of ${property.name}`, args[0]);
      try {
        return Reflect.apply(own as () => unknown, property, args);
      } finally {
        monitor.done();
      }
    };
  const looksAt = Reflect.get(property, 'looksAt');
  return Object.assign(Object.create(property), {
    [call]: noted(call, Reflect.get(property, call)),
    ...(looksAt === undefined ? {} : { looksAt: noted('looksAt', looksAt) }),
  });
}

async function propertiesOf(wanted: WantedModule, monitor: OwnMonitor | null): Promise<readonly Property[]> {
  const { file, hash, module } = wanted;
  mustBeThatOf(hash, hashNow(file, module), module);
  const known = loaded.get(file);
  if (known !== undefined) {
    mustBeThatOf(hash, known.hash, module);
    return known.properties;
  }
  const properties = readableBy(await importOf(wanted, monitor), module);
  mustBeThatOf(hash, hashNow(file, module), module);
  loaded.set(file, { hash, properties });
  return properties;
}

/** What is in the module now. Throws a UserError also in a thread for code of somebody else, which may read no such file. */
export function hashNow(file: string, where: string): string {
  try {
    return hashOfModule(file, where);
  } catch (error) {
    if (Object(error).code !== accessDenied) throw error;
    throw new UserError({
      message: 'a module of properties cannot judge an edited core of somebody else',
      where,
      found: 'a thread that may read no such file',
      hint: 'make the spec your own: put it into specs/ of the current folder',
    });
  }
}

function mustBeThatOf(asked: string, found: string, module: string): void {
  if (asked === found) return;
  throw new UserError({
    message: 'has changed since this run began',
    where: module,
    expected: 'the module as it was when it was asked for, from beginning to end',
    hint: 'begin anew',
  });
}

async function importOf(
  { file, module }: WantedModule,
  monitor: OwnMonitor | null,
): Promise<Readonly<Record<string, unknown>>> {
  await readTypes(file, module);
  monitor?.own(`the loading of ${module}`, null);
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new UserError({
      message: 'the module of properties does not load',
      where: module,
      found: thrownText(error),
      expected: 'a module that exports properties, made with defineInvariant',
    });
  } finally {
    monitor?.done();
  }
}

/** Its properties. Throws a UserError also where reading them throws, as it may where an export is a proxy or has a getter. */
function readableBy(exports: Readonly<Record<string, unknown>>, module: string): readonly Property[] {
  try {
    return exportedBy(exports, module);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      message: 'an export of it cannot be read',
      where: module,
      found: thrownText(error),
      expected: 'properties whose parts are values and functions, made with defineInvariant',
    });
  }
}

/** Each export is a property, or the default one holds them. Throws a UserError for what is none. */
function exportedBy(exports: Readonly<Record<string, unknown>>, module: string): readonly Property[] {
  const { default: unnamed, 'module.exports': _, ...named } = exports;
  const all =
    Object.keys(named).length > 0 || unnamed === undefined
      ? named
      : isProperty(unnamed)
        ? { default: unnamed }
        : Object(unnamed);
  const properties = Object.entries<unknown>(all).map(([name, value]) => {
    if (isProperty(value)) return isolated(value, module);
    throw new UserError({
      message: `its export ${name} is no property`,
      where: module,
      expected: 'a name, a scope (node, pair, cluster, step or sometimes), and check or reached',
      hint: 'what helps a property need not be exported',
    });
  });
  if (properties.length === 0) {
    throw new UserError({
      message: 'exports nothing',
      where: module,
      expected: 'one property or more, as export const mine = defineInvariant({ ... })',
    });
  }
  const names = properties.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice === undefined) return properties;
  throw new UserError({
    message: `exports two properties named '${twice}'`,
    where: module,
    expected: 'a name of its own for each',
  });
}

function isProperty(value: unknown): value is Property {
  const { name, scope } = Object(value);
  return typeof name === 'string' && typeof scope === 'string';
}
