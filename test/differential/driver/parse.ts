/** Readers for the arguments of commands; a malformed one throws Misuse. They read what text.ts writes. */
import { List } from 'immutable';
import { type ConfChangeI, confChangesFromString } from '../../../src/raft/confchange/codec.ts';
import {
  ConfChange,
  type ConfChangeSingle,
  ConfChangeV2,
  ConfState,
  Entry,
  type EntryType,
  LocalAppendThread,
  LocalApplyThread,
  Message,
  type MessageFields,
  type MessageType,
  messageTypes,
  Snapshot,
} from '../../../src/raft/pb.ts';

/** A command that cannot be read: a fault of the schedule's writer, never of the core. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

export function misuse(detail: string): never {
  throw new Misuse(detail);
}

export function number(word: string | undefined): number {
  if (word === undefined || !/^[0-9]+$/.test(word)) return misuse(`not a number: ${word}`);
  return Number(word);
}

/** Ids with '.' between; the empty word is no ids. */
export function numbers(word: string | undefined): List<number> {
  if (word === undefined) return misuse('no ids');
  return word === '' ? List() : List(word.split('.').map(number));
}

function target(word: string): number {
  if (word === 'A') return LocalAppendThread;
  if (word === 'P') return LocalApplyThread;
  return number(word);
}

/** Undoes bytesText. */
export function parseBytes(word: string | undefined): string {
  if (word === undefined) return misuse('no data');
  return word.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function parts(word: string, count: number): string[] {
  const list = word.split('/');
  return list.length === count ? list : misuse(`expected ${count} parts: ${word}`);
}

const entryTypeOf: Readonly<Record<string, EntryType>> = {
  N: 'EntryNormal',
  n: 'EntryNormal',
  C: 'EntryConfChange',
  V: 'EntryConfChangeV2',
};

function parseEntries(word: string): List<Entry> {
  return List(
    word.split(',').map((one) => {
      const [term, index, letter, data] = parts(one, 4);
      const type = entryTypeOf[letter] ?? misuse(`not an entry: ${one}`);
      return Entry({
        term: number(term),
        index: number(index),
        type,
        data: parseBytes(data),
        typeIsSet: letter === 'n',
      });
    }),
  );
}

/** index/term/data/voters/outgoing/learners/next learners/auto leave. */
export function parseSnapshot(word: string): Snapshot {
  const p = parts(word, 8);
  return Snapshot({
    index: number(p[0]),
    term: number(p[1]),
    data: parseBytes(p[2]),
    confState: ConfState({
      voters: numbers(p[3]),
      votersOutgoing: numbers(p[4]),
      learners: numbers(p[5]),
      learnersNext: numbers(p[6]),
      autoLeave: p[7] === '1',
    }),
  });
}

function messageField(key: string, value: string): Partial<MessageFields> {
  switch (key) {
    case 't':
      return { term: number(value) };
    case 'lt':
      return { logTerm: number(value) };
    case 'i':
      return { index: number(value) };
    case 'c':
      return { commit: number(value) };
    case 'v':
      return { vote: number(value) };
    case 'r':
      return { reject: value === '1' };
    case 'h':
      return { rejectHint: number(value) };
    case 'x':
      return { context: parseBytes(value) };
    case 'e':
      return { entries: parseEntries(value) };
    case 's':
      return { snapshot: parseSnapshot(value) };
    default:
      return misuse(`not a field of a message: ${key}`);
  }
}

/** Reads what messageText writes, without responses. */
export function parseMessage(words: readonly string[]): Message {
  const type = words[0] as MessageType;
  const [from, to] = (words[1] ?? '').split('>');
  if (!messageTypes.includes(type) || from === undefined || to === undefined) {
    return misuse(`not a message: ${words.join(' ')}`);
  }
  let fields: Partial<MessageFields> = { type, from: target(from), to: target(to) };
  for (const word of words.slice(2)) {
    const at = word.indexOf('=');
    fields = { ...fields, ...messageField(word.slice(0, at), word.slice(at + 1)) };
  }
  return Message(fields);
}

/**
 * Reads "v1", "auto", "implicit" or "explicit", and changes like v4.l5.r1.u2 (add a voter, add a learner, remove,
 * update); "-" is no change, which leaves a joint configuration.
 */
export function parseConfChange(kind: string | undefined, word: string | undefined): ConfChangeI {
  if (word === undefined) return misuse('no conf change');
  const changes = word === '-' ? List<ConfChangeSingle>() : confChangesFromString(word.replaceAll('.', ' '));
  switch (kind) {
    case 'v1': {
      const { type, nodeId } = changes.first() ?? misuse('an empty conf change of version 1');
      return ConfChange({ type, nodeId });
    }
    case 'auto':
      return ConfChangeV2({ transition: 'ConfChangeTransitionAuto', changes });
    case 'implicit':
      return ConfChangeV2({ transition: 'ConfChangeTransitionJointImplicit', changes });
    case 'explicit':
      return ConfChangeV2({ transition: 'ConfChangeTransitionJointExplicit', changes });
    default:
      return misuse(`not a kind of conf change: ${kind}`);
  }
}
