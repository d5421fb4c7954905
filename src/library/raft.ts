/**
 * Anybody's Raft as a node of the cluster: a step function over its own states and messages gets the same network, storage
 * faults, clock, bounds, history and invariants as the core that comes with raftcheck.
 *
 * What it brings is `RaftCore`. Crashes are not its business: a crashed node is what `restart` keeps of it, and is down.
 */
import type { Adapter, Input, StepResult } from '../cluster/adapter.ts';
import { isBreach, thrownText } from '../cluster/guarded.ts';
import type { Model } from '../cluster/model.ts';
import { faultOfMessage, faultOfNode, faultOfRead } from '../cluster/shape.ts';
import type {
  ConfigView,
  EntryView,
  ExtraView,
  MessageView,
  NodeView,
  ProgressView,
  ReadView,
  Role,
} from '../cluster/view.ts';
import { canonical } from '../system/canonical.ts';
import { awaited, ContractBreach, onlooker, shown } from '../system/onlooker.ts';

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
  /** What a snapshot has taken the place of: the last index, and its term. Absent: the log begins with its first entry. */
  readonly snapshot?: NodeView['snapshot'];
  /** The entries after the snapshot in order, the first at index `snapshot.index + 1`. `type`: absent, `normal`. */
  readonly log: readonly (Pick<EntryView, 'term' | 'data'> & Partial<Pick<EntryView, 'type'>>)[];
  /** Who votes and who only learns, as the node applies it. Absent: all nodes vote; of what is there, an absent list is empty. */
  readonly config?: Pick<ConfigView, 'voters'> & Partial<ConfigView>;
  /** A candidate's votes by voter. */
  readonly votes?: Readonly<Record<number, boolean>>;
  /**
   * A leader's: what each node has acknowledged, its own log included, and what it is sent next. Without it properties of what
   * leaders count say nothing. `state`: absent, `replicate`.
   */
  readonly progress?: Readonly<Record<number, Pick<ProgressView, 'match' | 'next'> & Partial<ProgressView>>>;
  /** Whatever else invariants of one's own ask for, and traces should show. Names that raftcheck knows mean what they mean there. */
  readonly extra?: ExtraView;
}

/** What a step comes to. `reads`: those that the node may serve from now on, of which a `read` input has asked. */
export interface CoreOutcome<S, M> {
  readonly state: S;
  readonly messages: readonly M[];
  readonly reads?: readonly ReadView[];
}

/**
 * A Raft, as plain functions over plain data. All of them must depend on their arguments alone and change none of them: a
 * sample of steps is taken twice to see that they do.
 */
export interface RaftCore<S, M> {
  /**
   * The state of node `id` (1..model.nodes) that every behavior begins with: before anything has happened, or in the middle of
   * something. Who leads there has led its term, and what is committed there is committed.
   */
  init(id: number, model: Model): S;
  /**
   * What a node makes of an input, or null where the input is not enabled: a leader's timeout, a proposal at a follower.
   * `deliver` should never be null: a message that is ignored changes nothing. Whatever is thrown, here or by any other function
   * of the core, is a panic, and breaks core-panic.
   */
  step(state: S, input: CoreInput<M>): CoreOutcome<S, M> | null;
  /** What is left of a node after a crash: what it had on stable storage. */
  restart(state: S): S;
  view(state: S): CoreView;
  /** The message as properties and texts see it: at least type, from and to (1..nodes). */
  viewMessage(message: M): MessageView;
  /**
   * What of a state matters to the future and to `view` (`extra` aside), as plain data; absent: all of it. Two states with equal
   * parts are one.
   */
  encode?(state: S): unknown;
}

/** A core's state, and whether it is up. */
export interface NodeState<S> {
  readonly id: number;
  readonly core: S;
  readonly up: boolean;
}

/**
 * The core behind the cluster's interface. What it throws is its panic (cluster/guarded.ts); what it returns and nobody could use
 * is a mistake in how it is written, and a ContractBreach.
 */
export function adapterOf<S, M>(given: RaftCore<S, M>, model: Model): Adapter<NodeState<S>, M> {
  const core = lookingOnly(given);
  const { nodes } = model;
  const views = new WeakMap<NodeState<S>, NodeView>();
  /** The view of a state that `input` has led to. */
  const viewOf = (node: NodeState<S>, input: unknown): NodeView => {
    const known = views.get(node);
    if (known !== undefined) return known;
    const view = viewNode(core, node, nodes);
    const fault = faultOfNode(view, nodes) ?? faultOfNamed(view, nodes) ?? faultOfExtra(view);
    if (fault !== null) throw new ContractBreach(`view: ${fault}`, { state: node.core, input });
    views.set(node, view);
    return view;
  };
  const take = (node: NodeState<S>, input: CoreInput<M>): StepResult<NodeState<S>, M> | null => {
    const called = { state: node.core, input };
    const outcome = awaited('step', called, core.step(node.core, input));
    if (outcome === null) return null;
    if (!Object.hasOwn(Object(outcome), 'state') || !Array.isArray(outcome.messages)) {
      const fault = `step has returned ${shown(outcome)}: { state, messages } is expected, or null`;
      throw new ContractBreach(fault, called);
    }
    for (const message of outcome.messages) {
      const fault = faultOfSent(awaited('viewMessage', called, core.viewMessage(message)), nodes);
      if (fault !== null) throw new ContractBreach(`viewMessage: ${fault}`, called);
    }
    const { reads = [] } = outcome;
    const fault = Array.isArray(reads)
      ? reads.map(faultOfRead).find((one) => one !== null)
      : 'reads is no list';
    if (fault != null) throw new ContractBreach(`step: ${fault}`, called);
    return { state: { ...node, core: outcome.state }, messages: outcome.messages, reads };
  };
  const step = (node: NodeState<S>, input: Input<M>): StepResult<NodeState<S>, M> | null => {
    if (input.kind === 'restart') return node.up ? null : silent({ ...node, up: true });
    if (!node.up) return null;
    const called = { state: node.core, input };
    const outcome =
      input.kind === 'crash'
        ? silent<S, M>({ ...node, core: awaited('restart', called, core.restart(node.core)), up: false })
        : take(node, input);
    if (outcome !== null) viewOf(outcome.state, input);
    return outcome;
  };
  return {
    init: (id) => {
      const called = { state: null, input: `init of n${id}` };
      const first = { id, core: awaited('init', called, core.init(id, model)), up: true };
      viewOf(first, called.input);
      return first;
    },
    step,
    encode: ({ id, core: state, up }, out) =>
      out.string(
        canonical(
          [id, awaited('encode', { state, input: 'encode' }, core.encode?.(state)) ?? state, up],
          'the state',
        ),
      ),
    encodeMessage: (message, out) => out.string(canonical(message, 'the message')),
    view: (node) => viewOf(node, 'view'),
    viewMessage: (message) => core.viewMessage(message),
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
    leadFloor: null,
    deadline: () => null,
    ignores: () => false,
  };
}

