/**
 * What the inspector asks others for: that the way is written, and that somebody searches on from here. And the ways that were left
 * for others on the way, to come back to.
 */

import type { Granted, Inspection, Wish } from './inspection.ts';
import { isAlongStory } from './ways.ts';

/** Asks for the way to the step that is shown as a trace. */
export function keep(state: Inspection): Inspection {
  const { story, at } = state;
  const { breach } = story;
  const broken = breach !== null && breach.step === at && breach.sought !== true ? breach.name : null;
  return waiting(state, { kind: 'keep', steps: story.steps.slice(0, at + 1), broken });
}

/** Asks for the shortest way on from the step that is shown. An empty text: to whatever is broken. */
export function searchOn(state: Inspection, text: string): Inspection {
  const steps = state.story.steps.slice(0, state.at + 1);
  return waiting(state, { kind: 'search', steps, sought: text === '' ? null : text });
}

function waiting(state: Inspection, wish: Wish): Inspection {
  if (state.unforkable !== null) return { ...state, mode: { kind: 'walk' }, note: state.unforkable };
  return { ...state, mode: { kind: 'waiting', wish } };
}

/** What was wished for is there. A way that was found is walked from the step that is shown. */
export function granted(state: Inspection, answer: Granted): Inspection {
  if (state.mode.kind !== 'waiting') return state;
  const walking: Inspection = { ...state, mode: { kind: 'walk' } };
  if (typeof answer === 'string') return { ...walking, note: answer };
  const { story, at } = state;
  const found = { ...story, ...answer, loop: null, forkedAt: Math.min(at, story.forkedAt ?? at) };
  const { breach } = answer;
  const word = breach?.sought === true ? 'reached' : 'broken';
  const note = breach === null ? '' : `${breach.name} is ${word} at step ${breach.step}: → walks there`;
  return {
    ...walking,
    story: found,
    others: isAlongStory(story, found) ? state.others : [...state.others, story],
    note,
  };
}
