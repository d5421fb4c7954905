/**
 * Looks at what a module exports, in a process of its own: the program's argument is the module, and what was seen goes to
 * descriptor 3. Nothing there: no system, and whoever runs it as a core says what it is instead.
 */
import { pathToFileURL } from 'node:url';
import { writeFrame } from '../foreign/frames.ts';
import { systemOf } from '../system/exported.ts';
import { nameOf } from '../system/module.ts';
import { coreOf } from './exported.ts';

const file = process.argv[2];

async function seen(): Promise<object | null> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  if (!('refused' in coreOf(module))) return null;
  const system = systemOf(module);
  if (system === null || 'refused' in system) return system;
  const names = (list: readonly { readonly name: string }[] = []): string[] => list.map(({ name }) => name);
  return {
    name: nameOf(system, file),
    invariants: names(system.invariants),
    sometimes: names(system.sometimes),
    eventually: names(system.eventually),
    leadsTo: names(system.leadsTo),
    fairness: system.fairness ?? [],
  };
}

writeFrame(3, JSON.stringify(await seen().catch(() => null)));
// Whatever the module has left for later is not waited for.
process.exit(0);
