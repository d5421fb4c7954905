/**
 * Handing committed entries to the application, and taking in that it has applied them (etcd: log.go, nextCommittedEnts to
 * acceptApplying). Sizes are encoding sizes in bytes.
 */
import { List } from 'immutable';
import { panic } from '../panic.ts';
import type { Entry } from '../pb.ts';
import { hasNextOrInProgressSnapshot, type RaftLog, slice } from './log.ts';

/**
 * The committed entries to hand out next, within the limit on bytes being applied. Entries that are not stable here are
 * committed all the same once a quorum has them; they are among them only when `allowUnstable`.
 */
export function nextCommittedEnts(l: RaftLog, allowUnstable: boolean): List<Entry> {
  if (!hasNextCommittedEnts(l, allowUnstable)) return List();
  const maxSize = l.maxApplyingEntsSize - l.applyingEntsSize;
  if (maxSize <= 0) {
    panic(
      'applying-size-not-positive',
      `${l.applyingEntsSize} bytes are being applied, of at most ${l.maxApplyingEntsSize}: ${maxSize} are left`,
    );
  }
  const ents = slice(l, l.applying + 1, maxAppliableIndex(l, allowUnstable) + 1, maxSize);
  if (typeof ents === 'string') {
    return panic('unapplied-unreadable', `reading the unapplied entries gave ${ents}`);
  }
  return ents;
}

/** True when nextCommittedEnts has any. */
export function hasNextCommittedEnts(l: RaftLog, allowUnstable: boolean): boolean {
  if (l.applyingEntsPaused) return false;
  // A snapshot comes first, alone: the entries after it mean nothing to a state machine that does not have it.
  if (hasNextOrInProgressSnapshot(l)) return false;
  return l.applying < maxAppliableIndex(l, allowUnstable);
}

/** The highest index that may be handed out. */
export function maxAppliableIndex(l: RaftLog, allowUnstable: boolean): number {
  return allowUnstable ? l.committed : Math.min(l.committed, l.unstable.offset - 1);
}

/** The entries up to index `i`, of `size` bytes, were handed out. */
export function acceptApplying(l: RaftLog, i: number, size: number, allowUnstable: boolean): RaftLog {
  if (l.committed < i) {
    panic('applying-out-of-range', `${i} is not between applying ${l.applying} and committed ${l.committed}`);
  }
  const applyingEntsSize = l.applyingEntsSize + size;
  return l.merge({
    applying: i,
    applyingEntsSize,
    // When less was handed out than could be, the next entry would have exceeded the limit: pause before it too.
    applyingEntsPaused: applyingEntsSize >= l.maxApplyingEntsSize || i < maxAppliableIndex(l, allowUnstable),
  });
}

/** The entries up to index `i` are applied; the last of them, of `size` bytes, make room for new ones. */
export function appliedTo(l: RaftLog, i: number, size: number): RaftLog {
  if (l.committed < i || i < l.applied) {
    panic('applied-out-of-range', `${i} is not between applied ${l.applied} and committed ${l.committed}`);
  }
  // After a restart entries are applied that this run never handed out, so the sizes need not match.
  const applyingEntsSize = Math.max(0, l.applyingEntsSize - size);
  return l.merge({
    applied: i,
    applying: Math.max(l.applying, i),
    applyingEntsSize,
    applyingEntsPaused: applyingEntsSize >= l.maxApplyingEntsSize,
  });
}
