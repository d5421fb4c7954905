/**
 * Repeats a trace: every step is computed anew and compared with what the file says, so that a trace can serve as a
 * regression test. Stops at the first difference and tells it.
 */
import type { Action } from '../cluster/action.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { isBehavior } from '../property/behaviors.ts';
import type { Witness } from '../property/explain.ts';
import type { Judge } from '../property/judge.ts';
import { type Change, diffValues, diffViews, sameValue } from './diff.ts';
import type { Fingerprint } from './fingerprint.ts';
import { clusterLasso } from './lasso.ts';
import { endOf } from './rebuild.ts';
import { lassoOf, type Trace, type TraceStep } from './trace.ts';
import { describeAction } from './words.ts';

export const initialWords = 'the initial state';

export type Replay =
  | { readonly same: true; readonly witnesses: readonly Witness[] }
  | { readonly same: false; readonly divergence: Divergence };

export interface Divergence {
  /** Number of the step, 0 for the initial state. */
  readonly step: number;
  /** What differs, in one sentence. */
  readonly message: string;
  /** From the recorded state to the computed one; empty when it is not the state that differs. */
  readonly changes: readonly Change[];
  /** The enabled actions in words, where the recorded one is not among them. */
  readonly enabled: readonly string[];
}

/** Fields that may say anything and no replay finds out. All others are judged. */
export const unjudged: readonly { readonly fields: readonly string[]; readonly why: string }[] = [
  { fields: ['model', 'properties', 'bug.edits'], why: 'what the behavior is computed with' },
  { fields: ['spec', 'tool.version', 'bug.row', 'bug.source'], why: 'names' },
  {
    fields: ['shortest', 'counted', 'given'],
    why: 'nothing is searched: of shorter behaviors only the beginnings of this one are judged',
  },
];

/**
 * `cluster` and `judge` must have been composed of the trace's model, bug and properties. Same: every action is enabled and
 * leads to the recorded state, and the recorded property is broken at the end and not before, by whom and in the words that the
 * trace says. `fingerprint` null: the core is another one, which names the same states otherwise.
 */
export function replayTrace(
  cluster: Cluster,
  judge: Judge,
  trace: Trace,
  fingerprint: Fingerprint | null,
): Replay {
  const computed: TraceStep[] = [];
  const states: Int32Array[] = [];
  let state: Int32Array | null = null;
  for (const [number, recorded] of trace.steps.entries()) {
    const choices = candidates(cluster, state, recorded.action);
    if (choices.length === 0) return diverged(notEnabled(cluster, state, number, recorded.action));
    // Twins (the same message twice in flight) are one action with equal results; otherwise the nearest one is told.
    const views = choices.map((choice) => ({
      choice,
      fingerprint: fingerprint?.(cluster.canonicalBytes(choice)) ?? recorded.fingerprint,
      state: cluster.view(choice),
    }));
    const next = views.find((view) => isRecorded(view, recorded)) ?? views[0];
    const divergence = compare(number, recorded, next, trace.core);
    if (divergence !== null) return diverged(divergence);
    computed.push({ action: recorded.action, fingerprint: next.fingerprint, state: next.state });
    state = next.choice;
    states.push(state);
  }
  return verdict(cluster, judge, trace, computed, states);
}

/** The states that the recorded action leads to; the initial states when there is no state yet. */
function candidates(cluster: Cluster, state: Int32Array | null, action: Action | null): Int32Array[] {
  const found: Int32Array[] = [];
  if (state === null || action === null) {
    if (state === null && action === null) cluster.init((initial) => found.push(initial.slice()));
    return found;
  }
  cluster.next(state, (successor, kind, arg) => {
    if (sameValue(cluster.action(kind, arg), action)) found.push(successor.slice());
  });
  return found;
}

function isRecorded(view: Pick<TraceStep, 'fingerprint' | 'state'>, recorded: TraceStep): boolean {
  return view.fingerprint === recorded.fingerprint && sameValue(view.state, recorded.state);
}

