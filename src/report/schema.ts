/**
 * The shape of the JSON reports, for whoever reads them: `merge` here, scripts elsewhere (`raftcheck schema`). The types of
 * verdict.ts and gate.ts are the source; tests hold these schemas to them.
 */
import * as z from 'zod';
import { boundNames } from '../cluster/model.ts';
import { appliedNames } from '../cluster/reduce/names.ts';
import { tableSchema } from '../trace/schema.ts';
import { mostShards } from './gate.ts';

export const count = z.int().min(0);
export const seconds = z.number().min(0);
const shards = z.int().min(1).max(mostShards);
const counts = z.record(z.string(), count);

const expect = z.strictObject({
  verdict: z.enum(['ok', 'violation']).optional().describe('whether all holds'),
  property: z.string().optional().describe('what must break'),
  length: count.optional().describe('in how many actions'),
  distinct: count.optional().describe('how many states there are'),
  generated: count.optional().describe('how many transitions, and initial states'),
});

const property = z.strictObject({
  name: z.string().describe('its name, or the expression itself'),
  scope: z
    .enum([
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
    ])
    .describe('what it is asked about'),
  status: z
    .enum(['held', 'broken', 'reached', 'unreached'])
    .describe('what came of it; the last two: of a state to reach'),
  evaluated: count.describe('distinct arguments judged'),
  relevant: count.describe('of those, how many it said something about'),
});

/** Settings come and go with versions: a reader of reports needs no more of them than that they are there. */
const model = z.looseObject({
  nodes: count.optional().describe("not of a system of one's own"),
  bounds: z
    .partialRecord(z.enum(boundNames), count.nullable())
    .optional()
    .describe('how often things may happen; null: as often as they like'),
  search: z
    .looseObject({
      strategy: z.enum(['bfs', 'dfs']).describe('breadth or depth first'),
      depth: count.nullable().describe('the most actions; null: no bound'),
    })
    .describe('how it was searched'),
});

export const length = count.describe('actions from the initial state');
export const behaviorFile = z
  .string()
  .nullable()
  .describe('the file of the behavior; null: it could not be written');

const broken = z.strictObject({
  property: z.string().describe('what is broken'),
  message: z.string().describe('by whom, and how'),
  length,
  trace: behaviorFile,
  loop: count.optional().describe('of a behavior that never ends: it goes on as after so many actions'),
  room: z
    .strictObject({
      steps: z.array(count).describe('the steps that only make room'),
      bound: count.describe('max-in-flight as it is'),
      needed: count.describe('max-in-flight under which they can be missed'),
      length: count.describe('actions of the behavior without them'),
    })
    .optional()
    .describe('steps that only make room under max-in-flight, and the bound under which they can be missed'),
});

/** A bound to raise next. */
export const advice = z.strictObject({
  bound: z.enum(boundNames).describe('which'),
  looked: z.boolean().describe('a short search was made with it; else the counts of this run say it'),
  from: count.describe('what it is'),
  to: count.describe('what it would be'),
  breaks: z
    .strictObject({ property: z.string().describe('what is broken'), length, trace: behaviorFile })
    .nullable()
    .describe('what a short search with it has found broken; null: nothing'),
  awakens: z.array(z.string()).describe('properties that say nothing now, and something then'),
  brings: z.array(z.string()).describe('kinds of steps that are never taken now'),
  cut: count.describe('how often the bound has said no'),
  least: count.describe('no whole search with it has fewer states'),
  states: count.describe('states of the whole search with it, as the levels grow'),
  exact: z.boolean().describe('the short search came to its end'),
  most: count.nullable().describe('seldom more; null: too little was seen to say'),
  seconds: seconds.describe('what they would take at the rate of this search'),
});

export const version = z.literal(1).describe('of this form');
export const spec = z.string().describe('the name of the spec');
const nodeTold = z
  .looseObject({
    id: count.describe('its number'),
    role: z.string().describe('leader, follower or another'),
    term: count.describe('its term'),
  })
  .nullable()
  .describe('the node before the call; null: it is not known');
const actionTold = z
  .looseObject({ kind: z.string().describe('of which kind'), node: count.describe('of which node') })
  .nullable()
  .describe('what the node was given');

