/**
 * Where a search begins that does not begin at the beginning: after so many steps of a trace. They are taken in the cluster that is
 * searched, so the state is one that it can come to, and counts and bounds are those of a behavior from the beginning.
 */
import { UserError } from '../base/usererror.ts';
import type { Action } from '../cluster/action.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type BoundName, type Bounds, boundNames } from '../cluster/model.ts';
import type { Path, PathStep } from '../explore/system.ts';
import { takeLike } from '../trace/schedule.ts';
import { describeAction } from '../trace/words.ts';

/** A behavior that a search begins after. Plain data. */
export interface StartFrom {
  /** As it was asked for: `out/raft-election-safety-1f.json#5`. */
  readonly where: string;
  readonly actions: readonly Action[];
  /** Nodes of its cluster. */
  readonly nodes: number;
  /** What bounded the search that found it. */
  readonly bounds: Bounds;
}

const unbounded = 0x7fffffff;

/**
 * Takes the actions, or those like them (trace/schedule.ts), whatever is in flight; from then on the cluster begins there. Throws a
 * UserError where one cannot be taken.
 */
export function beginAfter(cluster: Cluster, start: StartFrom): Path {
  if (start.nodes !== cluster.nodes) {
    throw new UserError({
      message: 'the trace is of another cluster',
      where: `--from ${start.where}`,
      found: `${start.nodes} nodes`,
      expected: `${cluster.nodes}, as the spec has`,
    });
  }
  const initial: Int32Array[] = [];
  cluster.init((state) => initial.push(state.slice()));
  const steps: PathStep[] = [];
  let state = initial[0];
  for (const action of start.actions) {
    const from = state;
    const step = takeLike(cluster, (emit) => cluster.nextWithin(from, unbounded, emit), action);
    if (step === null) throw notEnabled(start, steps.length, cluster.model.bounds);
    steps.push(step);
    state = step.state;
  }
  cluster.beginAt(state);
  return { init: initial[0], steps };
}

function notEnabled({ where, actions, bounds }: StartFrom, taken: number, here: Bounds): UserError {
  const tighter = boundNames.filter((name) => reach(here, name) < reach(bounds, name));
  const looser = tighter.map((name) => `--${name} ${bounds[name] ?? 'none'}`).join(' ');
  return new UserError({
    message: `step ${taken + 1} is not enabled in this model`,
    where: `--from ${where}`,
    found: describeAction(actions[taken]),
    expected: 'a behavior of the spec: its bounds count from the beginning of the trace',
    hint:
      tighter.length === 0
        ? 'the trace may be of another core or another model'
        : `the trace was found with ${looser}`,
  });
}

function reach(bounds: Bounds, name: BoundName): number {
  return bounds[name] ?? Number.POSITIVE_INFINITY;
}
