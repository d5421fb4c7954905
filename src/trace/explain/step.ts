/**
 * What a step did and why, in the field's words, from the states before and after it and the message alone: the core has
 * no hooks. One file a family of messages beside this one; here they are chosen, and what every step may bring besides
 * (a role, a commit index, a configuration that changed) is told where no family has.
 */
import type { Action } from '../../cluster/action.ts';
import type { Model } from '../../cluster/model.ts';
import { type ClusterView, type MessageView, panicOf } from '../../cluster/view.ts';
import { sameValue } from '../diff.ts';
import { describeConfig, nodeName } from '../words.ts';
import { explainAppend } from './append.ts';
import { explainAppendResponse } from './appendresponse.ts';
import { explainCampaign } from './campaign.ts';
import { commitMoved, explainFollowerCommit } from './commit.ts';
import {
  explainCompaction,
  explainCrash,
  explainForgetting,
  explainNetwork,
  explainRestart,
  explainUnreachable,
} from './fault.ts';
import { type Decided, type Finding, type Moment, momentOf } from './finding.ts';
import { type Handler, handlerOf } from './handler.ts';
import { explainHeartbeat, explainHeartbeatResponse } from './heartbeat.ts';
import { brokenPromises } from './promise.ts';
import { explainProposal } from './proposal.ts';
import { share } from './quorum.ts';
import { confirmedReads, explainRead } from './read.ts';
import { explainSnapshot, explainSnapshotStatus } from './snapshot.ts';
import { explainAppendDone, explainApplyDone } from './storage.ts';
import { judgeTerm, type Standing } from './term.ts';
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
    return { handler: handlerOf(moment), findings: [panicked(panic)], sent };
  }
  const own = ofAction(moment);
  const told = [...own, ...besides(moment, own)];
  return { handler: handlerOf(moment), findings: [...told, ...brokenPromises(moment, told)], sent };
}

function panicked(panic: string): Finding {
  return { decided: 'panicked', text: `the core panicked: ${panic}` };
}

function ofAction(moment: Moment): Finding[] {
  const { action } = moment;
  switch (action.kind) {
    case 'deliver':
      return ofMessage(moment, action.message);
    case 'timeout':
      return explainCampaign(moment, 'the election timer fires');
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
      return explainRead(moment, null);
    case 'transfer':
      return explainTransfer(moment, action.transferee);
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
      return explainRead(moment, message);
    case 'MsgTransferLeader':
      return explainTransfer(moment, message.from);
    case 'MsgTimeoutNow':
      return explainTimeoutNow(moment, standing);
    default:
      return [{ decided: 'heard', text: `${message.type} is handled` }];
  }
}

/** Findings that tell of a change of role. */
const ofRole: readonly Decided[] = [
  'term-raised',
  'gave-way',
  'campaigned',
  'became-leader',
  'election-lost',
  'stepped-down',
  'fault',
];

/** A role that came of something else than a message: a node's own vote, which counts once it is durable. */
function newRole({ before, after }: Moment): Finding {
  const at = nodeName(before.id);
  if (after.role !== 'leader') {
    return { decided: 'stepped-down', text: `${at} is now a ${after.role} (was ${before.role})` };
  }
  const votes = share(before.config, (id) => id === before.id || before.votes[id] === true);
  return {
    decided: 'became-leader',
    text: `${at} became leader of term ${after.term}: ${votes} votes, its own durable now`,
  };
}

/** What changed and has not been told. */
function besides(moment: Moment, told: readonly Finding[]): Finding[] {
  const { before, after, action } = moment;
  const says = (...words: readonly Decided[]): boolean => told.some(({ decided }) => words.includes(decided));
  if (action.kind === 'crash' || action.kind === 'restart') return [];
  const at = nodeName(before.id);
  const found: Finding[] = [];
  if (after.role !== before.role && !says(...ofRole)) found.push(newRole(moment));
  if (!says('commit-advanced')) found.push(...commitMoved(before, after));
  if (!says('read')) found.push(...confirmedReads(moment));
  if (!sameValue(before.config, after.config)) {
    const text = `${at} uses another configuration: ${describeConfig(before.config)} -> ${describeConfig(after.config)}`;
    found.push({ decided: 'configuration', text });
  }
  return found;
}
