/**
 * Logs of several nodes as one recording. Clocks are believed in nothing: the order in which a node wrote its lines is kept, a message
 * is sent before it arrives (search.ts waits for that), and times only say what is tried first.
 */
import type { Trouble } from '../base/usererror.ts';
import type { RecordedEvent } from './event.ts';
import type { RawEvent, ReadLog } from './read.ts';
import { byNode, formOf, heartbeatFloors, membersOf, type Recording } from './recording.ts';
import { inSteps, type StepsForm } from './steps.ts';

export interface Merged {
  readonly recording: Recording;
  /** What the logs cannot be of one cluster for; null: nothing. */
  readonly trouble: Trouble | null;
}

interface File {
  readonly file: string;
  readonly log: ReadLog;
}

/** `files`: in the order in which they were named, each with the lines that were read. `asked`: as what; absent: as etcd's events. */
export function merge(files: readonly File[], asked: StepsForm | null = null): Merged {
  const raw = files.length === 1 ? files[0].log.events : interleaved(files.map(({ log }) => log.events));
  const names = namesIn(raw);
  const ids = new Map(names.map((name, k) => [name, k + 1]));
  ids.set('0', 0);
  const events = raw.map((event) => numbered(event, ids));
  const numbers = byNode(events, names.length);
  const form = formOf(events, numbers);
  const floors = form.shift === 0 ? new Map<number, number>() : heartbeatFloors(events, numbers);
  const members = membersOf(events, numbers);
  const recording = { events, byNode: numbers, names, isOrdered: files.length === 1, form, floors, members };
  const trouble = twoClusters(recording) ?? splitNode(files);
  return { recording: asked === null ? recording : inSteps(recording, asked), trouble };
}

/** Every id that is named anywhere, the smallest first. */
function namesIn(events: readonly RawEvent[]): string[] {
  const names = new Set<string>();
  for (const { nid, conf, message, changes, newconf } of events) {
    names.add(nid);
    for (const id of conf?.flat() ?? []) names.add(id);
    for (const id of newconf ?? []) names.add(id);
    for (const { node } of changes ?? []) names.add(node);
    if (message !== undefined) names.add(message.from).add(message.to);
  }
  names.delete('0');
  return [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

function numbered(event: RawEvent, ids: ReadonlyMap<string, number>): RecordedEvent {
  const { nid, vote, conf, message, changes, newconf, ...rest } = event;
  const id = (name: string): number => ids.get(name) ?? 0;
  const all = (names: readonly string[]): number[] => names.map(id);
  return {
    ...rest,
    node: id(nid),
    ...(vote !== undefined && { vote: id(vote) }),
    ...(conf !== undefined && { conf: [all(conf[0]), all(conf[1])] as const }),
    ...(message !== undefined && {
      message: {
        ...message,
        from: id(message.from),
        to: id(message.to),
        ...(message.vote !== undefined && { vote: id(message.vote) }),
      },
    }),
    ...(changes !== undefined && {
      changes: changes.map(({ node, action }) => ({ node: id(node), action })),
    }),
    ...(newconf !== undefined && { newconf: all(newconf) }),
  } as RecordedEvent;
}

/** The lines of each file in their order, of several files the earliest first as far as there are times. */
function interleaved(files: readonly (readonly RawEvent[])[]): RawEvent[] {
  const merged: RawEvent[] = [];
  const at = files.map(() => 0);
  const total = files.reduce((sum, { length }) => sum + length, 0);
  // A clock that was set back does not hold up the lines after it: a file's time never falls.
  const latest = files.map(() => Number.NEGATIVE_INFINITY);
  while (merged.length < total) {
    let first = -1;
    for (let k = 0; k < files.length; k++) {
      if (at[k] >= files[k].length) continue;
      latest[k] = Math.max(latest[k], files[k][at[k]].place.time ?? latest[k]);
      if (first < 0 || latest[k] < latest[first]) first = k;
    }
    merged.push(files[first][at[first]++]);
  }
  return merged;
}

/** First configurations that have no node in common. */
function twoClusters({ events, byNode, names }: Recording): Trouble | null {
  let first: { readonly members: readonly number[]; readonly event: RecordedEvent } | null = null;
  for (const own of byNode) {
    const event = own.map((number) => events[number]).find(({ newconf }) => (newconf?.length ?? 0) > 0);
    if (event === undefined) continue;
    const start = own.slice(0, 32).map((number) => events[number]);
    const members = start.flatMap(({ newconf }) => newconf ?? []);
    first ??= { members, event };
    if (members.some((id) => first?.members.includes(id))) continue;
    const named = (ids: readonly number[]): string => [...new Set(ids)].map((id) => names[id - 1]).join(' ');
    return {
      message: 'the logs are of two clusters',
      where: `${event.place.file}:${event.place.line}`,
      found: `a configuration of ${named(members)}, and in ${first.event.place.file}:${first.event.place.line} one of ${named(first.members)}`,
      expected: 'nodes that know of each other',
    };
  }
  return null;
}

/** A node that is in several files, whose lines have no order between them. */
function splitNode(files: readonly { readonly file: string; readonly log: ReadLog }[]): Trouble | null {
  const home = new Map<string, string>();
  for (const { file, log } of files) {
    for (const { nid, place } of log.events) {
      const known = home.get(nid) ?? file;
      home.set(nid, known);
      if (known === file) continue;
      return {
        message: `node ${nid} is in two logs`,
        where: `${file}:${place.line}`,
        found: `lines of it in ${known} too`,
        expected: 'all lines of a node in one file, in their order',
        hint: 'of a node that was started again, put the files together in their order: cat a b > c',
      };
    }
  }
  return null;
}
