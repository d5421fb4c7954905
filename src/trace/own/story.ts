/**
 * The trace of a system of one's own as a story for the inspector, and what else could happen after a step.
 */
import type { OwnSystem } from '../../system/exported.ts';
import type { OwnStep } from '../../system/subject.ts';
import type { Branch } from '../branches.ts';
import { sameValue } from '../diff.ts';
import { initialWords } from '../replay.ts';
import { type Breach, type Story, type StoryStep, soughtIn } from '../story.ts';
import { traceLength } from '../trace.ts';
import { jsonStep, saidOf, witnessOf } from './rebuild.ts';
import { breaks } from './replay.ts';
import type { OwnTrace, OwnTraceStep } from './trace.ts';

export function storyOfOwn(trace: OwnTrace): Story {
  const messages = trace.witnesses.map(({ message }) => message);
  return {
    title: trace.spec,
    remarks: [],
    steps: trace.steps.map(ownStep),
    breach:
      trace.walked === true
        ? null
        : {
            step: traceLength(trace),
            ...soughtIn(trace),
            ...trace.property,
            witnesses: messages,
            tables: [],
            nodes: [],
          },
    loop: trace.loop ?? null,
    model: null,
    forkedAt: null,
  };
}

export function ownStep({ action, state }: OwnTraceStep): StoryStep {
  return { words: action ?? initialWords, action: null, value: state, cluster: null, own: true };
}

/** What could come after the steps; a string says why that is not known. Throws what a function of the system throws. */
export function ownBranches(
  own: OwnSystem,
  witnessed: OwnSystem,
  trace: OwnTrace,
  steps: readonly StoryStep[],
): readonly Branch[] | string {
  let offered: OwnStep[] = [...own.init()].map((state) => ({ action: null, state }));
  for (const [k, { words, value }] of steps.entries()) {
    const taken = offered.find(
      (one) => (one.action ?? initialWords) === words && sameValue(jsonStep(one).state, value),
    );
    if (taken === undefined) return `step ${k} cannot be taken again by this system: ${words}`;
    offered = [...own.next(taken.state)];
  }
  return offered.map((step) => ({
    step: ownStep(jsonStep(step)),
    breach: breachOf(own, witnessed, trace, steps.length, step),
  }));
}

function breachOf(
  own: OwnSystem,
  witnessed: OwnSystem,
  trace: OwnTrace,
  step: number,
  { state }: OwnStep,
): Breach | null {
  const name = trace.properties.find((one) => breaks(own, one, state));
  if (name === undefined) return null;
  const { message } = witnessOf(witnessed, name, state);
  return {
    step,
    ...saidOf(own, name, trace.system.name),
    ...soughtIn(trace),
    witnesses: [message],
    tables: [],
    nodes: [],
  };
}
