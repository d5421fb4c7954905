/**
 * Properties that are written as expressions (docs/expressions.md): each becomes a property like any other, of the smallest scope
 * that shows all it looks at. Pure: it knows text and views, and no file.
 *
 *     all n: ...          looks at n alone                a property of a node
 *     all a, b: ...       looks at a and b alone          of two nodes
 *     before, after       and the action                  of a step
 *     everything else                                     of the cluster, its messages where it looks at them
 */
import type { Action } from '../../cluster/action.ts';
import type { ClusterView, Ghost, GhostName, NodeView } from '../../cluster/view.ts';
import type {
  BehaviorProperty,
  DeadlockProperty,
  Judgement,
  Property,
  SometimesProperty,
} from '../property.ts';
import { understand } from './check.ts';
import { type Names, reason } from './explain.ts';
import { saidOfIdle } from './idle.ts';
import { parse } from './parser.ts';
import { print } from './print.ts';
import { BadExpression } from './syntax.ts';
import { type Env, type Looks, newEnv, type Term } from './term.ts';
import { isNode, plainOf } from './types.ts';

/** A property that somebody has written into a spec. Plain data. */
export interface Written {
  readonly name: string;
  /** The expression. */
  readonly holds: string;
  /** What it says, in a sentence; absent: the expression itself. */
  readonly says?: string | undefined;
}

/** What every property made of an expression says beside what it judges. */
type About = Pick<Property, 'name' | 'sentence' | 'source' | 'tellsApart'>;

/** It must hold always. `nodes`: those of the model. Throws BadExpression. */
export function invariantOf(written: Written, nodes: number): Property {
  const { term, looks, about } = read(written, nodes, 'always');
  const env = newEnv();
  const { bound } = term;
  if (looks.step !== null) {
    return {
      ...about,
      scope: 'step',
      messages: saidOfIdle(term) !== true,
      check: (before, action, after) => judged(term, ofStep(env, before, action, after), onlyNamed),
    };
  }
  if (bound?.how === 'all' && looksAtBoundAlone(term, looks)) {
    const { body, slots, names } = bound;
    const [ghosts, looksAt] = [ghostsOf(looks), partOf(term, true)];
    if (slots.length === 1) {
      const check = (node: NodeView, ghost: Ghost): Judgement => {
        env.ghost = ghost;
        env.variables[slots[0]] = node;
        return judged(body, env, new Map([[names[0], `n${node.id}`]]));
      };
      return { ...about, scope: 'node', ghosts, looksAt, check };
    }
    if (slots.length === 2 && ghosts.length === 0) {
      const one = (first: NodeView, second: NodeView): Judgement => {
        env.variables[slots[0]] = first;
        env.variables[slots[1]] = second;
        const called: Names = new Map(names.map((name, k) => [name, `n${[first, second][k].id}`]));
        return judged(body, env, called);
      };
      return { ...about, scope: 'pair', looksAt, check: (a, b) => worse(one(a, b), () => one(b, a)) };
    }
  }
  return {
    ...about,
    ...wholeOf(term, looks),
    scope: 'cluster',
    check: (cluster) => judged(term, ofCluster(env, cluster), onlyNamed),
  };
}

/** It must hold in some state, or of some step. Throws BadExpression. */
export function goalOf(written: Written, nodes: number): SometimesProperty {
  const { term, looks, about } = read(written, nodes, 'somewhere');
  const env = newEnv();
  const { bound } = term;
  const scope = 'sometimes';
  if (looks.step !== null) {
    const messages = saidOfIdle(term) !== false;
    const reached = (before: NodeView, action: Action, after: NodeView): boolean =>
      term.run(ofStep(env, before, action, after)) === true;
    return { ...about, scope, over: 'step', messages, reached, why: whyOf(term, reached, env) };
  }
  if (bound?.how === 'some' && bound.slots.length === 1 && looksAtBoundAlone(term, looks)) {
    const { body, slots } = bound;
    const reached = (node: NodeView, ghost: Ghost): boolean => {
      env.ghost = ghost;
      env.variables[slots[0]] = node;
      return body.run(env) === true;
    };
    const why = (node: unknown, ghost: unknown): string => {
      reached(node as NodeView, ghost as Ghost);
      return reason(body, env, new Map([[bound.names[0], `n${(node as NodeView).id}`]]));
    };
    const part = { ghosts: ghostsOf(looks), looksAt: partOf(term, true) };
    return { ...about, ...part, scope, over: 'node', reached, why };
  }
  const reached = (cluster: ClusterView): boolean => term.run(ofCluster(env, cluster)) === true;
  return {
    ...about,
    ...wholeOf(term, looks),
    scope,
    over: 'cluster',
    reached,
    why: whyOf(term, reached, env),
  };
}

/** What makes it true of the arguments. */
function whyOf(
  term: Term,
  reached: (...args: never) => boolean,
  env: Env,
): NonNullable<SometimesProperty['why']> {
  return (...args) => {
    (reached as (...args: readonly unknown[]) => boolean)(...args);
    return reason(term, env, onlyNamed);
  };
}

/** `<>P`: P in some state of every fair behavior; with `from`, `from ~> P`. */
export interface WrittenBehavior extends Written {
  readonly from?: string | undefined;
}

