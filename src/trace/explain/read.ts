/**
 * Linearizable reads: asked for, passed on, confirmed (src/raft/readindex.ts).
 */
import { type MessageView, type NodeView, type ReadView, termAt } from '../../cluster/view.ts';
import { sameValue } from '../diff.ts';
import { type Decision, type Finding, finding } from './finding.ts';
import { type Moment, nothingCame, type Standing } from './moment.ts';
import { leftUndone, passedOver } from './passedover.ts';
import { isQuorum, isSingleton, share } from './quorum.ts';
import type { Reason } from './reason.ts';

/** `message`: null when a client asks here. */
export function explainRead(moment: Moment, message: MessageView | null, standing: Standing): Finding[] {
  const { before, sent } = moment;
  const at = before.id;
  const { role, lead } = standing;
  const what = message?.type ?? 'the read';
  if (message?.type === 'MsgReadIndexResp') return explainAnswer(moment, message, standing);
  if (role === 'leader') return explainAsked(moment, message, standing);
  const passed = sent.find(({ type }) => type === 'MsgReadIndex');
  const knowsNobody = role !== 'follower' || lead === 0;
  const none: Reason = { is: 'no-leader', at, role };
  if (passed !== undefined) {
    const why: Reason = { is: 'role', at, role, needs: null };
    return [
      finding(
        { decided: 'forwarded', what: 'the read', at, to: passed.to },
        [why],
        knowsNobody ? [none] : [],
      ),
    ];
  }
  if (knowsNobody) return [passedOver(moment, standing, what, none)];
  return [leftUndone(moment, standing, what, [{ is: 'nothing-against' }])];
}

/** What the node makes of it, which is told to its client, is no part of its state. */
function explainAnswer(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const { type, from: lead, index = 0, entries = [] } = message;
  const at = moment.before.id;
  const { role } = standing;
  if (role !== 'follower')
    return [passedOver(moment, standing, type, { is: 'role', at, role, needs: 'follower' })];
  const reads = entries.map(({ data }) => ({ context: data, index }));
  return [finding({ decided: 'read-confirmed', at, reads }, [{ is: 'leader-answered', lead }])];
}

type Fate = 'answered' | 'first-commit' | 'quorum';

/** One rule decides what becomes of a read that is asked for, and so why. */
function explainAsked(moment: Moment, message: MessageView | null, standing: Standing): Finding[] {
  const { before, sent } = moment;
  const at = before.id;
  const { fate, reason } = ruleOf(moment);
  const answer = sent.find(({ type }) => type === 'MsgReadIndexResp');
  const happened = fateOf(moment, answer !== undefined);
  // An answer to a client of its own leaves nothing in the state: then the rule must do.
  const own = message === null && happened === null && fate === 'answered' && nothingCame(moment, standing);
  if (own) return [finding({ decided: 'read-answered', at, to: at, index: before.commit }, [reason])];
  if (happened === null) return [leftUndone(moment, standing, message?.type ?? 'the read', [reason])];
  const [why, against] = happened === fate ? [[reason], []] : [[], [reason]];
  if (answer === undefined) {
    return [
      finding(
        {
          decided: 'read-waits',
          at,
          commit: before.commit,
          for: happened === 'quorum' ? happened : 'first-commit',
        },
        why,
        against,
      ),
    ];
  }
  const { to, index = 0 } = answer;
  const early: Reason[] = index < before.commit ? [{ is: 'committed', at, commit: before.commit }] : [];
  return [finding({ decided: 'read-answered', at, to, index }, why, [...against, ...early])];
}

function ruleOf({ model, before }: Moment): { readonly fate: Fate; readonly reason: Reason } {
  const at = before.id;
  if (isSingleton(before.config)) return { fate: 'answered', reason: { is: 'only-voter', at } };
  if (termAt(before, before.commit) !== before.term) {
    return { fate: 'first-commit', reason: { is: 'nothing-committed', at, term: before.term } };
  }
  if (model.readOnly === 'lease') return { fate: 'answered', reason: { is: 'lease-reads', at } };
  return { fate: 'quorum', reason: { is: 'safe-reads' } };
}

