/**
 * Actions, messages, entries and values in one readable line each. The words are the same in traces, on screens and in
 * reports. Two different messages never read the same: whatever a type's own phrase leaves out follows by name.
 */
import type { Action, ActionOf, SayingKind } from '../cluster/action.ts';
import type { ConfigView, EntryView, MessageView, ProgressView } from '../cluster/view.ts';
import { entryName } from '../property/currentstate.ts';

/** What an action says between its kind and its node. */
const phrases: { readonly [Kind in SayingKind]: (action: ActionOf<Kind>) => string } = {
  propose: ({ data }) => `"${data}"`,
  'propose-conf': ({ change }) => `"${change}"`,
  read: ({ context }) => `"${context}"`,
  transfer: ({ transferee }) => `leadership to ${nodeName(transferee)}`,
  unreachable: ({ peer }) => nodeName(peer),
  'snapshot-status': ({ peer, failed }) => `${nodeName(peer)} ${failed ? 'failed' : 'finished'}`,
};

/** `deliver MsgVote n1 -> n2 term 2 (log 1@1)`, `propose "v1" at n1`, `crash n1` */
export function describeAction(action: Action): string {
  if ('message' in action) return `${action.kind} ${describeMessage(action.message)}`;
  const at = nodeName(action.node);
  if (!isSaying(action)) return `${action.kind} ${at}`;
  const phrase = phrases[action.kind] as (saying: typeof action) => string;
  return `${action.kind} ${phrase(action)} at ${at}`;
}

function isSaying(action: Action): action is ActionOf<SayingKind> {
  return Object.hasOwn(phrases, action.kind);
}

/** `MsgApp n1 -> n2 term 2 (after 1@1, entries 2@2 "x", commit 1)` */
export function describeMessage(message: MessageView): string {
  const { type, from, to, term, ...rest } = message;
  const head = `${type} ${nodeName(from)} -> ${nodeName(to)}${term === undefined ? '' : ` term ${term}`}`;
  const phrases = phrasesOf(type, new Fields(rest));
  return phrases.length === 0 ? head : `${head} (${phrases.join(', ')})`;
}

/** `3@2 "x"`: index, term, content. */
export function describeEntry(entry: EntryView): string {
  return entryName(entry);
}

/** `replicate match 3 next 4 inflight 5` */
export function describeProgress(progress: ProgressView): string {
  const { match, next, state, paused, recentActive, pendingSnapshot, inflight, learner } = progress;
  const words = [`${state} match ${match} next ${next}`];
  if (inflight.length > 0) words.push(`inflight ${inflight.join(' ')}`);
  if (pendingSnapshot > 0) words.push(`pending snapshot ${pendingSnapshot}`);
  if (paused) words.push('paused');
  if (recentActive) words.push('active');
  if (learner) words.push('learner');
  return words.join(' ');
}

/** `voters 1 2, outgoing 1 2 3` */
export function describeConfig(config: ConfigView): string {
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = config;
  const parts = [`voters ${voters.join(' ')}`];
  if (votersOutgoing.length > 0) parts.push(`outgoing ${votersOutgoing.join(' ')}`);
  if (learners.length > 0) parts.push(`learners ${learners.join(' ')}`);
  if (learnersNext.length > 0) parts.push(`learners next ${learnersNext.join(' ')}`);
  if (autoLeave) parts.push('auto-leave');
  return parts.join(', ');
}

export function nodeName(id: number): string {
  // The core addresses its own storage threads by ids near 2^53.
  return id > 2 ** 32 ? 'storage' : `n${id}`;
}

type Rest = Omit<MessageView, 'type' | 'from' | 'to' | 'term'>;

/** A message's fields, each of which is told once. An absent number is 0. */
class Fields {
  readonly #rest: Partial<Record<keyof Rest, unknown>> & Rest;
  readonly #written = new Set<string>();

  constructor(rest: Rest) {
    this.#rest = rest;
  }

  take<K extends keyof Rest>(key: K): Rest[K] {
    this.#written.add(key);
    return this.#rest[key];
  }

  number(key: 'index' | 'logTerm' | 'commit' | 'rejectHint'): number {
    return this.take(key) ?? 0;
  }

  /** What has not been told yet, by name. */
  others(): string[] {
    const { entries, snapshot, ...plain } = this.#rest;
    const words = Object.entries(plain)
      .filter(([key, value]) => value !== undefined && !this.#written.has(key))
      .map(([key, value]) => (value === true ? key : `${key} ${value}`));
    if (entries !== undefined && !this.#written.has('entries')) words.push(entriesPhrase(entries));
    if (snapshot !== undefined && !this.#written.has('snapshot')) words.push(snapshotPhrase(snapshot));
    return words;
  }
}

function phrasesOf(type: string, fields: Fields): string[] {
  const phrase = ownPhrase(type, fields);
  return [...(phrase === null ? [] : [phrase]), ...fields.others()];
}

/** What a message of this type says in the first place; null when its fields' names say it best. */
function ownPhrase(type: string, fields: Fields): string | null {
  const position = () => `${fields.number('index')}@${fields.number('logTerm')}`;
  switch (type) {
    case 'MsgVote':
    case 'MsgPreVote':
      return `log ${position()}`;
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      return fields.take('reject') === true ? 'rejected' : 'granted';
    case 'MsgApp':
      return `after ${position()}, ${entriesPhrase(fields.take('entries') ?? [])}, commit ${fields.number('commit')}`;
    case 'MsgAppResp':
      return fields.take('reject') === true
        ? `rejects ${fields.number('index')}, hint ${fields.number('rejectHint')}@${fields.number('logTerm')}`
        : `has ${fields.number('index')}`;
    case 'MsgHeartbeat':
      return `commit ${fields.number('commit')}`;
    default:
      return null;
  }
}

function entriesPhrase(entries: readonly EntryView[]): string {
  return entries.length === 0 ? 'no entries' : `entries ${entries.map(entryName).join(' ')}`;
}

function snapshotPhrase(snapshot: NonNullable<MessageView['snapshot']>): string {
  return `snapshot ${snapshot.index}@${snapshot.term} ${describeConfig(snapshot.config)}`;
}
