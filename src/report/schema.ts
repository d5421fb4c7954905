/**
 * The shape of the JSON reports, for whoever reads them: `merge` here, scripts elsewhere (`raftcheck schema`). The types of
 * verdict.ts and gate.ts are the source; tests hold these schemas to them.
 */
import { z } from 'zod';
import { boundNames } from '../cluster/model.ts';
import { appliedNames } from '../cluster/reduce/names.ts';
import { tableSchema } from '../trace/schema.ts';
import { mostShards } from './gate.ts';

const count = z.int().min(0);
const seconds = z.number().min(0);
const shards = z.int().min(1).max(mostShards);
const counts = z.record(z.string(), count);

const expect = z.strictObject({
  verdict: z.enum(['ok', 'violation']).optional(),
  property: z.string().optional(),
  length: count.optional(),
  distinct: count.optional(),
  generated: count.optional(),
});

const property = z.strictObject({
  name: z.string(),
  scope: z.enum([
    'node',
    'pair',
    'cluster',
    'step',
    'sometimes',
    'state',
    'recovery',
    'deadlock',
    'eventually',
    'leads-to',
  ]),
  status: z.enum(['held', 'broken', 'reached', 'unreached']),
  evaluated: count.describe('distinct arguments judged'),
  relevant: count.describe('of those, how many it said something about'),
});

/** Settings come and go with versions: a reader of reports needs no more of them than that they are there. */
const model = z.looseObject({
  nodes: count.optional().describe("not of a system of one's own"),
  bounds: z.partialRecord(z.enum(boundNames), count.nullable()).optional(),
  search: z.looseObject({ strategy: z.enum(['bfs', 'dfs']), depth: count.nullable() }),
});

const broken = z.strictObject({
  property: z.string(),
  message: z.string(),
  length: count,
  trace: z.string().nullable(),
  loop: count.optional().describe('of a behavior that never ends: it goes on as after so many actions'),
  room: z
    .strictObject({ steps: z.array(count), bound: count, needed: count, length: count })
    .optional()
    .describe('steps that only make room under max-in-flight, and the bound under which they can be missed'),
});

export const verdictSchema = z.strictObject({
  schemaVersion: z.literal(1),
  spec: z.string(),
  model,
  system: z
    .strictObject({
      name: z.string(),
      hash: z.string(),
      deadlock: z.enum(['error', 'ok']),
      mayEnd: z.string().optional(),
    })
    .optional()
    .describe("only of a system of one's own: which, and what was in its module"),
  verdict: z.enum(['ok', 'violation', 'incomplete', 'vacuous']),
  complete: z.boolean().describe('every state within the bounds was explored'),
  states: z.strictObject({
    distinct: count,
    generated: count.describe('transitions, and the initial states'),
    depth: count,
    frontier: count.describe('found and not expanded'),
  }),
  levels: z.array(z.strictObject({ depth: count, distinct: count, generated: count })),
  reductions: z.array(
    z.strictObject({
      name: z.enum(appliedNames),
      on: z.boolean(),
      about: z.string(),
    }),
  ),
  stepCalls: count,
  seconds,
  distinctPerSecond: count,
  peakRssBytes: count,
  bytesPerState: z.number().min(0),
  actions: counts.describe('transitions by what they did; 0: never taken'),
  cutBy: counts.describe('what each bound forbade'),
  properties: z.array(property),
  from: z.string().optional().describe('only of a search that began after a step of a trace: which'),
  invariants: z
    .array(z.string())
    .optional()
    .describe('only when not all that apply were judged: the names of those that were chosen'),
  fairness: z
    .array(z.string())
    .optional()
    .describe('only where something is asked of whole behaviors: what is assumed of them'),
  recovers: z
    .literal(true)
    .optional()
    .describe('only when it was asked whether the cluster comes back from every state'),
  deadlock: z
    .strictObject({ mayEnd: z.string().optional() })
    .optional()
    .describe('only when it was asked whether the cluster ends anywhere: where it may, an expression'),
  panicsAllowed: z.literal(true).optional().describe('only when core-panic was not judged'),
  edited: z
    .strictObject({ row: z.string(), source: z.string() })
    .optional()
    .describe('only when the core was edited: the seeded bug'),
  core: z
    .strictObject({ name: z.string(), version: z.string(), leftOut: z.array(z.string()) })
    .optional()
    .describe(
      'only of another core than the built-in one; leftOut: actions of the model that it does not take',
    ),
  otherPins: z
    .literal(true)
    .optional()
    .describe('only where the spec pins figures of another core, which were not compared'),
  violation: broken.nullable(),
  further: z
    .strictObject({ broken: z.array(broken), complete: z.boolean() })
    .optional()
    .describe('only with --continue: what else is broken, and whether every other state was explored'),
  advice: z
    .array(
      z.strictObject({
        bound: z.enum(boundNames),
        from: count,
        to: count,
        breaks: z
          .strictObject({ property: z.string(), length: count, trace: z.string().nullable() })
          .nullable(),
        awakens: z.array(z.string()).describe('properties that say nothing now, and something then'),
        brings: z.array(z.string()).describe('kinds of steps that are never taken now'),
        cut: count,
        states: count,
        exact: z.boolean(),
        most: count.describe('states where they go on growing as they have: seldom more'),
        seconds,
      }),
    )
    .optional()
    .describe('only where it was asked for, or on a terminal: which bounds to raise next, the best first'),
  witnesses: z
    .array(z.strictObject({ property: z.string(), length: count, trace: z.string().nullable() }))
    .optional()
    .describe('only where they were asked for: a shortest behavior to each state to reach that was reached'),
  stopped: z.enum(['max-states', 'max-memory', 'time-limit', 'interrupted', 'disk-full']).optional(),
  unreturned: z
    .strictObject({
      call: z.string(),
      node: z.looseObject({ id: count, role: z.string(), term: count }).nullable(),
      action: z.looseObject({ kind: z.string(), node: count }).nullable(),
      own: z.strictObject({ asked: z.string(), state: z.string() }).optional(),
      seconds,
    })
    .nullable()
    .optional()
    .describe(
      'the call of the core that had not returned when the run was ended; its figures are those told last',
    ),
  unmet: z.array(z.string()).optional(),
});

const entrySchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['spec', 'bug']),
  file: z.string(),
  expect,
  outcome: z.enum(['held', 'found', 'broken', 'missed', 'differs', 'vacuous', 'incomplete', 'failed']),
  problems: z.array(z.string()),
  verdict: verdictSchema.nullable(),
  counterexample: z
    .strictObject({
      sentence: z.string(),
      source: z.string(),
      place: z.strictObject({ file: z.string(), line: z.int().min(1) }),
      steps: z.array(z.string()),
      tables: z.array(tableSchema).default([]),
      mermaid: z.string(),
      replay: z.string().nullable(),
    })
    .nullable(),
  updated: z.array(
    z.strictObject({
      pin: z.enum(['verdict', 'property', 'length', 'distinct', 'generated']),
      before: z.union([z.string(), count]).nullable(),
      after: z.union([z.string(), count]),
    }),
  ),
});

const reached = z.strictObject({ reached: count, total: count });

const coverageSchema = z.strictObject({
  actions: z.array(z.strictObject({ name: z.string(), taken: count, inModel: z.boolean() })),
  properties: z.array(z.strictObject({ name: z.string(), specs: count, evaluated: count, relevant: count })),
  core: z
    .strictObject({
      functions: reached,
      branches: reached,
      assertions: count.describe('branches that only raise a panic of the core'),
      outside: count.describe('branches that no cluster can come to'),
      unreached: z.array(
        z.strictObject({ file: z.string(), line: z.int().min(1), within: z.string(), text: z.string() }),
      ),
    })
    .nullable(),
});

export const gateSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('gate'),
  tool: z.strictObject({ name: z.literal('raftcheck'), version: z.string() }),
  profile: z.string().nullable(),
  shard: z.strictObject({ index: shards, count: shards }).nullable(),
  plan: z
    .array(z.strictObject({ name: z.string(), file: z.string() }))
    .describe('every entry of the whole gate, of all shards together'),
  verdict: z.enum(['ok', 'violation', 'failed', 'vacuous', 'incomplete']),
  complete: z.boolean(),
  interrupted: z.boolean(),
  seconds,
  entries: z.array(entrySchema),
  coverage: coverageSchema,
  uncovered: z.array(z.string()),
});
