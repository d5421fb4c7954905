/**
 * A small Raft, complete and sound: elections and replication as in the paper's Figure 2, a leader sending what a follower has
 * not acknowledged. Fill in where it says YOURS: your own Raft takes the place of this one, function by function.
 *
 * States and messages are plain data. Every function depends on its arguments alone and changes none of them: no clock (a timer
 * fires when `timeout` says so), no chance, nothing kept elsewhere. What is thrown is a finding.
 */
import type { CoreInput, CoreView, ExportedCore, MessageView } from 'raftcheck';

interface Entry {
  readonly term: number;
  readonly data: string;
}

interface State {
  readonly id: number;
  readonly nodes: number;
  /** On stable storage; 0: it has voted for nobody in this term. */
  readonly term: number;
  readonly vote: number;
  readonly log: readonly Entry[];
  /** In memory. */
  readonly role: 'follower' | 'candidate' | 'leader';
  readonly commit: number;
  readonly votes: Readonly<Record<number, boolean>>;
  readonly match: Readonly<Record<number, number>>;
}

/** Which fields it has depends on its type. */
type Message = MessageView & { readonly term: number };

interface Stepped {
  readonly state: State;
  readonly messages: readonly Message[];
}

export const core = {
  // YOURS: what traces shall say.
  name: 'mycore',
  version: '0.1.0',
  // YOURS: the inputs that `step` understands; crash and restart are done with `restart`.
  offers: ['deliver', 'timeout', 'heartbeat', 'propose', 'crash', 'restart'],
  // YOURS: who reads which message. A wrong guess is found out while searching, and costs states only.
  messages: {
    ...{ RequestVote: 'term', AppendEntries: 'term' },
    ...{ RequestVoteResponse: 'count', AppendEntriesResponse: 'lead' },
  },
  init: (id, { nodes }) => ({ id, nodes, term: 0, vote: 0, log: [], ...volatile }),
  step,
  // YOURS: what a crash leaves of a node.
  restart: ({ id, nodes, term, vote, log }) => ({ id, nodes, term, vote, log, ...volatile }),
  view,
  viewMessage: (message) => message,
} satisfies ExportedCore<State, Message>;

const volatile = { role: 'follower', commit: 0, votes: {}, match: {} } as const;

/** YOURS: what a node makes of an input; null: it is not possible now. */
function step(state: State, input: CoreInput<Message>): Stepped | null {
  const leads = state.role === 'leader';
  switch (input.kind) {
    case 'deliver':
      return receive(state, input.message);
    case 'timeout':
      return leads ? null : campaign(state);
    case 'heartbeat':
      return leads ? { state, messages: broadcast(state) } : null;
    case 'propose':
      return leads ? propose(state, input.data) : null;
    default:
      return null;
  }
}

/** YOURS: a node as properties and people see it. */
function view({ id, role, term, vote, commit, log, votes, match }: State): CoreView {
  const reached = Object.entries(match).map(([peer, index]) => [peer, { match: index, next: index + 1 }]);
  const lead = role === 'leader' ? id : 0;
  return { role, term, vote, lead, commit, log, votes, progress: Object.fromEntries(reached) };
}

function termAt({ log }: State, index: number): number {
  return log[index - 1]?.term ?? 0;
}

function peersOf({ id, nodes }: State): number[] {
  return Array.from({ length: nodes }, (_, i) => i + 1).filter((peer) => peer !== id);
}

function follow(state: State, term: number): State {
  const vote = term > state.term ? 0 : state.vote;
  return { ...state, ...volatile, commit: state.commit, term, vote };
}

function campaign(before: State): Stepped {
  const { id } = before;
  const state: State = {
    ...follow(before, before.term + 1),
    role: 'candidate',
    vote: id,
    votes: { [id]: true },
  };
  const [index, logTerm] = [state.log.length, termAt(state, state.log.length)];
  const ask = { type: 'RequestVote', from: id, term: state.term, index, logTerm };
  return count(
    state,
    peersOf(state).map((to) => ({ ...ask, to })),
  );
}

function count(state: State, messages: readonly Message[]): Stepped {
  const granted = Object.values(state.votes).filter(Boolean).length;
  if (state.role !== 'candidate' || granted <= state.nodes / 2) return { state, messages };
  const match = Object.fromEntries([state.id, ...peersOf(state)].map((peer) => [peer, 0]));
  const led = propose({ ...state, role: 'leader', votes: {}, match }, '');
  return { state: led.state, messages: [...messages, ...led.messages] };
}

function propose(state: State, data: string): Stepped {
  const log = [...state.log, { term: state.term, data }];
  const longer = advance({ ...state, log, match: { ...state.match, [state.id]: log.length } });
  return { state: longer, messages: broadcast(longer) };
}

function broadcast(state: State): Message[] {
  const { id: from, term, commit, log } = state;
  return peersOf(state).map((to) => {
    const index = state.match[to];
    const entries = log
      .slice(index)
      .map((entry, k) => ({ ...entry, index: index + k + 1, type: 'normal' as const }));
    return { type: 'AppendEntries', from, to, term, index, logTerm: termAt(state, index), entries, commit };
  });
}

/** Commits what a majority has, if it is of this term. */
function advance(state: State): State {
  const reached = Object.values(state.match).sort((a, b) => a - b);
  const index = reached[Math.floor((reached.length - 1) / 2)];
  return index > state.commit && termAt(state, index) === state.term ? { ...state, commit: index } : state;
}

function receive(before: State, message: Message): Stepped {
  if (message.term < before.term) return { state: before, messages: [] };
  const state = message.term > before.term ? follow(before, message.term) : before;
  const { from, index = 0, reject = false } = message;
  switch (message.type) {
    case 'RequestVote':
      return answerCandidate(state, message);
    case 'RequestVoteResponse':
      return count(
        { ...state, votes: state.role === 'candidate' ? { ...state.votes, [from]: !reject } : {} },
        [],
      );
    case 'AppendEntries':
      return accept(follow(state, message.term), message);
    default: {
      if (state.role !== 'leader' || reject) return { state, messages: [] };
      const match = { ...state.match, [from]: Math.max(state.match[from], index) };
      return { state: advance({ ...state, match }), messages: [] };
    }
  }
}

function answerCandidate(state: State, { from, index = 0, logTerm = 0 }: Message): Stepped {
  const [last, lastTerm] = [state.log.length, termAt(state, state.log.length)];
  const newer = logTerm > lastTerm || (logTerm === lastTerm && index >= last);
  const granted = newer && (state.vote === 0 || state.vote === from);
  const answer = {
    type: 'RequestVoteResponse',
    from: state.id,
    to: from,
    term: state.term,
    reject: !granted,
  };
  return { state: granted ? { ...state, vote: from } : state, messages: [answer] };
}

function accept(state: State, { from, index = 0, logTerm = 0, entries = [], commit = 0 }: Message): Stepped {
  const answer = { type: 'AppendEntriesResponse', from: state.id, to: from, term: state.term };
  if (index > state.log.length || termAt(state, index) !== logTerm)
    return { state, messages: [{ ...answer, reject: true }] };
  const conflict = entries.find((entry) => termAt(state, entry.index) !== entry.term);
  const log =
    conflict === undefined
      ? state.log
      : [
          ...state.log.slice(0, conflict.index - 1),
          ...entries.slice(conflict.index - index - 1).map(({ term, data }) => ({ term, data })),
        ];
  const agreed = index + entries.length;
  const committed = Math.max(state.commit, Math.min(commit, agreed));
  return { state: { ...state, log, commit: committed }, messages: [{ ...answer, index: agreed }] };
}
