import { List } from 'immutable';
import { append, applySnapshot, MemoryStorage } from '../../../src/raft/log/storage.ts';
import { Entry, Snapshot } from '../../../src/raft/pb.ts';

/** Entries from index `first` on with the given terms; `data` is that of each. */
export function ents(first: number, terms: readonly number[], data = ''): List<Entry> {
  return List(terms.map((term, i) => Entry({ term, index: first + i, data })));
}

/** As "term/index" each, the way the library prints an entry. */
export function names(entries: Iterable<Entry> | string): readonly string[] | string {
  if (typeof entries === 'string') return entries;
  return Array.from(entries, ({ term, index }) => `${term}/${index}`);
}

/** A storage compacted at (term, index), holding entries of the given terms after that. */
export function storageAt(term: number, index: number, terms: readonly number[], data = ''): MemoryStorage {
  if (index === 0) return append(new MemoryStorage(), ents(1, terms, data));
  const compacted = applySnapshot(new MemoryStorage(), Snapshot({ term, index }));
  if (typeof compacted === 'string') throw new Error(compacted);
  return append(compacted, ents(index + 1, terms, data));
}
