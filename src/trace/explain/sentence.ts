/**
 * Findings in words. What speaks against a finding is a part of its own, so that screens can mark it and keep it.
 */
import type { ProgressView } from '../../cluster/view.ts';
import { describeConfig, describeEntry, describeMessage, nodeName } from '../words.ts';
import type { Decided, Decision, Finding, LogChange, Parts } from './finding.ts';
import { reasonWords, shareWords } from './reasonwords.ts';

/** The parts of a sentence: one after the other they are the sentence. */
export interface Sentence {
  readonly said: string;
  /** `, although ...`; empty where the core kept to its rules. */
  readonly although: string;
  readonly more: string;
}

export function sentence(finding: Finding): string {
  const { said, although, more } = sentenceParts(finding);
  return said + although + more;
}

export function sentenceParts(finding: Finding): Sentence {
  const why = finding.why.map(reasonWords);
  const against = finding.against.map(reasonWords);
  const what = whatWords(finding);
  return {
    said: causeFirst(finding)
      ? [...(why.length === 0 ? [] : [why.join(', and ')]), what].join(': ')
      : what + behind(why),
    although: against.length === 0 ? '' : `, although ${against.join(' and ')}`,
    more: moreWords(finding),
  };
}

function behind(why: readonly string[]): string {
  return why.length === 0 ? '' : `: ${why.join(', ')}`;
}

/** What a step is the effect of comes first. */
function causeFirst({ decided }: Decision): boolean {
  return decided === 'campaigned' || decided === 'term-raised' || decided === 'gave-way';
}

