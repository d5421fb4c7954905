/**
 * The gate as Markdown: the table, and each unexpected counterexample with its sequence diagram. What GitHub shows as a step
 * summary, and what can be pasted into a review.
 */

import { code, fenced, plain, tableRows } from '../trace/markdowntext.ts';
import { stepsWords } from '../trace/trace.ts';
import {
  asExpected,
  entryEdited,
  type Gate,
  type GateEntry,
  harmlessGate,
  labelOf,
  recordedWords,
} from './gate.ts';
import { count, duration, plural } from './words.ts';

const marks: Readonly<Record<GateEntry['outcome'], string>> = {
  held: '✅ held',
  found: '✅ found',
  broken: '❌ broken',
  missed: '❌ missed',
  failed: '❌ failed',
  differs: '⚠️ differs',
  vacuous: '⚠️ vacuous',
  incomplete: '⚠️ incomplete',
};

export function gateMarkdown(given: Gate): string {
  const gate = harmlessGate(given);
  const states = gate.entries.reduce((sum, { verdict }) => sum + (verdict?.states.distinct ?? 0), 0);
  const figures = `${plural(states, 'state')}, ${duration(gate.seconds)}`;
  const lines = [
    `## raftcheck: ${gate.verdict}`,
    '',
    `${plural(gate.entries.length, 'spec')}, ${gate.entries.filter((entry) => !asExpected(entry)).length} not as expected; ${figures}.`,
    '',
    '| | spec | result | states | generated | seconds |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...gate.entries.map(row),
    ...gate.entries.flatMap(section),
  ];
  return `${lines.join('\n')}\n`;
}

function row(entry: GateEntry): string {
  const { outcome, verdict } = entry;
  const label = plain(labelOf(entry));
  if (verdict === null)
    return `| ${marks[outcome]} | ${label} | ${recordedWords(entry) ?? 'not run'} | | | |`;
  const { violation, states, seconds } = verdict;
  const held = verdict.properties.filter(({ status, relevant }) => status === 'held' && relevant > 0).length;
  const result =
    (violation === null
      ? verdict.unreturned === undefined
        ? `${held} held`
        : 'had to be ended'
      : `${plain(violation.property)} in ${stepsWords(violation.length, violation.loop)}`) +
    plain(entryEdited(entry));
  return `| ${marks[outcome]} | ${label} | ${result} | ${count(states.distinct)} | ${count(states.generated)} | ${seconds.toFixed(1)} |`;
}

function section(entry: GateEntry): string[] {
  if (asExpected(entry)) return [];
  const { name, file, problems, counterexample, verdict } = entry;
  const head = [
    '',
    `### ${plain(name)}`,
    '',
    code(file),
    '',
    ...problems.map((problem) => `- ${plain(problem)}`),
  ];
  if (counterexample === null) return head;
  const { sentence, source, steps, tables, mermaid, replay } = counterexample;
  return [
    ...head,
    '',
    `> ${plain(sentence)}`,
    `> — ${plain(source)}`,
    '',
    ...tables.flatMap(tableRows),
    ...fenced('mermaid', mermaid.split('\n')),
    '',
    '<details><summary>Actions</summary>',
    '',
    ...steps.map((step, i) => `${i + 1}. ${code(step)}`),
    '',
    '</details>',
    '',
    replay === null
      ? 'Its trace could not be written.'
      : `Trace: ${code(verdict?.violation?.trace ?? '')}. Once more: ${code(replay)}`,
  ];
}
