/**
 * The gate as Markdown: the table, and each unexpected counterexample with its sequence diagram. What GitHub shows as a step
 * summary, and what can be pasted into a review.
 */

import { code, fenced, plain, tableRows } from '../trace/markdowntext.ts';
import { stepsWords } from '../trace/trace.ts';
import {
  asExpected,
  entryEdited,
  figuresOf,
  type Gate,
  type GateEntry,
  harmlessGate,
  headsOf,
  labelOf,
  sizeWords,
  unsearchedWords,
} from './gate.ts';
import { duration } from './words.ts';

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
  const { of, amount } = sizeWords(gate);
  const lines = [
    `## raftcheck: ${gate.verdict}`,
    '',
    `${of}, ${gate.entries.filter((entry) => !asExpected(entry)).length} not as expected; ${amount}, ${duration(gate.seconds)}.`,
    '',
    `| | ${withoutThird(headsOf(gate)).join(' | ')} |`,
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...gate.entries.map(row),
    ...gate.entries.flatMap(section),
  ];
  return `${lines.join('\n')}\n`;
}

function row(entry: GateEntry): string {
  const figures = withoutThird(['', '', ...(figuresOf(entry) ?? ['', '', '', ''])]).slice(2);
  return `| ${marks[entry.outcome]} | ${plain(labelOf(entry))} | ${result(entry)} |${figures.map((one) => (one === '' ? ' |' : ` ${one} |`)).join('')}`;
}

/** All but how deep, or of how many nodes. */
function withoutThird(cells: readonly string[]): string[] {
  return cells.filter((_, k) => k !== 4);
}

function result(entry: GateEntry): string {
  const { verdict } = entry;
  if (verdict === null) return unsearchedWords(entry);
  const { violation } = verdict;
  const held = verdict.properties.filter(({ status, relevant }) => status === 'held' && relevant > 0).length;
  return (
    (violation === null
      ? verdict.unreturned === undefined
        ? `${held} held`
        : 'had to be ended'
      : `${plain(violation.property)} in ${stepsWords(violation.length, violation.loop)}`) +
    plain(entryEdited(entry))
  );
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
