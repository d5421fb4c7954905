/**
 * The shape of a trace file, for reading one that comes from anywhere. Strict: a key that is not known means that the
 * file was written by somebody else. The types are those of trace.ts and of the views; the compiler keeps them in step.
 */
import * as z from 'zod';
import type { Sayable } from '../cluster/action/row.ts';
import { type Action, actionKinds, saysOf } from '../cluster/action.ts';
import { boundSettings, type Model, modelSettings } from '../cluster/model.ts';
import type { Table } from '../cluster/recovery/table.ts';
import { byField, fieldOf, type Setting } from '../cluster/setting.ts';
import { faultOfExtra } from '../cluster/shape.ts';
import type {
  ClusterView,
  ConfigView,
  EntryView,
  ExtraView,
  MessageView,
  NodeView,
} from '../cluster/view.ts';
import { contradiction } from '../spec/consistency.ts';
import { changeText, formSchema } from '../spec/form.ts';
import { fairnessSchema } from '../spec/schema.ts';
import type { Bug } from '../spec/spec.ts';
import { type Trace, traceFormatVersion } from './trace.ts';

const count = z.int({ error: 'a whole number, 0 or more' }).min(0, { error: 'a whole number, 0 or more' });
const text = z.string({ error: 'text' });
const flag = z.boolean({ error: 'true or false' });
const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: '64 hexadecimal digits' });
const ids = z.array(count, { error: 'a list of node ids' });

function words<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `one of ${choices.join(', ')}` });
}

/** Keys of a JSON mapping are text; these must be numbers. */
const numeral = z.string().regex(/^\d+$/, { error: 'a number as key' });

const entry: z.ZodType<EntryView> = z.strictObject({
  index: count,
  term: count,
  type: words(['normal', 'conf-change', 'conf-change-v2']),
  data: text,
});

const position = z.strictObject({ index: count, term: count });

const config = z.strictObject({
  voters: ids,
  votersOutgoing: ids,
  learners: ids,
  learnersNext: ids,
  autoLeave: flag,
});

const progress = z.strictObject({
  match: count,
  next: count,
  state: words(['probe', 'replicate', 'snapshot']),
  paused: flag,
  recentActive: flag,
  pendingSnapshot: count,
  inflight: ids,
  learner: flag,
});

const node: z.ZodType<NodeView> = z.strictObject({
  id: count,
  up: flag,
  role: words(['follower', 'pre-candidate', 'candidate', 'leader']),
  term: count,
  vote: count,
  lead: count,
  commit: count,
  applied: count,
  snapshot: position,
  log: z.array(entry),
  config,
  votes: z.record(numeral, flag),
  progress: z.record(numeral, progress),
  durable: z.strictObject({
    term: count,
    vote: count,
    commit: count,
    snapshot: position,
    log: z.array(entry),
  }),
  extra: z.record(z.string(), z.unknown()).superRefine((shown, context) => {
    const fault = faultOfExtra(shown);
    if (fault !== null) context.addIssue({ code: 'custom', path: [fault.name], message: fault.expected });
  }) as z.ZodType<ExtraView>,
});

const message: z.ZodType<MessageView> = z.strictObject({
  type: text,
  from: count,
  to: count,
  term: count.exactOptional(),
  logTerm: count.exactOptional(),
  index: count.exactOptional(),
  commit: count.exactOptional(),
  vote: count.exactOptional(),
  reject: flag.exactOptional(),
  rejectHint: count.exactOptional(),
  context: text.exactOptional(),
  entries: z.array(entry).exactOptional(),
  snapshot: z.strictObject({ index: count, term: count, config }).exactOptional(),
});

const said: { readonly [As in keyof Sayable]: z.ZodType<Sayable[As]> } = {
  node: count,
  flag,
  numbered: text,
  change: changeText(),
  message,
};

const ofKinds = actionKinds.map((kind) => {
  const parts = Object.entries(saysOf(kind)).map(([name, as]) => [name, said[as]]);
  return z.strictObject({ kind: z.literal(kind), node: count, ...Object.fromEntries(parts) });
});

export const action = z.discriminatedUnion('kind', ofKinds as [(typeof ofKinds)[0], ...typeof ofKinds], {
  error: 'an action of the cluster',
}) as unknown as z.ZodType<Action>;

const state: z.ZodType<ClusterView> = z.strictObject({
  nodes: z.array(node),
  messages: z.array(message),
  ghost: z.strictObject({
    leaders: z.record(numeral, ids),
    committed: z.array(
      z.strictObject({
        index: count,
        term: count,
        type: words(['normal', 'conf-change', 'conf-change-v2']),
        data: text,
        byTerm: count,
      }),
    ),
    reads: z
      .record(
        z.string(),
        z.strictObject({
          committed: count,
          stale: z.strictObject({ node: count, index: count }).optional(),
        }),
      )
      .optional(),
    acknowledged: z.strictObject({ upTo: count, awaited: z.record(z.string(), count) }).optional(),
  }),
  used: z.record(z.string(), count),
});

