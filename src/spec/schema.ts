/**
 * The shape of a spec document, once YAML has been read: keys as people write them (kebab-case), every default in
 * place. An issue's message is what was expected there, so that parse.ts can build the whole error from it.
 */
import { z } from 'zod';
import type { BoundName, Model } from '../cluster/model.ts';
import { defaultModel, defaultSearch, mostWorkers } from './defaults.ts';
import { countForm, memoryForm, parseCount, parseMemory, parseTime, timeForm } from './quantity.ts';

/** A whole number from `min` to `max`. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER) {
  const error =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${min} or more`
      : `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A whole number, or null for "no limit", or for what raftcheck chooses. */
function wholeOrNull(min: number, max?: number, otherwise = 'no limit') {
  const range = max === undefined ? `, ${min} or more` : ` from ${min} to ${max}`;
  const error = `a whole number${range}, or null for ${otherwise}`;
  return z
    .int({ error })
    .min(min, { error })
    .max(max ?? Number.MAX_SAFE_INTEGER, { error })
    .nullable();
}

export function flag() {
  return z.boolean({ error: 'true or false' });
}

export function words<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `one of ${choices.join(', ')}` });
}

export function text(what: string) {
  return z.string({ error: what }).regex(/\S/, { error: what });
}

export function names(what: string) {
  return z.array(text(what), { error: `a list: ${what}` });
}

/** An amount, or null for "no limit". */
export function quantity(form: string, parse: (value: unknown) => number | undefined) {
  const shape = { description: form, anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'null' }] };
  return z
    .unknown()
    .meta(shape)
    .transform((value, context): number | null => {
      if (value === null) return null;
      const amount = parse(value);
      if (amount !== undefined) return amount;
      context.addIssue({ code: 'custom', message: `${form}, or null for no limit` });
      return z.NEVER;
    });
}

const mapping = 'a mapping of keys to values';

const model = z.strictObject(
  {
    nodes: whole(1, 9).default(defaultModel.nodes),
    members: wholeOrNull(1).default(defaultModel.members),
    learners: whole(0, 8).default(defaultModel.learners),
    network: words(['unordered', 'fifo']).default(defaultModel.network),
    storage: words(['sync', 'async']).default(defaultModel.storage),
    clock: words(['untimed', 'ticks']).default(defaultModel.clock),
    'pre-vote': flag().default(defaultModel.preVote),
    'check-quorum': flag().default(defaultModel.checkQuorum),
    'read-only': words(['safe', 'lease']).default(defaultModel.readOnly),
    'propose-at': words(['leader', 'any']).default(defaultModel.proposeAt),
    acknowledged: words(['committed', 'applied']).default(defaultModel.acknowledged),
    'max-size-per-msg': wholeOrNull(0).default(defaultModel.maxSizePerMsg),
    'max-inflight-msgs': whole(1).default(defaultModel.maxInflightMsgs),
    'max-inflight-bytes': wholeOrNull(1).default(defaultModel.maxInflightBytes),
    'max-committed-size-per-ready': wholeOrNull(1).default(defaultModel.maxCommittedSizePerReady),
    'max-uncommitted-entries-size': wholeOrNull(1).default(defaultModel.maxUncommittedEntriesSize),
    'disable-proposal-forwarding': flag().default(defaultModel.disableProposalForwarding),
    'disable-conf-change-validation': flag().default(defaultModel.disableConfChangeValidation),
    'step-down-on-removal': flag().default(defaultModel.stepDownOnRemoval),
    'conf-changes': z
      .array(changeText(), { error: `a list: ${changeForm()}` })
      .default([...defaultModel.confChanges]),
  },
  { error: mapping },
);

function changeForm(): string {
  return 'changes such as "v4" (add a voter), "l4" (a learner), "r2" (remove), "v4 r1" (both at once), "v4 explicit" or "v4 implicit" (through a joint configuration), "leave", or "v4 as-v1"';
}

/** What src/cluster/etcd/confchange.ts reads. */
export function changeText() {
  const pattern = /^(leave|[vlru][1-9]( [vlru][1-9])*( implicit| explicit)?|[vlru][1-9] as-v1)$/;
  return z.string({ error: changeForm() }).regex(pattern, { error: changeForm() });
}

/** A number of things that have names of their own, v1, v2 and so on, each with an action: not without end. */
export function nameable() {
  return whole(0, 1000);
}

/**
 * Null: no counter at all, the action is always allowed. Where that would make the states infinite (or, for proposals
 * and reads, leave nothing to number them by), a number is asked for.
 */
