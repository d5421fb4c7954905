/**
 * Which steps are meant: by the list's filter, by a search, by "the next change of". Pure.
 */
import type { Action } from '../cluster/action.ts';
import type { Change } from '../trace/diff.ts';
import type { Story, StoryStep } from '../trace/story.ts';
import { changesAt } from './changes.ts';
import { expressionOf, type Holds } from './states.ts';
import { breaksRule, whyText } from './why.ts';

/** Every word must fit: `n2` a step that n2 takes part in, any other word a part of the action's words. */
export function passes(step: StoryStep, filter: string): boolean {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => {
      const node = /^n(\d+)$/.exec(word)?.[1];
      if (node !== undefined && step.action !== null) return involves(step.action, Number(node));
      return step.words.toLowerCase().includes(word);
    });
}

function involves(action: Action, node: number): boolean {
  if (action.node === node) return true;
  if ('message' in action) return action.message.from === node || action.message.to === node;
  if ('peer' in action) return action.peer === node;
  return 'transferee' in action && action.transferee === node;
}

const indices = new WeakMap<
  readonly StoryStep[],
  { readonly filter: string; readonly found: readonly number[] }
>();

/** The indices of the steps that the filter lets through, ascending; with no filter all. The initial state always is. */
export function visibleSteps(story: Story, filter: string): readonly number[] {
  const kept = indices.get(story.steps);
  if (kept?.filter === filter) return kept.found;
  const found = story.steps.flatMap((step, i) =>
    i === 0 || filter === '' || passes(step, filter) ? [i] : [],
  );
  indices.set(story.steps, { filter, found });
  return found;
}

/** What a jump looks for: a text in words, changes and explanations, a place that changes, a rule that is broken, or a state. */
export type Target =
  | { readonly kind: 'text' | 'place' | 'rule'; readonly text: string }
  /** A state that an expression holds in. */
  | { readonly kind: 'state'; readonly text: string; readonly holds: Holds };

/** What a search is for: a state, where the text is an expression that means something here; else the text itself. */
export function targetOf(story: Story, text: string): Target {
  const holds = expressionOf(story, text);
  return holds === null ? { kind: 'text', text } : { kind: 'state', text, holds };
}

/** The nearest step after `from` (before it when `direction` is -1) that the target means, or null. */
export function findStep(story: Story, from: number, target: Target, direction: 1 | -1): number | null {
  for (let i = from + direction; i >= 0 && i < story.steps.length; i += direction) {
    if (meant(story, i, target)) return i;
  }
  return null;
}

function meant(story: Story, index: number, target: Target): boolean {
  const { kind, text } = target;
  if (target.kind === 'state') return target.holds(story, index);
  if (kind === 'rule') return breaksRule(story, index);
  const { all, lines } = changesAt(story, index);
  const place = story.model !== null && /^\d+$/.test(text) ? `n${text}` : text;
  if (kind === 'place') return all.some((change) => isAt(change, place));
  const wanted = text.toLowerCase();
  const words = story.steps[index]?.words ?? '';
  return [words, ...lines, whyText(story, index)].some((line) => line.toLowerCase().includes(wanted));
}

/** `n2` is the whole node, `n2.log` its log, `term` anybody's; of a Raft `2` is short for `n2`. */
function isAt({ path }: Change, name: string): boolean {
  if (path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)) return true;
  return path.split(/[.[\]]+/).includes(name);
}
