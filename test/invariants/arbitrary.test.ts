/**
 * A view of the right shape is all that an invariant may rely on, since a core under test can make any values: so none throws,
 * whatever it is asked about. And the shape that the cluster holds views to is the one that traces are read by.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/cluster/action.ts';
import { faultOfMessage, faultOfNode } from '../../src/cluster/shape.ts';
import type { ClusterView, Ghost, MessageView, NodeView } from '../../src/cluster/view.ts';
import type { Judgement, Property } from '../../src/property/property.ts';
import { invariantNames, loadInvariants } from '../../src/run/invariants.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { traceSchema } from '../../src/trace/schema.ts';
import { nothingCommitted, smallModel, traceOf } from '../trace/make.ts';

const nodes = 3;
type ThreeNodes = ClusterView & { readonly nodes: readonly [NodeView, NodeView, NodeView] };
const natural = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4) },
  { weight: 1, arbitrary: fc.constantFrom(99, Number.MAX_SAFE_INTEGER) },
);
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 });
const ids = fc.uniqueArray(fc.integer({ min: 1, max: nodes }), { maxLength: nodes });
const byId = <T>(of: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom('1', '2', '3'), of, { maxKeys: nodes });
const position = fc.record({ index: natural, term: natural });
const entry = fc.record({
  index: natural,
  term: natural,
  type: fc.constantFrom('normal' as const, 'conf-change' as const, 'conf-change-v2' as const),
  data: fc.constantFrom('', 'v1', 'v4 r1', '\n'),
});
const config = fc.record({
  voters: ids,
  votersOutgoing: ids,
  learners: ids,
  learnersNext: ids,
  autoLeave: fc.boolean(),
});
const progress = fc.record({
  match: natural,
  next: natural,
  state: fc.constantFrom('probe' as const, 'replicate' as const, 'snapshot' as const),
  paused: fc.boolean(),
  recentActive: fc.boolean(),
  pendingSnapshot: natural,
  inflight: list(natural),
  learner: fc.boolean(),
});
const extra = fc.dictionary(
  fc.constantFrom('panic', 'machine', 'misapplied', 'leadTransferee', 'readStates', 'pendingConfIndex'),
  fc.oneof(natural, fc.constantFrom('', 'x', null), list(natural)),
);
const nodeOf = (id: number): fc.Arbitrary<NodeView> =>
  fc.record({
    id: fc.constant(id),
    up: fc.boolean(),
    role: fc.constantFrom(
      'follower' as const,
      'pre-candidate' as const,
      'candidate' as const,
      'leader' as const,
    ),
    term: natural,
    vote: natural,
    lead: natural,
    commit: natural,
    applied: natural,
    snapshot: position,
    log: list(entry),
    config,
    votes: byId(fc.boolean()),
    progress: byId(progress),
    durable: fc.record({
      term: natural,
      vote: natural,
      commit: natural,
      snapshot: position,
      log: list(entry),
    }),
    extra,
  });
const message: fc.Arbitrary<MessageView> = fc.record(
  {
    type: fc.constantFrom('MsgApp', 'MsgVote', 'MsgSnap', 'MsgAppResp', 'MsgHeartbeat', 'ask'),
    from: natural,
    to: fc.integer({ min: 1, max: nodes }),
    term: natural,
    logTerm: natural,
    index: natural,
    commit: natural,
    vote: natural,
    reject: fc.boolean(),
    rejectHint: natural,
    context: fc.string(),
    entries: list(entry),
    snapshot: fc.record({ index: natural, term: natural, config }),
  },
  { requiredKeys: ['type', 'from', 'to'] },
);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('deliver' as const, 'drop' as const, 'duplicate' as const),
    node: fc.constant(1),
    message,
  }),
  fc.record({
    kind: fc.constantFrom('timeout' as const, 'crash' as const, 'restart' as const, 'append-done' as const),
    node: fc.constant(1),
  }),
);
const ghost: fc.Arbitrary<Ghost> = fc.record({
  leaders: byId(list(natural)),
  committed: list(fc.tuple(entry, natural).map(([one, byTerm]) => ({ ...one, byTerm }))),
  reads: byId(fc.record({ committed: natural })),
});
const cluster: fc.Arbitrary<ThreeNodes> = fc.record({
  nodes: fc.tuple(nodeOf(1), nodeOf(2), nodeOf(3)),
  messages: list(message),
  ghost,
  used: fc.constant({}),
});

const properties = await loadInvariants(invariantNames());
const fingerprint = await loadFingerprint();

/** What the property says of the cluster, asked in every way that the judge asks it. */
function ask(property: Property, view: ThreeNodes, step: Action): Judgement | boolean {
  const [a, b] = view.nodes;
  if ('looksAt' in property) JSON.stringify(property.looksAt?.(a));
  switch (property.scope) {
    case 'node':
      return property.check(a, view.ghost);
    case 'pair':
      return property.check(a, b);
    case 'cluster':
      return property.check(view);
    case 'step':
      return property.check(a, step, { ...b, id: a.id });
    case 'recovery':
      // It is asked of the core, and says nothing of a view alone.
      return 'irrelevant';
    case 'deadlock':
      return property.mayEnd(view);
    case 'eventually':
    case 'leads-to':
      // Of whole behaviors.
      return property.goal(view);
    case 'sometimes':
      switch (property.over) {
        case 'node':
          return property.reached(a, view.ghost);
        case 'step':
          return property.reached(a, step, { ...b, id: a.id });
        case 'cluster':
          return property.reached(view);
      }
  }
}

