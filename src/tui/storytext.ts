/**
 * A story as plain text: for a trace of another tool where there is no terminal. (Traces of clusters have trace/text.ts.)
 */
import { changesAt } from './changes.ts';
import type { Story } from './story.ts';

export function storyText(story: Story): string {
  const width = String(story.steps.length - 1).length;
  const steps = story.steps.flatMap(({ words }, index) => [
    `${String(index).padStart(width)}  ${words}`,
    ...changesAt(story, index).lines.map((line) => `${' '.repeat(width + 4)}${line}`),
  ]);
  return [story.title, ...story.remarks, '', ...steps, ''].join('\n');
}
