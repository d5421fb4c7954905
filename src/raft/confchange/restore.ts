/**
 * From a stored configuration back to an active one (etcd: confchange/restore.go): not by writing it down, but by making the
 * changes that lead there, so that it passes the same checks.
 */
import type { ConfChangeSingle, ConfChangeType, ConfState } from '../pb.ts';
import { ConfChangeSingle as Single } from '../pb.ts';
import { type Changed, type ChangeError, type Changer, enterJoint, simple } from './changer.ts';

/**
 * Turns `cs` into a configuration, starting from `chg`, which must hold the empty one.
 *
 * For voters=(1 2 3) learners=(5) outgoing=(1 2 4 6) learners_next=(4): add 1, 2, 4 and 6, one by one; then enter the
 * joint configuration with the changes remove 1 2 4 6, add 1 2 3, add the learners 5 and 4, of which 4, an outgoing
 * voter, is staged.
 */
export function restore(chg: Changer, cs: ConfState): Changed | ChangeError {
  const incoming = [
    ...changes('ConfChangeRemoveNode', cs.votersOutgoing),
    ...changes('ConfChangeAddNode', cs.voters),
    ...changes('ConfChangeAddLearnerNode', cs.learners),
    ...changes('ConfChangeAddLearnerNode', cs.learnersNext),
  ];
  if (cs.votersOutgoing.isEmpty()) return oneByOne(chg, incoming);
  const outgoing = oneByOne(chg, changes('ConfChangeAddNode', cs.votersOutgoing));
  if (typeof outgoing === 'string') return outgoing;
  return enterJoint(moved(chg, outgoing), cs.autoLeave, incoming);
}

function changes(type: ConfChangeType, ids: Iterable<number>): ConfChangeSingle[] {
  return Array.from(ids, (nodeId) => Single({ type, nodeId }));
}

function oneByOne(chg: Changer, singles: readonly ConfChangeSingle[]): Changed | ChangeError {
  let changed: Changed = chg.tracker;
  for (const single of singles) {
    const next = simple(moved(chg, changed), [single]);
    if (typeof next === 'string') return next;
    changed = next;
  }
  return changed;
}

function moved(chg: Changer, { config, progress }: Changed): Changer {
  return chg.set('tracker', chg.tracker.merge({ config, progress }));
}