/** What was done, without its reasons. */
const what: { readonly [Word in Decided]: (said: Of<Word>) => string } = {
  ignored: (said) => `${said.what} ignored`,
  handled: (said) => `${said.what} handled`,
  unanswered: (said) => `${said.what} not answered`,
  'answered-late': (said) =>
    `late, and answered all the same, or ${nodeName(said.to)} might never learn of it`,
  forwarded: (said) => `${said.what} passed on to ${nodeName(said.to)}`,
  'term-raised': (said) => {
    const of = said.lead === 0 ? '' : `, led by ${nodeName(said.lead)}`;
    return `${nodeName(said.at)} is now a follower in term ${said.term}${of}`;
  },
  'gave-way': (said) => `${nodeName(said.at)} gives up as a ${said.role}`,
  'heard-leader': (said) =>
    `${nodeName(said.at)} hears that ${nodeName(said.lead)} leads term ${said.term}, and answers`,
  'heard-follower': (said) =>
    `${nodeName(said.from)} lives, and may be sent to again${said.sends === '' ? '' : `; sends ${said.sends}`}`,
  'vote-granted': (said) => `${said.pre ? 'pre-vote' : 'vote'} granted to ${nodeName(said.to)}`,
  'vote-refused': (said) => `${said.pre ? 'pre-vote' : 'vote'} refused`,
  'vote-counted': (said) => `${nodeName(said.from)} ${said.says}: ${shareWords(said.votes)} votes`,
  campaigned: (said) => campaignWords(said),
  'not-campaigned': (said) => `${nodeName(said.at)} does not campaign`,
  'became-leader': (said) => `${nodeName(said.at)} became leader of term ${said.term}`,
  'election-lost': () => 'election lost',
  'stepped-down': (said) => `${nodeName(said.at)} steps down`,
  'append-accepted': () => 'append accepted',
  'append-rejected': () => 'append rejected',
  'append-known': (said) =>
    `entry ${said.index} is below ${nodeName(said.at)}'s commit index ${said.commit}, nothing to do`,
  'log-changed': (said) => logWords(said.log),
  'snapshot-restored': (said) => `snapshot ${position(said.snapshot)} restored`,
  'snapshot-ignored': (said) => `snapshot ${position(said.snapshot)} not restored`,
  'match-advanced': (said) =>
    `${nodeName(said.of)} has everything up to ${said.match} (was ${said.was})${movedWords(said.moved)}`,
  'probe-lowered': (said) =>
    `${nodeName(said.of)} has not what precedes ${said.index + 1}: ${probeWords(said)}, next probe at ${said.next}`,
  'progress-kept': (said) => {
    const what = said.rejects
      ? `${nodeName(said.of)} rejects ${said.index}`
      : `${nodeName(said.of)} says ${said.index}, no news`;
    return what + movedWords(said.moved);
  },
  'commit-advanced': (said) => `commit ${said.was} -> ${said.commit}`,
  'commit-kept': (said) => `commit stays at ${said.commit}`,
  'entries-appended': (said) =>
    `${nodeName(said.at)} leads and appends ${said.entries.map(describeEntry).join(' ')}`,
  'change-refused': (said) => `${position(said.entry)} is an empty entry in place of the change`,
  'read-waits': (said) =>
    said.for === 'quorum' ? `the read waits at commit ${said.commit}` : 'the read waits',
  'read-answered': (said) =>
    `the read is answered${said.to === said.at ? '' : ` to ${nodeName(said.to)}`} at ${said.index}`,
  'read-confirmed': (said) => {
    const reads = said.reads.map(({ context, index }) => `read "${context}" at ${index}`).join(', ');
    return `${nodeName(said.at)} may serve ${reads} once it has applied up to there`;
  },
  'transfer-started': (said) =>
    `${nodeName(said.at)} hands over to ${nodeName(said.to)}, and takes no proposals until then`,
  'transfer-ready': (said) => `${nodeName(said.to)} is told to campaign`,
  'transfer-given-up': (said) => `${nodeName(said.at)} gives up handing over to ${nodeName(said.to)}`,
  heartbeats: (said) =>
    `${nodeName(said.at)} leads term ${said.term}: heartbeats to ${names(said.to) || 'nobody'}`,
  'leads-on': (said) => `${nodeName(said.at)} leads on`,
  'election-timeout': (said) => `an election timeout has passed at ${nodeName(said.at)}`,
  'lease-ended': (said) =>
    `${nodeName(said.at)} has not heard ${nodeName(said.lead)} for an election timeout: it will answer other candidates again`,
  tick: (said) => `a tick at ${nodeName(said.at)}: ${said.timer} ${said.was} -> ${said.now}`,
  stored: (said) => `${nodeName(said.at)} has ${partsWords(said.parts) || 'nothing new'} on its disk`,
  applied: (said) => `${nodeName(said.at)} has applied up to ${said.applied} (was ${said.was})`,
  compacted: (said) =>
    `${nodeName(said.at)} has applied up to ${said.applied}: the log up to ${position(said.snapshot)} is now a snapshot`,
  crashed: (said) =>
    `${nodeName(said.at)} is down and has lost ${partsWords(said.lost) || 'nothing that was not durable'}`,
  restarted: (said) => {
    const vote = said.vote === 0 ? 'no vote' : `a vote for ${nodeName(said.vote)}`;
    return `${nodeName(said.at)} starts from its disk: term ${said.term}, ${vote}, a log up to ${said.last}, commit ${said.commit}`;
  },
  lost: (said) => `${describeMessage(said.message)} is lost`,
  doubled: (said) => `${describeMessage(said.message)} is on its way twice`,
  'said-unreachable': (said) =>
    said.probes === null
      ? `${nodeName(said.peer)} is said to be unreachable: nothing changes in how it is sent to`
      : `what was sent to ${nodeName(said.peer)} is probably lost: probes at ${said.probes}, was sending from ${said.was}`,
  'snapshot-reported': (said) => {
    const what = said.failed ? 'the snapshot did not arrive' : 'the snapshot arrived';
    return `${what} at ${nodeName(said.peer)}, so it is told: probes at ${said.next} once it hears from it`;
  },
  'leader-forgotten': (said) =>
    `${nodeName(said.at)} forgets that ${nodeName(said.lead)} leads, and may vote again where it has not voted`,
  'term-changed': (said) => `${nodeName(said.at)} is now in term ${said.now} (was ${said.was})`,
  'role-changed': (said) => `${nodeName(said.at)} is now a ${said.now} (was ${said.was})`,
  configuration: (said) =>
    `${nodeName(said.at)} uses another configuration: ${describeConfig(said.was)} -> ${describeConfig(said.now)}`,
  panicked: (said) => `the core panicked: ${said.panic}`,
  'number-fell': (said) => `${said.of} ${said.was} -> ${said.now}`,
  'vote-changed': (said) => (said.vote === 0 ? 'its vote is gone' : `it votes for ${nodeName(said.vote)}`),
  unstored: (said) => `${nodeName(said.at)} ${said.spoke ? 'speaks' : 'has finished'}`,
  'told-to-commit': (said) => `tells ${nodeName(said.to)} to commit ${said.commit}`,
};

