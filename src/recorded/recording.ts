/**
 * What was recorded, of all nodes together: the events in the order in which they are gone through, and how they are told.
 */
import type { ToldEvent } from '../cluster/recordable.ts';
import type { RecordedEvent } from './event.ts';
import { type Form, messageFields, untraced } from './form.ts';

export interface Recording {
  readonly events: readonly RecordedEvent[];
  /** By node, from 1: the numbers of its events. */
  readonly byNode: readonly (readonly number[])[];
  /** By node, from 1: what the log calls it. */
  readonly names: readonly string[];
  /** The events stand in the order in which they have happened. Else only those of one node do, and messages say the rest. */
  readonly isOrdered: boolean;
  readonly form: Form;
  /** How many nodes know of a configuration when they begin. */
  readonly members: number;
  /** By event: whether a heartbeat that is told as of no commit index at all would be, or as of the first (`toldAs`). */
  readonly floors: ReadonlyMap<number, number>;
}

/** Numbers by node. */
export function byNode(events: readonly RecordedEvent[], nodes: number): number[][] {
  const numbers: number[][] = Array.from({ length: nodes }, () => []);
  for (const [number, { node }] of events.entries()) numbers[node - 1].push(number);
  return numbers;
}

/** How many nodes know of a configuration when they begin: as they start, or by the first change that is in effect. */
export function membersOf(events: readonly RecordedEvent[], numbers: readonly (readonly number[])[]): number {
  const knows = ({ name, conf, newconf }: RecordedEvent): boolean =>
    (newconf?.length ?? 0) > 0 || (name === 'InitState' && (conf?.[0].length ?? 0) > 0);
  return numbers.filter((own) => own.slice(0, 2).some((k) => knows(events[k]))).length;
}

const etcdForm: Form = {
  dialect: 'export',
  shift: 0,
  shows: 'before',
  fields: messageFields,
  untold: untraced,
};

/**
 * How the events are told. A node that starts tells in the library what it finds in its storage and then that it follows; in the
 * export it tells all at once. A log that is told one higher begins with the entry that is not there, at every node.
 */
export function formOf(events: readonly RecordedEvent[], numbers: readonly (readonly number[])[]): Form {
  const starts = numbers.filter((own) => own.length > 0).map((own) => own.slice(0, 3).map((k) => events[k]));
  const names = starts.map((first) => first.map(({ name }) => name).join(' '));
  if (names.some((words) => words === 'InitState ApplyConfChange BecomeFollower')) {
    return { ...etcdForm, dialect: 'library' };
  }
  const isShifted = starts.every(
    ([{ log, term, commit, conf }]) => log === 1 && term === 1 && commit === 1 && conf?.[0].length !== 0,
  );
  return { ...etcdForm, shift: isShifted ? 1 : 0 };
}

/**
 * The commit index of heartbeats where logs are told one higher: that of a follower of which nothing is known is 0, and that of one
 * which is known to have the first entry, which is not there, is 1. The core knows no difference; the acknowledgements do.
 */
export function heartbeatFloors(
  events: readonly RecordedEvent[],
  numbers: readonly (readonly number[])[],
): ReadonlyMap<number, number> {
  const floors = new Map<number, number>();
  for (const own of numbers) {
    let known = new Set<number>();
    for (const number of own) {
      const { name, term, message } = events[number];
      if (name === 'BecomeLeader' || name === 'InitState') known = new Set();
      if (message === undefined) continue;
      const isAck = name.startsWith('Receive') && message.type === 'MsgAppResp' && message.reject === false;
      if (isAck && message.term === term) known.add(message.from);
      if (name.startsWith('Send') && message.type === 'MsgHeartbeat') {
        floors.set(number, known.has(message.to) ? 1 : 0);
      }
    }
  }
  return floors;
}

/** What the core says of the event with this number, as it is told where logs are told one higher. */
export function toldAs({ floors, form }: Recording, number: number, expected: ToldEvent): ToldEvent {
  const { message } = expected;
  if (form.shift === 0 || message?.type !== 'MsgHeartbeat' || message.commit > 0) return expected;
  const commit = floors.get(number);
  return commit === undefined ? expected : { ...expected, message: { ...message, commit } };
}
