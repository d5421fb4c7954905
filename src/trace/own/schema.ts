/**
 * The shape of the trace of a system of one's own, as a file holds it.
 */
import * as z from 'zod';
import { text } from '../../spec/form.ts';
import { fairnessSchema } from '../../spec/schema.ts';
import { traceFormatVersion } from '../trace.ts';
import type { OwnTrace } from './trace.ts';

const value: z.ZodType = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value), z.record(z.string(), value)], {
    error: 'plain data',
  }),
);

const read = z.strictObject({ path: z.string({ error: 'a path in the state' }), value });
const first = z.strictObject({ action: z.null({ error: 'null: the initial state' }), state: value });
const later = z.strictObject({ action: z.string({ error: 'what was done' }), state: value });

export const ownTraceSchema = z
  .strictObject(
    {
      formatVersion: z.literal(traceFormatVersion),
      tool: z.strictObject({ name: z.literal('raftcheck'), version: text('a version') }),
      spec: text('the name of a spec'),
      system: z.strictObject({ name: text('a name'), hash: text('a hash') }),
      properties: z.array(text('the name of a property'), { error: 'a list of names' }),
      mayEnd: z.string().optional(),
      walked: z.literal(true).optional(),
      sought: z
        .union([z.literal(true), z.strictObject({ holds: z.string() })], { error: 'true, or an expression' })
        .optional(),
      property: z.strictObject({ name: text('a name'), sentence: z.string(), source: z.string() }),
      witnesses: z.array(z.strictObject({ message: z.string(), read: z.array(read) })),
      shortest: z.boolean({ error: 'true or false' }),
      steps: z.tuple([first], later, { error: 'a list of steps, the initial state first' }),
      loop: z.int({ error: 'the number of a step' }).min(0).optional(),
      fairness: fairnessSchema.optional(),
    },
    { error: 'a trace: a mapping' },
  )
  .refine(({ loop, steps }) => loop === undefined || loop < steps.length, {
    path: ['loop'],
    error: 'the number of a step of the trace',
  }) as z.ZodType as z.ZodType<OwnTrace>;
