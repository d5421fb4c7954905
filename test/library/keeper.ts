/**
 * A Raft that begins in the middle: n1 leads term 3 and stays, nobody campaigns. It shows what a view may have besides the least:
 * snapshots, configurations, progress, reads and words of its own. Plain objects, for tests of own cores.
 */
import type { ExportedCore, MessageView, NodeView } from '../../src/library/raftcheck.ts';

interface State {
  readonly id: number;
  readonly snapshot: NodeView['snapshot'];
  readonly log: readonly { readonly term: number; readonly data: string }[];
  readonly commit: number;
  /** The leader's: how much of its log each node has. */
  readonly match: Readonly<Record<number, number>>;
}

type Sent = MessageView & { readonly type: 'copy' | 'copied'; readonly index: number };

const term = 3;
const followers = [2, 3];
const first = { term, data: 'first' };

function last({ snapshot, log }: State): number {
  return snapshot.index + log.length;
}

function copies(state: State, entries: State['log']): Sent[] {
  const { id, commit } = state;
  const shown = entries.map((entry, i) => ({ ...entry, index: last(state) + i, type: 'normal' }) as const);
  return followers.map((to) => ({
    type: 'copy',
    from: id,
    to,
    term,
    index: last(state),
    commit,
    entries: shown,
  }));
}

function receive(
  state: State,
  { type, from, index, commit = 0, entries = [] }: Sent,
): ReturnType<Core['step']> {
  if (type === 'copied') {
    const match = { ...state.match, [from]: Math.max(state.match[from], index) };
    const [, second] = [last(state), match[2], match[3]].sort((a, b) => b - a);
    return { state: { ...state, match, commit: Math.max(state.commit, second) }, messages: [] };
  }
  const fits = entries.length > 0 && index === last(state) + 1;
  const longer = fits
    ? { ...state, log: [...state.log, ...entries.map(({ data }) => ({ term, data }))] }
    : state;
  const told = { ...longer, commit: Math.max(longer.commit, Math.min(commit, last(longer))) };
  return { state: told, messages: [{ type: 'copied', from: state.id, to: from, term, index: last(told) }] };
}

type Core = ExportedCore<State, Sent>;

/** `hasty`: whoever is asked answers a read at once. `forgotten`: nobody's log shows the first entry any more. */
export function keeper({ hasty = false, forgotten = false } = {}): Core & { readonly name: string } {
  const leads = ({ id }: State): boolean => id === 1;
  return {
    name: 'keeper',
    offers: ['deliver', 'heartbeat', 'propose', 'compact', 'read'],
    init: (id) => ({
      id,
      ...(id === 1 || forgotten
        ? { snapshot: { index: 1, term: 2 }, log: [first] }
        : { snapshot: { index: 0, term: 0 }, log: [{ term: 2, data: 'old' }, first] }),
      commit: 1,
      match: id === 1 ? { 1: 2, 2: 2, 3: 2 } : {},
    }),
    step: (state, input) => {
      switch (input.kind) {
        case 'heartbeat':
          return leads(state) ? { state, messages: copies(state, []) } : null;
        case 'propose': {
          if (!leads(state)) return null;
          const entry = { term, data: input.data };
          const match = { ...state.match, 1: last(state) + 1 };
          const longer = { ...state, match, log: [...state.log, entry] };
          return { state: longer, messages: copies(longer, [entry]) };
        }
        case 'compact': {
          const dropped = state.commit - state.snapshot.index;
          if (dropped <= 0) return null;
          const snapshot = { index: state.commit, term: state.log[dropped - 1].term };
          return { state: { ...state, snapshot, log: state.log.slice(dropped) }, messages: [] };
        }
        case 'read':
          if (!hasty && !leads(state)) return null;
          return { state, messages: [], reads: [{ context: input.context, index: state.commit }] };
        case 'deliver':
          return receive(state, input.message);
        default:
          return null;
      }
    },
    restart: (state) => state,
    view: (state) => ({
      role: leads(state) ? 'leader' : 'follower',
      ...{ term, vote: 1, lead: 1, commit: state.commit, snapshot: state.snapshot, log: state.log },
      config: { voters: [1, 2, 3], autoLeave: false },
      progress: Object.fromEntries(
        Object.entries(state.match).map(([id, match]) => [
          id,
          { match, next: match + 1, state: 'probe' as const },
        ]),
      ),
      extra: { kept: state.log.length },
    }),
    viewMessage: (message) => message,
  };
}
