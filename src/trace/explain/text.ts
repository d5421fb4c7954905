/**
 * Explanations as text.
 */

import { harmlessly } from '../../base/harmless.ts';
import { lastIndex, type NodeView } from '../../cluster/view.ts';
import { diffViews } from '../diff.ts';
import { type Style, tellingChanges } from '../text.ts';
import { endWords, loopLines, type Trace, traceLength, witnessLines } from '../trace.ts';
import { describeChange } from '../values.ts';
import { describeAction, describeEntry, describeMessage, nodeName } from '../words.ts';
import type { ActionExplained } from './choose.ts';
import { isOdd } from './finding.ts';
import { sentence } from './sentence.ts';
import type { StepExplained } from './step.ts';

const labelWidth = 10;

/** One step: what decided, what it decided and why, what changed, what was sent. */
export function stepText(given: Trace, number: number, found: StepExplained | null, style: Style): string {
  const [trace, explained] = [harmlessly(given), harmlessly(found)];
  const { action, state } = trace.steps[number];
  const head = `Step ${number} of ${traceLength(trace)}`;
  if (action === null || explained === null) return `${head}: the initial state\n`;
  const { findings, handler, sent } = explained;
  const changes = tellingChanges(action, diffViews(trace.steps[number - 1].state, state))
    .filter(({ path }) => path !== 'messages')
    .map(describeChange);
  const lines = [
    `${head}: ${style.action(describeAction(action))}`,
    ...findings.map((finding) => `  ${isOdd(finding) ? style.broken(sentence(finding)) : sentence(finding)}`),
    '',
    ...labelled('changed', changes.length === 0 ? ['nothing at a node'] : changes),
    ...labelled('sent', sent.map(describeMessage)),
    ...labelled('code', handler === '' ? [] : [handler]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is broken at the end: the clause, by whom, and how those stand. */
export function propertyText(given: Trace, style: Style): string {
  const trace = harmlessly(given);
  const { property, witnesses } = trace;
  if (trace.walked === true) return `${endWords(trace)}\n`;
  const nodes = trace.steps.at(-1)!.state.nodes;
  const involved = new Set(witnesses.flatMap((witness) => witness.nodes));
  const lines = [
    ...loopLines(trace).flatMap((line) => [line, '']),
    style.broken(`${endWords(trace)}:`),
    ...witnesses.flatMap((witness) => witnessLines(witness).map((line) => `  ${style.broken(line)}`)),
    '',
    ...labelled('says', [property.sentence]),
    ...labelled('source', [property.source]),
    ...labelled('values', nodes.filter(({ id }) => involved.has(id)).map(nodeText)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Each guard of an action, those that say no marked by a word. */
export function actionText(given: ActionExplained, style: Style): string {
  const { words, enabled, guards } = harmlessly(given);
  const width = Math.max(...guards.map(({ name }) => name.length));
  const lines = guards.map(({ name, value, needed, ok }) => {
    const line = `  ${ok ? 'ok' : 'NO'}  ${name.padEnd(width)}  ${value} (needed: ${needed})`;
    return ok ? line : style.broken(line);
  });
  return `${[`${style.action(words)} is ${enabled ? 'enabled' : 'not enabled'}`, ...lines].join('\n')}\n`;
}

function nodeText({ id, up, role, term, vote, commit, snapshot, log }: NodeView): string {
  const entries = log.length === 0 ? 'empty' : log.map(describeEntry).join(' ');
  const from = snapshot.index === 0 ? '' : `after ${snapshot.index}@${snapshot.term} `;
  const parts = [
    up ? role : 'down',
    `term ${term}`,
    `vote ${vote === 0 ? 'none' : nodeName(vote)}`,
    `commit ${commit} of ${lastIndex({ snapshot, log })}`,
    `log ${from}${entries}`,
  ];
  return `${nodeName(id)}: ${parts.join(', ')}`;
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, k) => `  ${(k === 0 ? label : '').padEnd(labelWidth)}${line}`);
}
