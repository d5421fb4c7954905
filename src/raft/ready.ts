/**
 * What a node wants done: one batch of everything it has produced since the last one (etcd: Ready, in node.go).
 *
 * With synchronous storage the application persists `hardState`, `entries` and `snapshot`, then sends `messages`, applies
 * `committedEntries` and calls `advance`. With asynchronous storage it only sends `messages`, of which some go to its own
 * storage threads (storagemessages.ts).
 */

import { List } from 'immutable';
import { type Entry, HardState, type Message, type Snapshot } from './pb.ts';
import type { SoftState } from './raft.ts';
import type { ReadState } from './readonly.ts';
import { Record } from './record.ts';

export type ReadyFields = {
  softState: SoftState | null;
  hardState: HardState;
  readStates: List<ReadState>;
  entries: List<Entry>;
  snapshot: Snapshot | null;
  committedEntries: List<Entry>;
  messages: List<Message>;
  mustSync: boolean;
};
export const Ready = Record<ReadyFields>(
  {
    /** null: as it was. */
    softState: null,
    /** Empty: as it was. Otherwise to be durable before any of `messages` is sent. */
    hardState: HardState(),
    /** Reads of this node that may be served once it has applied up to their index. */
    readStates: List(),
    /** To be durable before any of `messages` is sent. They replace what is stored from entries[0].index on. */
    entries: List(),
    /** To be stored and applied; with one, no committed entries are handed out. */
    snapshot: null,
    /** To be applied, in order. Each follows directly on the last one handed out before. */
    committedEntries: List(),
    messages: List(),
    /** False when only the commit index changed, which a crash may take back. */
    mustSync: false,
  },
  'Ready',
);
export type Ready = Record<ReadyFields> & Readonly<ReadyFields>;

/** Whether the term, the vote or the log changed: Raft's persistent state (paper, figure 2; etcd: MustSync). */
export function mustSync(
  current: { term: number; vote: number },
  previous: HardState,
  entries: number,
): boolean {
  return entries !== 0 || current.vote !== previous.vote || current.term !== previous.term;
}