/** Null: nothing is seen of the read. */
function fateOf({ before, after }: Moment, answered: boolean): Fate | null {
  const grown = (name: Waiting): boolean => waiting(after, name).length > waiting(before, name).length;
  if (grown('pendingReads')) return 'first-commit';
  if (grown('unconfirmedReads')) return 'quorum';
  return answered ? 'answered' : null;
}

/** What the step brought to reads that have waited: those of its own clients are seen to wait no more. */
export function readsBesides(moment: Moment): Finding[] {
  const { model, action, before, after, sent } = moment;
  const at = before.id;
  // A node that leads no more has dropped them.
  if (before.role !== 'leader' || after.role !== 'leader' || action.kind !== 'deliver') return [];
  const released = gone(moment, 'pendingReads');
  const confirmed = gone(moment, 'unconfirmedReads');
  const asked = waiting(after, 'unconfirmedReads').at(-1);
  if (released.length > 0 && asked !== undefined) {
    const why: Reason[] = model.readOnly === 'safe' ? [{ is: 'safe-reads' }] : [];
    return [finding({ decided: 'read-waits', at, commit: asked.index, for: 'quorum' }, why)];
  }
  const why = waitedFor(moment, action.message);
  const own = [...released.map((read) => ({ ...read, index: after.commit })), ...confirmed].filter(
    ({ from }) => from === 0 || from === at,
  );
  const answers = sent.filter(({ type }) => type === 'MsgReadIndexResp');
  const decisions: Decision[] = [
    ...(own.length > 0
      ? [
          {
            decided: 'read-confirmed',
            at,
            reads: own.map(({ context, index }) => ({ context, index })),
          } as const,
        ]
      : []),
    ...answers.map(({ to, index = 0 }) => ({ decided: 'read-answered', at, to, index }) as const),
  ];
  return decisions.map((decision) => finding(decision, why === null ? [] : [why]));
}

/** What the reads have waited for and have now; null where that is not known. */
function waitedFor(
  { model, before, after }: Moment,
  { type, from, context = '' }: MessageView,
): Reason | null {
  // The first commit of its term has released them.
  if (type === 'MsgAppResp' && model.readOnly === 'lease') return { is: 'lease-reads', at: before.id };
  if (type !== 'MsgHeartbeatResp' || model.readOnly !== 'safe') return null;
  const position = after.extra.confirmedReads ?? 0;
  const acks = Object.entries(before.extra.readAcks ?? {}).map(([id, at]) => [Number(id), at] as const);
  const echoes = new Map(acks);
  echoes.set(from, Math.max(echoes.get(from) ?? 0, positionOf(context)));
  const echoed = (id: number): boolean => (echoes.get(id) ?? 0) >= position;
  return isQuorum(before.config, echoed) ? { is: 'echoes', echoes: share(before.config, echoed) } : null;
}

/** The position that a heartbeat carries: eight bytes, the lowest first, shown as hexadecimal digits. */
function positionOf(context: string): number {
  const bytes = /^0x((?:[0-9a-f]{2})+)$/.exec(context)?.[1]?.match(/../g) ?? [];
  return bytes.reduceRight((position, byte) => position * 256 + Number.parseInt(byte, 16), 0);
}

/** Reads before the first commit of the term, and those that wait for a quorum. */
type Waiting = 'pendingReads' | 'unconfirmedReads';

interface WaitingRead extends ReadView {
  /** Who asked for it; 0: a client here. */
  readonly from: number;
}

function waiting({ extra }: NodeView, name: Waiting): readonly WaitingRead[] {
  const reads: readonly Partial<WaitingRead>[] = extra[name] ?? [];
  return reads.map(({ from = 0, index = 0, context = '' }) => ({ from, index, context }));
}

function gone({ before, after }: Moment, name: Waiting): readonly WaitingRead[] {
  const left = waiting(after, name);
  return waiting(before, name).filter((read) => !left.some((other) => sameValue(other, read)));
}
