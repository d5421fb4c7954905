/**
 * What a finding says, held against the states before and after its step: written anew from the views, with nothing of the
 * code that explains. Why is held against the rules in rules.ts and the reasons in reasons.ts.
 */
import type { DurableView, EntryView, MessageView, NodeView } from '../../../src/cluster/view.ts';
import type { Decided, Finding, LogChange, Parts } from '../../../src/trace/explain/finding.ts';
import { endOf, entryOf, type Step, same, shortestTimeout, termOf } from './observed.ts';
import { falseReason } from './reasons.ts';
import { asked } from './rules.ts';

/** What is false in a finding, in words for the developer; empty: nothing. */
export function contradictions(step: Step, finding: Finding): string[] {
  const wrong = happened(step, finding) ? [] : ['did not happen'];
  const lies = [...finding.why, ...finding.against]
    .map((reason) => falseReason(step, reason))
    .filter((lie) => lie !== null);
  const undue = finding.why.length > 0 && !asked(step, finding) ? ['the rule does not ask for it'] : [];
  return [...wrong, ...lies, ...undue];
}

/** Whether what was decided is what happened. */
const happenings: { readonly [Word in Decided]: (finding: Of<Word>, step: Step) => boolean } = {
  ignored: (_finding, { then, now, met, left, reads }) =>
    met.term === now.term &&
    met.role === now.role &&
    met.vote === now.vote &&
    met.lead === now.lead &&
    same(
      [then.log, then.commit, then.config, then.applied],
      [now.log, now.commit, now.config, now.applied],
    ) &&
    reads.length === 0 &&
    !left(() => true),
  handled: () => true,
  unanswered: (_finding, { message, left }) => !left(({ to }) => to === message?.from),
  'answered-late': (finding, { then, message, async, answered }) =>
    (finding.waits ? async : answered('MsgAppResp', false)) && (message?.term ?? 0) < then.term,
  forwarded: (finding, { then, flight }) =>
    flight(({ to }) => to === finding.to).every((count, k, [old]) => k === 0 || count > (old ?? 0)) &&
    then.role !== 'leader',
  'term-raised': (finding, { then, now, message }) =>
    then.term === finding.was &&
    finding.term === message?.term &&
    now.term >= finding.term &&
    finding.term > then.term,
  'gave-way': (finding, { then, now }) =>
    then.role.endsWith('candidate') &&
    now.role === 'follower' &&
    now.lead === finding.to &&
    now.term === finding.term,
  'heard-leader': (finding, { now, sent }) =>
    now.lead === finding.lead && now.term === finding.term && sent('MsgHeartbeatResp', finding.lead),
  'heard-follower': (finding, { message, sent }) =>
    finding.from === message?.from && (finding.sends === '' || sent(finding.sends, finding.from)),
  'vote-granted': (finding, { now, async, answered }) => {
    const type = finding.pre ? 'MsgPreVoteResp' : 'MsgVoteResp';
    const voted = finding.pre || now.vote === finding.to;
    return voted && (finding.waits ? async : answered(type, false));
  },
  'vote-refused': (finding, { async, answered }) =>
    finding.waits ? async : answered(finding.pre ? 'MsgPreVoteResp' : 'MsgVoteResp', true),
  'vote-counted': (finding, { then, now, message }) => {
    const votes: Readonly<Record<number, boolean>> = {
      [finding.from]: message?.reject !== true,
      ...then.votes,
    };
    const half = (ids: readonly number[]) => ({
      yes: ids.filter((id) => votes[id] === true).length,
      of: ids.length,
    });
    const { voters, votersOutgoing } = then.config;
    const halves = votersOutgoing.length === 0 ? [half(voters)] : [half(voters), half(votersOutgoing)];
    const open = now.role === then.role && now.term === then.term;
    const says =
      then.votes[finding.from] !== undefined ? 'again' : votes[finding.from] ? 'grants' : 'refuses';
    return same(halves, finding.votes) && finding.open === open && finding.says === says;
  },
  campaigned: (finding, { model, then, now, sent, left }) => {
    const type = finding.pre ? 'MsgPreVote' : 'MsgVote';
    const stands = finding.pre
      ? now.term === finding.term - 1
      : now.term === finding.term && now.term > then.term;
    const over =
      finding.asks.length > 0 &&
      finding.asks.every((to) => left((one) => one.to === to && one.context === 'CampaignTransfer'));
    return (
      stands &&
      finding.asks.every((to) => sent(type, to)) &&
      finding.overLeases === (over && model.checkQuorum) &&
      (finding.pre || finding.votesForItself === (now.vote === now.id)) &&
      now.role !== 'follower'
    );
  },
  'not-campaigned': (_finding, { now, met, sent }) =>
    now.role === met.role && now.term === met.term && !sent('MsgVote') && !sent('MsgPreVote'),
  'became-leader': (finding, { then, now }) =>
    then.role !== 'leader' &&
    now.role === 'leader' &&
    now.term === finding.term &&
    (finding.first === null ||
      (same(entryOf(now, finding.first.index), finding.first) && finding.first.index > endOf(then))),
  'election-lost': (_finding, { then, now }) => then.role.endsWith('candidate') && now.role === 'follower',
  'stepped-down': (_finding, { then, now }) => then.role === 'leader' && now.role === 'follower',
  'append-accepted': (finding, step) => {
    const { async, answered } = step;
    return (finding.waits ? async : answered('MsgAppResp', false)) && changes(step, finding.log);
  },
  'append-rejected': (finding, { then, now, async, answered }) =>
    same(then.log, now.log) && (finding.waits ? async : answered('MsgAppResp', true)),
  'append-known': (finding, { then, now, async, left }) =>
    same(then.log, now.log) &&
    then.commit === finding.commit &&
    finding.index < then.commit &&
    (finding.waits ? async : left((one) => one.type === 'MsgAppResp' && one.index === then.commit)),
  'log-changed': (finding, step) => changes(step, finding.log),
  'snapshot-restored': (finding, { then, now }) =>
    now.snapshot.index === finding.snapshot.index &&
    now.snapshot.term === finding.snapshot.term &&
    then.snapshot.index < now.snapshot.index,
  'snapshot-ignored': (finding, { then, now, message }) =>
    same([then.snapshot, then.log], [now.snapshot, now.log]) &&
    message?.snapshot?.index === finding.snapshot.index,
  'match-advanced': (finding, step) => {
    const { then, now } = step;
    return (
      then.progress[finding.of]?.match === finding.was &&
      now.progress[finding.of]?.match === finding.match &&
      finding.match > finding.was &&
      moved(step, finding)
    );
  },
  'probe-lowered': (finding, { then, now, message }) => {
    const [old, young] = [then.progress[finding.of], now.progress[finding.of]];
    return (
      old?.next === finding.was &&
      young?.next === finding.next &&
      old.state === finding.state &&
      message?.reject === true
    );
  },
  'progress-kept': (finding, step) => {
    const { then, now, message } = step;
    const [old, young] = [then.progress[finding.of], now.progress[finding.of]];
    return (
      old?.match === young?.match && finding.rejects === (message?.reject === true) && moved(step, finding)
    );
  },
  'commit-advanced': (finding, { then, now }) =>
    then.commit === finding.was &&
    now.commit === finding.commit &&
    now.commit > then.commit &&
    finding.follow.every(
      ({ index, term }) => termOf(now, index) === term && term < (termOf(now, now.commit) ?? 0),
    ),
  'commit-kept': (finding, { then, now }) => then.commit === finding.commit && now.commit === then.commit,
  'entries-appended': (finding, { then, now }) =>
    then.role === 'leader' &&
    same(
      now.log.filter(({ index }) => index > endOf(then)),
      finding.entries,
    ),
  'change-refused': (finding, { now }) =>
    same(entryOf(now, finding.entry.index), finding.entry) &&
    finding.entry.data === '' &&
    finding.entry.type === 'normal',
  'read-waits': (finding, { then, now, reads, message }) => {
    const name = finding.for === 'quorum' ? 'unconfirmedReads' : 'pendingReads';
    const count = ({ extra }: NodeView): number => (Array.isArray(extra[name]) ? extra[name].length : 0);
    const released =
      message?.type === 'MsgAppResp' && finding.commit > then.commit && finding.commit <= now.commit;
    return count(now) > count(then) && (released || finding.commit === then.commit) && reads.length === 0;
  },
  'read-answered': ({ at, to, index }, { action, left, reads }) => {
    if (to === at) return action.kind === 'read' && same(reads, [{ context: action.context, index }]);
    return left((one) => one.type === 'MsgReadIndexResp' && one.to === to && (one.index ?? 0) === index);
  },
  'read-confirmed': (finding, { reads }) => same(finding.reads, reads),
  'transfer-started': (finding, { then, now, sent }) =>
    now.extra.leadTransferee === finding.to &&
    then.extra.leadTransferee !== finding.to &&
    finding.told === sent('MsgTimeoutNow', finding.to),
  'transfer-ready': (finding, { sent }) => sent('MsgTimeoutNow', finding.to),
  'transfer-given-up': (finding, { then, now }) =>
    then.extra.leadTransferee === finding.to &&
    now.extra.leadTransferee === undefined &&
    now.role === 'leader',
  heartbeats: (finding, { then, sent }) =>
    then.role === 'leader' &&
    finding.term === then.term &&
    finding.to.every((to) => sent('MsgHeartbeat', to)) &&
    (finding.to.length > 0 || !sent('MsgHeartbeat')),
  'leads-on': (_finding, { model, now }) => now.role === 'leader' && model.checkQuorum,
  'election-timeout': (_finding, { now }) => now.role === 'leader',
  'lease-ended': (finding, { model, then, now }) =>
    then.lead === finding.lead &&
    Number(now.extra.electionElapsed) >= shortestTimeout(model) &&
    now.role === then.role,
  tick: (finding, { then, now }) =>
    Number(then.extra[finding.timer] ?? 0) === finding.was &&
    Number(now.extra[finding.timer] ?? 0) === finding.now &&
    same(then.log, now.log),
  stored: (finding, { then, now }) => keptParts(finding.parts, now.durable, then.durable),
  applied: (finding, { then, now }) => then.applied === finding.was && now.applied === finding.applied,
  compacted: (finding, { then, now }) =>
    finding.applied === then.applied &&
    same(finding.snapshot, now.durable.snapshot) &&
    now.snapshot.index > then.snapshot.index,
  crashed: (finding, { then, now }) => !now.up && keptParts(finding.lost, then, then.durable),
  restarted: (finding, { now }) =>
    now.up &&
    same(
      [now.term, now.vote, endOf(now), now.commit],
      [finding.term, finding.vote, finding.last, finding.commit],
    ),
  lost: (finding, step) => more(step, finding.message) === -1,
  doubled: (finding, step) => more(step, finding.message) === 1,
  'said-unreachable': (finding, { then, now }) =>
    finding.probes === null
      ? same(then.progress[finding.peer], now.progress[finding.peer])
      : now.progress[finding.peer]?.state === 'probe' &&
        now.progress[finding.peer]?.next === finding.probes &&
        then.progress[finding.peer]?.next === finding.was,
  'snapshot-reported': (finding, { action, now }) =>
    now.progress[finding.peer]?.next === finding.next &&
    action.kind === 'snapshot-status' &&
    action.failed === finding.failed,
  'leader-forgotten': (finding, { then, now }) => then.lead === finding.lead && now.lead === 0,
  'term-changed': (finding, { then, now }) => then.term === finding.was && now.term === finding.now,
  'role-changed': (finding, { then, now }) =>
    then.role === finding.was && now.role === finding.now && then.role !== now.role,
  configuration: (finding, { then, now }) =>
    same(then.config, finding.was) && same(now.config, finding.now) && !same(then.config, now.config),
  panicked: (finding, { now }) => now.extra.panic === finding.panic,
  'number-fell': (finding, { then, now }) =>
    then[finding.of] === finding.was && now[finding.of] === finding.now && finding.now < finding.was,
  'vote-changed': (finding, { then, now }) =>
    then.vote !== now.vote && now.vote === finding.vote && then.term === now.term,
  unstored: (finding, { left }) => finding.spoke === left(() => true),
  'told-to-commit': (finding, step) => {
    const { left } = step;
    return left(
      (one) => one.type === 'MsgHeartbeat' && one.to === finding.to && one.commit === finding.commit,
    );
  },
};

