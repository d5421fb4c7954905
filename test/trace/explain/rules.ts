/** Raft's rules once more, read in the paper and in etcd's documents: whether one asks for what was decided. */
import type { NodeView } from '../../../src/cluster/view.ts';
import type { Finding } from '../../../src/trace/explain/finding.ts';
import { endOf, majority, type Step, termOf } from './observed.ts';

/** Whether the rule, read in the paper or in etcd's documents, asks for what was decided. */
export function asked(step: Step, finding: Finding): boolean {
  const { then, now, message, met, model } = step;
  switch (finding.decided) {
    case 'vote-granted':
    case 'vote-refused': {
      const grants = votes(step);
      return grants === (finding.decided === 'vote-granted');
    }
    case 'append-accepted':
      return termOf(then, message?.index ?? 0) === (message?.logTerm ?? 0);
    case 'append-rejected':
      return termOf(then, message?.index ?? 0) !== (message?.logTerm ?? 0);
    case 'commit-advanced':
      return then.role !== 'leader' && now.role !== 'leader'
        ? toldToCommit(step) === now.commit
        : countable(step, now.commit);
    case 'commit-kept': {
      if (then.role !== 'leader') return toldToCommit(step) <= then.commit;
      return then.log.every(({ index }) => index <= then.commit || !countable(step, index));
    }
    case 'became-leader':
      return majority(then.config, (id) => votesFor(step, id));
    case 'election-lost':
      return !majority(then.config, (id) => !votedNo(step, id));
    case 'read-waits': {
      const state = message?.type === 'MsgAppResp' ? now : then;
      const fresh = termOf(state, finding.commit) !== state.term;
      return finding.for === 'first-commit' ? fresh : !fresh && model.readOnly === 'safe';
    }
    case 'stepped-down':
      return (
        !majority(then.config, (id) => id === then.id || then.progress[id]?.recentActive === true) ||
        !now.config.voters.includes(then.id)
      );
    case 'leads-on':
      return majority(then.config, (id) => id === then.id || then.progress[id]?.recentActive === true);
    case 'not-campaigned':
      return met.role === 'leader' || !electable(then);
    case 'campaigned':
      return electable(then) && met.role !== 'leader';
    default:
      return true;
  }
}

function electable(node: NodeView): boolean {
  const votes = node.config.voters.includes(node.id) || node.config.votersOutgoing.includes(node.id);
  const change = node.log.some(
    ({ index, type }) => index > node.applied && index <= node.commit && type !== 'normal',
  );
  return votes && !change && node.durable.snapshot.index === node.snapshot.index;
}

/** Paper, sections 5.2 and 5.4.1; a pre-vote is for a term to come (thesis, 9.6). */
function votes({ then, message, met }: Step): boolean {
  const { from, term = 0, type, index = 0, logTerm = 0 } = message!;
  if (term < then.term) return false;
  const free =
    met.vote === from || (met.vote === 0 && met.lead === 0) || (type === 'MsgPreVote' && term > then.term);
  const [last, lastTerm] = [endOf(then), termOf(then, endOf(then)) ?? 0];
  return free && (logTerm > lastTerm || (logTerm === lastTerm && index >= last));
}

function votesFor({ then, message }: Step, id: number): boolean {
  if (then.votes[id] !== undefined) return then.votes[id];
  return (
    id === then.id || (id === message?.from && message.type.endsWith('VoteResp') && message.reject !== true)
  );
}

function votedNo({ then, message }: Step, id: number): boolean {
  return (
    then.votes[id] === false ||
    (then.votes[id] === undefined && id === message?.from && message.reject === true)
  );
}

/** Paper, figure 2, rules for leaders: an entry of its own term that a majority has. */
function countable({ then, now, message, action }: Step, index: number): boolean {
  const acked = (id: number): number => {
    const said =
      message?.type === 'MsgAppResp' && message.from === id && message.reject !== true
        ? (message.index ?? 0)
        : 0;
    const own = action.kind === 'append-done' && id === then.id ? (now.progress[id]?.match ?? 0) : 0;
    return Math.max(then.progress[id]?.match ?? 0, said, own);
  };
  const before =
    termOf(then, index) === then.term &&
    then.role === 'leader' &&
    majority(then.config, (id) => acked(id) >= index);
  const after =
    termOf(now, index) === now.term &&
    now.role === 'leader' &&
    majority(now.config, (id) => (now.progress[id]?.match ?? 0) >= index);
  return before || after;
}

/** Paper, figure 2, AppendEntries, 5: as far as the leader has committed and the logs agree. */
function toldToCommit({ then, message }: Step): number {
  if (message === null) return then.commit;
  const { type, commit = 0, index = 0, entries = [] } = message;
  return Math.max(then.commit, type === 'MsgApp' ? Math.min(commit, index + entries.length) : commit);
}
