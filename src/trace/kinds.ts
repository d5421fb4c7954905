/**
 * Which kind of view a value is: told by all of its fields and their types, since a state of another tool, or what a node has
 * under `extra`, may have a field or two of the same names and mean something else.
 */
import type { CommittedEntry, ConfigView, EntryView, MessageView, ProgressView } from '../cluster/view.ts';

type Test = (value: unknown) => boolean;
/** A test of every field that a kind has. */
type Fields<View> = Readonly<Record<keyof View, Test>>;

const number: Test = (value) => typeof value === 'number';
const text: Test = (value) => typeof value === 'string';
const flag: Test = (value) => typeof value === 'boolean';
const none: Test = () => false;

function listOf(test: Test): Test {
  return (value) => Array.isArray(value) && value.every(test);
}

function maybe(test: Test): Test {
  return (value) => value === undefined || test(value);
}

/** A mapping whose fields are these, and others only as `others` has it. */
function fits<View>(fields: Fields<View>, others: Test = none): (value: unknown) => value is View {
  const known: readonly [string, Test][] = Object.entries(fields);
  return (value): value is View =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    known.every(([name, test]) => test(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined)) &&
    Object.entries(value).every(([name, field]) => Object.hasOwn(fields, name) || others(field));
}

const entry: Fields<EntryView> = { index: number, term: number, type: text, data: text };

export const isEntry = fits<EntryView>(entry);
export const isCommittedEntry = fits<CommittedEntry>({ ...entry, byTerm: number });

export const isConfig = fits<ConfigView>({
  voters: listOf(number),
  votersOutgoing: listOf(number),
  learners: listOf(number),
  learnersNext: listOf(number),
  autoLeave: flag,
});

export const isProgress = fits<ProgressView>({
  match: number,
  next: number,
  state: text,
  paused: flag,
  recentActive: flag,
  pendingSnapshot: number,
  inflight: listOf(number),
  learner: flag,
});

/** A Raft of the user's may say more in its messages; in words each such field has its name and value. */
export const isMessage = fits<MessageView>(
  {
    type: text,
    from: number,
    to: number,
    term: maybe(number),
    logTerm: maybe(number),
    index: maybe(number),
    commit: maybe(number),
    vote: maybe(number),
    reject: maybe(flag),
    rejectHint: maybe(number),
    context: maybe(text),
    entries: maybe(listOf(isEntry)),
    snapshot: maybe(fits({ index: number, term: number, config: isConfig })),
  },
  (value) => typeof value !== 'object' || value === null,
);
