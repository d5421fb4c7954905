/**
 * MsgVoteResp and MsgPreVoteResp: a candidate counts (src/raft/candidate.ts).
 */
import type { MessageView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import type { Finding, Moment } from './finding.ts';
import { isQuorum, share } from './quorum.ts';
import type { Standing } from './term.ts';

export function explainVoteResponse(moment: Moment, message: MessageView, { role }: Standing): Finding[] {
  const { before, after } = moment;
  const counts = message.type === 'MsgPreVoteResp' ? 'pre-candidate' : 'candidate';
  if (role !== counts) {
    const text = `${message.type} ignored: ${nodeName(before.id)} is a ${role}, and only a ${counts} counts it`;
    return [{ decided: 'ignored', text }];
  }
  const votes = { [message.from]: message.reject !== true, ...before.votes };
  const yes = (id: number): boolean => votes[id] === true;
  const no = (id: number): boolean => votes[id] === false;
  const from = nodeName(message.from);
  const says =
    before.votes[message.from] === undefined ? (yes(message.from) ? 'grants' : 'refuses') : 'again';
  const counted = `${from} ${says}: ${share(before.config, yes)} votes`;
  const won = isQuorum(before.config, yes);
  if (after.role === role && after.term === before.term) {
    const odd = won || isQuorum(before.config, no) ? ', although that decides it' : ', not decided yet';
    return [{ decided: 'vote-counted', text: counted + odd }];
  }
  const doubt = won ? '' : ', although that is no majority';
  if (after.role === 'leader') {
    return [
      { decided: 'vote-counted', text: counted },
      { decided: 'became-leader', text: leaderText(before, after, share(before.config, yes)) + doubt },
    ];
  }
  if (after.role === 'candidate') {
    const text = `pre-vote won with ${share(before.config, yes)}: campaigns in term ${after.term}${doubt}`;
    return [
      { decided: 'vote-counted', text: counted },
      { decided: 'campaigned', text },
    ];
  }
  const text = `election lost: ${share(before.config, no)} refused; back to follower`;
  return [
    { decided: 'vote-counted', text: counted },
    { decided: 'election-lost', text },
  ];
}

function leaderText(before: Moment['before'], after: Moment['after'], votes: string): string {
  const first = after.log.at(-1);
  const entry = first === undefined ? '' : `; appends its first entry ${first.index}@${first.term}`;
  return `${nodeName(before.id)} became leader of term ${after.term}: ${votes} votes${entry}`;
}
