/**
 * A log's positions as text, as etcd prints them (etcd: raftLog.String).
 */
import type { RaftLog } from './log.ts';

/** "committed=3, applied=2, applying=3, unstable.offset=4, ..." */
export function raftLogString(l: RaftLog): string {
  const { offset, offsetInProgress, entries } = l.unstable;
  return [
    `committed=${l.committed}`,
    `applied=${l.applied}`,
    `applying=${l.applying}`,
    `unstable.offset=${offset}`,
    `unstable.offsetInProgress=${offsetInProgress}`,
    `len(unstable.Entries)=${entries.size}`,
  ].join(', ');
}