function whatWords(said: Decision): string {
  const words: (said: never) => string = what[said.decided];
  return words(said as never);
}

/** What follows the reasons. */
function moreWords(said: Decision): string {
  const waits = 'waits' in said && said.waits ? '; the answer waits for the disk' : '';
  switch (said.decided) {
    case 'vote-counted':
      return said.open ? ', not decided yet' : '';
    case 'became-leader':
      return said.first === null ? '' : `; appends its first entry ${position(said.first)}`;
    case 'election-lost':
      return '; back to follower';
    case 'append-accepted':
      return (said.log === null ? '' : `; ${logWords(said.log)}`) + waits;
    case 'append-rejected':
      return (said.hint === null ? '' : `, hint ${position(said.hint)}`) + waits;
    case 'append-known':
      return `; acknowledges up to there${waits}`;
    case 'snapshot-restored':
      return `; it takes the place of ${nodeName(said.at)}'s whole log and configuration`;
    case 'commit-advanced':
      return said.follow.length === 0 ? '' : `; ${said.follow.map(position).join(' ')} of older terms follow`;
    case 'transfer-started':
      return said.told ? ', and is told to campaign' : ', and must catch up first';
    default:
      return waits;
  }
}

type Of<Word extends Decision['decided']> = Extract<Decision, { readonly decided: Word }>;

function campaignWords({ at, pre, term, votesForItself, asks, overLeases }: Of<'campaigned'>): string {
  const what = pre
    ? `asks who would vote for it in term ${term}; its term stays ${term - 1}`
    : `campaigns in term ${term}${votesForItself ? ' and votes for itself' : ''}`;
  const whom = asks.length === 0 ? '' : `, asks ${names(asks)}`;
  return `${nodeName(at)} ${what}${whom}${overLeases ? ', whose leases do not count' : ''}`;
}

function logWords({ gone, come }: LogChange): string {
  const [old, young] = [gone, come].map((some) => some.map(describeEntry).join(' '));
  if (gone.length === 0) return come.length === 0 ? 'no entry that it does not have' : `adds ${young}`;
  return come.length === 0 ? `removes ${old}` : `replaces ${old} by ${young}`;
}

function probeWords({ state, was }: Of<'probe-lowered'>): string {
  switch (state) {
    case 'probe':
      return `the probe at ${was} failed`;
    case 'replicate':
      return 'it was sent too much';
    case 'snapshot':
      return 'it waits for a snapshot';
  }
}

function movedWords([then, now]: readonly [ProgressView['state'], ProgressView['state']]): string {
  return then === now ? '' : `, ${then} -> ${now}`;
}

function partsWords({ term, vote, commit, snapshot, entries }: Parts): string {
  const parts = [
    ...(term === null ? [] : [`term ${term}`]),
    ...(vote === null ? [] : [`its vote for ${nodeName(vote)}`]),
    ...(commit === null ? [] : [`commit ${commit}`]),
    ...(snapshot === null ? [] : [`snapshot ${position(snapshot)}`]),
    ...(entries.length === 0 ? [] : [`entries ${entries.map(describeEntry).join(' ')}`]),
  ];
  return parts.join(', ');
}

function position({ index, term }: { readonly index: number; readonly term: number }): string {
  return `${index}@${term}`;
}

function names(nodes: readonly number[]): string {
  return nodes.map(nodeName).join(' and ');
}