/** The same core; a ContractBreach is thrown where a function changes a state that it should make something of. */
function lookingOnly<S, M>(core: RaftCore<S, M>): RaftCore<S, M> {
  const looking = <One, Result>(name: string, look: (one: One) => Result): ((one: One) => Result) => {
    const asked = onlooker(name);
    return (one) => asked({ state: one, input: name }, [one], () => look(one));
  };
  return {
    init: (id, model) => core.init(id, model),
    step: (state, input) => core.step(state, input),
    restart: looking('restart', (state) => core.restart(state)),
    view: looking('view', (state) => core.view(state)),
    viewMessage: looking('viewMessage', (message) => core.viewMessage(message)),
    encode: looking('encode', (state) => core.encode?.(state)),
  };
}

/** Whom a node has voted for, and takes for the leader, is a node of the cluster. */
function faultOfNamed({ vote, lead }: NodeView, nodes: number): string | null {
  const strange = Object.entries({ vote, lead }).find(([, id]) => id > nodes);
  if (strange === undefined) return null;
  return `the node.${strange[0]} is ${strange[1]} and not a node of the cluster, 1 to ${nodes}, or 0`;
}

/** Traces and reports are JSON. */
function faultOfExtra({ extra }: NodeView): string | null {
  try {
    JSON.stringify(extra);
    return null;
  } catch (error) {
    return `the node.extra is nothing that JSON can hold: ${thrownText(error)}`;
  }
}

/** Whoever sends and is sent to is a node of the cluster: a message to nobody would be lost without a word. */
function faultOfSent(message: MessageView, nodes: number): string | null {
  const fault = faultOfMessage(message);
  if (fault !== null) return fault;
  for (const end of ['from', 'to'] as const) {
    const id = message[end];
    if (id < 1 || id > nodes) return `a message.${end} is ${id} and not a node of the cluster, 1 to ${nodes}`;
  }
  return null;
}

function silent<S, M>(state: NodeState<S>): StepResult<NodeState<S>, M> {
  return { state, messages: [], reads: [] };
}

function viewNode<S, M>(core: RaftCore<S, M>, node: NodeState<S>, nodes: number): NodeView {
  const view = coreView(core, node.core);
  const kept = keptOf(core, node.core) ?? view;
  return {
    id: node.id,
    up: node.up,
    role: node.up ? view.role : 'follower',
    term: view.term,
    vote: view.vote,
    lead: view.lead ?? 0,
    commit: view.commit,
    applied: view.applied ?? view.commit,
    ...logOf(view),
    config: configOf(view, nodes),
    votes: view.votes ?? {},
    progress: progressOf(view),
    durable: { term: kept.term, vote: kept.vote, commit: kept.commit, ...logOf(kept) },
    extra: view.extra ?? {},
  };
}

/** What a crash would leave; null where nobody can say. That is a panic once the node has crashed, and not before. */
function keptOf<S, M>(core: RaftCore<S, M>, state: S): CoreView | null {
  try {
    return coreView(core, awaited('restart', { state, input: 'restart' }, core.restart(state)));
  } catch (error) {
    if (isBreach(error)) throw error;
    return null;
  }
}

function coreView<S, M>(core: RaftCore<S, M>, state: S): CoreView {
  const called = { state, input: 'view' };
  const view = awaited('view', called, core.view(state));
  if (Array.isArray(Object(view).log)) return view;
  const fault = `view has returned ${shown(view)}: { role, term, vote, commit, log } is expected`;
  throw new ContractBreach(fault, called);
}

function progressOf({ progress = {} }: CoreView): NodeView['progress'] {
  const rest = { paused: false, recentActive: false, pendingSnapshot: 0, inflight: [], learner: false };
  const whole = Object.entries(progress).map(([id, one]) => [id, { ...rest, state: 'replicate', ...one }]);
  return Object.fromEntries(whole);
}

function configOf({ config }: CoreView, nodes: number): ConfigView {
  const voters = Array.from({ length: nodes }, (_, i) => i + 1);
  return { voters, votersOutgoing: [], learners: [], learnersNext: [], autoLeave: false, ...config };
}

function logOf({ snapshot = { index: 0, term: 0 }, log }: CoreView): Pick<NodeView, 'snapshot' | 'log'> {
  const first = Object(snapshot).index + 1;
  return {
    snapshot,
    log: Array.from(log, ({ term, data, type = 'normal' }, i) => ({ index: first + i, term, type, data })),
  };
}
