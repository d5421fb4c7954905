/**
 * The shape of a spec document, once YAML has been read: keys as people write them (kebab-case), every default in
 * place. An issue's message is what was expected there, so that parse.ts can build the whole error from it.
 */
import * as z from 'zod';
import { boundSettings, type Model, modelSettings } from '../cluster/model.ts';
import { byField, keyOf, type Setting, type Settings, type Values } from '../cluster/setting.ts';
import { coreSetting } from './coreschema.ts';
import { flag, formSchema, text, whole, words } from './form.ts';
import { searchSettings } from './settings.ts';

const mapping = 'a mapping of keys to values';

/** A setting of a document: what is left out is as by default. */
function orDefault({ form, default: usual, about }: Setting): z.ZodType {
  return formSchema(form)
    .default(usual)
    .describe(about ?? 'the changes that may be proposed');
}

/** The settings of a table, each under its key. */
function section(settings: Settings) {
  const shape = Object.entries(settings).map(([field, row]) => [keyOf(field), orDefault(row)] as const);
  return z.strictObject(Object.fromEntries(shape), { error: mapping });
}

const model = section(modelSettings);
const bounds = section(boundSettings);
const search = section(searchSettings);

/** The settings of a table under their fields, from a document that this schema has taken. */
export function fromKeys<S extends Settings>(
  settings: S,
  document: Readonly<Record<string, unknown>>,
): Values<S> {
  return byField(settings, (_, field): unknown => document[keyOf(field)]) as Values<S>;
}

/** A model as programs write it: the settings of a spec, each under the name that it has in a Model. */
export const modelSchema = z.strictObject(
  { ...byField(modelSettings, orDefault), bounds: bounds.prefault({}) },
  { error: mapping },
) as z.ZodType as z.ZodType<Model>;

const pins = {
  verdict: words(['ok', 'violation']).optional().describe('what the run comes to'),
  property: text('the name of an invariant').optional(),
  length: whole(0).optional().describe('actions of the counterexample'),
  distinct: whole(0).optional().describe('states'),
  generated: whole(0).optional().describe('transitions, and the initial states'),
};

const coresForm = 'names of other cores, each with its figures, or with the word same';
const cores = z
  .record(z.string(), z.union([z.literal('same'), z.strictObject(pins)], { error: coresForm }), {
    error: coresForm,
  })
  .optional()
  .describe(coresForm);

const expect = z.strictObject({ ...pins, cores }, { error: mapping });

const replaceForm = 'the text to put in its place';

const edit = z.strictObject(
  {
    file: z
      .string({ error: editFile() })
      .regex(/^src\/(raft|cluster)\/[\w/.-]+\.ts$/, { error: editFile() })
      .describe(editFile()),
    find: text('the text to replace, as it stands in the source'),
    replace: z.string({ error: replaceForm }).describe(replaceForm),
  },
  { error: 'an edit: file, find and replace' },
);

function editFile(): string {
  return 'a file of the core, such as src/raft/log/log.ts';
}

const published = z.strictObject(
  {
    by: text('whose search it was'),
    seconds: whole(0).describe('of the clock'),
    depth: whole(0).describe('of its trace'),
    states: whole(0).describe('distinct'),
  },
  { error: 'a published search: by, seconds, depth and states' },
);

const bug = z.strictObject(
  {
    row: text('the row in the table of published bugs, such as S13'),
    tier: whole(0, 3).default(3).describe('0: seconds and no faults, to 3: changes of the configuration'),
    source: text('where the bug was published'),
    published: z
      .array(published, { error: 'a list of published searches' })
      .default([])
      .describe('what searches of others took'),
    edit: z
      .union([edit, z.array(edit).min(1)], { error: 'an edit (file, find, replace) or a list of edits' })
      .default([])
      .describe('what is changed in the core'),
  },
  { error: mapping },
);

const kebab = 'a name in lower case with hyphens, such as check-quorum';
const kebabName = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Properties: names, modules, and expressions of the spec's own. */
function properties(what: string) {
  const form = `${what}, the path of a module, or { name, holds: an expression }`;
  const written = z.strictObject({
    name: z.string({ error: kebab }).regex(kebabName, { error: kebab }).describe(kebab),
    holds: text('an expression, such as "all n: n.commit <= n.log.last.index"'),
    says: text('what it says, in a sentence').optional(),
  });
  return z.array(z.union([text(form), written], { error: form }), { error: `a list: ${form}` });
}

