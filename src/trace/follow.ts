/**
 * From a trace back to what the search works with: the same behavior as state vectors of a cluster that was composed anew.
 * The short way of a replay: each action alone is looked up and taken, and the fingerprints are compared; where they
 * differ, replay.ts tells what does.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Path, PathStep } from '../explore/system.ts';
import { sameValue } from './diff.ts';
import type { Fingerprint } from './fingerprint.ts';
import { type Trace, type TraceStep, traceLength } from './trace.ts';

/** The path, or the number of the step that does not happen as recorded (0: the initial state). */
export type Followed = Path | { readonly divergedAt: number };

/**
 * Follows the first `steps` actions of the trace (all of them by default); `cluster` is composed of what the trace holds.
 * `fingerprint` null: the core is another one, and states are told by what is seen of them.
 */
export function followTrace(
  cluster: Cluster,
  trace: Trace,
  fingerprint: Fingerprint | null,
  steps = traceLength(trace),
): Followed {
  const initial: Int32Array[] = [];
  cluster.init((state) => initial.push(state.slice()));
  const named = (state: Int32Array, recorded: TraceStep): boolean =>
    fingerprint === null
      ? sameValue(cluster.view(state), recorded.state)
      : fingerprint(cluster.canonicalBytes(state)) === recorded.fingerprint;
  const init = initial.find((state) => named(state, trace.steps[0]));
  if (init === undefined) return { divergedAt: 0 };
  const taken: PathStep[] = [];
  let state = init;
  for (const recorded of trace.steps.slice(1, steps + 1)) {
    const next = candidates(cluster, state, recorded).find((step) => named(step.state, recorded));
    if (next === undefined) return { divergedAt: taken.length + 1 };
    taken.push(next);
    state = next.state;
  }
  return { init, steps: taken };
}

/** What the recorded action leads to; more than one step where equal messages wait at a node. */
function candidates(cluster: Cluster, state: Int32Array, { action }: TraceStep): PathStep[] {
  const found: PathStep[] = [];
  for (const instance of cluster.actionInstances(state)) {
    if (instance.action.kind !== action?.kind || instance.action.node !== action.node) continue;
    if (!sameValue(instance.action, action)) continue;
    cluster.take(state, instance.kind, instance.arg, (successor, kind, arg) => {
      found.push({ kind, arg, state: successor.slice() });
    });
  }
  return found;
}
