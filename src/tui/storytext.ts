/**
 * A story as plain text: for a trace of another tool where there is no terminal. (Traces of clusters have trace/text.ts.)
 */
import { harmlessly } from '../base/harmless.ts';
import { outlineText } from '../trace/outline.ts';
import type { Story } from '../trace/story.ts';
import { changesAt } from './changes.ts';

export function storyText(given: Story, full = false): string {
  const story = harmlessly(given);
  const width = String(story.steps.length - 1).length;
  const indent = ' '.repeat(width + 4);
  const steps = story.steps.flatMap(({ words, value }, index) => {
    const { all, lines } = changesAt(story, index);
    const whole = full ? outlineText(value, all).map((line) => ` ${line}`) : [];
    return [
      `${String(index).padStart(width)}  ${words}`,
      ...[...lines, ...whole].map((line) => indent + line),
    ];
  });
  return [story.title, ...story.remarks, '', ...steps, ''].join('\n');
}
