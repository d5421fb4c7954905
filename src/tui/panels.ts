/**
 * The inspector's panels besides the lanes: the list of actions (or of what is enabled instead), messages in flight, what
 * the step changed, the broken property. Each a function to rows.
 */

import { isName } from '../base/name.ts';
import type { MessageView } from '../cluster/view.ts';
import type { Branch } from '../trace/branches.ts';
import { type Breach, type Story, signOf } from '../trace/story.ts';
import { tableLines } from '../trace/table.ts';
import { describeMessage } from '../trace/words.ts';
import { changesAt } from './changes.ts';
import type { Inspection, Pane } from './inspection.ts';
import { visibleSteps } from './matching.ts';
import {
  clip,
  heading,
  type Row,
  row,
  span,
  type Tone,
  windowStart,
  within,
  withRest,
  wrap,
} from './rows.ts';
import { breaksRule } from './why.ts';

/** The list of actions around the one that is shown. */
export function actionRows(story: Story, at: number, filter: string, width: number, height: number): Row[] {
  const visible = visibleSteps(story, filter);
  const last = story.steps.length - 1;
  const count =
    filter === '' ? `ACTIONS ${at}/${last}` : `ACTIONS ${visible.length} of ${story.steps.length}: ${filter}`;
  const after = visible.findIndex((step) => step > at);
  const here = (after < 0 ? visible.length : after) - 1;
  const first = windowStart(here, visible.length, height - 1);
  const digits = String(last).length;
  const rows = visible
    .slice(first, first + height - 1)
    .map((index) => actionRow(story, index, index === at, digits, width));
  return [heading(count, width), ...rows];
}

function breachTone({ sought }: Breach): Tone {
  return sought === true ? 'good' : 'bad';
}

/** What is to be seen of a step in a list of them. */
export function markAt(story: Story, index: number): { readonly mark: string; readonly tone: Tone } {
  const { breach, forkedAt } = story;
  const rule = breaksRule(story, index);
  const isForked = forkedAt !== null && index > forkedAt;
  if (breach?.step === index) return { mark: signOf(breach), tone: rule ? 'bad' : breachTone(breach) };
  return { mark: rule ? '!' : isForked ? '+' : ' ', tone: rule ? 'bad' : 'plain' };
}

function actionRow(story: Story, index: number, chosen: boolean, digits: number, width: number): Row {
  const { mark, tone } = markAt(story, index);
  const text = `${chosen ? '▶' : ' '}${String(index).padStart(digits)}${mark} ${story.steps[index]?.words ?? ''}`;
  const look: Tone = chosen ? 'cursor' : tone === 'plain' && index === 0 ? 'dim' : tone;
  return within([span(text, look)], width, look);
}

/** What is enabled after step `at`; the step that the story takes there is marked. */
export function choiceRows(
  story: Story,
  at: number,
  choices: readonly Branch[],
  cursor: number,
  width: number,
  height: number,
): Row[] {
  const taken = story.steps[at + 1]?.words;
  const first = windowStart(cursor, choices.length, height - 1);
  const rows = choices.slice(first, first + height - 1).map(({ step, breach }, i) => {
    const chosen = first + i === cursor;
    const mark = breach !== null ? signOf(breach) : step.words === taken ? '=' : ' ';
    const tone: Tone = chosen ? 'cursor' : breach !== null ? breachTone(breach) : 'plain';
    return within([span(`${chosen ? '▶' : ' '}${mark} ${step.words}`, tone)], width, tone);
  });
  return [heading(`ENABLED AFTER ${at}: ${choices.length}`, width), ...rows];
}

