/**
 * A counterexample of a system of one's own as text: the initial state, every action with what it changed, and what is broken.
 */
import { harmlessly } from '../../base/harmless.ts';
import { plainStyle, type Style } from '../text.ts';
import { endWords, kindWords, loopLines, stepsWords, traceLength } from '../trace.ts';
import { changeWords, diffStates } from './diff.ts';
import { ownOutline } from './outline.ts';
import type { OwnTrace } from './trace.ts';
import { fieldWord, valueWords } from './value.ts';

/** The whole counterexample, ending with a line feed; with every state in full where that is asked for. */
export function ownText(given: OwnTrace, style: Style = plainStyle, full = false): string {
  const trace = harmlessly(given);
  const length = traceLength(trace);
  const width = String(length).length;
  const indent = ' '.repeat(width + 4);
  const steps = trace.steps.flatMap(({ action, state }, k) => {
    const head = `${String(k).padStart(width)}  ${action === null ? 'the initial state' : style.action(action)}`;
    if (k === 0) return [head, ...stateLines(state).map((line) => indent + line)];
    const changes = diffStates(trace.steps[k - 1].state, state);
    const lines = changes.length === 0 ? ['no effect'] : changes.map((one) => style.change(changeWords(one)));
    const all = full ? ownOutline(state, changes) : [];
    const whole = all.map(({ text, changed }) => ` ${changed ? '*' : ' '}${text}`);
    return [head, ...[...lines, ...whole].map((line) => indent + line)];
  });
  const size = `${stepsWords(length, trace.loop)}${trace.shortest ? ', the fewest possible' : ''}`;
  return [
    `${kindWords(trace)} (spec ${trace.spec}): ${size}`,
    '',
    ...steps,
    ...loopLines(trace).map((line) => indent + line),
    '',
    ...(trace.walked === true ? [endWords(trace)] : endLines(trace, style)),
    '',
  ].join('\n');
}

function endLines(trace: OwnTrace, style: Style): string[] {
  const witnesses = trace.witnesses.map(({ message }) => `  ${style.broken(message)}`);
  return [style.broken(`${endWords(trace)}:`), ...witnesses, '', `  ${trace.property.sentence}`];
}

/** One step: what it changed and, where it is the last, what is broken. */
export function ownStepText(given: OwnTrace, number: number, style: Style): string {
  const { steps, witnesses, ...trace } = harmlessly(given);
  const { action, state } = steps[number];
  const head = `Step ${number} of ${traceLength(given)}: ${action === null ? 'the initial state' : style.action(action)}`;
  const lines =
    number === 0
      ? stateLines(state)
      : diffStates(steps[number - 1].state, state).map((one) => style.change(changeWords(one)));
  const broken = witnesses.map(({ message }) => `  ${style.broken(message)}`);
  const ending =
    number < steps.length - 1
      ? []
      : [...loopLines(given).map((line) => `  ${line}`), '', style.broken(`${endWords(trace)}:`), ...broken];
  return [
    head,
    ...(lines.length === 0 ? ['no effect'] : lines).map((line) => `  ${line}`),
    ...ending,
    '',
  ].join('\n');
}

/** A state, a line for each of its fields. */
export function stateLines(state: unknown): string[] {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return [valueWords(state)];
  return Object.entries(state).map(([key, value]) => `${fieldWord(key)} ${valueWords(value)}`);
}
