/**
 * Configuration changes, checked before they touch the active configuration (etcd: confchange/confchange.go).
 *
 * A change goes directly (`simple`, at most one voter) or through a joint configuration: `enterJoint` keeps the voters as
 * the outgoing half and changes the incoming one, `leaveJoint` drops the outgoing half (thesis section 4.3). Each starts
 * from the tracker it is given and ends in a new configuration with its progresses, or in an error.
 */

import type { ConfChangeSingle } from '../pb.ts';
import * as joint from '../quorum/joint.ts';
import { sortedIds } from '../quorum/majority.ts';
import { Record } from '../record.ts';
import { newInflights } from '../tracker/inflights.ts';
import { Progress } from '../tracker/progress.ts';
import { type ProgressMap, ProgressTracker, type TrackerConfig } from '../tracker/tracker.ts';

export type ChangerFields = { tracker: ProgressTracker; lastIndex: number };
/** tracker: what is changed; its votes are not looked at. lastIndex: where nodes that are added are probed first. */
export const Changer = Record<ChangerFields>({ tracker: ProgressTracker(), lastIndex: 0 }, 'Changer');
export type Changer = Record<ChangerFields> & Readonly<ChangerFields>;

/** A configuration and the progress of every node in it. */
export interface Changed {
  readonly config: TrackerConfig;
  readonly progress: ProgressMap;
}

/** Why a change is refused, in etcd's words. */
export type ChangeError = string;

/** Goes from (1 2 3) to (1 2 3)&&(1 2 3) and makes the changes to the left half. */
export function enterJoint(
  c: Changer,
  autoLeave: boolean,
  changes: Iterable<ConfChangeSingle>,
): Changed | ChangeError {
  const start = checked(current(c));
  if (typeof start === 'string') return start;
  const { voters } = start.config;
  if (isJoint(start)) return 'config is already joint';
  // An empty configuration may be filled step by step, but with no voters there is nothing to keep as outgoing.
  if (voters.incoming.isEmpty()) return "can't make a zero-voter config joint";
  const config = start.config.set('voters', voters.set('outgoing', voters.incoming));
  const changed = apply(c, { ...start, config }, changes);
  if (typeof changed === 'string') return changed;
  return checked({ ...changed, config: changed.config.set('autoLeave', autoLeave) });
}

/** Goes from (1 2)&&(1 2 3) to (1 2), and makes the staged learners learners. */
export function leaveJoint(c: Changer): Changed | ChangeError {
  const start = checked(current(c));
  if (typeof start === 'string') return start;
  if (!isJoint(start)) return "can't leave a non-joint config";
  const { voters, learners, learnersNext } = start.config;
  const config = start.config.merge({
    voters: voters.set('outgoing', voters.outgoing.clear()),
    learners: learners.union(learnersNext),
    learnersNext: learnersNext.clear(),
    autoLeave: false,
  });
  let progress = start.progress;
  for (const id of learnersNext) progress = progress.update(id, (pr) => pr!.set('isLearner', true));
  const gone = voters.outgoing.filter((id) => !voters.incoming.has(id) && !config.learners.has(id));
  return checked({ config, progress: progress.deleteAll(gone) });
}

/** Makes changes that together add or remove at most one voter, outside a joint configuration. */
export function simple(c: Changer, changes: Iterable<ConfChangeSingle>): Changed | ChangeError {
  const start = checked(current(c));
  if (typeof start === 'string') return start;
  if (isJoint(start)) return "can't apply simple config change in joint config";
  const changed = apply(c, start, changes);
  if (typeof changed === 'string') return changed;
  const before = start.config.voters.incoming;
  const after = changed.config.voters.incoming;
  const differences = before.subtract(after).size + after.subtract(before).size;
  if (differences > 1) return 'more than one voter changed without entering joint config';
  return checked(changed);
}

/** What the changer starts from. AutoLeave does not come along; entering a joint configuration sets it anew. */
function current(c: Changer): Changed {
  return { config: c.tracker.config.set('autoLeave', false), progress: c.tracker.progress };
}

function isJoint({ config }: Changed): boolean {
  return !config.voters.outgoing.isEmpty();
}

