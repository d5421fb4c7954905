/**
 * The judge stands between the search and the properties. The cluster asks it about every distinct step of a node and
 * every distinct global state; it asks each property about every distinct argument once and keeps the counts.
 *
 *   step(before, action, after)   step properties: the cluster's own memo makes these calls distinct
 *   state(tables, vector)         nothing where it is known that all holds (passedstates.ts); else node properties by node id,
 *                                 then the other scopes (scopes.ts), each with its memo
 *
 * Both return the lowest index of a broken property, so that the answer does not depend on the order of the scopes.
 */

import { GrowingInts } from '../arrays/growing.ts';
import type { IntMemory } from '../arrays/memory.ts';
import type { Action } from '../cluster/action.ts';
import type { ClusterJudge, ClusterTables } from '../cluster/cluster.ts';
import type { ClusterView, Ghost, GhostName, NodeView } from '../cluster/view.ts';
import type { CompiledPart } from '../explore/kernel.ts';
import { CountedProperty, judgementOf } from './countedproperty.ts';
import { type Behavior, explain, type Witness } from './explain.ts';
import { PassedStates } from './passedstates.ts';
import type { Property, PropertyReport, SometimesProperty } from './property.ts';
import { type Moment, NodeAndGhost, NodePair, Recovering, type Scope, WholeCluster } from './scopes.ts';

export interface Judge extends ClusterJudge {
  readonly properties: readonly Property[];
  /** Index of core-panic, or -1. */
  readonly panic: number;
  /** How each property fared, in order; `broken` is the index of the broken one, or -1. */
  report(broken: number): readonly PropertyReport[];
  /** A state was asked about property `index`, which is of whole behaviors; whether that says something. */
  countBehavior(index: number, relevant: boolean): void;
  /** Who breaks property `index` at the end of the behavior, and why. Empty when nobody does. */
  explain(index: number, behavior: Behavior): readonly Witness[];
}

export interface JudgeOptions {
  /** False: every property is asked about whole nodes, whatever part it says it looks at. The verdicts are the same. */
  readonly parts?: boolean;
  /** False: every scope is asked about every state, whether it is known to hold or not. Verdicts and counts are the same. */
  readonly held?: boolean;
}

export function createJudge(properties: readonly Property[], options: JudgeOptions = {}): Judge {
  return new PropertyJudge(properties, options);
}

type LooksAt = ((node: NodeView) => unknown) | undefined;

const noGhost: Ghost = { leaders: {}, committed: [] };
/** In `#nodeVerdicts`: 0 is unseen, `fine`, or `fine + 1 + index` of the lowest broken property. */
const fine = 1;

class PropertyJudge implements Judge {
  readonly properties: readonly Property[];
  readonly panic: number;
  readonly ghosts: ReadonlySet<GhostName>;
  ends?: NonNullable<ClusterJudge['ends']>;

  readonly #counted: CountedProperty<never>[] = [];
  readonly #nodes: CountedProperty<[NodeView, Ghost]>[] = [];
  readonly #steps: CountedProperty<[NodeView, Action, NodeView]>[] = [];
  readonly #behaviors = new Map<number, CountedProperty<[boolean]>>();
  readonly #scopes: Scope[] = [];
  /** The scopes that see messages. */
  readonly #listening: Scope[] = [];
  readonly #options: JudgeOptions;

  readonly #nodeVerdicts = new GrowingInts();
  #tables: ClusterTables | null = null;
  #moment: Moment | null = null;
  #held: PassedStates | null = null;

  constructor(properties: readonly Property[], options: JudgeOptions) {
    this.properties = properties;
    this.#options = options;
    this.panic = properties.findIndex((property) => property.name === 'core-panic');
    this.ghosts = new Set(properties.flatMap((p) => ('ghosts' in p ? (p.ghosts ?? []) : [])));
    properties.forEach((property, index) => {
      this.#counted.push(this.#enter(property, index));
    });
  }

  step = (before: NodeView, action: Action, after: NodeView): number => {
    let found = -1;
    for (const counted of this.#steps) {
      if (counted.decided) continue;
      if (counted.breaks(before, action, after) && found < 0) found = counted.index;
    }
    return found;
  };

