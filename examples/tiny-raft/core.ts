/**
 * A small Raft with its own states and messages, written for this example: elections and replication as in the paper's
 * Figure 2, one entry at a time, no snapshots, no membership changes. Plain objects, pure functions.
 *
 *     npx raftcheck raft --core examples/tiny-raft/core.ts
 */
import type { CoreInput, CoreView, ExportedCore, MessageView, Model, RaftCore } from 'raftcheck';

interface Entry {
  readonly term: number;
  readonly data: string;
}

export interface State {
  readonly id: number;
  readonly peers: readonly number[];
  readonly term: number;
  /** 0: nobody yet in this term. */
  readonly vote: number;
  readonly log: readonly Entry[];
  readonly role: 'follower' | 'candidate' | 'leader';
  readonly commit: number;
  /** Who has voted for this candidate. */
  readonly supporters: readonly number[];
  /** A leader's: how much of each peer's log is known to be its own. */
  readonly match: Readonly<Record<number, number>>;
  /** A leader's: the entry to send to each peer next. */
  readonly next: Readonly<Record<number, number>>;
}

export type Message = { readonly from: number; readonly to: number; readonly term: number } & (
  | { readonly type: 'ask'; readonly lastIndex: number; readonly lastTerm: number }
  | { readonly type: 'vote'; readonly granted: boolean }
  | {
      readonly type: 'append';
      readonly previous: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry[];
      readonly commit: number;
    }
  | { readonly type: 'ack'; readonly accepted: boolean; readonly index: number }
);

type Stepped = { readonly state: State; readonly messages: readonly Message[] };

/** What is wrong with this Raft, for those who want to see it found. */
export type Mistake = 'none' | 'forgets-vote' | 'commits-old-terms';

export function tinyRaft(mistake: Mistake = 'none'): RaftCore<State, Message> & { readonly name: string } {
  return {
    name: 'tiny-raft',
    init: (id: number, model: Model): State => ({
      id,
      peers: Array.from({ length: model.nodes }, (_, i) => i + 1).filter((peer) => peer !== id),
      ...{ term: 0, vote: 0, log: [] },
      ...volatile,
    }),
    step: (state, input) => step(state, input, mistake),
    restart: ({ id, peers, term, vote, log }) => ({
      ...{ id, peers, term, log },
      vote: mistake === 'forgets-vote' ? 0 : vote,
      ...volatile,
    }),
    view: ({ role, term, vote, commit, log, id, supporters }): CoreView => ({
      ...{ role, term, vote, commit, log },
      lead: role === 'leader' ? id : 0,
      votes: Object.fromEntries(supporters.map((peer) => [peer, true])),
    }),
    viewMessage: ({ type, from, to, term }): MessageView => ({ type, from, to, term }),
  };
}

/** For the command. A message of an earlier term is never answered; votes are counted by candidates, acks by leaders. */
export const core: ExportedCore<State, Message> = {
  ...tinyRaft(),
  messages: { ask: 'term', append: 'term', vote: 'count', ack: 'lead' },
};

/** What a crash takes. */
const volatile = { role: 'follower', commit: 0, supporters: [], match: {}, next: {} } as const;

function step(state: State, input: CoreInput<Message>, mistake: Mistake): Stepped | null {
  switch (input.kind) {
    case 'timeout':
      return state.role === 'leader' ? null : campaign(state);
    case 'heartbeat':
      return state.role === 'leader'
        ? { state, messages: state.peers.map((to) => appendTo(state, to)) }
        : null;
    case 'propose':
      return state.role === 'leader' ? propose(state, input.data) : null;
    case 'deliver':
      return receive(state, input.message, mistake);
    default:
      return null;
  }
}

function majority({ peers }: State): number {
  return Math.floor((peers.length + 1) / 2) + 1;
}

function lastTerm({ log }: State): number {
  return log.at(-1)?.term ?? 0;
}

function campaign(state: State): Stepped {
  const candidate: State = {
    ...state,
    ...volatile,
    commit: state.commit,
    role: 'candidate',
    term: state.term + 1,
    vote: state.id,
    supporters: [state.id],
  };
  const ask = {
    type: 'ask',
    from: state.id,
    term: candidate.term,
    lastIndex: state.log.length,
    lastTerm: lastTerm(state),
  } as const;
  return elect(
    candidate,
    state.peers.map((to) => ({ ...ask, to })),
  );
}