/** Throws BadExpression, also for an expression of steps: a behavior is asked about its states. */
export function behaviorOf(written: WrittenBehavior, nodes: number): BehaviorProperty {
  const { name, from, says, holds } = written;
  const goal = ofStates(read(written, nodes, 'in the end'));
  const asked = from === undefined ? null : ofStates(read({ ...written, holds: from }, nodes, 'first'));
  const env = newEnv();
  const all = [goal, ...(asked === null ? [] : [asked])];
  const [p, q] = [asked?.term, goal.term];
  return {
    name,
    source: sourceOfWritten,
    sentence: says ?? (from === undefined ? `In every fair behavior: <> ${holds}` : `${from} ~> ${holds}`),
    scope: from === undefined ? 'eventually' : 'leads-to',
    tellsApart: 'all',
    ghosts: [...new Set(all.flatMap(({ looks }) => ghostsOf(looks)))],
    messages: true,
    from: p === undefined ? null : (cluster) => p.run(ofCluster(env, cluster)) === true,
    goal: (cluster) => q.run(ofCluster(env, cluster)) === true,
    why: (part, cluster) =>
      reason(part === 'from' && p !== undefined ? p : q, ofCluster(env, cluster), onlyNamed),
  };
}

/** The deadlock as it comes with raftcheck, but for states that the expression holds in. Throws BadExpression, also for one of steps. */
export function endingWhere(deadlock: DeadlockProperty, mayEnd: string, nodes: number): DeadlockProperty {
  const written = { name: deadlock.name, holds: mayEnd };
  const { term, looks, about } = ofStates(read(written, nodes, 'where it ends'));
  const env = newEnv();
  return {
    ...deadlock,
    sentence: `${deadlock.sentence.slice(0, -1)}, but where ${mayEnd}.`,
    ...(about.tellsApart === undefined ? {} : { tellsApart: about.tellsApart }),
    ghosts: ghostsOf(looks),
    mayEnd: (cluster) => term.run(ofCluster(env, cluster)) === true,
  };
}

function ofStates(one: Read): Read {
  const { looks, term } = one;
  if (looks.step === null) return one;
  throw new BadExpression('before, after and action are of a step', looks.step, {
    expected: 'an expression of a state',
    hint: `invariants may look at steps: ${print(term.source)}`,
  });
}

interface Read {
  readonly term: Term;
  readonly looks: Looks;
  readonly about: About;
}

function read({ name, holds, says }: Written, nodes: number, when: string): Read {
  const expression = parse(holds);
  const { term, looks } = understand(expression, nodes);
  const sentence = says ?? `It holds ${when}: ${print(expression)}`;
  return { term, looks, about: { name, sentence, source: sourceOfWritten, tellsApart: looks.named } };
}

/** Of all properties that are expressions: they are published where they stand. */
export const sourceOfWritten = 'an expression';

const onlyNamed: Names = new Map();

function judged(term: Term, env: Env, names: Names): Judgement {
  if (term.run(env) !== true) return { broken: reason(term, env, names) };
  return (term.relevant?.(env) ?? true) ? 'held' : 'irrelevant';
}

/** Of what is said of two nodes, each way round. */
function worse(one: Judgement, second: () => Judgement): Judgement {
  if (typeof one !== 'string') return one;
  const other = second();
  return other === 'irrelevant' ? one : other;
}

/** Whether its outermost variables are all that it looks at, with the history. */
function looksAtBoundAlone({ bound, source }: Term, { throughNodes, messages, intoNamed }: Looks): boolean {
  const overNodes = bound !== undefined && isNode(bound.element);
  const once = throughNodes === 1 && source.kind === 'quantified' && source.domain === null;
  return overNodes && once && !messages && !intoNamed;
}

function ghostsOf({ leaders, committed }: Looks): readonly GhostName[] {
  return [...(leaders ? (['leaders'] as const) : []), ...(committed ? (['committed'] as const) : [])];
}

function wholeOf(term: Term, looks: Looks) {
  return { ghosts: ghostsOf(looks), messages: looks.messages, looksAt: partOf(term, false) };
}

/** What it looks at in a node: the fields, each once. `names`: also which node it is, where that is compared. */
function partOf(term: Term, names: boolean): (node: NodeView) => unknown {
  const ways = new Map<string, (node: NodeView) => unknown>();
  collect(term, false);
  if (!names) ways.delete('');
  const getters = [...ways.values()];
  return (node) => getters.map((get) => get(node) ?? null);

  function collect({ way, type, parts }: Term, isInner: boolean): void {
    if (way !== undefined && !isInner) {
      ways.set(way.name, (node) => plainOf(type, way.name === '' ? node.id : way.get(node)));
    }
    for (const part of parts) collect(part, way !== undefined && way.name !== '' && part.way !== undefined);
  }
}

function ofStep(env: Env, before: NodeView, action: Action, after: NodeView): Env {
  env.before = before;
  env.action = action;
  env.after = after;
  return env;
}

function ofCluster(env: Env, { nodes, messages, ghost }: ClusterView): Env {
  env.nodes = nodes;
  env.messages = messages;
  env.ghost = ghost;
  return env;
}
