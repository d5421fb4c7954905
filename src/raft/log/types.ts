/**
 * Names of log positions and of slices of a leader's log (etcd: types.go).
 */

import { List } from 'immutable';
import type { Entry } from '../pb.ts';
import { Record } from '../record.ts';

export type EntryIDFields = { term: number; index: number };
/** Names one entry for ever: a term has one leader, and a leader writes an index once. */
export const EntryID = Record<EntryIDFields>({ term: 0, index: 0 }, 'EntryID');
export type EntryID = Record<EntryIDFields> & Readonly<EntryIDFields>;

/** The name of `entry`. */
export function pbEntryID(entry: Entry): EntryID {
  return EntryID({ term: entry.term, index: entry.index });
}

export type LogSliceFields = { term: number; prev: EntryID; entries: List<Entry> };
/**
 * Consecutive entries as the leader of `term` has them in its log; `prev` names the entry before them.
 * Well formed: entries[i].index == prev.index + 1 + i, and prev.term <= terms of the entries, ascending, <= term.
 */
export const LogSlice = Record<LogSliceFields>({ term: 0, prev: EntryID(), entries: List() }, 'LogSlice');
export type LogSlice = Record<LogSliceFields> & Readonly<LogSliceFields>;

/** Null when the slice is well formed, otherwise what is wrong with it. Slices from messages are checked with this. */
export function invalid(s: LogSlice): string | null {
  let prev = s.prev;
  for (const entry of s.entries) {
    const id = pbEntryID(entry);
    if (id.term < prev.term || id.index !== prev.index + 1) {
      return `leader term ${s.term}: entries ${idString(prev)} and ${idString(id)} not consistent`;
    }
    prev = id;
  }
  if (s.term < prev.term) return `leader term ${s.term}: entry ${idString(prev)} has a newer term`;
  return null;
}

function idString(id: EntryID): string {
  return `{term:${id.term} index:${id.index}}`;
}
