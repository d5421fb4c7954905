/**
 * A log as the steps of its nodes: what each was given, and what it has sent. That is all that can be asked of a core of which only
 * steps are seen, one that handles every Ready before the next input; and all that many logs say.
 *
 *     etcd's events                                            steps
 *     ReceiveAppendEntriesRequest MsgApp 1 -> 2, term 3        Receive MsgApp 1 -> 2, term 3
 *     SendAppendEntriesResponse MsgAppResp 2 -> 1              Send MsgAppResp 2 -> 1
 *     Ready, Commit, what a node sends itself                  nothing
 */
import type { RecordedEvent } from './event.ts';
import { type Form, untraced } from './form.ts';
import { byNode, type Recording } from './recording.ts';
import { beginnings } from './ways.ts';

export type StepsForm = Pick<Form, 'shows' | 'fields'>;

/** The same log, of which every line that is left stands where it stood. */
export function inSteps(recording: Recording, { shows, fields }: StepsForm): Recording {
  const isLibrary = recording.form.dialect === 'library';
  const lower = loweredBy(recording);
  const before: string[] = [];
  const events = recording.events.flatMap((event) => {
    const last = before[event.node];
    before[event.node] = event.name;
    const step = stepOf(event, last, isLibrary);
    if (step === null) return [];
    return [lower === null ? step : lowered(step, lower)];
  });
  const types = new Set(events.map(({ message }) => message?.type));
  const untold = untraced.filter((type) => !types.has(type));
  const form: Form = { dialect: 'steps', shift: 0, shows, fields, untold };
  return { ...recording, events, byNode: byNode(events, recording.names.length), form, floors: new Map() };
}

/**
 * How many indices and terms a log is told higher than a core tells it that begins with nothing: etcd's events begin with the changes by
 * which all nodes were started, or with the entry that an export makes up. Null: not at all.
 */
function loweredBy(recording: Recording): Lower | null {
  const { events, byNode: numbers, form, names } = recording;
  if (form.shift === 1) return { index: 1, term: 1 };
  if (form.dialect !== 'library') return null;
  const isStarted = numbers.every((own) => {
    const [beginning] =
      own.length === 0
        ? []
        : beginnings(
            own.map((k) => events[k]),
            recording,
          );
    return beginning?.peers.length === names.length;
  });
  return isStarted ? { index: names.length, term: 1 } : null;
}

interface Lower {
  readonly index: number;
  readonly term: number;
}

/** `last`: the name of the node's line before. Null: it is no step. */
function stepOf(event: RecordedEvent, last: string | undefined, isLibrary: boolean): RecordedEvent | null {
  const { name, node, place, term, vote, commit, log, role, message, changes } = event;
  const bare = { node, place };
  if (message !== undefined) {
    if (message.from === message.to) return null;
    if (name.startsWith('Send')) return { ...bare, name: 'Send', message };
    return { ...bare, name: 'Receive', term, vote, commit, log, role, message } as RecordedEvent;
  }
  switch (name) {
    case 'InitState':
      // The library tells of it before it has read what is stored.
      return (isLibrary ? { ...bare, name } : { ...bare, name, term, vote, commit, log }) as RecordedEvent;
    case 'BecomeCandidate':
    case 'BecomeLeader':
      return { ...bare, name, term } as RecordedEvent;
    case 'Propose':
      return { ...bare, name, term, vote, commit, log, role } as RecordedEvent;
    case 'Replicate':
      // The first entry of a leader is nobody's proposal.
      return last === 'BecomeLeader'
        ? null
        : ({ ...bare, name: 'Propose', term, log, role } as RecordedEvent);
    case 'ChangeConf':
      return (changes ?? []).length === 0
        ? null
        : ({ ...bare, name, term, log, role, changes } as RecordedEvent);
    default:
      return null;
  }
}

function lowered(event: RecordedEvent, by: Lower): RecordedEvent {
  const less = (value: number | undefined, less: number): number | undefined =>
    value === undefined ? undefined : Math.max(0, value - less);
  const { message } = event;
  const isSnap = message?.type === 'MsgSnap';
  const isPlaced = ['MsgApp', 'MsgAppResp', 'MsgVote'].includes(message?.type ?? '');
  return {
    ...event,
    term: less(event.term, by.term),
    commit: less(event.commit, by.index),
    log: less(event.log, by.index),
    ...(message !== undefined && {
      message: {
        ...message,
        term: less(message.term, by.term),
        commit: less(message.commit, by.index),
        ...(isSnap && { entries: less(message.entries, by.index) }),
        ...(isPlaced && { index: less(message.index, by.index), logTerm: less(message.logTerm, by.term) }),
        ...(message.reject === true && { rejectHint: less(message.rejectHint, by.index) }),
      },
    }),
  } as RecordedEvent;
}
