/**
 * Whether a behavior that never ends is fair, constraint by constraint: asked of the system anew, so that a search that errs would be
 * found out by its own trace.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterView } from '../cluster/view.ts';
import { Constraints, type Fairness } from '../explore/temporal/fairness.ts';
import { fairName } from '../property/behaviors.ts';
import type { Witness } from '../property/explain.ts';
import type { BehaviorProperty } from '../property/property.ts';
import { describeAction } from './words.ts';

/** How a behavior goes on for ever, and which behaviors are fair. */
export interface Lasso {
  /** The state after the last step is that after so many, and it goes on as from there. */
  readonly loop: number;
  readonly fairness: readonly Fairness[];
}

/** A step that is enabled in a state: what fairness calls it, and the text of the state that it leads to; null: a bound forbids it. */
export interface Offer {
  readonly name: string;
  readonly after: string | null;
}

/** Where the behavior is: the text of each state, and what is enabled there. */
export interface Walk {
  readonly last: number;
  state(k: number): string;
  offers(k: number): Iterable<Offer>;
  /** A constraint in words, where there are better ones than its own. */
  words?(constraint: string): string;
}

/** Why the lasso is one and fair, a line for each constraint that it meets; a text says why it is not. */
export function fairnessOf(walk: Walk, { loop, fairness }: Lasso): readonly string[] | string {
  const { last, words = (said) => said } = walk;
  if (loop > last || walk.state(last) !== walk.state(loop))
    return `the last state is not that after step ${loop}`;
  const constraints = new Constraints(fairness);
  const [enabled, taken] = [new Map<number, Set<number>>(), new Map<number, number>()];
  const places = Array.from({ length: Math.max(1, last - loop) }, (_, k) => loop + k);
  for (const k of places) {
    const here = walk.state(k);
    const next = loop === last ? here : walk.state(k + 1);
    for (const { name, after } of walk.offers(k)) {
      if (after === here) continue;
      for (const constraint of constraints.of(name)) {
        enabled.set(constraint, (enabled.get(constraint) ?? new Set()).add(k));
        if (after === next && !taken.has(constraint)) taken.set(constraint, k + 1);
      }
    }
  }
  const lines: string[] = [];
  for (const [constraint, at] of enabled) {
    const said = words(constraints.words(constraint));
    const resting = places.find((k) => !at.has(k));
    const step = taken.get(constraint);
    if (step !== undefined) lines.push(`${said}: step ${step} is one`);
    else if (!constraints.isStrong(constraint) && resting !== undefined)
      lines.push(`${said}: not enabled after step ${resting}`);
    else return `the loop breaks ${said}`;
  }
  const still = loop === last ? ['it may stutter for ever: no fair action is enabled'] : [];
  return [...still, ...lines, ...(fairness.length === 0 ? ['no fairness is assumed'] : [])];
}

/** The index of a state from which the goal is owed for ever, or a text that says why there is none. */
export function owedFrom<S>(
  states: readonly S[],
  loop: number,
  from: ((state: S) => boolean) | null,
  goal: (state: S) => boolean,
): number | string {
  if (from === null) {
    const at = states.findIndex((state) => goal(state));
    return at < 0 ? 0 : `the goal comes at step ${at}`;
  }
  const isOwed = (k: number): boolean => states.slice(Math.min(k, loop)).every((state) => !goal(state));
  const asked = states.findIndex((state, k) => from(state) && isOwed(k));
  return asked < 0 ? 'the goal is owed at no step' : asked;
}

/** Why a behavior of a cluster breaks the property; a text says why it does not. */
export function clusterLasso(
  cluster: Cluster,
  property: BehaviorProperty,
  states: readonly Int32Array[],
  lasso: Lasso,
): readonly Witness[] | string {
  const views = states.map((state) => cluster.view(state));
  const owed = owedFrom<ClusterView>(views, lasso.loop, property.from, (view) => property.goal(view));
  if (typeof owed === 'string') return owed;
  const kept = fairnessOf(walkOf(cluster, states), lasso);
  if (typeof kept === 'string') return kept;
  const end = views[views.length - 1];
  const asked =
    property.from === null ? [] : [`asked for at step ${owed}: ${property.why('from', views[owed])}`];
  const never = `the goal never comes; at the end ${property.why('goal', end)}`;
  const nodes = end.nodes.map(({ id }) => id);
  return [...asked, never, ...kept].map((message) => ({ nodes, message }));
}

function walkOf(cluster: Cluster, states: readonly Int32Array[]): Walk {
  const names = new Map<string, string>();
  const named = (kind: number, arg: number): string => {
    const action = cluster.action(kind, arg);
    const name = fairName(action);
    names.set(name, describeAction(action));
    return name;
  };
  return {
    last: states.length - 1,
    state: (k) => states[k].join(),
    offers: (k) => {
      const offers: Offer[] = [];
      cluster.next(states[k], (after, kind, arg) => {
        offers.push({ name: named(kind, arg), after: after.join() });
      });
      cluster.forbidden(states[k], (kind, arg) => {
        offers.push({ name: named(kind, arg), after: null });
      });
      return offers;
    },
    words: (said) => said.replace(/(?<=fairness of ).*/, (name) => names.get(name) ?? name),
  };
}
