/**
 * What is known of a recorded run, for a person and as a document for programs. Readers of run/validate.ts.
 */
import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import type { Trouble } from '../base/usererror.ts';
import type { NodeView } from '../cluster/view.ts';
import { lastIndex } from '../cluster/view.ts';
import type { RecordedEvent } from '../recorded/event.ts';
import { differences } from '../recorded/event.ts';
import type { Refused, Validation } from '../recorded/validation.ts';
import { eventWords, placeWords } from '../recorded/words.ts';
import { type Counterexample, type GateEntry, recordedBehavior } from './gate.ts';
import { type Row, rowText } from './text.ts';
import { count, duration, inspectWords, namesWithin, plural } from './words.ts';

/** What else is known of the logs. */
export interface Logs {
  readonly files: readonly string[];
  /** By node, from 1: what the logs call it. */
  readonly names: readonly string[];
  /** Lines that were something else than events. */
  readonly skipped: number;
  /** Why no more of them was read; null: all was. */
  readonly trouble: Trouble | null;
  /** How they are told: 'library', 'export' or 'steps'. */
  readonly dialect: string;
}

export type ValidationWord = 'ok' | 'violation' | 'refused' | 'incomplete';

/** Of what is known, what weighs most. */
export function validationWord({ refused, violation, isCut, stopped }: Validation): ValidationWord {
  if (violation !== null) return 'violation';
  if (isCut || stopped !== null) return 'incomplete';
  return refused === null ? 'ok' : 'refused';
}

/** `counterexample`: the trace as text; null: there is none. */
export function validationText(
  given: Validation,
  logs: Logs,
  options: { readonly colors: Colors; readonly quiet: boolean; readonly counterexample: string | null },
): string {
  const told = harmlessly(given);
  const { colors } = options;
  const last = lastLine(told, logs, colors);
  if (options.quiet) return `${last}\n`;
  const behavior = options.counterexample === null ? [] : [options.counterexample.trimEnd(), ''];
  const rows: Row[] = [
    ['events', eventsWords(told, logs)],
    ...judgedRows(told),
    ['cost', `${duration(told.seconds)}, ${plural(told.calls, 'call')} of the core`],
  ];
  return `${[
    headLine(logs),
    ...behavior,
    ...refusedLines(told, logs, colors),
    ...rows.map((row) => rowText(row, colors.dim)),
    last,
  ].join('\n')}\n`;
}

function headLine({ files, names }: Logs): string {
  return `${namesWithin(files, 60)}: ${plural(names.length, 'node')} ${namesWithin(names, 30)}`;
}

const dialects: Readonly<Record<string, string>> = {
  library: 'as go.etcd.io/raft tells them',
  export: 'as raftcheck exports them',
  steps: 'as whole steps',
};

function eventsWords({ events, explained }: Validation, { skipped, dialect, trouble }: Logs): string {
  const how = dialects[dialect] ?? dialect;
  return [
    `${count(explained)} of ${count(events)} explained, ${how}`,
    ...(skipped === 0 ? [] : [`${plural(skipped, 'line')} of something else`]),
    ...(trouble === null ? [] : ['the log was not read further']),
  ].join('; ');
}

function judgedRows({ properties, unasked }: Validation): Row[] {
  const held = properties.filter(({ status }) => status === 'held').map(({ name }) => name);
  return [
    ['held', `${held.length}: ${namesWithin(held, 84)}`],
    ...(unasked.length === 0 ? [] : [['not asked', `${namesWithin(unasked, 80)}: not in a log`] as const]),
  ];
}

function refusedLines({ refused }: Validation, { names }: Logs, { red, dim }: Colors): string[] {
  if (refused === null) return [];
  const { event, expected, call, isUnsent, before } = refused;
  const lines = [
    red(`${placeWords(event.place)}: nothing that the core does explains this line`),
    `  ${dim('line')}         ${eventWords(event, names)}`,
  ];
  if (isUnsent) lines.push(`  ${dim('expected')}     a message that was sent before, and not taken yet`);
  if (expected !== null) {
    const by = call === null ? '' : `, by ${call}`;
    lines.push(`  ${dim('expected')}     ${eventWords(expected, names)}${by}`);
    for (const { field, recorded, expected: other } of differences(event, expected)) {
      lines.push(`  ${dim('differs')}      ${field}: ${recorded} in the log, ${other} expected`);
    }
  }
  lines.push(
    `  ${dim('before it')}    ${before === null ? 'the node has not begun' : nodeWords(before, names)}`,
    '',
  );
  return lines;
}

