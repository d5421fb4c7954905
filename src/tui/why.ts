/**
 * What the core did in a step and why, computed when it is looked at and then kept, as changes.ts does it. Where the core
 * broke a rule, that comes first and is told apart.
 */
import { type Finding, isOdd } from '../trace/explain/finding.ts';
import { sentence, sentenceParts } from '../trace/explain/sentence.ts';
import { explainStep, type StepExplained } from '../trace/explain/step.ts';
import type { Story, StoryStep } from '../trace/story.ts';
import { describeMessage } from '../trace/words.ts';
import { changesAt } from './changes.ts';
import { clip, columns, type Row, row, span, type Tone, wrap } from './rows.ts';

const known = new WeakMap<StoryStep, { readonly before: StoryStep; readonly why: StepExplained }>();

/** Null where there is nothing to explain: at the start, and in a trace of another tool. */
function whyAt({ model, steps }: Story, index: number): StepExplained | null {
  const step = steps[index];
  const before = steps[index - 1];
  const found = step === undefined ? undefined : known.get(step);
  if (found !== undefined && found.before === before) return found.why;
  if (model === null || step?.action == null || step.cluster === null) return null;
  if (before === undefined || before.cluster === null) return null;
  const why = explainStep(model, before.cluster, step.action, step.cluster);
  known.set(step, { before, why });
  return why;
}

/** What breaks a rule first. */
export function findingsAt(story: Story, index: number): Finding[] {
  const findings = whyAt(story, index)?.findings ?? [];
  return [...findings.filter(isOdd), ...findings.filter((finding) => !isOdd(finding))];
}

/** Whether the core did what its rule forbids. */
export function breaksRule(story: Story, index: number): boolean {
  return whyAt(story, index)?.findings.some(isOdd) ?? false;
}

/** What a search looks through. */
export function whyText(story: Story, index: number): string {
  return findingsAt(story, index).map(sentence).join('; ');
}

/** Shows every finding in full. */
export function whyRows(story: Story, index: number, width: number): Row[] {
  return findingsAt(story, index).flatMap((finding) => {
    const tone: Tone = isOdd(finding) ? 'bad' : 'plain';
    return wrap(sentence(finding), width - 4).map((line, i) => row(i === 0 ? ' ' : '   ', span(line, tone)));
  });
}

/**
 * The findings as one text in exactly `height` rows below the step's words (below the initial state what is remarkable
 * about all); none where nothing can be explained.
 */
export function whyLines(story: Story, index: number, width: number, height: number): Row[] {
  if (story.model === null || height === 0) return [];
  const tone: Tone = breaksRule(story, index) ? 'bad' : 'plain';
  const said = index === 0 ? story.remarks.join(' ') : whyText(story, index);
  const indent = ' '.repeat(String(index).length + 3);
  const room = width - indent.length - 1;
  const lines = wrap(said, room);
  const shown = lines.length <= height ? lines : clipped(lines, findingsAt(story, index)[0], room, height);
  return Array.from({ length: height }, (_, i) => row(indent, span(shown[i] ?? '', tone)));
}

/** The lines in `height` rows, clipped so that a rule which the first finding breaks is still seen. */
function clipped(
  lines: readonly string[],
  first: Finding | undefined,
  width: number,
  height: number,
): readonly string[] {
  const cut = (all: readonly string[], room: number): string => clip(all.slice(height - 1).join(' '), room);
  const { said, although } = first === undefined ? { said: '', although: '' } : sentenceParts(first);
  const room = width - columns(although);
  const seen = although === '' || wrap(said + although, width).length <= height;
  if (seen && height > 1) return [...lines.slice(0, height - 1), cut(lines, width)];
  if (although === '' || room < 8) return [...lines.slice(0, height - 1), cut(lines, width)];
  const own = wrap(said, width);
  return [...own.slice(0, height - 1), cut(own, room) + although];
}

/** Lines of the page, however wide the terminal is. */
const pageWidth = 78;

/** The step explained, as a page: findings, changes, messages, and where in the core to read on. */
export function explanationRows(story: Story, index: number): Row[] {
  const why = whyAt(story, index);
  if (why === null) return [row(span(' nothing to explain here', 'dim'))];
  const changes = changesAt(story, index).lines.filter((line) => !/^[+-] /.test(line));
  return [
    ...whyRows(story, index, pageWidth),
    [],
    ...labelled('changed', changes.length === 0 ? ['nothing at a node'] : changes),
    ...labelled('sent', why.sent.map(describeMessage)),
    ...labelled('code', why.handler === '' ? [] : [why.handler]),
  ];
}

function labelled(label: string, lines: readonly string[]): Row[] {
  const indent = 10;
  return lines.flatMap((line, k) =>
    wrap(line, pageWidth - indent - 3).map((part, i) =>
      row(span(` ${(k + i === 0 ? label : '').padEnd(indent)}`, 'dim'), i === 0 ? part : `  ${part}`),
    ),
  );
}