export const verdictSchema = z.strictObject({
  schemaVersion: version,
  spec,
  model: model.describe('what was asked: settings, bounds, and the search'),
  system: z
    .strictObject({
      name: z.string().describe('what it is called'),
      hash: z.string().describe('SHA-256 of its module and what that imports'),
      deadlock: z.enum(['error', 'ok']).describe('what a state without a step is that may not end'),
      mayEnd: z.string().optional().describe('an expression of states that may end besides'),
    })
    .optional()
    .describe("only of a system of one's own: which, and what was in its module"),
  verdict: z.enum(['ok', 'violation', 'incomplete', 'vacuous']).describe('what it came to'),
  complete: z.boolean().describe('every state within the bounds was explored'),
  states: z
    .strictObject({
      distinct: count.describe('different states'),
      generated: count.describe('transitions, and the initial states'),
      depth: count.describe('the greatest distance from the start'),
      frontier: count.describe('found and not expanded'),
    })
    .describe('how many there are'),
  levels: z
    .array(
      z.strictObject({
        depth: count.describe('distance from the start'),
        distinct: count.describe('states found first there'),
        generated: count.describe('transitions that led there'),
      }),
    )
    .describe('the states by depth'),
  reductions: z
    .array(
      z.strictObject({
        name: z.enum(appliedNames).describe('which'),
        on: z.boolean().describe('whether it was applied'),
        about: z.string().describe('what it takes for one, or why it is off'),
      }),
    )
    .describe('what made states fewer'),
  stepCalls: count.describe('calls of the core'),
  knownCalls: count.optional().describe('those of them that earlier runs had the answers to'),
  seconds: seconds.describe('how long it took'),
  distinctPerSecond: count.describe('states found in a second'),
  peakRssBytes: count.describe('the most memory that the process had'),
  bytesPerState: z.number().min(0).describe('memory of the states, divided by them'),
  actions: counts.describe('transitions by what they did; 0: never taken'),
  cutBy: counts.describe('what each bound forbade'),
  properties: z.array(property).describe('how each fared'),
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
    .strictObject({ mayEnd: z.string().optional().describe('where it may') })
    .optional()
    .describe('only when it was asked whether the cluster ends anywhere'),
  panicsAllowed: z.literal(true).optional().describe('only when core-panic was not judged'),
  edited: z
    .strictObject({
      row: z.string().describe('its row in the table of bugs'),
      source: z.string().describe('where it was published'),
    })
    .optional()
    .describe('only when the core was edited: the seeded bug'),
  core: z
    .strictObject({
      name: z.string().describe('what it calls itself'),
      version: z.string().describe('its version'),
      leftOut: z.array(z.string()).describe('actions of the model that it does not take'),
    })
    .optional()
    .describe('only of another core than the built-in one'),
  otherPins: z
    .literal(true)
    .optional()
    .describe('only where the spec pins figures of another core, which were not compared'),
  violation: broken.nullable().describe('what broke first; null: nothing'),
  further: z
    .strictObject({
      broken: z.array(broken).describe('what else is broken'),
      complete: z.boolean().describe('whether every other state was explored'),
    })
    .optional()
    .describe('only with --continue, where something broke'),
  advice: z
    .array(advice)
    .optional()
    .describe(
      'which bounds to raise next, the best first; of a run that came to its end, or broke something',
    ),
  witnesses: z
    .array(
      z.strictObject({ property: z.string().describe('which was reached'), length, trace: behaviorFile }),
    )
    .optional()
    .describe('only where they were asked for: a shortest behavior to each state to reach that was reached'),
  stopped: z
    .enum(['max-states', 'max-memory', 'time-limit', 'interrupted', 'disk-full'])
    .optional()
    .describe('only where it ended early: why'),
  unreturned: z
    .strictObject({
      call: z.string().describe('what was asked of the core'),
      node: nodeTold,
      action: actionTold,
      own: z
        .strictObject({
          asked: z.string().describe('what was asked'),
          state: z.string().describe('of which state'),
        })
        .optional()
        .describe("only of a system of one's own"),
      seconds: seconds.describe('how long it had been under way'),
    })
    .nullable()
    .optional()
    .describe(
      'the call of the core that had not returned when the run was ended; its figures are those told last',
    ),
  unmet: z
    .array(z.string())
    .optional()
    .describe('each state never reached and each figure not met, in a sentence'),
});

