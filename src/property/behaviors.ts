/**
 * What a spec asks of whole behaviors of a cluster, as the explorer asks it: what each state says of it, and which actions are fair,
 * by what they are called here.
 *
 *     heartbeat n1      a node's own action
 *     deliver {...}     a message, as JSON without blanks: each distinct message is a word of its own
 */

import type { Action } from '../cluster/action.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { faultsOf } from '../cluster/faults.ts';
import type { Model } from '../cluster/model.ts';
import type { ClusterView } from '../cluster/view.ts';
import { Constraints, type Fairness } from '../explore/temporal/fairness.ts';
import { asksBit, goalBit, type Temporal, type TemporalProperty } from '../explore/temporal/temporal.ts';
import type { BehaviorProperty, Property } from './property.ts';

/** What fairness calls an action. */
export function fairName(action: Action): string {
  if ('message' in action) return `${action.kind} ${JSON.stringify(action.message).replaceAll(/\s/g, '_')}`;
  return `${action.kind} n${action.node}`;
}

/**
 * What is assumed where a spec says nothing: a leader's timers and storage do their work, and a message that is sent again and again
 * arrives, or where none is lost, every message. Election timers may rest: with terms that grow without end no behavior closes.
 */
export function usualFairness(model: Model): readonly Fairness[] {
  const loses = faultsOf(model).some(({ kind }) => kind === 'drop');
  const delivery = 'deliver <message>';
  return [
    ...(model.clock === 'ticks' ? [{ weak: 'tick <node>' }] : [{ weak: 'heartbeat <node>' }]),
    ...(model.storage === 'async' ? [{ weak: 'append-done <node>' }, { weak: 'apply-done <node>' }] : []),
    loses ? { strong: delivery } : { weak: delivery },
  ];
}

export function isBehavior(property: Property): property is BehaviorProperty {
  return property.scope === 'eventually' || property.scope === 'leads-to';
}

/** Is told of every state that is asked about a property: its number, and whether it says something. */
type Count = (property: number, relevant: boolean) => void;

export function behaviorsOf(
  cluster: Cluster,
  properties: readonly Property[],
  fairness: readonly Fairness[],
  count: Count,
): Temporal {
  const asked = properties.flatMap((one, k) => (isBehavior(one) ? [{ one, k }] : []));
  const labels = new Labels(cluster, fairness);
  return {
    properties: asked.map(({ one, k }): TemporalProperty => ({ kind: one.scope, property: k })),
    look(state, into) {
      const view = cluster.view(state);
      asked.forEach(({ one, k }, at) => {
        const bits = bitsOf(one, view);
        count(k, one.from === null || (bits & asksBit) !== 0);
        into[at] = bits;
      });
    },
    label: (kind, arg) => labels.of(kind, arg),
    constraints: (label) => labels.constraints(label),
    isStrong: (constraint) => labels.isStrong(constraint),
    forbidden(state, tell) {
      let isFair = false;
      const isBounded = cluster.forbidden(state, (kind, arg) => {
        const label = labels.of(kind, arg);
        isFair ||= labels.constraints(label).length > 0;
        tell(label);
      });
      return isBounded || isFair;
    },
  };
}

function bitsOf({ from, goal }: BehaviorProperty, view: ClusterView): number {
  return (from?.(view) === true ? asksBit : 0) | (goal(view) ? goalBit : 0);
}

/** Actions that are in the same constraints have the same label. */
class Labels {
  readonly #cluster: Cluster;
  readonly #constraints: Constraints;
  readonly #byAction = new Map<string, number>();
  readonly #sets: (readonly number[])[] = [];
  readonly #bySet = new Map<string, number>();

  constructor(cluster: Cluster, fairness: readonly Fairness[]) {
    this.#cluster = cluster;
    this.#constraints = new Constraints(fairness);
  }

  of(kind: number, arg: number): number {
    const key = `${kind} ${arg}`;
    const known = this.#byAction.get(key);
    if (known !== undefined) return known;
    const set = this.#constraints.of(fairName(this.#cluster.action(kind, arg)));
    const label = this.#bySet.get(set.join()) ?? this.#sets.push(set) - 1;
    this.#bySet.set(set.join(), label);
    this.#byAction.set(key, label);
    return label;
  }

  constraints(label: number): readonly number[] {
    return this.#sets[label];
  }

  isStrong(constraint: number): boolean {
    return this.#constraints.isStrong(constraint);
  }
}
