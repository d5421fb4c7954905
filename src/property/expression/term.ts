/**
 * An expression that is understood: each part with its type and a function that gives its value. check.ts makes terms, explain.ts
 * asks their parts.
 */
import type { Action } from '../../cluster/action.ts';
import type { Ghost, MessageView, NodeView } from '../../cluster/view.ts';
import type { Expression, Span } from './syntax.ts';
import type { Type } from './types.ts';

/** What is looked at, and what variables stand for. One is enough for all evaluations of an expression. */
export interface Env {
  nodes: readonly NodeView[];
  messages: readonly MessageView[];
  ghost: Ghost;
  /** Of a step; undefined where none is looked at. */
  before: NodeView | undefined;
  after: NodeView | undefined;
  action: Action | undefined;
  /** By slot. */
  readonly variables: unknown[];
}

/** Undefined: none. */
export type Run = (env: Env) => unknown;

/** How a quantifier binds its variables. */
export interface Bound {
  readonly how: 'all' | 'some' | 'count';
  /** Slots of its variables, in the order of their names. */
  readonly slots: readonly number[];
  readonly names: readonly string[];
  readonly element: Type;
  elements(env: Env): readonly unknown[];
  readonly body: Term;
}

export interface Term {
  readonly source: Expression;
  readonly type: Type;
  readonly optional: boolean;
  readonly run: Run;
  readonly parts: readonly Term[];
  /** Whether it says anything: of "a -> b" whether a holds. Absent: it always does. */
  readonly relevant?: (env: Env) => boolean;
  readonly bound?: Bound;
  /** Where it is a field of a node, or a field of that and so on: the way from the node. */
  readonly way?: Way;
}

export interface Way {
  /** The names of the fields, such as log.last.term; empty: the node itself. */
  readonly name: string;
  get(node: NodeView): unknown;
}

/** What an expression looks at. */
export interface Looks {
  readonly messages: boolean;
  readonly leaders: boolean;
  readonly committed: boolean;
  /** A step: before, after or action. */
  readonly step: Span | null;
  /** Something that no step shows: all nodes, messages, history. */
  readonly beyondStep: Span | null;
  /** Nodes that it names, ascending. */
  readonly named: readonly number[];
  /** Whether it looks at a node that it names, and not only at who that is. */
  readonly intoNamed: boolean;
  /** How many of its quantifiers go through the nodes. */
  readonly throughNodes: number;
}

export function newEnv(): Env {
  return {
    nodes: [],
    messages: [],
    ghost: { leaders: {}, committed: [] },
    before: undefined,
    after: undefined,
    action: undefined,
    variables: [],
  };
}

/**
 * Calls `visit` with every choice of different elements for the slots, until it answers true: then that is the answer too. What it
 * answered true for is left in the slots.
 */
export function choose(
  env: Env,
  elements: readonly unknown[],
  slots: readonly number[],
  visit: () => boolean,
): boolean {
  const { variables } = env;
  if (slots.length === 1) {
    for (const element of elements) {
      variables[slots[0]] = element;
      if (visit()) return true;
    }
    return false;
  }
  const taken: boolean[] = [];
  const from = (k: number): boolean => {
    if (k === slots.length) return visit();
    for (let i = 0; i < elements.length; i++) {
      if (taken[i]) continue;
      taken[i] = true;
      variables[slots[k]] = elements[i];
      const found = from(k + 1);
      taken[i] = false;
      if (found) return true;
    }
    return false;
  };
  return from(0);
}
