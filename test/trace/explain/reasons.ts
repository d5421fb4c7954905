/**
 * Whether what a reason says is so, in the state before the step: the other half of the oracle.
 */
import type { Reason, Share } from '../../../src/trace/explain/reason.ts';
import { endOf, leased, majority, type Step, shortestTimeout, termOf } from './observed.ts';

/** Null: it is true. */
export function falseReason(step: Step, reason: Reason): string | null {
  return holds(step, reason) ? null : `this is false: ${JSON.stringify(reason)}`;
}

const checks: { readonly [Word in Reason['is']]: (reason: Of<Word>, step: Step) => boolean } = {
  leads: (reason, { then, met }) =>
    met.role === 'leader' && met.term === reason.term && then.id === reason.at,
  role: (reason, { then, met }) =>
    met.role === reason.role && reason.role !== reason.needs && then.id === reason.at,
  'not-a-member': (reason, { message, known }) => !known.includes(reason.who) && message?.from === reason.who,
  'term-over': (reason, { then, message }) =>
    message?.term === reason.term && reason.term < then.term && reason.now === then.term,
  'higher-term': (reason, { then, message }) =>
    message?.term === reason.term && reason.term > then.term && reason.now === then.term,
  lease: (reason, step) => {
    const { model, then, message } = step;
    return (
      leased(model, then, message) &&
      reason.lead === then.lead &&
      reason.timeout === shortestTimeout(model) &&
      reason.elapsed === Number(then.extra.electionElapsed ?? 0) &&
      message?.context !== 'CampaignTransfer'
    );
  },
  'handed-over': (reason, step) => {
    const { model, then, message } = step;
    return (
      leased(model, then, message) &&
      message?.context === 'CampaignTransfer' &&
      message.from === reason.to &&
      reason.lead === then.lead
    );
  },
  'owes-answer': () => true,
  'nothing-against': () => true,
  'election-timer': (_reason, { action }) => action.kind === 'timeout',
  'told-to-campaign': (_reason, { message }) => message?.type === 'MsgTimeoutNow',
  voted: (reason, { met }) => met.vote === reason.for && met.term === reason.term,
  led: (reason, { message, met }) =>
    reason.term === met.term &&
    (met.lead === reason.lead || (message?.from === reason.lead && message.term === reason.term)),
  'no-vote': (reason, { met }) => met.vote === 0 && met.lead === 0 && met.term === reason.term,
  'new-term': (reason, { then, message }) =>
    message?.type === 'MsgPreVote' && message.term === reason.term && reason.term > then.term,
  logs: (reason, { then, message }) => {
    const [index, term] = [endOf(then), termOf(then, endOf(then)) ?? 0];
    const { theirs, ours, behind } = reason;
    const newer = theirs.term === ours.term ? theirs.index >= ours.index : theirs.term > ours.term;
    return (
      ours.index === index &&
      ours.term === term &&
      theirs.index === (message?.index ?? 0) &&
      theirs.term === (message?.logTerm ?? 0) &&
      newer === !behind
    );
  },
  'no-voter': (reason, { voters }) => !voters.includes(reason.at),
  'snapshot-waits': (_reason, { then }) => then.durable.snapshot.index < then.snapshot.index,
  'change-unapplied': (reason, { then }) =>
    then.applied === reason.applied &&
    reason.index > then.applied &&
    reason.index <= then.commit &&
    then.log.some(({ index, type }) => index === reason.index && type !== 'normal'),
  'no-own-vote': (_reason, { now }) => now.vote !== now.id,
  votes: (reason, step) =>
    reason.enough === majority(step.then.config, yes(step)) && shares(step, yes(step), reason.votes),
  refusals: (reason, step) =>
    reason.enough === !majority(step.then.config, (id) => !no(step)(id)) &&
    shares(step, no(step), reason.votes),
  heard: (reason, step) => {
    const { then } = step;
    const heard = (id: number): boolean => id === then.id || then.progress[id]?.recentActive === true;
    return reason.enough === majority(then.config, heard) && shares(step, heard, reason.heard);
  },
  removed: (reason, { then, now }) =>
    then.progress[reason.at] === undefined || !now.config.voters.includes(reason.at),
  'entry-there': (reason, { then }) => termOf(then, reason.index) === reason.term,
  'entry-missing': (reason, { then }) => termOf(then, reason.index) !== reason.term,
  committed: (reason, { then }) => then.commit === reason.commit,
  'no-conflict': (_reason, { then, now, message }) => {
    const cut = message?.entries?.find(
      ({ index, term }) => index <= endOf(then) && termOf(then, index) !== term,
    );
    return (
      cut === undefined ||
      then.log.some(({ index, term }) => index < cut.index && termOf(now, index) !== term)
    );
  },
  'not-taken': (reason, { now }) => reason.entries.every(({ index, term }) => termOf(now, index) !== term),
  'not-in-snapshot': (_reason, { then, message }) => {
    const { voters: members = [], votersOutgoing = [], learners = [] } = message?.snapshot?.config ?? {};
    return ![...members, ...votersOutgoing, ...learners].includes(then.id);
  },
  'no-news': (reason, { then, message }) =>
    then.progress[message?.from ?? 0]?.match === reason.match && (message?.index ?? 0) <= reason.match,
  late: (reason, { then, message }) => {
    const progress = then.progress[message?.from ?? 0];
    if (progress === undefined || progress.match !== reason.match || progress.next !== reason.next)
      return false;
    const rejected = message?.index ?? 0;
    return progress.state === 'replicate' ? rejected <= progress.match : rejected + 1 !== progress.next;
  },
  said: (reason, { message }) => message?.from === reason.who && (message.index ?? 0) === reason.index,
  behind: (reason, { action, then, now, message }) => {
    const state =
      action.kind === 'transfer' ||
      message?.type === 'MsgTransferLeader' ||
      message?.type === 'MsgHeartbeatResp'
        ? then
        : now;
    return (
      state.progress[reason.who]?.match === reason.match &&
      endOf(state) === reason.last &&
      reason.match < reason.last
    );
  },
  probed: (reason, { then }) => then.progress[reason.who]?.state === 'probe',
  'caught-up': (reason, { then, now }) =>
    [then, now].some((state) => state.progress[reason.who]?.match === endOf(state)),
  'on-quorum': (reason, step) => onQuorum(step, reason.index, reason.share, true),
  'not-on-quorum': (reason, step) => onQuorum(step, reason.index, reason.share, false),
  'none-on-quorum': (_reason, step) => {
    const { then } = step;
    return !majority(
      then.config,
      (id) => Math.max(then.progress[id]?.match ?? 0, told(step, id)) > then.commit,
    );
  },
  'old-term': (reason, { then }) =>
    (termOf(then, reason.index) ?? 0) === reason.of && reason.of !== then.term && reason.term === then.term,
  'quorum-beyond': (reason, step) => {
    const { then } = step;
    return majority(
      then.config,
      (id) => Math.max(then.progress[id]?.match ?? 0, told(step, id)) >= reason.index,
    );
  },
  'leader-committed': (reason, { message }) => {
    const agree = (message?.index ?? 0) + (message?.entries?.length ?? 0);
    return (
      message?.from === reason.lead &&
      (message.commit ?? 0) === reason.commit &&
      (reason.agree ?? agree) === agree
    );
  },
  'no-leader': (reason, { then, met }) =>
    then.id === reason.at && met.role === reason.role && met.role !== 'leader' && met.lead === 0,
  'forwarding-disabled': (_reason, { model }) => model.disableProposalForwarding,
  'handing-over': (reason, { then }) => then.extra.leadTransferee === reason.to,
  'log-too-long': (_reason, { model, then }) =>
    model.maxUncommittedEntriesSize !== null && Number(then.extra.uncommittedSize) > 0,
  'change-pending': (reason, { then }) =>
    then.applied === reason.applied &&
    then.extra.pendingConfIndex === reason.index &&
    reason.index > then.applied,
  'change-unfit': (_reason, { then, action, message }) => {
    const change = action.kind === 'propose-conf' ? action.change : message?.entries?.[0]?.data;
    return then.config.votersOutgoing.length > 0 !== (change === 'leave');
  },
  'nothing-committed': (reason, { then }) =>
    termOf(then, then.commit) !== then.term && reason.term === then.term,
  'safe-reads': (_reason, { model, voters }) => model.readOnly === 'safe' && voters.length > 1,
  'lease-reads': (reason, { model, then }) =>
    model.readOnly === 'lease' && model.checkQuorum && then.role === 'leader' && reason.at === then.id,
  'only-voter': (_reason, { then, voters }) => voters.length === 1 && voters[0] === then.id,
  echoes: (reason, { model, message }) =>
    model.readOnly === 'safe' &&
    message?.type === 'MsgHeartbeatResp' &&
    reason.echoes.every(({ yes: some, of }) => 2 * some > of),
  'leader-answered': (reason, { message }) =>
    message?.type === 'MsgReadIndexResp' && message.from === reason.lead,
  'under-way': (reason, { then }) => then.extra.leadTransferee === reason.to,
  'not-tracked': (reason, { then }) => then.role === 'leader' && then.progress[reason.who] === undefined,
  learner: (reason, { then }) => then.progress[reason.who]?.learner === true,
  'took-too-long': (_reason, { model, action, then }) =>
    action.kind === 'check-quorum' || Number(then.extra.electionElapsed ?? 0) + 1 >= shortestTimeout(model),
  'no-leader-to-forget': (_reason, { then }) => then.lead === 0 || then.role !== 'follower',
  'leases-forget-nobody': (_reason, { model }) => model.readOnly === 'lease',
  'never-falls': (reason, { then, now }) => now[reason.of] < then[reason.of],
  'not-durable': (reason, { now }) =>
    (reason.term === null || now.durable.term < reason.term) &&
    (reason.vote === null || now.durable.vote !== reason.vote || now.durable.term < now.term) &&
    (reason.from === null || termOf(now.durable, reason.from) !== termOf(now, reason.from)),
  'known-match': (reason, step) => {
    const { now, left } = step;
    return left(
      ({ type, to, commit = 0 }) =>
        type === 'MsgHeartbeat' && commit > reason.match && (now.progress[to]?.match ?? 0) === reason.match,
    );
  },
};