const entrySchema = z.strictObject({
  name: z.string().describe('the name of the spec'),
  kind: z.enum(['spec', 'bug']).describe('a spec that must hold, or a bug that must be found'),
  file: z.string().describe('where it lies'),
  expect: expect.describe('what it pins'),
  outcome: z
    .enum(['held', 'found', 'broken', 'missed', 'differs', 'vacuous', 'incomplete', 'failed'])
    .describe('what it came to'),
  problems: z.array(z.string()).describe('what is wrong, in sentences'),
  verdict: verdictSchema.nullable().describe('the whole report of its run; null: it was not run'),
  counterexample: z
    .strictObject({
      sentence: z.string().describe('what is broken, in a sentence'),
      source: z.string().describe('where the property is published'),
      place: z
        .strictObject({ file: z.string().describe('the file'), line: z.int().min(1).describe('the line') })
        .describe('where it is defined'),
      steps: z.array(z.string()).describe('the actions, in words'),
      tables: z.array(tableSchema).default([]).describe('what there is to say besides, as tables'),
      mermaid: z.string().describe('a sequence diagram'),
      replay: z.string().nullable().describe('the command that shows it again; null: there is no file'),
    })
    .nullable()
    .describe('how something breaks; null: nothing does'),
  updated: z
    .array(
      z.strictObject({
        pin: z.enum(['verdict', 'property', 'length', 'distinct', 'generated']).describe('which'),
        before: z.union([z.string(), count]).nullable().describe('what stood there; null: nothing'),
        after: z.union([z.string(), count]).describe('what stands there now'),
      }),
    )
    .describe('pins that were rewritten'),
});

const reached = z.strictObject({
  reached: count.describe('of these, how many were run'),
  total: count.describe('how many there are'),
});

const coverageSchema = z.strictObject({
  actions: z
    .array(
      z.strictObject({
        name: z.string().describe('which'),
        taken: count.describe('how often'),
        inModel: z.boolean().describe('whether some spec has it'),
      }),
    )
    .describe('every kind of action'),
  properties: z
    .array(
      z.strictObject({
        name: z.string().describe('which'),
        specs: count.describe('in how many specs it was judged'),
        evaluated: count.describe('distinct arguments judged'),
        relevant: count.describe('of those, how many it said something about'),
      }),
    )
    .describe('every property that was judged'),
  core: z
    .strictObject({
      functions: reached.describe('functions of the core'),
      branches: reached.describe('branches of the core'),
      assertions: count.describe('branches that only raise a panic of the core'),
      outside: count.describe('branches that no cluster can come to'),
      unreached: z
        .array(
          z.strictObject({
            file: z.string().describe('the file'),
            line: z.int().min(1).describe('the line'),
            within: z.string().describe('the function'),
            text: z.string().describe('the beginning of the branch'),
          }),
        )
        .describe('branches that nothing has come to'),
    })
    .nullable()
    .describe('only with --coverage; else null'),
});

export const gateSchema = z.strictObject({
  schemaVersion: version,
  kind: z.literal('gate').describe('what this is'),
  tool: z
    .strictObject({
      name: z.literal('raftcheck').describe('raftcheck'),
      version: z.string().describe('its version'),
    })
    .describe('what has written it'),
  profile: z.string().nullable().describe('the profile that was asked for'),
  shard: z
    .strictObject({ index: shards.describe('which, from 1 on'), count: shards.describe('of how many') })
    .nullable()
    .describe('the part of the gate that this is; null: all of it'),
  plan: z
    .array(
      z.strictObject({
        name: z.string().describe('the name of the spec'),
        file: z.string().describe('its file'),
      }),
    )
    .describe('every entry of the whole gate, of all shards together'),
  verdict: z.enum(['ok', 'violation', 'failed', 'vacuous', 'incomplete']).describe('what it came to'),
  complete: z.boolean().describe('every entry was explored as far as it was to be'),
  interrupted: z.boolean().describe('somebody has ended it'),
  seconds: seconds.describe('how long all of it took'),
  entries: z.array(entrySchema).describe('the specs, in the order in which they ended'),
  coverage: coverageSchema.describe('what all of them have exercised together'),
  uncovered: z.array(z.string()).describe('what --require-coverage misses, in sentences'),
});
