/**
 * Configuration changes: from an applied ConfChange, or a stored ConfState, to the configuration in use, and what a
 * leader does at once because of it (thesis, chapter 4).
 */
import { maybeCommit } from './append.ts';
import {
  type Changed,
  type ChangeError,
  Changer,
  enterJoint,
  leaveJoint,
  simple,
} from './confchange/changer.ts';
import * as codec from './confchange/codec.ts';
import { assertConfStatesEquivalent } from './confchange/confstate.ts';
import { restore } from './confchange/restore.ts';
import * as log from './log/log.ts';
import { panic } from './panic.ts';
import { type ConfChangeV2, type ConfState, None } from './pb.ts';
import * as joint from './quorum/joint.ts';
import type { Raft } from './raft.ts';
import { bcastAppend, maybeSendAppend, toOthers } from './replicate.ts';
import { becomeFollower } from './role.ts';
import { confState, makeProgressTracker } from './tracker/tracker.ts';

/**
 * Puts a committed change into effect. Panics when it does not fit the configuration in use: every node that applies the
 * entry is then in the same trouble (etcd: raft.applyConfChange).
 */
export function applyConfChange(r: Raft, cc: ConfChangeV2): readonly [Raft, ConfState] {
  const changed = change(Changer({ tracker: r.trk, lastIndex: log.lastIndex(r.raftLog) }), cc);
  if (typeof changed === 'string') return panic('conf-change-impossible', changed);
  return switchToConfig(r, changed);
}

function change(changer: Changer, cc: ConfChangeV2): Changed | ChangeError {
  if (codec.leaveJoint(cc)) return leaveJoint(changer);
  const { autoLeave, ok } = codec.enterJoint(cc);
  return ok ? enterJoint(changer, autoLeave, cc.changes) : simple(changer, cc.changes);
}

/**
 * Starts from no configuration at all and puts `cs` into effect. Panics when it is impossible, or comes out as another
 * one (etcd: in newRaft and raft.restore).
 */
export function restoreConfState(r: Raft, cs: ConfState): Raft {
  const tracker = makeProgressTracker(r.trk.maxInflight, r.trk.maxInflightBytes);
  const restored = restore(Changer({ tracker, lastIndex: log.lastIndex(r.raftLog) }), cs);
  if (typeof restored === 'string') return panic('conf-state-impossible', restored);
  const [next, inUse] = switchToConfig(r.set('trk', tracker), restored);
  assertConfStatesEquivalent(cs, inUse);
  return next;
}

/**
 * Uses a configuration from now on, and says how it is stored (etcd: raft.switchToConfig). A leader acts at once: it
 * may be one no longer, a smaller quorum may have more committed, new nodes want the log.
 */
function switchToConfig(r: Raft, { config, progress }: Changed): readonly [Raft, ConfState] {
  const self = progress.get(r.id);
  const isLearner = self?.isLearner ?? false;
  const next = r
    .set('trk', r.trk.set('config', config).set('progress', progress))
    .set('isLearner', isLearner);
  const cs = confState(next.trk);
  if (r.state !== 'StateLeader') return [next, cs];
  if (self === undefined || isLearner) {
    // Without the option it leads on, and counts itself no more, until what it has appended is replicated.
    return [r.stepDownOnRemoval ? becomeFollower(next, next.term, None) : next, cs];
  }
  return [cs.voters.isEmpty() ? next : adaptLeader(next), cs];
}

function adaptLeader(r: Raft): Raft {
  const [committed, moved] = maybeCommit(r);
  const sent = moved
    ? bcastAppend(committed)
    : toOthers(committed, (next, to) => maybeSendAppend(next, to, false)[0]);
  // Nobody can be handed over to who does not vote any more.
  const votes = joint.ids(sent.trk.config.voters).has(sent.leadTransferee);
  return votes ? sent : sent.set('leadTransferee', None);
}
