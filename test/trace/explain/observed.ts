/** A step as the oracle sees it, and the little that it needs to look at logs and majorities: shared with no code of explain. */
import type { Action } from '../../../src/cluster/action.ts';
import type { Model } from '../../../src/cluster/model.ts';
import type {
  ClusterView,
  ConfigView,
  EntryView,
  LogView,
  MessageView,
  NodeView,
  ReadView,
} from '../../../src/cluster/view.ts';

export interface Step {
  readonly model: Model;
  readonly action: Action;
  readonly then: NodeView;
  readonly now: NodeView;
  readonly message: MessageView | null;
  readonly async: boolean;
  /** Those that the step answered at its node. */
  readonly reads: readonly ReadView[];
  /** How many such messages are in flight before and after, that which is delivered left out. */
  readonly flight: (is: (message: MessageView) => boolean) => readonly [number, number];
  /** Whether such a message has left the node in the step. */
  readonly left: (is: (message: MessageView) => boolean) => boolean;
  readonly sent: (type: string, to?: number) => boolean;
  /** Whether the sender of the message was answered so. */
  readonly answered: (type: string, reject: boolean) => boolean;
  readonly voters: readonly number[];
  /** Every node of the configuration. */
  readonly known: readonly number[];
  /** Term, vote and leader once the message's term has been judged. */
  readonly met: {
    readonly term: number;
    readonly vote: number;
    readonly lead: number;
    readonly role: string;
  };
}

/** `reads`: those that the step answered. */
export function stepOf(
  model: Model,
  before: ClusterView,
  action: Action,
  after: ClusterView,
  reads: readonly ReadView[],
): Step {
  const then = before.nodes.find(({ id }) => id === action.node)!;
  const now = after.nodes.find(({ id }) => id === action.node)!;
  const message = action.kind === 'deliver' ? action.message : null;
  const flight: Step['flight'] = (is) => [
    before.messages.filter(is).length - (message !== null && is(message) ? 1 : 0),
    after.messages.filter(is).length,
  ];
  const handedOver = message?.context === 'CampaignTransfer';
  const asks =
    message?.type === 'MsgPreVote' || (message?.type === 'MsgPreVoteResp' && message.reject !== true);
  const raised = (message?.term ?? 0) > then.term && !asks && !(leased(model, then, message) && !handedOver);
  const leads = ['MsgApp', 'MsgHeartbeat', 'MsgSnap'].includes(message?.type ?? '');
  const met = raised
    ? { term: message!.term!, vote: 0, lead: leads ? message!.from : 0, role: 'follower' }
    : { term: then.term, vote: then.vote, lead: then.lead, role: then.role };
  const left: Step['left'] = (is) => {
    const [old, young] = flight((one) => one.from === then.id && is(one));
    return young > old;
  };
  const sent: Step['sent'] = (type, to) =>
    left((one) => one.type === type && (to === undefined || one.to === to));
  const answered: Step['answered'] = (type, reject) =>
    left((one) => one.type === type && one.to === message?.from && (one.reject === true) === reject);
  const { voters: incoming, votersOutgoing, learners, learnersNext } = then.config;
  const voters = [...incoming, ...votersOutgoing];
  const known = [...voters, ...learners, ...learnersNext];
  const async = model.storage === 'async';
  return {
    model,
    action,
    then,
    now,
    message,
    async,
    reads,
    flight,
    left,
    sent,
    answered,
    voters,
    known,
    met,
  };
}

export function entryOf(log: LogView, index: number): EntryView | undefined {
  return log.log.find((entry) => entry.index === index);
}

export function termOf(log: LogView, index: number): number | undefined {
  return index === log.snapshot.index ? log.snapshot.term : entryOf(log, index)?.term;
}

export function endOf(log: LogView): number {
  return log.log.at(-1)?.index ?? log.snapshot.index;
}

/** More than half of the voters, and of the outgoing ones where there are any. */
export function majority(config: ConfigView, is: (id: number) => boolean): boolean {
  const most = (ids: readonly number[]): boolean => 2 * ids.filter(is).length > ids.length;
  return most(config.voters) && (config.votersOutgoing.length === 0 || most(config.votersOutgoing));
}

/** With a quorum check, a node that has heard its leader within the shortest timeout (thesis, section 4.2.3). */
export function leased(model: Model, then: NodeView, message: MessageView | null): boolean {
  const asks = message?.type === 'MsgVote' || message?.type === 'MsgPreVote';
  const recent = Number(then.extra.electionElapsed ?? 0) < shortestTimeout(model);
  return asks && model.checkQuorum && then.lead !== 0 && recent && (message?.term ?? 0) > then.term;
}

/** The shortest election timeout: by hand four ticks, by the clock two. */
export function shortestTimeout({ clock }: Model): number {
  return clock === 'ticks' ? 2 : 4;
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
