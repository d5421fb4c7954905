/**
 * What a driver may answer, call by call (docs/core-protocol.md), and how it is read: a driver is somebody else's program, so
 * every answer is judged before anything of it is used. What may be left out of a view is filled in here.
 */
import * as z from 'zod';
import { showValue } from '../base/usererror.ts';
import type { Input } from '../cluster/adapter.ts';
import type { Model } from '../cluster/model.ts';
import { faultOfExtra } from '../cluster/shape.ts';
import type { EntryView, ExtraView, MessageView, NodeView } from '../cluster/view.ts';

const whole = number('a whole number, 0 or more');
const text = z.string({ error: 'text' });
const flag = z.boolean({ error: 'true or false' });
const numbers = z.array(whole, { error: 'a list of whole numbers' });

function number(error: string) {
  return z.int({ error }).min(0, { error });
}

function words<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `one of ${choices.join(', ')}` });
}

const position = z.strictObject({ index: whole, term: whole });

const entry: z.ZodType<EntryView> = z.strictObject({
  index: whole,
  term: whole,
  type: words(['normal', 'conf-change', 'conf-change-v2']).default('normal'),
  data: text,
});
const log = z.array(entry, { error: 'a list of entries' });

const config = z.strictObject({
  voters: numbers,
  votersOutgoing: numbers.default([]),
  learners: numbers.default([]),
  learnersNext: numbers.default([]),
  autoLeave: flag.default(false),
});

const progress = z.strictObject({
  match: whole,
  next: whole,
  state: words(['probe', 'replicate', 'snapshot']),
  paused: flag.default(false),
  recentActive: flag.default(false),
  pendingSnapshot: whole.default(0),
  inflight: numbers.default([]),
  learner: flag.default(false),
});

const durable = z.strictObject({
  term: whole,
  vote: whole,
  commit: whole,
  snapshot: position.default({ index: 0, term: 0 }),
  log,
});

const extra = z.record(z.string(), z.unknown()).superRefine((shown, context) => {
  const fault = faultOfExtra(shown);
  if (fault !== null) context.addIssue({ code: 'custom', path: [fault.name], message: fault.expected });
}) as z.ZodType<ExtraView>;

const byNumber = z.string().regex(/^\d+$/, { error: 'the id of a node as key' });

const node = z.strictObject({
  id: whole,
  up: flag.default(true),
  role: words(['follower', 'pre-candidate', 'candidate', 'leader']),
  term: whole,
  vote: whole,
  lead: whole.default(0),
  commit: whole,
  applied: whole.optional(),
  snapshot: position.default({ index: 0, term: 0 }),
  log,
  config: config.optional(),
  votes: z.record(byNumber, flag).default({}),
  progress: z.record(byNumber, progress).default({}),
  durable: durable.optional(),
  extra: extra.default({}),
});

const message = z.strictObject({
  type: text.min(1, { error: 'the type of the message' }),
  from: whole,
  to: whole,
  term: whole.default(0),
  logTerm: whole.default(0),
  index: whole.default(0),
  commit: whole.default(0),
  vote: whole.default(0),
  reject: flag.default(false),
  rejectHint: whole.default(0),
  context: text.default(''),
  entries: log.default([]),
  snapshot: z.strictObject({ index: whole, term: whole, config }).optional(),
});

const news = {
  newStates: z.array(z.strictObject({ key: text, view: node })).default([]),
  newMessages: z.array(z.strictObject({ key: text, view: message })).default([]),
};

/** The inputs that a core can take (cluster/adapter.ts). */
export const inputKinds = [
  ...(['deliver', 'timeout', 'heartbeat', 'check-quorum', 'expire-lease', 'crash', 'restart'] as const),
  ...(['propose', 'propose-conf', 'read', 'transfer', 'forget-leader', 'compact', 'unreachable'] as const),
  ...(['snapshot-status', 'append-done', 'apply-done', 'tick'] as const),
] satisfies readonly Input<never>['kind'][];

/** The floors on which deadlines of messages can rest in any vocabulary (floors.ts). */
const floorWord = words(['term', 'count', 'lead']);

export const helloAnswer = z.strictObject({
  protocol: z.literal(1, { error: '1, the version of the protocol' }),
  name: text.regex(/^(?!builtin$)[\w.+-]{1,100}$/, {
    error: 'a name of letters, digits, dots and hyphens, 100 at most, and not builtin',
  }),
  version: text.regex(/^.{1,100}$/, { error: 'a version of 100 characters at most, in one line' }),
  offers: z.array(words(inputKinds), { error: 'a list of kinds of inputs' }),
  settings: z
    .record(
      z.string(),
      z.union([z.literal(true), z.array(z.unknown())], { error: 'a list of values, or true' }),
      { error: 'a table from settings of the model to their values' },
    )
    .default({}),
  messages: z
    .union([words(['etcd', 'paper', 'openraft']), z.record(z.string(), floorWord)], {
      error: 'etcd, paper, openraft, or a table from types of messages to term, count or lead',
    })
    .default({}),
  floors: flag.default(false),
});
export type Hello = z.infer<typeof helloAnswer>;

/** Why there is no core, in the place of a hello. */
export const noCoreAnswer = z.strictObject({ refused: text, expected: text.optional() });

export const openAnswer = z.strictObject({ refused: text.optional() });
export const initAnswer = z.strictObject({ state: whole, ...news });
export type InitAnswer = z.infer<typeof initAnswer>;

export const notEnabledAnswer = z.strictObject({ enabled: z.literal(false, { error: 'false' }) });
export const panicAnswer = z.strictObject({ panic: text });
export const stepAnswer = z.strictObject({
  state: whole,
  messages: numbers,
  reads: z.array(z.strictObject({ context: text, index: whole })).default([]),
  ...news,
});
export type StepAnswer = z.infer<typeof stepAnswer>;
export type NewNode = z.infer<typeof node>;
export type NewMessage = z.infer<typeof message>;

export const ignoresAnswer = z.strictObject({ ignores: z.array(flag).optional() });

/** What is wrong with an answer: where in it, and what was expected there. Null: nothing. */
export interface Fault {
  readonly found: string;
  readonly expected: string;
}

export function faultOf(error: z.core.$ZodError, answer: unknown): Fault {
  const [issue] = error.issues;
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const place = path.replace(/^\./, '') || 'the answer';
  if (issue.code === 'unrecognized_keys') {
    return { found: `${place} has the key ${issue.keys.join(', ')}`, expected: 'keys that the protocol has' };
  }
  const value = issue.path.reduce<unknown>((outer, key) => Object(outer)[key], answer);
  return { found: `${place} is ${showValue(value)}`, expected: issue.message };
}

/** The view of a node, with what it leaves out. */
export function filledNode(view: NewNode, { nodes }: Model): NodeView {
  const { term, vote, commit, snapshot, log: entries } = view;
  return {
    ...view,
    applied: view.applied ?? commit,
    config: view.config ?? {
      voters: Array.from({ length: nodes }, (_, i) => i + 1),
      votersOutgoing: [],
      learners: [],
      learnersNext: [],
      autoLeave: false,
    },
    durable: view.durable ?? { term, vote, commit, snapshot, log: entries },
  };
}

/** The view of a message, without what is at its default. */
export function filledMessage({ type, from, to, ...rest }: NewMessage): MessageView {
  const shown = Object.entries(rest).filter(([, value]) => {
    const isDefault = value === 0 || value === false || value === '' || value === undefined;
    return !isDefault && !(Array.isArray(value) && value.length === 0);
  });
  return { type, from, to, ...Object.fromEntries(shown) };
}
