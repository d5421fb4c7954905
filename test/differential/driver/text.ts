/**
 * The canonical text of the records that travel and that are stored, byte for byte what go/text.go writes.
 *
 * Records never change and are written many times, so the longer texts are kept for as long as their record lives.
 */
import type { List } from 'immutable';
import {
  type ConfState,
  type Entry,
  type HardState,
  LocalAppendThread,
  LocalApplyThread,
  type Message,
  type Snapshot,
} from '../../../src/raft/pb.ts';

/** ` key=n`. */
export function field(key: string, n: number): string {
  return ` ${key}=${n}`;
}

/** ` key=n`, and nothing for 0. */
export function known(key: string, n: number): string {
  return n === 0 ? '' : ` ${key}=${n}`;
}

/** ` key=1`, or nothing. */
export function flag(key: string, set: boolean): string {
  return set ? ` ${key}=1` : '';
}

/** `write`, remembering its result for each record. */
export function remembered<T extends object>(write: (record: T) => string): (record: T) => string {
  const texts = new WeakMap<T, string>();
  return (record) => {
    let text = texts.get(record);
    if (text === undefined) {
      text = write(record);
      texts.set(record, text);
    }
    return text;
  };
}

const plainOnly = /^[A-Za-z0-9_.]*$/;

/** Letters, digits, '_' and '.' as they are, any other byte as %xx. */
export function bytesText(data: string): string {
  if (plainOnly.test(data)) return data;
  return data.replace(/[^A-Za-z0-9_.]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function targetText(id: number): string {
  if (id === LocalAppendThread) return 'A';
  if (id === LocalApplyThread) return 'P';
  return String(id);
}

/** Ids ascending, with '.' between. */
export function idsText(ids: Iterable<number>): string {
  return [...ids].sort((a, b) => a - b).join('.');
}

/** The type; a small n is a normal entry whose type is set, which makes its encoding two bytes longer. */
function entryLetter(e: Entry): string {
  switch (e.type) {
    case 'EntryNormal':
      return e.typeIsSet ? 'n' : 'N';
    case 'EntryConfChange':
      return 'C';
    case 'EntryConfChangeV2':
      return 'V';
  }
}

const entryText = remembered((e: Entry) => `${e.term}/${e.index}/${entryLetter(e)}/${bytesText(e.data)}`);

/** term/index/type/data of each entry, with ',' between. */
export const entriesText = remembered((entries: List<Entry>) => {
  let text = '';
  entries.forEach((e) => {
    text += text === '' ? entryText(e) : `,${entryText(e)}`;
  });
  return text;
});

/** voters/outgoing voters/learners/next learners/auto leave. */
export const confStateText = remembered(
  (cs: ConfState) =>
    `${idsText(cs.voters)}/${idsText(cs.votersOutgoing)}/${idsText(cs.learners)}/${idsText(cs.learnersNext)}/${cs.autoLeave ? 1 : 0}`,
);

/** index/term/data/ and the configuration. */
export const snapshotText = remembered(
  (s: Snapshot) => `${s.index}/${s.term}/${bytesText(s.data)}/${confStateText(s.confState)}`,
);

/** term/vote/commit. */
export function hardStateText(hs: HardState): string {
  return `${hs.term}/${hs.vote}/${hs.commit}`;
}

/** A message on one line; what is 0, empty or absent is left out. */
export const messageText = remembered((m: Message): string => {
  let text = `${m.type} ${targetText(m.from)}>${targetText(m.to)}`;
  text += known('t', m.term) + known('lt', m.logTerm) + known('i', m.index) + known('c', m.commit);
  text += known('v', m.vote) + flag('r', m.reject) + known('h', m.rejectHint);
  if (m.context !== '') text += ` x=${bytesText(m.context)}`;
  if (m.entries.size > 0) text += ` e=${entriesText(m.entries)}`;
  if (m.snapshot !== null) text += ` s=${snapshotText(m.snapshot)}`;
  m.responses.forEach((response) => {
    text += ` {${messageText(response)}}`;
  });
  return text;
});

/** A title and one line a message; nothing when there is none. */
export function messagesText(title: string, messages: List<Message>): string {
  let text = '';
  messages.forEach((m) => {
    text += `  ${title} ${messageText(m)}\n`;
  });
  return text;
}
