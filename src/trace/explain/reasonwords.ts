/**
 * Each reason in words that can stand behind a colon as well as behind "although".
 */
import { describeEntry, nodeName } from '../words.ts';
import type { Counts, Reason, Share } from './reason.ts';

/** `2 of 3`, or `2 of 3 and 1 of 2`. */
export function shareWords(share: Share): string {
  return share.map(({ yes, of }) => `${yes} of ${of}`).join(' and ');
}

const words: { readonly [Word in Reason['is']]: (reason: Of<Word>) => string } = {
  leads: (reason) => `${nodeName(reason.at)} leads term ${reason.term} itself`,
  role: (reason) => roleWords(reason),
  'not-a-member': (reason) => `${nodeName(reason.who)} is not in ${nodeName(reason.at)}'s configuration`,
  'term-over': (reason) => `term ${reason.term} is over, ${nodeName(reason.at)} is in term ${reason.now}`,
  'higher-term': (reason) => `term ${reason.term} is higher than ${nodeName(reason.at)}'s ${reason.now}`,
  lease: (reason) => leaseWords(reason),
  'handed-over': (reason) => handedOverWords(reason),
  'owes-answer': (reason) => `${nodeName(reason.at)} owes one`,
  'nothing-against': () => 'nothing speaks against it',
  'election-timer': () => 'the election timer fires',
  'told-to-campaign': () => 'its leader told it to campaign',
  voted: (reason) => `it has voted for ${nodeName(reason.for)} in term ${reason.term}`,
  led: (reason) => `${nodeName(reason.lead)} leads term ${reason.term}`,
  'no-vote': (reason) => `no vote given in term ${reason.term}`,
  'new-term': (reason) => `term ${reason.term} would be new`,
  logs: (reason) => {
    const { theirs, ours, behind } = reason;
    const word = behind ? 'behind' : 'not behind';
    return `log (${theirs.index},${theirs.term}) is ${word} (${ours.index},${ours.term})`;
  },
  'no-voter': (reason) => `${nodeName(reason.at)} is no voter`,
  'snapshot-waits': (reason) => `${nodeName(reason.at)} has a snapshot that is not on its disk yet`,
  'change-unapplied': (reason) =>
    `the configuration change at ${reason.index} is committed and not applied (applied ${reason.applied})`,
  'no-own-vote': () => 'it does not vote for itself',
  votes: (reason) => `${shareWords(reason.votes)} votes${reason.enough ? '' : ' is no majority'}`,
  refusals: (reason) =>
    `${shareWords(reason.votes)} refused${reason.enough ? '' : ', and a majority is still possible'}`,
  heard: (reason) => `it has heard from ${shareWords(reason.heard)}, itself included, since the last check`,
  removed: (reason) => `${nodeName(reason.at)} is no voter any more`,
  'entry-there': (reason) =>
    reason.index === 0
      ? 'from the beginning of the log'
      : `${nodeName(reason.at)} has ${reason.index}@${reason.term}`,
  'entry-missing': (reason) =>
    `${nodeName(reason.at)} has no entry ${reason.index}@${reason.term} (at ${reason.index} it has ${reason.slot})`,
  committed: (reason) => `${nodeName(reason.at)} has committed up to ${reason.commit}`,
  'no-conflict': () => 'nothing conflicts with it',
  'not-taken': (reason) => `it was sent ${reason.entries.map(describeEntry).join(' ')}`,
  'not-in-snapshot': (reason) => `${nodeName(reason.at)} is not in its configuration`,
  'no-news': (reason) => `match is ${reason.match} already`,
  late: (reason) => `it comes late: match ${reason.match}, next ${reason.next}`,
  said: (reason) => `${nodeName(reason.who)} said ${reason.index}`,
  behind: (reason) => `${nodeName(reason.who)} has up to ${reason.match} of ${reason.last}`,
  probed: (reason) => `${nodeName(reason.who)} is being probed`,
  'caught-up': (reason) => `${nodeName(reason.who)} has the whole log`,
  'on-quorum': (reason) => `${reason.index} is on ${shareWords(reason.share)}`,
  'not-on-quorum': (reason) =>
    `${reason.index} is on ${shareWords(reason.share)} only (${countWords(reason.counts)})`,
  'none-on-quorum': (reason) => `no later entry is on a majority (${countWords(reason.counts)})`,
  'old-term': (reason) =>
    `entry ${reason.index} is of term ${reason.of}, and only entries of term ${reason.term} are committed by counting`,
  'quorum-beyond': (reason) => `a majority has up to ${reason.index}`,
  'leader-committed': (reason) => {
    const says = `${nodeName(reason.lead)} has committed up to ${reason.commit}`;
    return reason.agree === null ? says : `${says}, and the logs are known to agree up to ${reason.agree}`;
  },
  'no-leader': (reason) => `${nodeName(reason.at)} is a ${reason.role} and knows no leader`,
  'forwarding-disabled': () => 'forwarding is disabled',
  'handing-over': (reason) => `${nodeName(reason.at)} hands over to ${nodeName(reason.to)}`,
  'log-too-long': (reason) => `${nodeName(reason.at)} has too much that is not committed`,
  'change-pending': (reason) =>
    `the one at ${reason.index} may not be applied yet (applied ${reason.applied})`,
  'change-unfit': () => 'it does not fit the configuration in use',
  'nothing-committed': (reason) => `${nodeName(reason.at)} has committed nothing in term ${reason.term} yet`,
  'safe-reads': () => 'a quorum has to answer a heartbeat first (read-only: safe)',
  'lease-reads': (reason) =>
    `${nodeName(reason.at)} leads, and its lease stands in for a quorum's answers (read-only: lease)`,
  'only-voter': (reason) => `${nodeName(reason.at)} is the only voter`,
  echoes: (reason) => `${shareWords(reason.echoes)}, itself included, have answered a heartbeat sent since`,
  'leader-answered': (reason) => `${nodeName(reason.lead)} has confirmed it`,
  'under-way': (reason) => `one to ${nodeName(reason.to)} is under way already`,
  'not-tracked': (reason) => `its leader does not track ${nodeName(reason.who)}`,
  learner: (reason) => `${nodeName(reason.who)} is a learner`,
  'took-too-long': () => 'it took an election timeout',
  'no-leader-to-forget': (reason) => `${nodeName(reason.at)} has no leader that it may forget`,
  'leases-forget-nobody': () => 'with lease reads no leader is forgotten (read-only: lease)',
  'never-falls': (reason) =>
    reason.of === 'term' ? 'a term never goes back' : 'a commit index never goes back',
  'not-durable': (reason) => notDurableWords(reason),
  'known-match': (reason) => `it is known to have only up to ${reason.match}`,
};