  state(tables: ClusterTables, state: Int32Array): number {
    const moment = this.#look(tables, state);
    if (this.#held?.has(moment)) return judgeScopes(this.#listening, moment);
    const found = lower(this.#judgeNodes(moment), judgeScopes(this.#scopes, moment));
    if (found < 0) this.#held?.learn(moment);
    return lower(found, judgeScopes(this.#listening, moment));
  }

  compiled(nodes: number, ints: IntMemory): CompiledPart | null {
    if (this.#options.held === false || this.#listening.length > 0) return null;
    this.#held = new PassedStates(nodes, this.#scopes, ints);
    return this.#held.compiled(this.ghosts.size > 0);
  }

  countBehavior(index: number, relevant: boolean): void {
    this.#behaviors.get(index)?.breaks(relevant);
  }

  report(broken: number): readonly PropertyReport[] {
    return this.#counted.map((counted, index) => counted.report(this.properties[index], index === broken));
  }

  meet(tables: ClusterTables): void {
    this.#tables = tables;
  }

  explain(index: number, behavior: Behavior): readonly Witness[] {
    return explain(this.properties[index], behavior, this.#tables);
  }

  #look(tables: ClusterTables, state: Int32Array): Moment {
    const n = tables.nodes;
    const moment = this.#moment ?? this.#first(tables, state);
    for (let i = 0; i < n; i++) moment.nodes[i] = tables.nodeId(state[i]);
    moment.ghost = this.ghosts.size > 0 ? tables.ghostId(state[n]) : 0;
    moment.state = state;
    return moment;
  }

  #first(tables: ClusterTables, state: Int32Array): Moment {
    if (this.#options.held !== false) this.#held ??= new PassedStates(tables.nodes, this.#scopes);
    this.#moment = { tables, state, nodes: new Int32Array(tables.nodes), ghost: 0 };
    return this.#moment;
  }

  #judgeNodes({ tables, nodes }: Moment): number {
    let found = -1;
    for (const nodeId of nodes) {
      const known = this.#nodeVerdicts.get(nodeId);
      if (known === fine) continue;
      if (known === 0) {
        this.#nodeVerdicts.set(nodeId, fine + 1 + this.#judgeNode(tables.nodeView(nodeId)));
      }
      found = lower(found, this.#nodeVerdicts.get(nodeId) - fine - 1);
    }
    return found;
  }

  #judgeNode(node: NodeView): number {
    let found = -1;
    for (const counted of this.#nodes) {
      if (counted.decided) continue;
      if (counted.breaks(node, noGhost) && found < 0) found = counted.index;
    }
    return found;
  }

  /** Puts a property where its scope is judged. */
  #enter(property: Property, index: number): CountedProperty<never> {
    const looksAt: LooksAt =
      this.#options.parts !== false && 'looksAt' in property && property.looksAt !== undefined
        ? (node: NodeView) => property.looksAt?.(node)
        : undefined;
    switch (property.scope) {
      case 'node': {
        const ask = new CountedProperty(index, false, (node: NodeView, ghost: Ghost) =>
          property.check(node, ghost),
        );
        return this.#enterNode(ask, property.ghosts, looksAt);
      }
      case 'pair': {
        const ask = new CountedProperty(index, false, (a: NodeView, b: NodeView) => property.check(a, b));
        this.#scopes.push(new NodePair(ask, looksAt));
        return ask;
      }
      case 'cluster': {
        const sees = { ghosts: (property.ghosts ?? []).length > 0, messages: property.messages ?? false };
        const ask = new CountedProperty(index, false, property.check.bind(property));
        (sees.messages ? this.#listening : this.#scopes).push(new WholeCluster(ask, sees, looksAt));
        return ask;
      }
      case 'step': {
        const ask = new CountedProperty(index, false, property.check.bind(property));
        this.#steps.push(ask);
        return ask;
      }
      case 'recovery': {
        const ask = new CountedProperty(index, false, (tables: ClusterTables, nodes: Int32Array) => {
          const said = tables.recovery(property.asks, nodes);
          return said === 'broken' ? { broken: '' } : said;
        });
        this.#scopes.push(new Recovering(ask));
        return ask;
      }
      case 'deadlock': {
        const ask = new CountedProperty(index, false, (tables: ClusterTables, state: Int32Array) =>
          tables.isStuck(state) && !property.mayEnd(tables.view(state)) ? { broken: '' } : 'held',
        );
        this.ends = (tables, state) => (ask.breaks(tables, state) ? index : -1);
        return ask;
      }
      case 'eventually':
      case 'leads-to': {
        const ask = new CountedProperty(index, false, (relevant: boolean) => judgementOf(relevant));
        this.#behaviors.set(index, ask);
        return ask;
      }
      case 'sometimes':
        return this.#enterGoal(property, index, looksAt);
    }
  }

  #enterGoal(goal: SometimesProperty, index: number, looksAt: LooksAt): CountedProperty<never> {
    switch (goal.over) {
      case 'node': {
        const ask = new CountedProperty(index, true, (node: NodeView, ghost: Ghost) =>
          judgementOf(goal.reached(node, ghost)),
        );
        return this.#enterNode(ask, goal.ghosts, looksAt);
      }
      case 'step': {
        const ask = new CountedProperty(index, true, (before: NodeView, action: Action, after: NodeView) =>
          judgementOf(goal.reached(before, action, after)),
        );
        this.#steps.push(ask);
        return ask;
      }
      case 'cluster': {
        const sees = { ghosts: (goal.ghosts ?? []).length > 0, messages: goal.messages ?? false };
        const ask = new CountedProperty(index, true, (cluster: ClusterView) =>
          judgementOf(goal.reached(cluster)),
        );
        (sees.messages ? this.#listening : this.#scopes).push(new WholeCluster(ask, sees, looksAt));
        return ask;
      }
    }
  }

  #enterNode(
    ask: CountedProperty<[NodeView, Ghost]>,
    ghosts: readonly GhostName[] | undefined,
    looksAt: LooksAt,
  ): CountedProperty<never> {
    if (ghosts === undefined || ghosts.length === 0) this.#nodes.push(ask);
    else this.#scopes.push(new NodeAndGhost(ask, looksAt));
    return ask;
  }
}

/** The lowest index of a property that one of the scopes finds broken, or -1. */
function judgeScopes(scopes: readonly Scope[], moment: Moment): number {
  let found = -1;
  for (const scope of scopes) {
    if (!scope.counted.decided && scope.breaks(moment)) found = lower(found, scope.counted.index);
  }
  return found;
}

/** The lower of two indices, -1 being none. */
function lower(a: number, b: number): number {
  if (a < 0) return b;
  return b < 0 ? a : Math.min(a, b);
}
