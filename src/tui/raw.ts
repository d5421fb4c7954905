/**
 * A whole state as rows. Lines that the step changed are marked.
 */
import { outline } from '../trace/outline.ts';
import { ownOutline } from '../trace/own/outline.ts';
import type { Story } from '../trace/story.ts';
import { changesAt } from './changes.ts';
import { type Row, row, span } from './rows.ts';

export function rawRows(story: Story, index: number): Row[] {
  const step = story.steps[index];
  if (step === undefined) return [];
  const listed = step.own === true ? ownOutline : outline;
  return listed(step.value, changesAt(story, index).all).map(({ text, changed }) =>
    changed ? row(span(`*${text}`, 'changed')) : row(` ${text}`),
  );
}

/** The row to begin with: just before the first that the step changed. */
export function rawStart(story: Story, index: number): number {
  const first = rawRows(story, index).findIndex((cells) => cells[0]?.tone === 'changed');
  return Math.max(0, first - 3);
}
