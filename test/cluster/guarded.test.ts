/**
 * Whatever a core throws, wherever it is called, is a panic of the core: the shortest behavior to it breaks core-panic, and
 * everything that shows a state can show it.
 */
import { describe, expect, it } from 'vitest';
import { corePanic } from '../../invariants/core-panic.ts';
import { ByteWriter } from '../../src/arrays/bytes.ts';
import type { Adapter, Input } from '../../src/cluster/adapter.ts';
import { createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Node } from '../../src/cluster/etcd/node.ts';
import { Breach, guarded, Panicked, thrownText } from '../../src/cluster/guarded.ts';
import type { ReductionName } from '../../src/cluster/reduce/names.ts';
import type { Premise } from '../../src/cluster/reduce/premise.ts';
import { type Reduced, reduce } from '../../src/cluster/reduce/reduce.ts';
import { conditionOf, type NodeView } from '../../src/cluster/view.ts';
import { search } from '../../src/explore/search.ts';
import type { Exploration, TransitionSystem } from '../../src/explore/system.ts';
import { createJudge } from '../../src/property/judge.ts';
import type { Message } from '../../src/raft/pb.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { rebuildTrace } from '../../src/trace/rebuild.ts';
import { type Trace, traceMessage } from '../../src/trace/trace.ts';
import { describeAction } from '../../src/trace/words.ts';
import { small } from '../soundness/small-specs.ts';

const model = small({ nodes: 3 }, { 'max-in-flight': 3, 'max-timeouts': 1, 'max-crashes': 1 });
const sound = createAdapter(model);
type Core = Adapter<Node, Message>;
const all: readonly ReductionName[] = ['symmetry', 'dead-messages', 'dead-history'];
const butSymmetry = all.filter((name) => name !== 'symmetry');
const fingerprint = await loadFingerprint();

function explore(system: TransitionSystem): Exploration {
  const searching = search(system, { strategy: 'bfs', depth: 12, pack: true, maxStates: 100_000 });
  for (;;) {
    const step = searching.next(null);
    if (step.done === true) return step.value;
  }
}

interface Explored {
  readonly exploration: Exploration;
  readonly reduced: Reduced;
  /** The shortest behavior that breaks core-panic, or null. */
  readonly trace: Trace | null;
}

function examine(core: Core, on = all): Explored {
  const judge = createJudge([corePanic]);
  const cluster = createCluster(model, core, judge);
  const reduced = reduce(cluster, { on, refuted: [], seesMessages: false, seesLeaders: false });
  const exploration = explore(reduced.system);
  const { violation } = exploration;
  if (violation === null) return { exploration, reduced, trace: null };
  const origin = { toolVersion: '0.0.0', spec: 'faulty', bug: null, property: 0, shortest: true };
  const { path } = reduced.concrete(violation);
  return { exploration, reduced, trace: rebuildTrace(cluster, judge, path, origin, fingerprint) };
}

/** The sound core with some of its functions replaced. */
function faulty(parts: Partial<Core>): Core {
  return { ...sound, ...parts };
}

function failing(error: unknown): never {
  throw error;
}

/** The same function, which throws when it is asked of one thing again. */
function onlyOnce<Of extends object, Rest extends unknown[], Made>(call: (of: Of, ...rest: Rest) => Made) {
  const asked = new WeakSet<Of>();
  return (of: Of, ...rest: Rest): Made => {
    if (asked.has(of)) failing('asked again');
    asked.add(of);
    return call(of, ...rest);
  };
}

/** The actions of the shortest behavior to a panic, and what it says. */
function shortest(core: Core): { readonly actions: readonly string[]; readonly message: string } {
  const { trace } = examine(core);
  if (trace === null) throw new Error('no panic was found');
  const actions = trace.steps.flatMap(({ action }) => (action === null ? [] : [action.kind]));
  return { actions, message: traceMessage(trace) };
}

const isLeader = (node: Node): boolean => node.rn?.raft.state === 'StateLeader';
const toLead = ['timeout', 'deliver', 'deliver'];
const refusesVotes = (message: Message): void => {
  if (message.type === 'MsgVoteResp') failing(new TypeError('no such vote'));
};

describe('what a core throws in a step', () => {
  const recursion = (): never => recursion();
  const secretive = new Proxy({}, { getPrototypeOf: () => failing('a secret') });
  it.each<[string, () => never, string]>([
    ['an error', () => failing(new Error('log is gone')), 'log is gone'],
    ['an error of the language', () => failing(new TypeError('x is not a function')), 'TypeError: x is not'],
    ['endless recursion', recursion, 'RangeError: Maximum call stack size exceeded'],
    ['a text', () => failing('no quorum'), 'no quorum'],
    ['null', () => failing(null), 'null'],
    ['nothing', () => failing(undefined), 'undefined'],
    ['an object without a text', () => failing(Object.create(null)), 'something was thrown that has no text'],
    ['what throws when it is asked what it is', () => failing(secretive), 'something was thrown that has no'],
    [
      'nothing but a step without lists',
      () => ({ state: sound.init(1) }) as never,
      'a step has given no list',
    ],
  ])('is a panic: %s', (_, raise, text) => {
    const core = faulty({
      step: (state, input) => (input.kind === 'timeout' ? raise() : sound.step(state, input)),
    });
    const { actions, message } = shortest(core);
    expect(actions).toEqual(['timeout']);
    expect(message).toContain(`panicked: ${text}`);
  });
});

