/**
 * What a program asks for, judged as the command line's words are: by the same schemas, with the same hints. Programs in
 * JavaScript have no compiler to tell them of a bound that does not exist.
 */
import * as z from 'zod';
import { UserError } from '../base/usererror.ts';
import type { Action } from '../cluster/action.ts';
import { type Bounds, boundNames, type Model } from '../cluster/model.ts';
import { fieldOf } from '../cluster/setting.ts';
import { calls, readOf, under } from '../run/ownproperty.ts';
import { contradiction } from '../spec/consistency.ts';
import { defaultModel } from '../spec/defaults.ts';
import { text, whole, words } from '../spec/form.ts';
import { judge } from '../spec/issue.ts';
import { fairnessSchema, modelSchema } from '../spec/schema.ts';
import type { SettingPath } from '../spec/spec.ts';
import { action } from '../trace/schema.ts';

/** What a cluster can do; what is left out is as in a spec without it. */
export type ModelOptions = Partial<Omit<Model, 'bounds'>> & { readonly bounds?: Partial<Bounds> };

/** Predicates of a machine's states. */
const predicates = z.array(
  z.looseObject({ name: text('a name'), holds: calls }, { error: 'an invariant: name and holds' }),
  { error: 'a list of invariants' },
);
const leadsToForm = 'a list of { name, from, to }';
const leadsTo = z.array(
  z.looseObject({ name: text('a name'), from: calls, to: calls }, { error: leadsToForm }),
  {
    error: leadsToForm,
  },
);
/** Names, or properties of one's own. */
const properties = z.array(
  z.union(
    [
      text('the name of an invariant'),
      z.looseObject({ name: text('a name'), scope: words(['node', 'pair', 'cluster', 'step', 'sometimes']) }),
    ],
    { error: 'the name of an invariant, or what defineInvariant gives' },
  ),
  { error: 'a list of invariants' },
);

const positive = z.number({ error: 'a number above 0' }).gt(0, { error: 'a number above 0' });
const limits = {
  strategy: words(['bfs', 'dfs']).optional(),
  depth: whole(0).optional(),
  maxStates: whole(1).optional(),
  timeLimit: z.number({ error: 'seconds' }).min(0, { error: 'seconds, 0 or more' }).optional(),
  maxMemory: positive.optional(),
  signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }).optional(),
};

const known = {
  machine: z.strictObject(
    {
      ...limits,
      invariants: predicates.optional(),
      sometimes: predicates.optional(),
      deadlock: words(['error', 'ok']).optional(),
    },
    { error: 'a mapping of options' },
  ),
  raft: z.strictObject(
    {
      ...limits,
      model: modelSchema.optional(),
      invariants: properties.optional(),
      sometimes: properties.optional(),
    },
    { error: 'a mapping of options' },
  ),
};

const subjects = {
  machine: z.looseObject({
    init: calls,
    next: calls,
    invariants: predicates,
    sometimes: predicates.optional(),
    eventually: predicates.optional(),
    leadsTo: leadsTo.optional(),
    fairness: fairnessSchema.optional(),
    mayEnd: calls.optional(),
  }),
  raft: z.looseObject({
    name: text('a name, for texts and traces'),
    init: calls,
    step: calls,
    restart: calls,
    view: calls,
    viewMessage: calls,
    encode: calls.optional(),
  }),
};

/** What is to be checked, and how. Throws a UserError for anything that is neither, or not known. */
export function judgeRequest(subject: unknown, options: unknown): void {
  const kind: unknown = Object(subject).kind;
  if (kind !== 'machine' && kind !== 'raft') {
    throw new UserError({
      message: 'this cannot be checked',
      where: 'check',
      expected: 'what defineSystem or defineRaft gives',
    });
  }
  judge(
    subjects[kind],
    readOf(subjects[kind], subject),
    under(kind === 'machine' ? 'the system' : 'the Raft'),
    { name: 'a mapping' },
  );
  judge(known[kind], options, under('options'), {
    name: 'a mapping of options',
    keys: (path) => keysUnder(kind, path),
  });
}

function keysUnder(kind: 'machine' | 'raft', path: SettingPath): readonly string[] {
  if (path.length === 0) return Object.keys(known[kind].shape);
  if (path[0] !== 'model') return [];
  return path.length === 1 ? Object.keys(defaultModel) : boundNames;
}

/** The whole model. Throws a UserError for one that is not known or contradicts itself. */
export function modelOf(options: ModelOptions): Model {
  const model = judge(modelSchema, options, under('options.model'), {
    name: 'a model',
    keys: (path) => keysUnder('raft', ['model', ...path]),
  });
  const clash = contradiction(model);
  if (clash === undefined) return model;
  const [section, key] = clash.path;
  const field = section === 'bounds' ? `bounds.${key}` : fieldOf(String(key));
  throw new UserError({ ...clash, where: `options.model.${field}` });
}

/** The expression. Throws a UserError for what is none. */
export function writtenOf(invariant: unknown): { readonly name: string; readonly holds: string } {
  const form = z.strictObject({ name: text('a name'), holds: text('an expression') });
  return judge(form, invariant, under('runSchedule'), {
    name: 'the name of an invariant, or { name, holds }',
  });
}

/** The schedule. Throws a UserError for what no cluster with so many nodes could ever be given. */
export function scheduleOf(schedule: readonly Action[], { nodes }: Model): readonly Action[] {
  const node = action.refine((one) => one.node >= 1 && one.node <= nodes, {
    error: `an action at a node of the cluster, 1 to ${nodes}`,
  });
  const asked = z.strictObject({ schedule: z.array(node, { error: 'a list of actions' }) });
  return judge(asked, { schedule }, under('runSchedule'), { name: 'a mapping' }).schedule;
}