const bounds = z.strictObject(
  {
    'max-term': whole(1).default(bound('max-term')),
    'max-in-flight': whole(0).default(bound('max-in-flight')),
    'max-proposals': nameable().default(bound('max-proposals')),
    'max-crashes': wholeOrNull(0).default(defaultModel.bounds['max-crashes']),
    'max-duplicates': wholeOrNull(0).default(defaultModel.bounds['max-duplicates']),
    'max-drops': wholeOrNull(0).default(defaultModel.bounds['max-drops']),
    'max-heartbeats': wholeOrNull(0).default(defaultModel.bounds['max-heartbeats']),
    'max-timeouts': wholeOrNull(0).default(defaultModel.bounds['max-timeouts']),
    'max-reads': nameable().default(bound('max-reads')),
    'max-conf-changes': whole(0).default(bound('max-conf-changes')),
    'max-compactions': wholeOrNull(0).default(defaultModel.bounds['max-compactions']),
    'max-transfers': wholeOrNull(0).default(defaultModel.bounds['max-transfers']),
    'max-forgets': wholeOrNull(0).default(defaultModel.bounds['max-forgets']),
    'max-unreachables': wholeOrNull(0).default(defaultModel.bounds['max-unreachables']),
    'max-expiries': wholeOrNull(0).default(defaultModel.bounds['max-expiries']),
    'max-drift': wholeOrNull(0).default(defaultModel.bounds['max-drift']),
  } satisfies Record<BoundName, z.ZodType>,
  { error: mapping },
);

function bound(name: BoundName): number {
  return defaultModel.bounds[name] ?? 0;
}

/** A setting's key, as a Model calls it: read-only -> readOnly. */
export function camelCase(key: string): string {
  return key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A model as programs write it: the settings of a spec, each under the name that it has in a Model. */
export const modelSchema = z.strictObject(
  {
    ...Object.fromEntries(Object.entries(model.shape).map(([key, setting]) => [camelCase(key), setting])),
    bounds: bounds.prefault({}),
  },
  { error: mapping },
) as z.ZodType as z.ZodType<Model>;

const search = z.strictObject(
  {
    strategy: words(['bfs', 'dfs']).default(defaultSearch.strategy),
    depth: wholeOrNull(0).default(defaultSearch.depth),
    pack: flag().default(defaultSearch.pack),
    symmetry: flag().default(defaultSearch.symmetry),
    'dead-messages': flag().default(defaultSearch.deadMessages),
    'dead-history': flag().default(defaultSearch.deadHistory),
    workers: wholeOrNull(1, mostWorkers, 'all cores').default(defaultSearch.workers),
    'max-states': quantity(countForm, parseCount).default(defaultSearch.maxStates),
    'max-memory': quantity(memoryForm, parseMemory).default(defaultSearch.maxMemory),
    'time-limit': quantity(timeForm, parseTime).default(defaultSearch.timeLimit),
  },
  { error: mapping },
);

const expect = z.strictObject(
  {
    verdict: words(['ok', 'violation']).optional(),
    property: text('the name of an invariant').optional(),
    length: whole(0).optional(),
    distinct: whole(0).optional(),
    generated: whole(0).optional(),
  },
  { error: mapping },
);

const edit = z.strictObject(
  {
    file: z.string({ error: editFile() }).regex(/^src\/(raft|cluster)\/[\w/.-]+\.ts$/, { error: editFile() }),
    find: text('the text to replace, as it stands in the source'),
    replace: z.string({ error: 'the text to put in its place' }),
  },
  { error: 'an edit: file, find and replace' },
);

function editFile(): string {
  return 'a file of the core, such as src/raft/log/log.ts';
}

const published = z.strictObject(
  {
    by: text('whose search it was'),
    seconds: whole(0),
    depth: whole(0),
    states: whole(0),
  },
  { error: 'a published search: by, seconds, depth and states' },
);

const bug = z.strictObject(
  {
    row: text('the row in the table of published bugs, such as S13'),
    tier: whole(0, 3).default(3),
    source: text('where the bug was published'),
    published: z.array(published, { error: 'a list of published searches' }).default([]),
    edit: z.union([edit, z.array(edit).min(1)], {
      error: 'an edit (file, find, replace) or a list of edits',
    }),
  },
  { error: mapping },
);

const kebab = 'a name in lower case with hyphens, such as check-quorum';

export const specSchema = z.strictObject(
  {
    name: z
      .string({ error: kebab })
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: kebab })
      .optional(),
    about: text('what the spec asks, and what its bounds hide'),
    model: model.prefault({}),
    bounds: bounds.prefault({}),
    invariants: names('the names of invariants').nullable().default(null),
    'allow-panics': flag().default(false),
    sometimes: names('the names of states that must be reached').default([]),
    search: search.prefault({}),
    expect: expect.prefault({}),
    bug: bug.nullable().default(null),
  },
  { error: 'a spec: a mapping with the keys about, model, bounds, invariants, sometimes, search, expect' },
);

export type SpecDocument = z.infer<typeof specSchema>;

/** Pieces of specs, as a configuration lays them under specs or over them: nothing is missing, since nothing has to be there. */
export const settingsShape = {
  model: model.partial().optional(),
  bounds: bounds.partial().optional(),
  search: search.partial().optional(),
};

/** The keys each mapping of a spec knows, by the mapping's path ('' is the document itself). */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(specSchema.shape),
  model: Object.keys(model.shape),
  bounds: Object.keys(bounds.shape),
  search: Object.keys(search.shape),
  expect: Object.keys(expect.shape),
  bug: Object.keys(bug.shape),
  'bug.edit': Object.keys(edit.shape),
  'bug.published': Object.keys(published.shape),
};
