/**
 * `raftcheck schema [name]`: JSON Schemas of what people write (configuration, specs: editors complete and check with them)
 * and of what raftcheck writes (reports: scripts can rely on them). Made from the very schemas that read and test both.
 */
import * as z from 'zod';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { matrixSchema, reachSchema, widenSchema } from '../report/askedschemas.ts';
import { gateSchema, verdictSchema } from '../report/schema.ts';
import { mappingSchema } from '../spec/mapping.ts';
import { specSchema } from '../spec/schema.ts';
import { configSchema } from './configschema.ts';
import type { Arguments } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

const schemas: Readonly<Record<string, { readonly about: string; readonly shape: z.ZodType }>> = {
  config: {
    about: 'raftcheck.config.json, .yaml, or the key raftcheck of package.json',
    shape: configSchema,
  },
  spec: { about: 'a spec: specs/*.yaml', shape: specSchema },
  mapping: {
    about: 'how lines of another format are events: raftcheck validate --mapping',
    shape: mappingSchema,
  },
  verdict: { about: 'what raftcheck --json prints', shape: verdictSchema },
  gate: { about: 'what raftcheck ci --json prints', shape: gateSchema },
  reach: { about: 'what raftcheck reach --json prints', shape: reachSchema },
  matrix: { about: 'what raftcheck matrix --json prints', shape: matrixSchema },
  widen: { about: 'what raftcheck widen --json prints', shape: widenSchema },
};

export async function schema(args: Arguments, terminal: Terminal): Promise<number> {
  const { name } = args;
  if (name === undefined) {
    for (const [known, { about }] of Object.entries(schemas)) terminal.out(`${known.padEnd(8)} ${about}\n`);
    return status.ok;
  }
  if (!schemaNames.includes(String(name))) {
    throw new UserError({
      message: `there is no schema named '${name}'`,
      expected: Object.keys(schemas).join(', '),
      hint: didYouMean(String(name), Object.keys(schemas)),
    });
  }
  terminal.out(`${JSON.stringify(schemaOf(String(name)), null, 2)}\n`);
  return status.ok;
}

/** The names of all schemas: each is a file in the package's folder schemas. */
export const schemaNames = Object.keys(schemas);

/** One of them as a file, on one line: nobody but editors reads it. */
export function schemaText(name: string): string {
  return `${JSON.stringify(schemaOf(name))}\n`;
}

/** What people write: defaults may be left out, amounts are still words. */
function schemaOf(name: string): object {
  const document = z.toJSONSchema(schemas[name].shape, { io: 'input', unrepresentable: 'any' });
  return { title: `raftcheck ${name}`, ...document };
}