/** Makes the changes, all of them to the incoming half. */
function apply(c: Changer, start: Changed, changes: Iterable<ConfChangeSingle>): Changed | ChangeError {
  let changed = start;
  for (const { type, nodeId } of changes) {
    // Node 0 stands for a change that the application decided not to make.
    if (nodeId === 0) continue;
    switch (type) {
      case 'ConfChangeAddNode':
        changed = makeVoter(c, changed, nodeId);
        break;
      case 'ConfChangeAddLearnerNode':
        changed = makeLearner(c, changed, nodeId);
        break;
      case 'ConfChangeRemoveNode':
        changed = remove(changed, nodeId);
        break;
      case 'ConfChangeUpdateNode':
        break;
    }
  }
  return changed.config.voters.incoming.isEmpty() ? 'removed all voters' : changed;
}

/** Adds a voter, or promotes a learner. */
function makeVoter(c: Changer, { config, progress }: Changed, id: number): Changed {
  const pr = progress.get(id) ?? initProgress(c);
  return {
    config: config.merge({
      voters: config.voters.update('incoming', (incoming) => incoming.add(id)),
      learners: config.learners.delete(id),
      learnersNext: config.learnersNext.delete(id),
    }),
    progress: progress.set(id, pr.set('isLearner', false)),
  };
}

/**
 * Adds a learner, or demotes a voter. One that still votes in the outgoing half cannot be a learner at the same time, so
 * it is staged to become one when the joint configuration is left.
 */
function makeLearner(c: Changer, start: Changed, id: number): Changed {
  const pr = start.progress.get(id) ?? initProgress(c);
  if (pr.isLearner) return start;
  const { config, progress } = remove(start, id);
  const staged = config.voters.outgoing.has(id);
  return {
    config: config.update(staged ? 'learnersNext' : 'learners', (ids) => ids.add(id)),
    // What is known of the node survives its demotion.
    progress: progress.set(id, pr.set('isLearner', !staged)),
  };
}

/** Removes a voter or learner. The progress of an outgoing voter is still needed. */
function remove(start: Changed, id: number): Changed {
  const { config, progress } = start;
  if (!progress.has(id)) return start;
  return {
    config: config.merge({
      voters: config.voters.update('incoming', (incoming) => incoming.delete(id)),
      learners: config.learners.delete(id),
      learnersNext: config.learnersNext.delete(id),
    }),
    progress: config.voters.outgoing.has(id) ? progress : progress.delete(id),
  };
}

/** The progress of a node that is new. */
function initProgress(c: Changer): Progress {
  const { maxInflight, maxInflightBytes } = c.tracker;
  return Progress({
    // Probed first at the last index, though it probably has nothing: match < next needs at least 1.
    next: Math.max(c.lastIndex, 1),
    inflights: newInflights(maxInflight, maxInflightBytes),
    // Or a quorum check before its first message could make the leader step down.
    recentActive: true,
  });
}

/** The configuration itself when it fits its progresses and its parts fit each other, else what is wrong. */
function checked(changed: Changed): Changed | ChangeError {
  return checkInvariants(changed) ?? changed;
}

/** The empty configuration passes: it is where every other one starts from. */
function checkInvariants({ config, progress }: Changed): ChangeError | null {
  const { voters, learners, learnersNext, autoLeave } = config;
  for (const ids of [joint.ids(voters), learners, learnersNext]) {
    for (const id of sortedIds(ids)) if (!progress.has(id)) return `no progress for ${id}`;
  }
  for (const id of sortedIds(learnersNext)) {
    // It is staged for no other reason than that it is an outgoing voter, and so votes still.
    if (!voters.outgoing.has(id)) return `${id} is in LearnersNext, but not Voters[1]`;
    if (progress.get(id)!.isLearner) return `${id} is in LearnersNext, but is already marked as learner`;
  }
  for (const id of sortedIds(learners)) {
    if (voters.outgoing.has(id)) return `${id} is in Learners and Voters[1]`;
    if (voters.incoming.has(id)) return `${id} is in Learners and Voters[0]`;
    if (!progress.get(id)!.isLearner) return `${id} is in Learners, but is not marked as learner`;
  }
  // Staged learners outside a joint configuration were caught above.
  if (voters.outgoing.isEmpty() && autoLeave) return 'AutoLeave must be false when not joint';
  return null;
}
