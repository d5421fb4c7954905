/**
 * The passing of time, one tick a call: the only clock the core has.
 */
import { promotable } from './campaign.ts';
import { Message, None } from './pb.ts';
import type { Raft } from './raft.ts';
import { step } from './step.ts';

/** One tick, as the role wants it (etcd: the raft.tick function pointer). */
export function tick(r: Raft): Raft {
  switch (r.state) {
    case 'StateFollower':
    case 'StateCandidate':
    case 'StatePreCandidate':
      return tickElection(r);
    case 'StateLeader':
      return tickHeartbeat(r);
  }
}

/** etcd: raft.tickElection */
function tickElection(r: Raft): Raft {
  const electionElapsed = r.electionElapsed + 1;
  if (electionElapsed < r.randomizedElectionTimeout || !promotable(r)) {
    return r.set('electionElapsed', electionElapsed);
  }
  return local(r.set('electionElapsed', 0), 'MsgHup');
}

/** etcd: raft.tickHeartbeat */
function tickHeartbeat(r: Raft): Raft {
  const heartbeatElapsed = r.heartbeatElapsed + 1;
  const checked = electionTimeoutOfLeader(
    r.set('heartbeatElapsed', heartbeatElapsed).set('electionElapsed', r.electionElapsed + 1),
  );
  // The quorum check may have ended its leadership.
  if (checked.state !== 'StateLeader' || heartbeatElapsed < r.heartbeatTimeout) return checked;
  return local(checked.set('heartbeatElapsed', 0), 'MsgBeat');
}

/** Once in an election timeout a leader looks for its quorum, and gives up a transfer that took so long. */
function electionTimeoutOfLeader(r: Raft): Raft {
  if (r.electionElapsed < r.electionTimeout) return r;
  const restarted = r.set('electionElapsed', 0);
  const checked = r.checkQuorum ? local(restarted, 'MsgCheckQuorum') : restarted;
  return checked.state === 'StateLeader' ? checked.set('leadTransferee', None) : checked;
}

/** Steps a message of this node to itself; none of the three can fail. */
function local(r: Raft, type: 'MsgHup' | 'MsgBeat' | 'MsgCheckQuorum'): Raft {
  return step(r, Message({ type, from: r.id }))[0];
}
