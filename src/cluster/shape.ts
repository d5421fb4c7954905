/**
 * The shape of views, as view.ts declares it, at run time: a core under test may make anything, and whoever reads views relies
 * on their types. Each function says what is wrong in a few words, or null. What the values mean is not asked.
 */
import type {
  ConfigView,
  DurableView,
  EntryView,
  KnownExtra,
  LogView,
  MessageView,
  NodeView,
  ProgressView,
  ReadView,
} from './view.ts';

/** What is wrong with a value, after the name of the value, or null: most values are right, and nobody asks for their names. */
type Check = (value: unknown) => string | null;

function leaf(what: string, is: (value: unknown) => boolean): Check {
  return (value) => (is(value) ? null : ` is ${shown(value)} and not ${what}`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

const natural = leaf('a whole number', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const text = leaf('text', (value) => typeof value === 'string');
const flag = leaf('true or false', (value) => typeof value === 'boolean');
const mapping = leaf(
  'a mapping',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const sequence = leaf('a list', Array.isArray);

function oneOf<Word extends string>(...words: readonly Word[]): Check {
  return leaf(`one of ${words.join(', ')}`, (value) => words.includes(value as Word));
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? null : check(value));
}

/** Every value of a list, or of a mapping by numbers. */
function every(kind: typeof sequence | typeof mapping, check: Check): Check {
  return (value) => {
    const fault = kind(value);
    if (fault !== null) return fault;
    for (const key of Object.keys(value as object)) {
      const found = check((value as Readonly<Record<string, unknown>>)[key]);
      if (found !== null) return `[${key}]${found}`;
    }
    return null;
  };
}

function fields<View>(checks: { readonly [Key in keyof View]-?: Check }): Check {
  const known = Object.entries<Check>(checks);
  return (value) => {
    const fault = mapping(value);
    if (fault !== null) return fault;
    for (const [key, check] of known) {
      const found = check((value as Readonly<Record<string, unknown>>)[key]);
      if (found !== null) return `.${key}${found}`;
    }
    return null;
  };
}

const naturals = every(sequence, natural);

const entry = fields<EntryView>({
  index: natural,
  term: natural,
  type: oneOf('normal', 'conf-change', 'conf-change-v2'),
  data: text,
});

const config = fields<ConfigView>({
  voters: naturals,
  votersOutgoing: naturals,
  learners: naturals,
  learnersNext: naturals,
  autoLeave: flag,
});

const progress = fields<ProgressView>({
  match: natural,
  next: natural,
  state: oneOf('probe', 'replicate', 'snapshot'),
  paused: flag,
  recentActive: flag,
  pendingSnapshot: natural,
  inflight: naturals,
  learner: flag,
});

const log = {
  snapshot: fields<LogView['snapshot']>({ index: natural, term: natural }),
  log: every(sequence, entry),
};
const durable = fields<DurableView>({ term: natural, vote: natural, commit: natural, ...log });

const message = fields<MessageView>({
  type: text,
  from: natural,
  to: natural,
  term: optional(natural),
  logTerm: optional(natural),
  index: optional(natural),
  commit: optional(natural),
  vote: optional(natural),
  reject: optional(flag),
  rejectHint: optional(natural),
  context: optional(text),
  entries: optional(every(sequence, entry)),
  snapshot: optional(fields<NonNullable<MessageView['snapshot']>>({ index: natural, term: natural, config })),
});

const read = fields<ReadView>({ context: text, index: natural });

const waitingRead = { index: natural, from: optional(natural), context: optional(text) };

/** Each with what belongs there, in words. */
const extras: { readonly [Name in keyof Required<KnownExtra>]: readonly [Check, string] } = {
  panic: [text, 'text'],
  machine: [natural, 'a whole number'],
  misapplied: [text, 'text'],
  leadTransferee: [natural, 'a whole number'],
  pendingConfIndex: [natural, 'a whole number'],
  uncommittedSize: [natural, 'a whole number'],
  electionElapsed: [natural, 'a whole number'],
  heartbeatElapsed: [natural, 'a whole number'],
  pendingReads: [every(sequence, fields({ from: natural, context: text })), 'a list of reads'],
  unconfirmedReads: [every(sequence, fields(waitingRead)), 'a list of reads'],
  readAcks: [every(mapping, natural), 'a mapping to whole numbers'],
  confirmedReads: [natural, 'a whole number'],
  appendWork: [every(sequence, message), 'a list of messages'],
  applyWork: [every(sequence, message), 'a list of messages'],
  readStates: [every(sequence, read), 'a list of reads'],
};
const knownExtras = Object.entries(extras);

/** Under which of the known names something else is shown, and what belongs there; null: under none. */
export function faultOfExtra(
  extra: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly expected: string } | null {
  for (const [name, [check, expected]] of knownExtras) {
    if (extra[name] !== undefined && check(extra[name]) !== null) return { name, expected };
  }
  return null;
}

const extra: Check = (value) => {
  const found = mapping(value);
  if (found !== null) return found;
  const shownThere = value as Readonly<Record<string, unknown>>;
  const fault = faultOfExtra(shownThere);
  return fault && `.${fault.name} is ${shown(shownThere[fault.name])} and not ${fault.expected}`;
};

const node = fields<NodeView>({
  id: natural,
  up: flag,
  role: oneOf('follower', 'pre-candidate', 'candidate', 'leader'),
  term: natural,
  vote: natural,
  lead: natural,
  commit: natural,
  applied: natural,
  ...log,
  config,
  votes: every(mapping, flag),
  progress: every(mapping, progress),
  durable,
  extra,
});

/** `nodes`: how many the cluster has; a configuration names no others, and none twice in a list. */
export function faultOfNode(view: unknown, nodes: number): string | null {
  return called('the node', node(view)) ?? faultOfMembers((view as NodeView).config, nodes);
}

function faultOfMembers(
  { voters, votersOutgoing, learners, learnersNext }: ConfigView,
  nodes: number,
): string | null {
  for (const ids of [voters, votersOutgoing, learners, learnersNext]) {
    const strange = ids.find((id, k) => id < 1 || id > nodes || ids.indexOf(id) < k);
    if (strange !== undefined) return `n${strange} is named as a member, and is none or named already`;
  }
  return null;
}

export function faultOfMessage(view: unknown): string | null {
  return called('a message', message(view));
}

export function faultOfRead(view: unknown): string | null {
  return called('a read', read(view));
}

function called(name: string, fault: string | null): string | null {
  return fault === null ? null : `${name}${fault}`;
}