/** A setting of a trace: one that was written before there was such a setting does not have it. */
function settingSchema({ form, before }: Setting): z.ZodType {
  return before === undefined ? formSchema(form) : formSchema(form).default(before);
}

const model = z.strictObject({
  ...byField(modelSettings, settingSchema),
  bounds: z.strictObject(byField(boundSettings, settingSchema)),
}) as z.ZodType as z.ZodType<Model>;

const bug: z.ZodType<Bug> = z.strictObject({
  row: text,
  source: text,
  edits: z.array(z.strictObject({ file: text, find: text, replace: text })),
});

export const tableSchema: z.ZodType<Table> = z.strictObject({
  about: text.describe('what it shows'),
  head: z.array(text).describe('the columns'),
  rows: z.array(z.array(text)).describe('the rows, a text a column'),
});

const step = z.strictObject({
  action: action.nullable(),
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/, { error: '16 hexadecimal digits' }),
  state,
});

const shape = z.strictObject({
  formatVersion: z.literal(traceFormatVersion),
  tool: z.strictObject({ name: z.literal('raftcheck'), version: text }),
  spec: text,
  model,
  core: z.strictObject({ name: text, version: text, hash: hash.exactOptional() }).exactOptional(),
  bug: bug.nullable(),
  properties: z.array(text),
  own: z
    .record(
      z.string().min(1),
      z.union(
        [
          z.strictObject({ holds: text, says: text.exactOptional(), goal: flag }),
          z.strictObject({
            holds: text,
            from: text.exactOptional(),
            says: text.exactOptional(),
            behavior: z.literal(true),
          }),
          z.strictObject({ mayEnd: text }),
          z.strictObject({
            module: text,
            hash,
          }),
        ],
        { error: 'an expression, or a module with its hash' },
      ),
    )
    .exactOptional(),
  sought: z.literal(true).exactOptional(),
  walked: z.literal(true).exactOptional(),
  property: z.strictObject({ name: text, sentence: text, source: text }),
  witnesses: z.array(z.strictObject({ nodes: ids, message: text, table: tableSchema.exactOptional() })),
  shortest: flag,
  counted: count.exactOptional(),
  given: count.exactOptional(),
  loop: count.exactOptional(),
  fairness: fairnessSchema.exactOptional(),
  steps: z
    .array(step)
    .min(1, { error: 'the initial state at least' })
    .refine((steps) => steps.every(({ action }, k) => (action === null) === (k === 0)), {
      error: 'no action at the first step, and one at every other',
    }),
});

type Wrong = (path: readonly (string | number)[], message: string) => void;

/**
 * The shape, a model that can be, and nodes that are those of the model throughout: whoever reads a trace looks them up by their
 * ids. Whoever begins a behavior anew begins with the first configuration, so that must be one.
 */
export const traceSchema: z.ZodType<Trace> = shape.superRefine(
  ({ model, given = 0, loop = 0, steps }, context) => {
    const wrong: Wrong = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
    if (given >= steps.length) wrong(['given'], 'no more steps than the trace has');
    if (loop >= steps.length) wrong(['loop'], 'the number of a step of the trace');
    const contradicts = contradiction(model);
    if (contradicts !== undefined) {
      const [part, key, ...rest] = contradicts.path;
      wrong(
        part === 'bounds' ? ['model', ...contradicts.path] : ['model', fieldOf(String(key)), ...rest],
        contradicts.expected,
      );
    }
    for (const [k, { action, state }] of steps.entries()) {
      if (state.nodes.length !== model.nodes || state.nodes.some(({ id }, i) => id !== i + 1)) {
        wrong(['steps', k, 'state', 'nodes'], `the nodes n1 to n${model.nodes} of the model, in this order`);
      }
      if (action !== null && (action.node < 1 || action.node > model.nodes)) {
        wrong(['steps', k, 'action', 'node'], `a node of the cluster, 1 to ${model.nodes}`);
      }
      for (const [i, { config }] of state.nodes.entries()) {
        checkMembers(config, model.nodes, (path, message) =>
          wrong(['steps', k, 'state', 'nodes', i, 'config', ...path], message),
        );
      }
    }
    const first = steps[0]?.state.nodes[0]?.config;
    const place = ['steps', 0, 'state', 'nodes', 0, 'config'];
    if (first?.voters.length === 0) {
      wrong([...place, 'voters'], 'a voter at least: n1 is a member from the start');
    }
    if (first?.learners.some((id) => first.voters.includes(id))) {
      wrong([...place, 'learners'], 'nodes that are not among the voters');
    }
  },
);

/** A node is in a list once or not at all. */
function checkMembers(config: ConfigView, nodes: number, wrong: Wrong): void {
  for (const list of ['voters', 'votersOutgoing', 'learners', 'learnersNext'] as const) {
    const ids = config[list];
    if (ids.some((id) => id < 1 || id > nodes) || new Set(ids).size < ids.length) {
      wrong([list], `nodes of the cluster, 1 to ${nodes}, each no more than once`);
    }
  }
}