function elect(state: State, messages: readonly Message[]): Stepped {
  if (state.role !== 'candidate' || state.supporters.length < majority(state)) return { state, messages };
  const leader: State = {
    ...state,
    role: 'leader',
    supporters: [],
    log: [...state.log, { term: state.term, data: '' }],
    match: Object.fromEntries(state.peers.map((peer) => [peer, 0])),
    next: Object.fromEntries(state.peers.map((peer) => [peer, state.log.length + 1])),
  };
  return { state: leader, messages: [...messages, ...state.peers.map((to) => appendTo(leader, to))] };
}

function propose(state: State, data: string): Stepped {
  const longer = { ...state, log: [...state.log, { term: state.term, data }] };
  return { state: longer, messages: longer.peers.map((to) => appendTo(longer, to)) };
}

function appendTo(state: State, to: number): Message {
  const next = state.next[to];
  return {
    type: 'append',
    ...{ from: state.id, to, term: state.term },
    previous: next - 1,
    previousTerm: state.log[next - 2]?.term ?? 0,
    entries: state.log.slice(next - 1),
    commit: state.commit,
  };
}

function receive(state: State, message: Message, mistake: Mistake): Stepped {
  if (message.term < state.term) return { state, messages: [] };
  const now: State =
    message.term > state.term
      ? { ...state, ...volatile, commit: state.commit, term: message.term, vote: 0 }
      : state;
  switch (message.type) {
    case 'ask':
      return answer(now, message);
    case 'vote':
      return message.granted && now.role === 'candidate'
        ? elect({ ...now, supporters: [...new Set([...now.supporters, message.from])].sort() }, [])
        : { state: now, messages: [] };
    case 'append':
      return accept({ ...now, role: 'follower', supporters: [] }, message);
    case 'ack':
      return acknowledged(now, message, mistake);
  }
}

function answer(state: State, ask: Extract<Message, { type: 'ask' }>): Stepped {
  const recent =
    ask.lastTerm > lastTerm(state) || (ask.lastTerm === lastTerm(state) && ask.lastIndex >= state.log.length);
  const granted = recent && (state.vote === 0 || state.vote === ask.from);
  const voter = granted ? { ...state, vote: ask.from } : state;
  return {
    state: voter,
    messages: [{ type: 'vote', from: state.id, to: ask.from, term: state.term, granted }],
  };
}

function accept(state: State, append: Extract<Message, { type: 'append' }>): Stepped {
  const { previous, previousTerm, entries } = append;
  const accepted = previous === 0 || state.log[previous - 1]?.term === previousTerm;
  const reply = { type: 'ack', from: state.id, to: append.from, term: state.term } as const;
  if (!accepted) return { state, messages: [{ ...reply, accepted, index: previous }] };
  const conflict = entries.findIndex((entry, i) => state.log[previous + i]?.term !== entry.term);
  const log =
    conflict < 0 ? state.log : [...state.log.slice(0, previous + conflict), ...entries.slice(conflict)];
  const index = previous + entries.length;
  const commit = Math.max(state.commit, Math.min(append.commit, index));
  return { state: { ...state, log, commit }, messages: [{ ...reply, accepted, index }] };
}

function acknowledged(state: State, ack: Extract<Message, { type: 'ack' }>, mistake: Mistake): Stepped {
  if (state.role !== 'leader') return { state, messages: [] };
  if (!ack.accepted) {
    const next = Math.max(1, Math.min(state.next[ack.from], ack.index));
    const back = { ...state, next: { ...state.next, [ack.from]: next } };
    return { state: back, messages: [appendTo(back, ack.from)] };
  }
  const match = { ...state.match, [ack.from]: Math.max(state.match[ack.from], ack.index) };
  const next = { ...state.next, [ack.from]: match[ack.from] + 1 };
  const reached = [state.log.length, ...Object.values(match)].sort((a, b) => b - a)[majority(state) - 1];
  const own = mistake === 'commits-old-terms' || state.log[reached - 1]?.term === state.term;
  return {
    state: { ...state, match, next, commit: own ? Math.max(state.commit, reached) : state.commit },
    messages: [],
  };
}
