/**
 * How each kind of action is explained: by which function of the core it is handled, for whoever goes on reading there, and
 * what came of it and why.
 */
import type { ActionKind, ActionOf } from '../../cluster/action.ts';
import type { Role } from '../../cluster/view.ts';
import { explainCampaign } from './campaign.ts';
import {
  explainCompaction,
  explainCrash,
  explainForgetting,
  explainNetwork,
  explainRestart,
  explainUnreachable,
} from './fault.ts';
import type { Finding } from './finding.ts';
import { type Handler, handlerOfMessage } from './handler.ts';
import { explainMessage } from './message.ts';
import type { Moment } from './moment.ts';
import { explainProposal } from './proposal.ts';
import { explainRead } from './read.ts';
import { explainSnapshotStatus } from './snapshot.ts';
import { explainAppendDone, explainApplyDone } from './storage.ts';
import { explainCheckQuorum, explainExpiredLease, explainHeartbeatTimer, explainTick } from './timer.ts';
import { explainTransfer } from './transfer.ts';

interface Explanation<Kind extends ActionKind> {
  /** What handles it in this role; '' where the core has no part. */
  readonly handler: Handler | ((role: Role, action: ActionOf<Kind>) => Handler);
  readonly explain: (moment: Moment, action: ActionOf<Kind>) => Finding[];
}

const proposal = {
  handler: (role: Role): Handler =>
    role === 'leader' ? 'src/raft/propose.ts stepProp' : 'src/raft/follower.ts forwardProp',
  explain: explainProposal,
};

const explanations: { readonly [Kind in ActionKind]: Explanation<Kind> } = {
  deliver: {
    handler: (role, { message }) => handlerOfMessage(message.type, role),
    explain: (moment, { message }) => explainMessage(moment, message),
  },
  timeout: {
    handler: 'src/raft/campaign.ts hup',
    explain: (moment) => explainCampaign(moment, { is: 'election-timer' }, moment.before),
  },
  heartbeat: { handler: 'src/raft/replicate.ts bcastHeartbeat', explain: explainHeartbeatTimer },
  'check-quorum': { handler: 'src/raft/leader.ts stepCheckQuorum', explain: explainCheckQuorum },
  'expire-lease': { handler: '', explain: explainExpiredLease },
  drop: { handler: '', explain: (_, { message }) => explainNetwork('lost', message) },
  duplicate: { handler: '', explain: (_, { message }) => explainNetwork('doubled', message) },
  crash: { handler: '', explain: explainCrash },
  restart: { handler: 'src/raft/newraft.ts newRaft', explain: explainRestart },
  propose: proposal,
  'propose-conf': proposal,
  read: {
    handler: (role) =>
      role === 'leader' ? 'src/raft/readindex.ts stepReadIndex' : 'src/raft/follower.ts stepFollower',
    explain: (moment) => explainRead(moment, null, moment.before),
  },
  transfer: {
    handler: 'src/raft/transfer.ts stepTransferLeader',
    explain: (moment, { transferee }) => explainTransfer(moment, transferee, moment.before),
  },
  'forget-leader': { handler: 'src/raft/follower.ts forgetLeader', explain: explainForgetting },
  compact: { handler: '', explain: explainCompaction },
  unreachable: { handler: 'src/raft/leader.ts stepUnreachable', explain: explainUnreachable },
  'snapshot-status': { handler: 'src/raft/leader.ts stepSnapStatus', explain: explainSnapshotStatus },
  'append-done': { handler: 'src/raft/step.ts stepStorageAppendResp', explain: explainAppendDone },
  'apply-done': { handler: 'src/raft/step.ts stepStorageApplyResp', explain: explainApplyDone },
  tick: { handler: 'src/raft/tick.ts tick', explain: explainTick },
};

function explanationOf({ action }: Moment): Explanation<ActionKind> {
  return explanations[action.kind] as Explanation<ActionKind>;
}

export function handlerOf(moment: Moment): Handler {
  const { handler } = explanationOf(moment);
  return typeof handler === 'string' ? handler : handler(moment.before.role, moment.action);
}

export function explainAction(moment: Moment): Finding[] {
  return explanationOf(moment).explain(moment, moment.action);
}