export function reasonWords(reason: Reason): string {
  const ofKind: (reason: never) => string = words[reason.is];
  return ofKind(reason as never);
}

type Of<Is extends Reason['is']> = Extract<Reason, { readonly is: Is }>;

function roleWords({ at, role, needs }: Of<'role'>): string {
  const is = `${nodeName(at)} is a ${role}`;
  return needs === null ? is : `${is}, and only a ${needs} takes it`;
}

function leaseWords({ at, lead, elapsed, timeout }: Of<'lease'>): string {
  const by = `check-quorum${elapsed === 0 ? '' : `, ${elapsed} of ${timeout} ticks`}`;
  if (lead === at) return `${nodeName(at)} leads, and its lease holds (${by})`;
  return `${nodeName(at)} has heard its leader ${nodeName(lead)} within the election timeout (${by})`;
}

/** Whatever the voter has heard of its leader, it listens to whom a leader has asked to campaign. */
function handedOverWords({ to, at, lead }: Of<'handed-over'>): string {
  const lease = lead === at ? 'its lease as leader' : `its lease of ${nodeName(lead)}`;
  return `leadership is handed to ${nodeName(to)}, which overrules ${lease}`;
}

function notDurableWords({ term, vote, from }: Of<'not-durable'>): string {
  const lacks = [
    ...(term === null ? [] : [`term ${term}`]),
    ...(vote === null ? [] : [`its vote for ${nodeName(vote)}`]),
    ...(from === null ? [] : [`entries from ${from} on`]),
  ];
  return `its disk lacks ${lacks.join(', ')}`;
}

function countWords(counts: Counts): string {
  return counts.map(({ node, match }) => `${nodeName(node)} ${match}`).join(', ');
}
