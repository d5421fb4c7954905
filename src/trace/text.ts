/**
 * A counterexample as text: every action on its line, under it only what it changed, then what is broken, by whom and
 * why. Colours come from the caller; nothing is told by them alone.
 */

import { harmlessly } from '../base/harmless.ts';
import { type Action, takesMessage } from '../cluster/action.ts';
import { coreWords } from './corewords.ts';
import { type Change, diffViews, sameValue } from './diff.ts';
import { outlineText } from './outline.ts';
import {
  endWords,
  kindWords,
  lengthWords,
  loopLines,
  type Trace,
  traceLength,
  witnessLines,
} from './trace.ts';
import { describeChange } from './values.ts';
import { describeAction } from './words.ts';

/** How the kinds of text are marked; each must keep the text itself. */
export interface Style {
  action(text: string): string;
  change(text: string): string;
  history(text: string): string;
  broken(text: string): string;
}

export const plainStyle: Style = {
  action: (text) => text,
  change: (text) => text,
  history: (text) => text,
  broken: (text) => text,
};

/** The whole counterexample, ending with a line feed; with every state in full where that is asked for. */
export function traceText(given: Trace, style: Style = plainStyle, full = false): string {
  const trace = harmlessly(given);
  const width = String(traceLength(trace)).length;
  const indent = ' '.repeat(width + 4);
  const steps = trace.steps.flatMap(({ action, state }, k) => {
    const changes = k === 0 ? [] : diffViews(trace.steps[k - 1].state, state);
    const whole = full ? outlineText(state, changes).map((line) => `${indent} ${line}`) : [];
    if (action !== null) return [...stepLines(k, width, action, changes, style), ...whole];
    return full ? [`${'0'.padStart(width)}  the initial state`, ...whole] : [];
  });
  const loop = loopLines(trace).map((line) => indent + line);
  return [...heading(trace), '', ...steps, ...loop, '', ...ending(trace, style), ''].join('\n');
}

/**
 * What a reader of a step wants to see of its changes: not what the action itself or another line already says.
 */
export function tellingChanges(action: Action, changes: readonly Change[]): readonly Change[] {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const consumed = takesMessage(action)
    ? changes.find(({ path, before }) => path === 'messages' && sameValue(before, action.message))
    : undefined;
  return changes.filter(
    (change) =>
      change !== consumed &&
      !change.path.startsWith('used.') &&
      !mirrored(change, byPath) &&
      !goesWithRole(change, byPath),
  );
}

type ByPath = ReadonlyMap<string, Change>;

/** With synchronous storage everything durable changes together with what is in memory. */
function mirrored({ path, before, after }: Change, byPath: ByPath): boolean {
  const original = path.includes('.durable.') ? byPath.get(path.replace('.durable.', '.')) : undefined;
  return original !== undefined && sameValue([before, after], [original.before, original.after]);
}

/** A candidate's votes and a leader's progress end with the role. */
function goesWithRole({ path, after }: Change, byPath: ByPath): boolean {
  const [node, field] = path.split(/[.[]/);
  return after === undefined && (field === 'votes' || field === 'progress') && byPath.has(`${node}.role`);
}

function heading(trace: Trace): string[] {
  return [`${kindWords(trace)} (spec ${trace.spec}): ${lengthWords(trace)}`, ...coreWords(trace)];
}

function stepLines(
  number: number,
  width: number,
  action: Action,
  changes: readonly Change[],
  style: Style,
): string[] {
  const indent = ' '.repeat(width + 4);
  const head = `${String(number).padStart(width)}  ${style.action(describeAction(action))}`;
  const lines = tellingChanges(action, changes).map((change) => {
    const mark = change.path.startsWith('ghost.') ? style.history : style.change;
    return indent + mark(describeChange(change));
  });
  return [head, ...(lines.length === 0 ? [`${indent}no effect`] : lines)];
}

function ending(trace: Trace, style: Style): string[] {
  const { property, witnesses } = trace;
  if (trace.walked === true) return [endWords(trace)];
  return [
    style.broken(`${endWords(trace)}:`),
    ...witnesses.flatMap((witness) => witnessLines(witness).map((line) => `  ${style.broken(line)}`)),
    '',
    `  ${property.sentence}`,
    `  ${property.source}`,
  ];
}
