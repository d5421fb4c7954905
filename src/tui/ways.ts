/**
 * Ways that were left for others: none is lost, and one comes back to each. Pure.
 */
import type { Story } from '../trace/story.ts';
import type { Inspection } from './inspection.ts';

/** Whether all of the first way is part of the second, so that nothing is left. */
export function isAlongStory(one: Pick<Story, 'steps'>, other: Pick<Story, 'steps'>): boolean {
  return one.steps.every(({ words }, k) => other.steps[k]?.words === words);
}

/** The other ways with this one, where it leads somewhere that the next one does not. */
export function leaving(others: readonly Story[], left: Story, next: Pick<Story, 'steps'>): readonly Story[] {
  return isAlongStory(left, next) ? others : [...others, left];
}

/** Another way at one of its steps; this one is kept where that does not lead along it. */
export function toWay(state: Inspection, story: Story, at: number): Inspection {
  const others = leaving(state.others, state.story, story).filter((one) => !isAlongStory(one, story));
  return { ...state, story, others, at, scroll: 0, filter: '', note: '', mode: { kind: 'walk' } };
}

/** The way that was left last, in the place of this one, which becomes the first to be left. */
export function nextWay(state: Inspection): Inspection {
  const { others, story, at } = state;
  const next = others.at(-1);
  if (next === undefined) return { ...state, note: 'there is no other way yet: x takes one' };
  const common = next.steps.findIndex(({ words }, k) => story.steps[k]?.words !== words);
  const shared = common < 0 ? next.steps.length - 1 : Math.max(0, common - 1);
  const rest = [story, ...others.slice(0, -1)];
  const note = `another way of ${rest.length + 1}`;
  return { ...state, story: next, others: rest, at: Math.min(at, shared), scroll: 0, note };
}