/** Messages in flight; those that the step sent are marked, as everything new is. In full where `height` allows it. */
export function messageRows(story: Story, index: number, width: number, height: number): Row[] {
  const messages = story.steps[index]?.cluster?.messages ?? [];
  if (messages.length === 0) return [[span(' none', 'dim')]];
  const came = changesAt(story, index)
    .all.filter(({ path, after }) => path === 'messages' && after !== undefined)
    .map(({ after }) => after);
  const isNew = (message: MessageView): boolean => came.includes(message);
  const rows = (shown: readonly MessageView[], lines: (text: string) => string[]): Row[] =>
    shown.flatMap((message) => messageLines(lines(describeMessage(message)), isNew(message)));
  const full = rows(messages, (text) => wrap(text, width - 3));
  if (full.length <= height) return full;
  // Where not all are seen, the new ones are.
  const first = [...messages.filter(isNew), ...messages.filter((message) => !isNew(message))];
  return rows(messages.length <= height ? messages : first, (text) => [clip(text, width - 1)]);
}

function messageLines(lines: readonly string[], isNew: boolean): Row[] {
  const tone: Tone = isNew ? 'changed' : 'plain';
  return lines.map((line, i) => [span(`${i > 0 ? '   ' : isNew ? '*' : ' '}${line}`, tone)]);
}

/** What the step changed, in words; long lines go on below. */
export function changeRows(story: Story, index: number, width: number): Row[] {
  if (index === 0) return [[span(' nothing yet: the beginning', 'dim')]];
  const { lines } = changesAt(story, index);
  if (lines.length === 0) return [[span(' nothing', 'dim')]];
  return lines.flatMap((line) =>
    wrap(line, width - 3).map((part, i) => row(i === 0 ? ' ' : '   ', span(part, toneOfChange(line)))),
  );
}

function toneOfChange(line: string): Tone {
  return line.startsWith('ghost.') ? 'dim' : 'plain';
}

/** How many rows a pane holds: as many as it would take where there is any room. */
export function paneRows({ story, at }: Pick<Inspection, 'story' | 'at'>, name: Pane): number {
  const wide = 60;
  switch (name) {
    case 'nodes':
      return 5 * (story.steps[at]?.cluster?.nodes.length ?? 0);
    case 'messages':
      return 3 * (story.steps[at]?.cluster?.messages.length ?? 0);
    case 'changes':
      return changeRows(story, at, wide).length * 2;
    case 'property':
      return breachRows(story, at, wide, Number.MAX_SAFE_INTEGER).length * 2;
  }
}

/** A panel with its heading in exactly as many rows as its content needs, at most `height`. */
export function panel(title: string, rows: readonly Row[], width: number, height: number): Row[] {
  return height <= 0 ? [] : [heading(title, width), ...withRest(rows, height - 1)];
}

/** The broken property and who breaks it, in at most `height` rows; where there is none, that. */
export function breachRows(story: Story, at: number, width: number, height: number): Row[] {
  const { breach } = story;
  if (breach === null) {
    const { cluster, own } = story.steps[at];
    const title = cluster === null && own !== true ? 'NO PROPERTIES KNOWN' : 'NO PROPERTY BROKEN';
    return [heading(title, width), ...story.remarks.map((remark) => row(` ${remark}`))].slice(0, height);
  }
  const tone: Tone = at === breach.step ? breachTone(breach) : 'dim';
  const word = breach.sought === true ? 'is reached' : 'is broken';
  const when = at === breach.step ? `${word} here` : `${word} at step ${breach.step}`;
  const witnesses = breach.witnesses.flatMap((witness) => wrap(`${signOf(breach)} ${witness}`, width - 1));
  const tables = breach.tables.flatMap(tableLines);
  const rows = [...witnesses, ...tables].map((line) => row(' ', span(line, tone)));
  const more = [breach.sentence, breach.source, ...story.remarks].flatMap((line) => wrap(line, width - 1));
  // A name, as every heading; an expression without one stays as it was written.
  const title = isName(breach.name) ? breach.name.toUpperCase() : breach.name;
  return [
    heading(clip(`${title} ${when}`, width - 4), width, tone),
    ...rows,
    ...more.map((line) => row(` ${line}`)),
  ].slice(0, height);
}