function nodeWords(node: NodeView, names: readonly string[]): string {
  const name = (id: number): string => (id === 0 ? 'nobody' : `n${names[id - 1] ?? id}`);
  return [
    `${name(node.id)} ${node.role}`,
    `term ${node.term}`,
    `vote ${name(node.vote)}`,
    `lead ${name(node.lead)}`,
    `commit ${node.commit}`,
    `applied ${node.applied}`,
    `last index ${lastIndex(node)}`,
    `voters ${node.config.voters.map((id) => names[id - 1]).join(' ')}`,
  ].join(', ');
}

function lastLine(told: Validation, { trouble }: Logs, { green, red, yellow }: Colors): string {
  const { refused, violation, explained, events, seconds, properties } = told;
  const figures = `${count(explained)} of ${plural(events, 'event')} explained · ${duration(seconds)}`;
  switch (validationWord(told)) {
    case 'violation': {
      const { property, length, trace } = violation!;
      const where = trace === null ? '' : ` · ${inspectWords(trace)}`;
      return `raftcheck: ${red('VIOLATED')} ${property} after ${plural(length, 'step')} · ${figures}${where}`;
    }
    case 'refused':
      return `raftcheck: ${red('REFUSED')} at ${placeWords(refused!.event.place)}: not a behavior of the core · ${figures}`;
    case 'incomplete':
      return `raftcheck: ${yellow('INCOMPLETE')} ${incompleteWords(told)} · ${figures}`;
    case 'ok': {
      const held = `${plural(properties.length, 'property').replace('propertys', 'properties')} held`;
      const read = trouble === null ? '' : ' as far as the log could be read';
      return `raftcheck: ${green('OK')} a behavior of the core${read}, ${held} · ${figures}`;
    }
  }
}

function incompleteWords({ stopped, refused }: Validation): string {
  if (stopped !== null) return stopped === 'interrupted' ? 'interrupted' : 'stopped by time-limit';
  return refused === null
    ? 'no behavior was found in which all messages are those that were sent'
    : `not all ways to explain ${placeWords(refused.event.place)} were tried`;
}

/** A recorded run as reporters read it. `found`: the behavior that breaks a property; null: none does. */
export function validationEntry(told: Validation, logs: Logs, found: Counterexample | null): GateEntry {
  const { refused, violation, events, explained, seconds, properties } = told;
  const isRefused = validationWord(told) === 'refused' && refused !== null;
  const broken =
    violation ?? (isRefused ? { property: recordedBehavior, message: refusedWords(refused, logs) } : null);
  const isIncomplete = validationWord(told) === 'incomplete';
  const { trouble } = logs;
  return {
    name: namesWithin(logs.files, 60),
    kind: 'spec',
    file: logs.files[0],
    expect: {},
    outcome: outcomeOf(validationWord(told), trouble),
    problems: [
      ...(broken === null ? [] : [`${broken.property}: ${broken.message}`]),
      ...(isIncomplete ? [incompleteWords(told)] : []),
      ...(trouble === null ? [] : [`${trouble.where}: ${trouble.message}`]),
    ],
    verdict: null,
    counterexample: found,
    updated: [],
    recorded: {
      nodes: logs.names.length,
      ...{ events, explained, seconds, properties, violation: broken },
      place: isRefused ? refused.event.place : null,
    },
  };
}

function outcomeOf(word: ValidationWord, trouble: Trouble | null): GateEntry['outcome'] {
  switch (word) {
    case 'violation':
    case 'refused':
      return 'broken';
    case 'incomplete':
      return 'incomplete';
    case 'ok':
      return trouble === null ? 'held' : 'failed';
  }
}

function refusedWords({ event, expected }: Refused, { names }: Logs): string {
  const instead = expected === null ? '' : `; expected is ${eventWords(expected, names)}`;
  return `${placeWords(event.place)}: nothing that the core does explains ${eventWords(event, names)}${instead}`;
}

/** The document that programs read. */
export function validationJson(told: Validation, logs: Logs): string {
  const { refused, model, trace: _, ...rest } = told;
  const place = (event: RecordedEvent) => ({ file: event.place.file, line: event.place.line });
  const document = {
    schemaVersion: 1,
    verdict: validationWord(told),
    files: logs.files,
    nodes: logs.names,
    skipped: logs.skipped,
    ...(logs.trouble === null ? {} : { unread: logs.trouble }),
    refused: refused && {
      ...place(refused.event),
      event: eventWords(refused.event, logs.names),
      expected: refused.expected && eventWords(refused.expected, logs.names),
      differences: refused.expected === null ? [] : differences(refused.event, refused.expected),
      unsent: refused.isUnsent,
      before: refused.before,
    },
    ...rest,
    model,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