describe('a panic elsewhere', () => {
  it('where a node should begin is a behavior of no steps, and the other nodes are seen', () => {
    const core = faulty({ init: (id) => (id === 2 ? failing('no disk') : sound.init(id)) });
    const { trace } = examine(core, butSymmetry);
    expect(trace?.steps).toHaveLength(1);
    expect(trace?.steps[0]?.state.nodes.map(conditionOf)).toEqual(['follower', 'panicked', 'follower']);
    expect(trace?.witnesses).toEqual([{ nodes: [2], message: 'n2 panicked: no disk' }]);
  });

  it.each<[string, Partial<Core>, readonly string[]]>([
    [
      'the view of a state',
      { view: (node) => (isLeader(node) ? failing('blind') : sound.view(node)) },
      toLead,
    ],
    [
      'the bytes of a state',
      { encode: (node, out) => (isLeader(node) ? failing('blind') : sound.encode(node, out)) },
      toLead,
    ],
    [
      'a view that is none',
      {
        view: (node) => ({ ...sound.view(node), ...(isLeader(node) && { commit: Number.NaN }) }),
      },
      toLead,
    ],
    [
      'a state of another node',
      { view: (node) => ({ ...sound.view(node), ...(isLeader(node) && { id: 7 }) }) },
      toLead,
    ],
    [
      'the view of a message',
      {
        viewMessage(message) {
          refusesVotes(message);
          return sound.viewMessage(message);
        },
      },
      ['timeout', 'deliver'],
    ],
    [
      'the bytes of a message',
      {
        encodeMessage(message, out) {
          refusesVotes(message);
          sound.encodeMessage(message, out);
        },
      },
      ['timeout', 'deliver'],
    ],
    [
      'messages that are no list',
      {
        step(state, input) {
          const outcome = sound.step(state, input);
          return outcome?.messages.length === 2 ? { ...outcome, messages: null as never } : outcome;
        },
      },
      ['timeout'],
    ],
  ])('is the fault of the step before it: %s', (_, parts, actions) => {
    expect(shortest(faulty(parts)).actions).toEqual(actions);
  });

  it('in a restart is that of a node that is broken and not down', () => {
    const core = faulty({
      step: (state, input) =>
        input.kind === 'restart' && state.rn === null ? failing('log is gone') : sound.step(state, input),
    });
    const { trace } = examine(core);
    expect(trace?.steps.map(({ action }) => action?.kind)).toEqual([undefined, 'crash', 'restart']);
    const [before, after] = trace!.steps.slice(1).map(({ state }) => state.nodes.map(conditionOf));
    expect([before?.includes('down'), after?.includes('down'), after?.includes('panicked')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('the text of a panic', () => {
  /** Panics when a vote is counted, and names both nodes. */
  const naming = faulty({
    step(state, input) {
      if (input.kind === 'deliver' && input.message.type === 'MsgVoteResp')
        failing(`n${state.id} hears n${input.message.from}`);
      return sound.step(state, input);
    },
  });

  it('has the names of the behavior that is shown', () => {
    const { trace } = examine(naming);
    const last = trace!.steps.at(-1)!;
    const words = /^deliver MsgVoteResp (n\d) -> (n\d)/.exec(describeAction(last.action!))!;
    expect(traceMessage(trace!)).toBe(`${words[2]} panicked: ${words[2]} hears ${words[1]}`);
  });

  it('is said under other names when nodes are given others', () => {
    const core = guarded(naming, model);
    const panic = panicOf(core.init(1));
    expect(panic.view.extra.panic).toBe('n1 hears n2');
    const renamed = core.rename(panic.state, [0, 3, 1, 2])!;
    expect(core.view(renamed)).toMatchObject({ id: 3, extra: { panic: 'n3 hears n1' } });
    expect(bytesOf(core, renamed)).not.toBe(bytesOf(core, panic.state));

    function panicOf(node: Node | Panicked<Node, Message>): { state: typeof node; view: NodeView } {
      const asking = core.step(node, { kind: 'timeout' })!;
      const asked = asking.messages.find(({ to }) => to === 2)!;
      const answer = core.step(core.init(2), { kind: 'deliver', message: asked })!.messages[0];
      const { state } = core.step(asking.state, { kind: 'deliver', message: answer })!;
      return { state, view: core.view(state) };
    }
  });
});

describe('a state of a core that has panicked', () => {
  const core = guarded(faulty({ step: () => failing('always') }), model);
  const at = (input: Input<Message>) => core.step(core.init(1), input)!.state;

  it('enables nothing, takes no message and is as it was before', () => {
    const state = at({ kind: 'timeout' });
    expect(state).toBeInstanceOf(Panicked);
    for (const kind of ['timeout', 'crash', 'restart', 'tick'] as const)
      expect(core.step(state, { kind })).toBeNull();
    expect(core.view(state)).toEqual({ ...core.view(core.init(1)), extra: { panic: 'always' } });
    expect(core.floors(state)).toEqual(core.floors(core.init(1)));
  });

  it('is one state exactly when the same was done in the same state', () => {
    const states = [
      core.init(1),
      at({ kind: 'timeout' }),
      at({ kind: 'crash' }),
      at({ kind: 'transfer', transferee: 2 }),
      at({ kind: 'transfer', transferee: 3 }),
    ];
    const bytes = states.map((state) => bytesOf(core, state));
    expect(new Set(bytes).size).toBe(bytes.length);
    expect(bytesOf(core, at({ kind: 'timeout' }))).toBe(bytes[1]);
  });
});

describe('what is only guessed of a core', () => {
  const plain = examine(sound, []);

  it.each<[string, Premise['kind'], Partial<Core>]>([
    [
      'floors',
      'floor-never-falls',
      { floors: (node) => (isLeader(node) ? failing('x') : sound.floors(node)) },
    ],
    [
      'floors that are no numbers',
      'floor-never-falls',
      { floors: (node) => (isLeader(node) ? [Number.NaN] : sound.floors(node)) },
    ],
    ['which messages are ignored', 'floor-rules-out', { ignores: () => failing('x') }],
  ])('refutes what rests on it where it throws: %s', (_, premise, parts) => {
    const { trace, reduced } = examine(faulty(parts), butSymmetry);
    expect(trace).toBeNull();
    expect(reduced.refutations().map(({ premise }) => premise.kind)).toContain(premise);
  });

  it('leaves nothing out where it throws: when messages are late', () => {
    const { exploration, reduced } = examine(faulty({ deadline: () => failing('x') }), ['dead-messages']);
    expect(reduced.refutations()).toEqual([]);
    expect(exploration.distinct).toBe(plain.exploration.distinct);
  });

  it.each<[string, Partial<Core>]>([
    ['a state', { rename: (node, perm) => (isLeader(node) ? failing('x') : sound.rename(node, perm)) }],
    ['a message', { renameMessage: () => failing('x') }],
  ])('refutes symmetry where it throws: %s under other names', (_, parts) => {
    const { trace, reduced } = examine(faulty(parts));
    expect(trace).toBeNull();
    expect(reduced.refutations()).toEqual([
      { premise: { kind: 'names-mean-nothing' }, why: expect.stringContaining('has no other names') },
    ]);
  });
});

describe('what is no panic', () => {
  it.each<[string, Partial<Core>]>([['viewMessage', { viewMessage: onlyOnce(sound.viewMessage) }]])(
    'is a core that throws later what it had not thrown: %s',
    (name, parts) => {
      expect(() => examine(faulty(parts))).toThrow(`not deterministic: ${name} has thrown what it had not`);
    },
  );

  it('is a breach of the contract, which ends the search', () => {
    const core = faulty({ step: () => failing(new Breach('step is no function of its arguments')) });
    expect(() => examine(core)).toThrow('step is no function of its arguments');
  });

  it('is anything a sound core does', () => {
    const { exploration, trace } = examine(sound);
    expect([exploration.complete, trace]).toEqual([true, null]);
  });
});

describe('what a step makes', () => {
  it('is seen once, however many steps come to the same bytes', () => {
    const seen: string[] = [];
    const view = (node: Node): NodeView => {
      seen.push(bytesOf(sound, node));
      return sound.view(node);
    };
    const core = guarded(faulty({ view }), model);
    const first = core.init(1);
    const twice = [1, 2].map(() => core.step(first, { kind: 'timeout' })!.state);
    expect(twice[0]).not.toBe(twice[1]);
    expect(seen).toEqual([first, twice[0]].map((state) => bytesOf(core, state)));
  });

  it('is fatal whenever it is made where it cannot be seen', () => {
    const view = (node: Node): NodeView => ({ ...sound.view(node), ...(node.rn === null && { term: -1 }) });
    const core = guarded(faulty({ view }), model);
    for (const _ of [1, 2])
      expect(core.step(core.init(1), { kind: 'crash' })!.state).toBeInstanceOf(Panicked);
  });
});

it('the text of what was thrown is never empty', () => {
  expect(['', new Error(''), new RangeError('')].map(thrownText)).toEqual([
    'an empty text was thrown',
    'Error',
    'RangeError: ',
  ]);
});

function bytesOf<S>(core: { encode(state: S, out: ByteWriter): void }, state: S): string {
  const out = new ByteWriter();
  core.encode(state, out);
  return Buffer.from(out.bytes()).toString('hex');
}
