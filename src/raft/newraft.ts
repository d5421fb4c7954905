/**
 * How a node's record is made from what is durable: at its first start, and after every crash.
 */
import { restoreConfState } from './conf.ts';
import { type Config, validate, withDefaults } from './config.ts';
import { appliedTo } from './log/applying.ts';
import { lastIndex, newLogWithSize } from './log/log.ts';
import { panic } from './panic.ts';
import { type HardState, isEmptyHardState, None } from './pb.ts';
import { Raft, withJitter } from './raft.ts';
import { ReadOnly } from './readonly.ts';
import { becomeFollower } from './role.ts';
import { makeProgressTracker } from './tracker/tracker.ts';

/**
 * A follower with what `config.storage` holds (etcd: newRaft). `timeoutJitter`: see Raft.timeoutJitter.
 *
 * Panics when the config is impossible ('invalid-config'), when the stored configuration or hard state cannot be, or
 * when more is said to be applied than is committed.
 */
export function newRaft(config: Config, timeoutJitter = 0): Raft {
  const error = validate(config);
  if (error !== null) panic('invalid-config', error);
  const c = withDefaults(config);
  const { hardState, confState } = c.storage.initialState();
  const raw = Raft({
    id: c.id,
    raftLog: newLogWithSize(c.storage, c.maxCommittedSizePerReady),
    trk: makeProgressTracker(c.maxInflightMsgs, c.maxInflightBytes),
    readOnly: ReadOnly({ option: c.readOnlyOption }),
    electionTimeout: c.electionTick,
    heartbeatTimeout: c.heartbeatTick,
    maxMsgSize: c.maxSizePerMsg,
    maxUncommittedSize: c.maxUncommittedEntriesSize,
    checkQuorum: c.checkQuorum,
    preVote: c.preVote,
    disableProposalForwarding: c.disableProposalForwarding,
    disableConfChangeValidation: c.disableConfChangeValidation,
    stepDownOnRemoval: c.stepDownOnRemoval,
  });
  const configured = restoreConfState(withJitter(raw, timeoutJitter), confState);
  const loaded = isEmptyHardState(hardState) ? configured : loadState(configured, hardState);
  const applied = c.applied > 0 ? loaded.set('raftLog', appliedTo(loaded.raftLog, c.applied, 0)) : loaded;
  return becomeFollower(applied, applied.term, None);
}

/** What was committed is in the log, and not less than what was compacted (etcd: raft.loadState). */
function loadState(r: Raft, hs: HardState): Raft {
  const { committed } = r.raftLog;
  const last = lastIndex(r.raftLog);
  if (hs.commit < committed || hs.commit > last) {
    panic(
      'commit-out-of-range',
      `state.commit ${hs.commit} at node ${r.id} is not in [${committed}, ${last}]`,
    );
  }
  return r.merge({ term: hs.term, vote: hs.vote, raftLog: r.raftLog.set('committed', hs.commit) });
}
