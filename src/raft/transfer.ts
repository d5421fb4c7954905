/**
 * The start of a leadership transfer (thesis, section 3.10). Once the target has the whole log, here or in
 * appendresponse.ts, it is told to campaign; tick.ts gives up after an election timeout.
 */
import * as log from './log/log.ts';
import { type Message, None } from './pb.ts';
import type { Raft } from './raft.ts';
import { sendAppend, sendTimeoutNow } from './replicate.ts';
import type { Progress } from './tracker/progress.ts';

/**
 * `m.from` is the target, `pr` its progress (etcd: the case in stepLeader). A new target replaces the old one. The
 * leader as target ends the transfer in progress and starts none.
 */
export function stepTransferLeader(r: Raft, pr: Progress, m: Message): Raft {
  const target = m.from;
  if (pr.isLearner || target === r.leadTransferee) return r;
  if (target === r.id) return r.set('leadTransferee', None);
  const started = r.set('electionElapsed', 0).set('leadTransferee', target);
  const caughtUp = pr.match === log.lastIndex(r.raftLog);
  return caughtUp ? sendTimeoutNow(started, target) : sendAppend(started, target);
}
