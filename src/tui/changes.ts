/**
 * What each step of a story changed, computed when it is looked at and then kept: steps are the same objects however the
 * story is walked, forked or filtered.
 */
import { type Change, diffValues, diffViews } from '../trace/diff.ts';
import { changeWords, diffStates } from '../trace/own/diff.ts';
import type { Story, StoryStep } from '../trace/story.ts';
import { tellingChanges } from '../trace/text.ts';
import { describeChange } from '../trace/values.ts';

interface Changes {
  readonly before: StoryStep;
  readonly all: readonly Change[];
  /** The changed places and what they are parts of: `n1.log[3].term` is `n1`, `n1.log`, `n1.log[3]` and itself. */
  readonly places: ReadonlySet<string>;
  /** In words, without what goes without saying. */
  readonly lines: readonly string[];
}

const known = new WeakMap<StoryStep, Changes>();
const nothing: Omit<Changes, 'before'> = { all: [], places: new Set(), lines: [] };

/** The changes of step `index`; none for the initial state. */
export function changesAt(story: Story, index: number): Omit<Changes, 'before'> {
  const step = story.steps[index];
  const before = story.steps[index - 1];
  if (step === undefined || before === undefined) return nothing;
  const found = known.get(step);
  if (found !== undefined && found.before === before) return found;
  const made = compare(before, step);
  known.set(step, made);
  return made;
}

function compare(before: StoryStep, step: StoryStep): Changes {
  if (step.own === true) {
    const all = diffStates(before.value, step.value);
    return { before, all, places: new Set(all.flatMap(placesOf)), lines: all.map(changeWords) };
  }
  const all =
    before.cluster !== null && step.cluster !== null
      ? diffViews(before.cluster, step.cluster)
      : diffValues('', before.value, step.value);
  const telling = step.action === null ? all : tellingChanges(step.action, all);
  return { before, all, places: new Set(all.flatMap(placesOf)), lines: telling.map(describeChange) };
}

function placesOf({ path }: Change): string[] {
  const ends = [...path.matchAll(/[.[]/g)].map((part) => part.index);
  return [...ends.map((end) => path.slice(0, end)), path];
}