/** Every word for what can be decided. */
export const decisions = Object.keys(happenings) as readonly Decided[];

function happened(step: Step, finding: Finding): boolean {
  const check: (finding: never, step: Step) => boolean = happenings[finding.decided];
  return check(finding as never, step);
}

type Of<Word extends Decided> = Extract<Finding, { readonly decided: Word }>;

/** How many of these messages more are in flight after the step. */
function more({ flight }: Step, message: MessageView): number {
  const [old, young] = flight((one) => same(one, message));
  return young - old;
}

function moved(
  { then, now }: Step,
  { of, moved: [old, young] }: { readonly of: number; readonly moved: readonly [string, string] },
): boolean {
  return then.progress[of]?.state === old && now.progress[of]?.state === young;
}

/** The log after the step is that before it without what is gone and with what has come. */
function changes({ then, now }: Step, log: LogChange | null): boolean {
  const has = (log: readonly EntryView[], entry: EntryView): boolean => log.some((one) => same(one, entry));
  const lost = then.log.filter((entry) => entry.index > now.snapshot.index && !has(now.log, entry));
  const young = now.log.filter((entry) => !has(then.log, entry));
  return log === null || same([lost, young], [log.gone, log.come]);
}

type Held = Pick<DurableView, 'term' | 'vote' | 'commit' | 'snapshot' | 'log'>;

function keptParts(parts: Parts, of: Held, from: Held): boolean {
  const differs = <T>(a: T, b: T): T | null => (a === b ? null : a);
  return same(parts, {
    term: differs(of.term, from.term),
    vote: differs(of.vote, from.vote),
    commit: differs(of.commit, from.commit),
    snapshot: of.snapshot.index > from.snapshot.index ? of.snapshot : null,
    entries: of.log.filter((entry) => !same(entryOf(from, entry.index), entry)),
  });
}