describe.each(properties.map((property) => [property.name, property] as const))('%s', (_, property) => {
  it('says something of every view that is one', () => {
    fc.assert(
      fc.property(cluster, action, (view, step) => {
        const said = ask(property, view, step);
        return typeof said === 'boolean' || said === 'held' || said === 'irrelevant' || said.broken !== '';
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe('the shape of a view', () => {
  const wrong = [undefined, null, Number.NaN, -1, 0.5, 2 ** 53, 9, '', 'x', true, {}, [], [1]];
  const trace = traceOf(smallModel, [nothingCommitted], fingerprint);

  it('is that by which traces are read, for nodes', () => {
    fc.assert(
      fc.property(nodeOf(2), fc.nat(), fc.constantFrom(...wrong), (node, place, value) => {
        const view = withWrong(node, place, value) as NodeView;
        expect(faultOfNode(view, 2) === null).toBe(reads({ nodes: [trace.steps[0].state.nodes[0], view] }));
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('is that by which traces are read, for messages', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.constantFrom(...wrong), (sound, place, value) => {
        const view = withWrong(sound, place, value) as MessageView;
        expect(faultOfMessage(view) === null).toBe(reads({ messages: [view] }));
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  /** Whether a trace whose only state has these parts is read. */
  function reads(parts: object): boolean {
    const [first] = trace.steps;
    return traceSchema.safeParse({ ...trace, steps: [{ ...first, state: { ...first.state, ...parts } }] })
      .success;
  }

  /** The view with one value, at some place in it, replaced by another; undefined: the field is not there. */
  function withWrong(view: object, place: number, value: unknown): unknown {
    const copy = structuredClone(view) as Record<string, unknown>;
    const places = placesIn(copy);
    const [at, key] = places[place % places.length];
    if (value === undefined && !Array.isArray(at)) delete at[key];
    else at[key] = value;
    return copy;
  }

  type Places = [Record<string, unknown>, string][];

  function placesIn(of: Record<string, unknown>): Places {
    return Object.entries(of).flatMap(([key, value]): Places => {
      if (key === 'extra') return [[of, key]];
      const inner = typeof value === 'object' && value !== null ? placesIn(value as typeof of) : [];
      return [[of, key], ...inner];
    });
  }
});