const pattern =
  'the name of an action, in which * stands for anything and <p> for each word, or a list of such';
const patterns = z
  .union([text(pattern), z.array(text(pattern)).min(1)], { error: pattern })
  .describe(pattern);
const fairForm = "{ weak: ... } or { strong: ... }, with the name of an action such as 'deliver *'";
const leadsToForm = 'the name of a property P ~> Q of a system, or { name, from, to }: two expressions';
const leadsTo = z.array(
  z.union(
    [
      text(leadsToForm),
      z.strictObject({
        name: z.string({ error: kebab }).regex(kebabName, { error: kebab }).describe(kebab),
        from: text('an expression, such as "some n: n.role == leader"'),
        to: text('an expression, such as "some n: n.commit > 1"'),
        says: text('what it says, in a sentence').optional(),
      }),
    ],
    { error: leadsToForm },
  ),
  { error: `a list: ${leadsToForm}` },
);

/** Which behaviors are fair, as specs and traces say it. */
export const fairnessSchema = z.array(
  z.union([z.strictObject({ weak: patterns }), z.strictObject({ strong: patterns })], { error: fairForm }),
  { error: `a list: ${fairForm}` },
);

const mayEndForm = 'an expression of states that may end';

/** What the keys are that a configuration may say too. */
const keys = {
  core: 'the core that is asked: builtin, a folder with a core.yaml, or a module',
  model: 'the cluster: nodes, network, storage, clock, options of the core',
  bounds: 'how often things may happen; 0 takes an action out',
  recovers: 'ask whether the cluster comes back by itself from every state',
  search: 'strategy, depth, reductions, limits',
};

export const specSchema = z.strictObject(
  {
    name: z.string({ error: kebab }).regex(kebabName, { error: kebab }).optional().describe(kebab),
    about: text('what the spec asks, and what its bounds hide'),
    core: coreSetting.default(null).describe(keys.core),
    model: model.prefault({}).describe(keys.model),
    bounds: bounds.prefault({}).describe(keys.bounds),
    invariants: properties('the names of invariants')
      .nullable()
      .default(null)
      .describe('what must always hold; left out: all that apply'),
    'allow-panics': flag()
      .default(false)
      .describe('core-panic is not judged: a node that panics stops for good'),
    recovers: flag().default(false).describe(keys.recovers),
    sometimes: properties('the names of states that must be reached')
      .default([])
      .describe('states that must be reached, or the run proves nothing'),
    eventually: properties('the names of properties <>P of a system')
      .nullable()
      .default(null)
      .describe('what must happen in every fair behavior'),
    'leads-to': leadsTo.nullable().default(null).describe('what must be followed by something'),
    fairness: fairnessSchema.nullable().default(null).describe('which behaviors are fair'),
    deadlock: words(['error', 'ok'])
      .nullable()
      .default(null)
      .describe(
        'what a state without a step is that may not end: of a system an error, of a cluster ok unless it is asked',
      ),
    'may-end': text(mayEndForm).nullable().default(null).describe(mayEndForm),
    search: search.prefault({}).describe(keys.search),
    expect: expect.prefault({}).describe('the pinned answer'),
    bug: bug.nullable().default(null).describe('a published bug, put back into the core: it must be found'),
  },
  { error: 'a spec: a mapping with the keys about, model, bounds, invariants, sometimes, search, expect' },
);

export type SpecDocument = z.infer<typeof specSchema>;

/** Pieces of specs, as a configuration lays them under specs or over them: nothing is missing, since nothing has to be there. */
export const settingsShape = {
  core: coreSetting.optional().describe(keys.core),
  recovers: flag().optional().describe(keys.recovers),
  model: model.partial().optional().describe(keys.model),
  bounds: bounds.partial().optional().describe(keys.bounds),
  search: search.partial().optional().describe(keys.search),
};

/** The keys each mapping of a spec knows, by the mapping's path ('' is the document itself). */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(specSchema.shape),
  core: ['run', 'build', 'deadline'],
  model: Object.keys(model.shape),
  bounds: Object.keys(bounds.shape),
  search: Object.keys(search.shape),
  expect: Object.keys(expect.shape),
  bug: Object.keys(bug.shape),
  'bug.edit': Object.keys(edit.shape),
  'bug.published': Object.keys(published.shape),
  invariants: ['name', 'holds', 'says'],
  sometimes: ['name', 'holds', 'says'],
  eventually: ['name', 'holds', 'says'],
  'leads-to': ['name', 'from', 'to', 'says'],
};
