/**
 * What a step did and why, from the states before and after it and the message alone: the core has no hooks. One file a
 * family of messages beside this one; here they are chosen, and what every step may bring besides (a role, a commit index,
 * a configuration that changed) is told where no family has.
 */
import type { Action } from '../../cluster/action.ts';
import type { Model } from '../../cluster/model.ts';
import { type ClusterView, type MessageView, panicOf } from '../../cluster/view.ts';
import { explainAppend } from './append.ts';
import { explainAppendResponse } from './appendresponse.ts';
import { besides } from './besides.ts';
import { explainCampaign } from './campaign.ts';
import { explainFollowerCommit } from './commit.ts';
import {
  explainCompaction,
  explainCrash,
  explainForgetting,
  explainNetwork,
  explainRestart,
  explainUnreachable,
} from './fault.ts';
import { type Finding, finding } from './finding.ts';
import { type Handler, handlerOf } from './handler.ts';
import { explainHeartbeat, explainHeartbeatResponse } from './heartbeat.ts';
import { type Moment, momentOf, type Standing } from './moment.ts';
import { brokenPromises } from './promise.ts';
import { explainProposal } from './proposal.ts';
import { explainRead } from './read.ts';
import { explainSnapshot, explainSnapshotStatus } from './snapshot.ts';
import { explainAppendDone, explainApplyDone } from './storage.ts';
import { judgeTerm } from './term.ts';
import { explainCheckQuorum, explainExpiredLease, explainHeartbeatTimer, explainTick } from './timer.ts';
import { explainTimeoutNow, explainTransfer } from './transfer.ts';
import { explainVote } from './vote.ts';
import { explainVoteResponse } from './voteresponse.ts';

export interface StepExplained {
  /** The function of the core that decided; empty where the core has no part. */
  readonly handler: Handler;
  readonly findings: readonly Finding[];
  readonly sent: readonly MessageView[];
}

export function explainStep(
  model: Model,
  before: ClusterView,
  action: Action,
  after: ClusterView,
): StepExplained {
  const moment = momentOf(model, before, action, after);
  const { sent } = moment;
  const panic = panicOf(moment.after);
  if (panic !== null && panicOf(moment.before) === null) {
    return { handler: handlerOf(moment), findings: [finding({ decided: 'panicked', panic })], sent };
  }
  const own = ofAction(moment);
  const told = [...own, ...besides(moment, own)];
  return { handler: handlerOf(moment), findings: [...told, ...brokenPromises(moment, told)], sent };
}

function ofAction(moment: Moment): Finding[] {
  const { action, before } = moment;
  switch (action.kind) {
    case 'deliver':
      return ofMessage(moment, action.message);
    case 'timeout':
      return explainCampaign(moment, { is: 'election-timer' }, before);
    case 'heartbeat':
      return explainHeartbeatTimer(moment);
    case 'check-quorum':
      return explainCheckQuorum(moment);
    case 'expire-lease':
      return explainExpiredLease(moment);
    case 'drop':
    case 'duplicate':
      return explainNetwork(moment);
    case 'crash':
      return explainCrash(moment);
    case 'restart':
      return explainRestart(moment);
    case 'propose':
    case 'propose-conf':
      return explainProposal(moment);
    case 'read':
      return explainRead(moment, null, before);
    case 'transfer':
      return explainTransfer(moment, action.transferee, before);
    case 'forget-leader':
      return explainForgetting(moment);
    case 'compact':
      return explainCompaction(moment);
    case 'unreachable':
      return explainUnreachable(moment);
    case 'snapshot-status':
      return explainSnapshotStatus(moment);
    case 'append-done':
      return explainAppendDone(moment);
    case 'apply-done':
      return explainApplyDone(moment);
    case 'tick':
      return explainTick(moment);
  }
}

function ofMessage(moment: Moment, message: MessageView): Finding[] {
  const { findings, standing } = judgeTerm(moment, message);
  return standing === null ? [...findings] : [...findings, ...ofType(moment, message, standing)];
}

function ofType(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  switch (message.type) {
    case 'MsgVote':
    case 'MsgPreVote':
      return explainVote(moment, message, standing);
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      return explainVoteResponse(moment, message, standing);
    case 'MsgApp': {
      const findings = explainAppend(moment, message, standing);
      const accepted = findings.some(({ decided }) => decided === 'append-accepted');
      return accepted ? [...findings, ...explainFollowerCommit(moment, message)] : findings;
    }
    case 'MsgAppResp':
      return explainAppendResponse(moment, message, standing);
    case 'MsgHeartbeat':
      return explainHeartbeat(moment, message, standing);
    case 'MsgHeartbeatResp':
      return explainHeartbeatResponse(moment, message, standing);
    case 'MsgSnap':
      return explainSnapshot(moment, message, standing);
    case 'MsgProp':
      return explainProposal(moment);
    case 'MsgReadIndex':
    case 'MsgReadIndexResp':
      return explainRead(moment, message, standing);
    case 'MsgTransferLeader':
      return explainTransfer(moment, message.from, standing);
    case 'MsgTimeoutNow':
      return explainTimeoutNow(moment, standing);
    default:
      return [finding({ decided: 'handled', what: message.type })];
  }
}
