/**
 * Readers and writers served fairly through one queue (ReadersWriters.tla in tlaplus/Examples, by DeFrain),
 * with three actors.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { type BitSet, excluding, has, including, members, range } from './sets.ts';

type Request = readonly ['read' | 'write', number];

interface LibraryState {
  readonly readers: BitSet;
  readonly writers: BitSet;
  /** First come, first served. At most one request of each kind by each actor. */
  readonly waiting: readonly Request[];
}

/** `writes-beside-readers`: a writer does not wait until the readers are gone. */
export type ReadersWritersDefect = 'writes-beside-readers';

const allActors = range(3);

export function readersWriters(defect?: ReadersWritersDefect): PlainSystem<LibraryState> {
  return {
    init: () => [{ readers: 0, writers: 0, waiting: [] }],

    *next(s) {
      for (const actor of allActors) {
        for (const kind of ['read', 'write'] as const) {
          if (s.waiting.some(([k, a]) => k === kind && a === actor)) continue;
          yield { action: `Try ${kind}`, state: { ...s, waiting: [...s.waiting, [kind, actor] as const] } };
        }
      }
      yield* serve(s, defect);
      for (const actor of members(s.readers | s.writers)) {
        // An actor that reads and writes at once (never, says the invariant) would stop reading first.
        const state = has(s.readers, actor)
          ? { ...s, readers: excluding(s.readers, actor) }
          : { ...s, writers: excluding(s.writers, actor) };
        yield { action: 'Stop', state };
      }
    },

    invariants: [
      { name: 'no-reader-beside-a-writer', holds: (s) => s.readers === 0 || s.writers === 0 },
      { name: 'one-writer', holds: (s) => members(s.writers).length <= 1 },
    ],
  };
}

function* serve(s: LibraryState, defect: ReadersWritersDefect | undefined) {
  if (s.waiting.length === 0 || s.writers !== 0) return;
  const [kind, actor] = s.waiting[0];
  const waiting = s.waiting.slice(1);
  if (kind === 'read')
    yield { action: 'Read', state: { ...s, readers: including(s.readers, actor), waiting } };
  else if (s.readers === 0 || defect === 'writes-beside-readers') {
    yield { action: 'Write', state: { ...s, writers: including(s.writers, actor), waiting } };
  }
}