function holds(step: Step, reason: Reason): boolean {
  const check: (reason: never, step: Step) => boolean = checks[reason.is];
  return check(reason as never, step);
}

type Of<Is extends Reason['is']> = Extract<Reason, { readonly is: Is }>;

/** Whether the index is on a majority or not, by just this share, in the configuration before the step or after it. */
function onQuorum(step: Step, index: number, share: Share, on: boolean): boolean {
  const { then, now } = step;
  const has = (id: number): boolean =>
    Math.max(then.progress[id]?.match ?? 0, now.progress[id]?.match ?? 0, told(step, id)) >= index;
  return [then.config, now.config].some((one) => majority(one, has) === on && sameShare(one, has, share));
}

function told({ message }: Step, id: number): number {
  return message?.type === 'MsgAppResp' && message.from === id && message.reject !== true
    ? (message.index ?? 0)
    : 0;
}

function yes({ then, message }: Step): (id: number) => boolean {
  const answer = message?.type.endsWith('VoteResp') === true ? message : null;
  return (id) =>
    then.votes[id] ?? (answer === null ? id === then.id : id === answer.from && answer.reject !== true);
}

function no({ then, message }: Step): (id: number) => boolean {
  return (id) =>
    then.votes[id] === undefined ? id === message?.from && message.reject === true : !then.votes[id];
}

function shares({ then }: Step, is: (id: number) => boolean, share: Share): boolean {
  return sameShare(then.config, is, share);
}

function sameShare(
  {
    voters,
    votersOutgoing,
  }: { readonly voters: readonly number[]; readonly votersOutgoing: readonly number[] },
  is: (id: number) => boolean,
  share: Share,
): boolean {
  const halves = votersOutgoing.length === 0 ? [voters] : [voters, votersOutgoing];
  return (
    JSON.stringify(halves.map((ids) => ({ yes: ids.filter(is).length, of: ids.length }))) ===
    JSON.stringify(share)
  );
}
