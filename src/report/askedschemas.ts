/** The shape of what `reach`, `matrix` and `widen` print as JSON. The types of reach.ts, matrix.ts and widen.ts are the source. */
import * as z from 'zod';
import { advice, behaviorFile, count, length, seconds, spec, verdictSchema, version } from './schema.ts';

export const reachSchema = verdictSchema
  .omit({
    verdict: true,
    violation: true,
    properties: true,
    unmet: true,
    invariants: true,
    recovers: true,
    deadlock: true,
    fairness: true,
    further: true,
    advice: true,
    witnesses: true,
  })
  .extend({
    kind: z.literal('reach').describe('what this is'),
    sought: z.string().describe('the state that was looked for: a name, or an expression'),
    found: z
      .enum(['reached', 'unreachable', 'incomplete'])
      .describe('what came of it; unreachable: no state within the bounds is one'),
    behavior: z
      .strictObject({
        length,
        message: z.string().describe('what makes the state one, in values'),
        trace: behaviorFile,
      })
      .nullable()
      .describe('the shortest behavior; null: there is none, or none was found'),
  });

const row = z.strictObject({
  settings: z
    .record(z.string(), z.string())
    .describe('the settings as they were typed; of a switch on or off'),
  outcome: z
    .enum(['ok', 'violation', 'incomplete', 'vacuous', 'refused'])
    .describe('what it came to; refused: the settings contradict each other, or it was not run'),
  complete: z.boolean().describe('every state within the bounds was explored'),
  states: count.describe('different states'),
  depth: count.describe('the greatest distance from the start'),
  seconds: seconds.describe('how long it took'),
  violation: z
    .strictObject({
      property: z.string().describe('what is broken'),
      length,
      loop: count.optional().describe('of a behavior that never ends: it goes on as after so many actions'),
      trace: behaviorFile,
    })
    .nullable()
    .describe('what broke; null: nothing'),
  reason: z.string().nullable().describe('why it is refused, stopped or vacuous; null: it is none of these'),
});

export const matrixSchema = z.strictObject({
  schemaVersion: version,
  kind: z.literal('matrix').describe('what this is'),
  spec,
  rows: z.array(row).describe('a row for each combination of settings'),
});

export const widenSchema = z.strictObject({
  schemaVersion: version,
  kind: z.literal('widen').describe('what this is'),
  spec,
  budget: z.number().min(0).describe('seconds for all runs together'),
  steps: z
    .array(
      z.strictObject({
        raised: advice.nullable().describe('the bound that was raised, and why; null: the spec as it is'),
        verdict: verdictSchema.describe('the whole report of the run'),
      }),
    )
    .describe('the runs; a bound whose run was not complete is left as it was'),
});
