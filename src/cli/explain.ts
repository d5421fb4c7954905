/**
 * `raftcheck explain <trace>`: what a step did and why (by default the last one, with the property it breaks), or why an
 * action is enabled or not after a step.
 */

import { readTrace } from '../run/opentrace.ts';
import { diffViews } from '../trace/diff.ts';
import type { ActionExplained } from '../trace/explain/choose.ts';
import { sentence } from '../trace/explain/sentence.ts';
import { explainStep, type StepExplained } from '../trace/explain/step.ts';
import { actionText, propertyText, stepText } from '../trace/explain/text.ts';
import { isOwnTrace } from '../trace/family.ts';
import { diffStates } from '../trace/own/diff.ts';
import { ownStepText } from '../trace/own/text.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import { type Trace, traceLength } from '../trace/trace.ts';
import { describeAction } from '../trace/words.ts';
import { colorsFor, traceStyle } from './color.ts';
import { traceCore } from './cores.ts';
import { divergedText } from './diverged.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { stepNumber } from './numbers.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import { remarks, type Terminal } from './terminal.ts';
import { ofCluster } from './traced.ts';

export async function explain(args: Arguments, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const file = String(args.trace);
  const read = readTrace(file);
  if (isOwnTrace(read) && choiceOf(ownFlags.action, args, env) === undefined)
    return explainOwn(read, args, terminal);
  const trace = ofCluster(read, file, 'explain --action', 'inspect lists what else could happen: the key x');
  const length = traceLength(trace);
  const number = stepNumber(ownFlags.at, args, env, length) ?? length;
  const wanted = choiceOf(ownFlags.action, args, env);
  const json = choiceOf(outputFlags.json, args, env) ?? false;
  const style = traceStyle(colorsFor(args, terminal));
  if (wanted === undefined) {
    const explained = explainNumber(trace, number);
    const ending = number === length ? `\n${propertyText(trace, style)}` : '';
    terminal.out(
      json ? stepJson(trace, number, explained) : stepText(trace, number, explained, style) + ending,
    );
    return status.ok;
  }
  const core = traceCore(trace, file, args, terminal);
  const order = { trace, file, core, number, wanted };
  const actions = await terminal.runner.ask('explain', order, remarks(terminal));
  if (actions === null) {
    terminal.out(divergedText(args, terminal, trace, { divergedBy: number }));
    return status.vacuous;
  }
  const heading = number === 0 ? 'In the initial state' : `After step ${number} of ${length}`;
  const texts = actions.map((action) => actionText(action, style));
  terminal.out(json ? actionsJson(trace, number, actions) : `${heading}:\n${texts.join('\n')}`);
  return status.ok;
}

/** Of a system of one's own: what the step changed and, at the end, what the broken property has looked at. */
function explainOwn(trace: OwnTrace, args: Arguments, terminal: Terminal): number {
  const { env } = terminal;
  const length = traceLength(trace);
  const number = stepNumber(ownFlags.at, args, env, length) ?? length;
  const { action, state } = trace.steps[number];
  const changes = number === 0 ? [] : diffStates(trace.steps[number - 1].state, state);
  const property = number === length ? { ...trace.property, witnesses: trace.witnesses } : null;
  terminal.out(
    choiceOf(outputFlags.json, args, env)
      ? document({ spec: trace.spec, step: number, action, words: action, changes, property })
      : ownStepText(trace, number, traceStyle(colorsFor(args, terminal))),
  );
  return status.ok;
}

/** Which function of another core has decided is not known here. */
function explainNumber({ model, steps, core }: Trace, number: number): StepExplained | null {
  const { action, state } = steps[number];
  if (action === null) return null;
  const explained = explainStep(model, steps[number - 1].state, action, state);
  return core === undefined ? explained : { ...explained, handler: '' };
}

function stepJson(trace: Trace, number: number, explained: StepExplained | null): string {
  const { action, state } = trace.steps[number];
  const last = number === traceLength(trace);
  return document({
    spec: trace.spec,
    step: number,
    action,
    words: action === null ? null : describeAction(action),
    handler: explained?.handler ?? '',
    findings: explained?.findings.map((finding) => ({ ...finding, text: sentence(finding) })) ?? [],
    changes: action === null ? [] : diffViews(trace.steps[number - 1].state, state),
    sent: explained?.sent ?? [],
    property: last ? { ...trace.property, witnesses: trace.witnesses } : null,
  });
}

function actionsJson(trace: Trace, number: number, actions: readonly ActionExplained[]): string {
  return document({ spec: trace.spec, step: number, actions });
}

function document(fields: Record<string, unknown>): string {
  return `${JSON.stringify({ schemaVersion: 1, ...fields }, null, 2)}\n`;
}
