/**
 * Anybody's Raft as a node of the cluster: a step function over its own states and messages gets the same network, storage
 * faults, clock, bounds, history and invariants as the core that comes with raftcheck.
 *
 * What it brings is `RaftCore`. Crashes are not its business: a crashed node is what `restart` keeps of it, and is down.
 */
import type { Adapter, Input, Outcome } from '../cluster/adapter.ts';
import type { Model } from '../cluster/model.ts';
import type { EntryView, MessageView, NodeView, Role } from '../cluster/view.ts';
import { canonical } from './canonical.ts';

/** What a node is asked to do. Crash and restart are done with `restart`. */
export type CoreInput<M> = Exclude<Input<M>, { readonly kind: 'crash' | 'restart' }>;

/** A node as invariants and traces see it. Left out: what has a meaning only for some implementations. */
export interface CoreView {
  readonly role: Role;
  readonly term: number;
  /** 0: none */
  readonly vote: number;
  /** 0: none known */
  readonly lead?: number;
  /** Highest committed index; 0: none. */
  readonly commit: number;
  /** Highest applied index; absent: what is committed is applied. */
  readonly applied?: number;
  /** All entries in order, the first at index 1. */
  readonly log: readonly { readonly term: number; readonly data: string }[];
  /** A candidate's votes by voter. */
  readonly votes?: Readonly<Record<number, boolean>>;
}

/**
 * A Raft, as plain functions over plain data. All of them must depend on their arguments alone and change none of them: a
 * sample of steps is taken twice to see that they do.
 */
export interface RaftCore<S, M> {
  /** The state of node `id` (1..model.nodes) before anything has happened. */
  init(id: number, model: Model): S;
  /**
   * What a node makes of an input, or null where the input is not enabled: a leader's timeout, a proposal at a follower.
   * `deliver` should never be null: a message that is ignored changes nothing. Whatever is thrown, here or by any other function
   * of the core, is a panic, and breaks core-panic.
   */
  step(state: S, input: CoreInput<M>): { readonly state: S; readonly messages: readonly M[] } | null;
  /** What is left of a node after a crash: what it had on stable storage. */
  restart(state: S): S;
  view(state: S): CoreView;
  /** At least type, from and to (1..nodes). */
  viewMessage(message: M): MessageView;
  /** What of a state matters to the future, as plain data; absent: all of it. Two states with equal parts are one. */
  encode?(state: S): unknown;
}

/** A core's state, and whether it is up. */
export interface NodeState<S> {
  readonly id: number;
  readonly core: S;
  readonly up: boolean;
}

export function adapterOf<S, M>(core: RaftCore<S, M>, model: Model): Adapter<NodeState<S>, M> {
  const { nodes } = model;
  const step = (node: NodeState<S>, input: Input<M>): Outcome<NodeState<S>, M> | null => {
    if (input.kind === 'restart') return node.up ? null : silent({ ...node, up: true });
    if (!node.up) return null;
    if (input.kind === 'crash') return silent({ ...node, core: core.restart(node.core), up: false });
    const outcome = core.step(node.core, input);
    if (outcome === null) return null;
    return { state: { ...node, core: outcome.state }, messages: outcome.messages, reads: [] };
  };
  return {
    init: (id) => ({ id, core: core.init(id, model), up: true }),
    step,
    encode: ({ id, core: state, up }, out) =>
      out.string(canonical([id, core.encode?.(state) ?? state, up], 'the state')),
    encodeMessage: (message, out) => out.string(canonical(message, 'the message')),
    view: (node) => viewNode(core, node, nodes),
    viewMessage: (message) => core.viewMessage(message),
    to: (message) => core.viewMessage(message).to,
    from: (message) => core.viewMessage(message).from,
    // Reductions ask for these, and need to know more of a core than this interface says: they stay off.
    rename: () => {
      throw new Error('a core behind this interface cannot be renamed');
    },
    renameMessage: () => {
      throw new Error('a core behind this interface cannot be renamed');
    },
    floors: () => [],
    floorName: String,
    floorKind: String,
    leadFloor: 0,
    deadline: () => null,
    ignores: () => false,
  };
}

function silent<S, M>(state: NodeState<S>): Outcome<NodeState<S>, M> {
  return { state, messages: [], reads: [] };
}

function viewNode<S, M>(core: RaftCore<S, M>, node: NodeState<S>, nodes: number): NodeView {
  const view = core.view(node.core);
  const kept = keptOf(core, node.core) ?? view;
  const start = { index: 0, term: 0 };
  return {
    id: node.id,
    up: node.up,
    role: node.up ? view.role : 'follower',
    term: view.term,
    vote: view.vote,
    lead: view.lead ?? 0,
    commit: view.commit,
    applied: view.applied ?? view.commit,
    snapshot: start,
    log: entries(view),
    config: {
      voters: Array.from({ length: nodes }, (_, i) => i + 1),
      votersOutgoing: [],
      learners: [],
      learnersNext: [],
      autoLeave: false,
    },
    votes: view.votes ?? {},
    progress: {},
    durable: { term: kept.term, vote: kept.vote, commit: kept.commit, snapshot: start, log: entries(kept) },
    extra: {},
  };
}

/** What a crash would leave; null where nobody can say. That is a panic once the node has crashed, and not before. */
function keptOf<S, M>(core: RaftCore<S, M>, state: S): CoreView | null {
  try {
    return core.view(core.restart(state));
  } catch {
    return null;
  }
}

function entries({ log }: CoreView): EntryView[] {
  return log.map(({ term, data }, i) => ({ index: i + 1, term, type: 'normal', data }));
}
