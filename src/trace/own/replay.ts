/**
 * Repeats the trace of a system of one's own: every step is asked for anew and compared with what the file says.
 */
import { deadlock, type OwnSystem } from '../../system/exported.ts';
import type { OwnStep } from '../../system/subject.ts';
import { sameValue } from '../diff.ts';
import { initialWords, type Replay, type unjudged } from '../replay.ts';
import { lassoOf, traceLength } from '../trace.ts';
import { diffStates } from './diff.ts';
import { lassoWitnesses } from './lasso.ts';
import { jsonStep, saidOf, witnessOf } from './rebuild.ts';
import type { OwnTrace } from './trace.ts';

/** As `unjudged` of a cluster's (trace/replay.ts). */
export const unjudgedOwn: typeof unjudged = [
  { fields: ['spec', 'tool.version', 'system'], why: 'names' },
  {
    fields: ['shortest'],
    why: 'nothing is searched: of shorter behaviors only the beginnings of this one are judged',
  },
];

/** `witnessed`: the system as its module exports it, to see what a property looks at. Throws what a function of the system throws. */
export function replayOwn(own: OwnSystem, witnessed: OwnSystem, trace: OwnTrace): Replay {
  let state: unknown;
  const behavior: OwnStep[] = [];
  const lasso = lassoOf(trace);
  for (const [step, recorded] of trace.steps.entries()) {
    const offered: OwnStep[] =
      step === 0 ? [...own.init()].map((one) => ({ action: null, state: one })) : [...own.next(state)];
    const same = offered.filter(({ action }) => action === recorded.action);
    const words = recorded.action ?? initialWords;
    if (same.length === 0) {
      const enabled = [...new Set(offered.map(({ action }) => String(action)))];
      return diverged(step, `${words} is not enabled`, [], enabled);
    }
    const found = same.find((one) => sameValue(jsonStep(one).state, recorded.state));
    if (found === undefined) {
      const message = step === 0 ? `${words} is another one` : `${words} leads to another state`;
      return diverged(step, message, diffStates(recorded.state, jsonStep(same[0]).state));
    }
    state = found.state;
    behavior.push(found);
    const early =
      lasso === null && trace.walked !== true && step < traceLength(trace)
        ? brokenEarly(own, trace, state)
        : null;
    if (early !== null)
      return diverged(step, `${early} is ${trace.sought === undefined ? 'broken' : 'reached'} here already`);
  }
  return verdict(own, witnessed, trace, behavior);
}

/** The property that is broken before the end: the recorded one or, where no shorter behavior breaks any, any other. */
function brokenEarly(own: OwnSystem, trace: OwnTrace, state: unknown): string | null {
  const names = trace.shortest ? trace.properties : [trace.property.name];
  return names.find((name) => breaks(own, name, state)) ?? null;
}

/** Whether the state breaks the property; a state to reach is broken by none. */
export function breaks(own: OwnSystem, name: string, state: unknown): boolean {
  if (name === deadlock) return [...own.next(state)].length === 0 && own.mayEnd?.(state) !== true;
  return own.invariants?.find((one) => one.name === name)?.holds(state) === false;
}

function verdict(
  own: OwnSystem,
  witnessed: OwnSystem,
  trace: OwnTrace,
  behavior: readonly OwnStep[],
): Replay {
  if (trace.walked === true) return { same: true, witnesses: [] };
  const { name } = trace.property;
  const end = traceLength(trace);
  const { state } = behavior[end];
  const lasso = lassoOf(trace);
  if (lasso === null && !breaks(own, name, state)) {
    const word = trace.sought === undefined ? 'broken' : 'reached';
    return diverged(end, `${name} is not ${word} at the end`);
  }
  const witnesses =
    lasso === null
      ? [witnessOf(witnessed, name, state)]
      : lassoWitnesses(own, witnessed, name, behavior, lasso);
  if (typeof witnesses === 'string') return diverged(end, `${name} is not broken: ${witnesses}`);
  const recorded = { property: trace.property, witnesses: trace.witnesses };
  const said = { property: saidOf(own, name, trace.system.name, trace.sought !== undefined), witnesses };
  if (sameValue(recorded, said))
    return { same: true, witnesses: witnesses.map(({ message }) => ({ nodes: [], message })) };
  return diverged(end, `of ${name} something else is to be said`, diffStates(recorded, said));
}

function diverged(
  step: number,
  message: string,
  changes: ReturnType<typeof diffStates> = [],
  enabled: readonly string[] = [],
): Replay {
  return { same: false, divergence: { step, message, changes, enabled } };
}
