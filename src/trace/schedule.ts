/**
 * A schedule of actions, run on a cluster with the property asked after every one. For tests that outlive the core they were
 * written for, so it is not a replay: where the core now sends another message than the schedule delivers, the one of the
 * same type, term and way is taken for it.
 */
import type { Action } from '../cluster/action.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Emit, PathStep } from '../explore/system.ts';
import type { Behavior } from '../property/explain.ts';
import type { Judge } from '../property/judge.ts';
import { sameValue } from './diff.ts';

export interface ScheduleRun {
  /** Actions taken: fewer than the schedule has when one is no longer enabled, or when the property broke before its end. */
  readonly taken: number;
  /** Who breaks the property, in its own words; empty while it holds. */
  readonly broken: readonly string[];
}

/** Runs the schedule from the first initial state until the judge's first property is broken. Pure. */
export function runSchedule(cluster: Cluster, judge: Judge, schedule: readonly Action[]): ScheduleRun {
  let state = initialState(cluster);
  let behavior: Behavior = { last: null, after: cluster.view(state) };
  for (let taken = 0; ; taken++) {
    const broken = judge.explain(0, behavior).map(({ message }) => message);
    const action = schedule[taken];
    if (broken.length > 0 || action === undefined) return { taken, broken };
    const from = state;
    const step = takeLike(cluster, (emit) => cluster.next(from, emit), action);
    if (step === null) return { taken, broken };
    behavior = { last: { before: behavior.after, action: step.action }, after: cluster.view(step.state) };
    state = step.state;
  }
}

function initialState(cluster: Cluster): Int32Array {
  const states: Int32Array[] = [];
  cluster.init((state) => states.push(state.slice()));
  return states[0];
}

export interface Taken extends PathStep {
  readonly action: Action;
}

/** The step of the action among those that `next` emits, or of one like it; null when there is none. */
export function takeLike(cluster: Cluster, next: (emit: Emit) => void, wanted: Action): Taken | null {
  const alike: Taken[] = [];
  next((successor, kind, arg) => {
    const action = cluster.action(kind, arg);
    if (isLike(action, wanted)) alike.push({ kind, arg, action, state: successor.slice() });
  });
  return alike.find(({ action }) => sameValue(action, wanted)) ?? alike[0] ?? null;
}

function isLike(action: Action, wanted: Action): boolean {
  if (!('message' in action) || !('message' in wanted)) return sameValue(action, wanted);
  const way = ({ kind, message }: typeof action): unknown => [
    kind,
    message.type,
    message.from,
    message.to,
    message.term,
  ];
  return sameValue(way(action), way(wanted));
}