function compare(
  step: number,
  recorded: TraceStep,
  computed: Pick<TraceStep, 'fingerprint' | 'state'>,
  core: Trace['core'],
): Divergence | null {
  const changes = diffViews(recorded.state, computed.state);
  const words = recorded.action === null ? 'the initial state' : `${describeAction(recorded.action)}`;
  if (changes.length > 0 || !sameValue(recorded.state, computed.state)) {
    const message = recorded.action === null ? `${words} is another one` : `${words} leads to another state`;
    return { step, message, changes, enabled: [] };
  }
  if (recorded.fingerprint === computed.fingerprint) return null;
  const known = `fingerprint ${recorded.fingerprint} recorded, ${computed.fingerprint} computed`;
  // The model alone decides the initial state: another name for it is another way to name states.
  // A program may have changed and say nothing of it.
  const who =
    core !== undefined && core.hash === undefined
      ? 'the core has changed since, or the raftcheck that'
      : 'the raftcheck that';
  const prints = step > 0 ? known : `${known}: ${who} wrote the trace names states otherwise`;
  return { step, message: `${words}: the state looks the same, but has ${prints}`, changes, enabled: [] };
}

function notEnabled(
  cluster: Cluster,
  state: Int32Array | null,
  step: number,
  action: Action | null,
): Divergence {
  const enabled = new Set<string>();
  if (state !== null) {
    cluster.next(state, (_, kind, arg) => {
      enabled.add(describeAction(cluster.action(kind, arg)));
    });
  }
  const message =
    action === null ? 'an initial state after the first' : `${describeAction(action)} is not enabled`;
  return { step, message, changes: [], enabled: [...enabled] };
}

/** Holds what the trace says of its property against the behavior: where it breaks, by whom, and in what words. */
function verdict(
  cluster: Cluster,
  judge: Judge,
  trace: Trace,
  computed: readonly TraceStep[],
  states: readonly Int32Array[],
): Replay {
  const { name } = trace.property;
  const word = trace.sought === true ? 'reached' : 'broken';
  const end = computed.length - 1;
  const differs = (step: number, message: string, changes: readonly Change[] = []): Replay =>
    diverged({ step, message, changes, enabled: [] });
  const index = judge.properties.findIndex((property) => property.name === name);
  if (trace.walked === true) return { same: true, witnesses: [] };
  const property = judge.properties[index];
  if (property === undefined) return differs(end, `${name} is not among the properties`);
  for (let step = 0; step < end; step++) {
    const behavior = endOf(computed.slice(0, step + 1));
    // The shortest behavior breaks nothing at all before its end.
    for (const [k, { name }] of judge.properties.entries()) {
      if ((!trace.shortest && k !== index) || judge.explain(k, behavior).length === 0) continue;
      return differs(step, `${name} is ${word} here already`);
    }
  }
  const lasso = lassoOf(trace);
  if ((lasso !== null) !== isBehavior(property))
    return differs(end, `${name} is ${lasso === null ? '' : 'not '}of behaviors that never end`);
  const witnesses =
    lasso !== null && isBehavior(property)
      ? clusterLasso(cluster, property, states, lasso)
      : judge.explain(index, endOf(computed));
  if (typeof witnesses === 'string') return differs(end, `${name} is not broken: ${witnesses}`);
  if (witnesses.length === 0) return differs(end, `${name} is not ${word} at the end`);
  const { sentence, source } = property;
  const recorded = { ...trace.property, witnesses: trace.witnesses };
  const said = { name, sentence, source, witnesses };
  if (sameValue(recorded, said)) return { same: true, witnesses };
  return differs(end, `of ${name} something else is to be said`, diffValues(name, recorded, said));
}

function diverged(divergence: Divergence): Replay {
  return { same: false, divergence };
}
