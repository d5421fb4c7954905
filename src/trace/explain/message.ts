/**
 * What a message that was delivered came to and why: one file a family of messages beside this one; here they are chosen.
 */
import type { MessageView } from '../../cluster/view.ts';
import { explainAppend } from './append.ts';
import { explainAppendResponse } from './appendresponse.ts';
import { explainFollowerCommit } from './commit.ts';
import { type Finding, finding } from './finding.ts';
import { explainHeartbeat, explainHeartbeatResponse } from './heartbeat.ts';
import type { Moment, Standing } from './moment.ts';
import { explainProposal } from './proposal.ts';
import { explainRead } from './read.ts';
import { explainSnapshot } from './snapshot.ts';
import { judgeTerm } from './term.ts';
import { explainTimeoutNow, explainTransfer } from './transfer.ts';
import { explainVote } from './vote.ts';
import { explainVoteResponse } from './voteresponse.ts';

export function explainMessage(moment: Moment, message: MessageView): Finding[] {
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
