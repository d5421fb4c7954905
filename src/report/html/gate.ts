/**
 * The gate as one page that needs nothing else: what came of each spec, its states by depth, what it took and what bounds cut, what
 * all have exercised together, and each counterexample to walk through.
 */

import { element, escapeHtml, tableElement } from '../../trace/export/html/escape.ts';
import { script } from '../../trace/export/html/script.ts';
import { style } from '../../trace/export/html/style.ts';
import { stepsWords } from '../../trace/trace.ts';
import { adviceWords, mostAdvice } from '../advice.ts';
import { absent, gaps } from '../coverage.ts';
import {
  asExpected,
  entryEdited,
  figuresOf,
  type Gate,
  type GateEntry,
  harmlessGate,
  headsOf,
  labelOf,
  propertiesOf,
  sizeWords,
  unsearchedWords,
} from '../gate.ts';
import { count, duration } from '../words.ts';
import { actionBars, chartStyle, depthChart, propertyTable } from './charts.ts';

/** The counterexample of an entry as it is walked through, in HTML; null: its trace is not at hand. */
export type Walkable = (entry: GateEntry) => string | null;

export function gateHtml(given: Gate, walkable: Walkable): string {
  const gate = harmlessGate(given);
  const title = `raftcheck: ${gate.verdict}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="raftcheck">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${style}${chartStyle}${ownStyle}</style>
</head>
<body class="gate">
<header>
${element('h1', title)}
${element('p', summary(gate))}
</header>
${overview(gate)}
${gate.entries.map((entry, k) => section(entry, k, walkable(given.entries[k]))).join('\n')}
${covered(gate)}
<script>
${script}</script>
</body>
</html>
`;
}

function summary(gate: Gate): string {
  const { entries, seconds, tool, profile, shard, complete, interrupted } = gate;
  const { of, amount } = sizeWords(gate);
  const wrong = entries.filter((entry) => !asExpected(entry)).length;
  return [
    `${of}, ${wrong === 0 ? 'all as expected' : `${wrong} not as expected`}`,
    amount,
    duration(seconds),
    ...(profile === null ? [] : [`profile ${profile}`]),
    ...(shard === null ? [] : [`part ${shard.index} of ${shard.count}`]),
    ...(complete ? [] : ['not every run came to its end']),
    ...(interrupted ? ['interrupted'] : []),
    `raftcheck ${tool.version}`,
  ].join(' · ');
}

function overview(gate: Gate): string {
  const heads = ['', ...headsOf(gate)];
  const rows = gate.entries.map((entry, k) => {
    const link = `<td><a href="#spec-${k}">${escapeHtml(labelOf(entry))}</a></td>`;
    const figures = figuresOf(entry) ?? ['', '', '', ''];
    return `<tr>${outcome(entry)}${link}${element('td', result(entry))}${figures.map((cell) => element('td', cell, 'number')).join('')}</tr>`;
  });
  return `<div class="wide"><table class="overview"><tr>${heads.map((head) => element('th', head)).join('')}</tr>${rows.join('\n')}</table></div>`;
}

/** What is not as expected is in capitals: nothing is told by colour alone. */
function outcome(entry: GateEntry): string {
  const good = asExpected(entry);
  return element('td', good ? entry.outcome : entry.outcome.toUpperCase(), good ? 'good' : 'bad');
}

function result(entry: GateEntry): string {
  const { verdict } = entry;
  if (verdict === null) return unsearchedWords(entry);
  const { violation, properties } = verdict;
  const held = properties.filter(({ status, relevant }) => status === 'held' && relevant > 0).length;
  const what =
    violation === null
      ? `${count(held)} ${held === 1 ? 'property' : 'properties'} held`
      : `${violation.property} in ${stepsWords(violation.length, violation.loop)}`;
  return what + entryEdited(entry);
}

function section(entry: GateEntry, k: number, walk: string | null): string {
  const { verdict, problems, file, updated } = entry;
  return [
    `<details class="entry"${asExpected(entry) ? '' : ' open'}>`,
    `<summary>${escapeHtml(labelOf(entry))} <small>${escapeHtml(`${entry.outcome} · ${result(entry)}`)}</small></summary>`,
    // Whoever is led to what lies in a closed part sees it opened.
    `<p class="file" id="spec-${k}">${escapeHtml(file)}</p>`,
    ...problems.map((problem) => element('p', problem, 'broken')),
    ...updated.map(({ pin, before, after }) =>
      element('p', `${pin}: ${before ?? 'nothing'} is now ${after}`),
    ),
    ...(verdict === null
      ? [propertyTable(propertiesOf(entry))]
      : [
          ...(verdict.stopped === undefined ? [] : [element('p', `A part: stopped by ${verdict.stopped}`)]),
          ...(verdict.advice ?? [])
            .slice(0, mostAdvice)
            .map((one) => element('p', `Raise next: ${adviceWords(one)}`)),
          '<h4>States by depth</h4>',
          depthChart(verdict.levels),
          `<div class="beside"><div>${actionBars(verdict)}</div><div><h4>Properties</h4>${propertyTable(verdict.properties)}</div></div>`,
        ]),
    ...behavior(entry, walk),
    '</details>',
  ].join('\n');
}

function behavior({ counterexample, verdict }: GateEntry, walk: string | null): string[] {
  if (counterexample === null) return [];
  const { sentence, source, steps, tables, replay } = counterexample;
  const told = [
    element('p', `${sentence} (${source})`),
    ...(replay === null ? [] : [element('p', replay, 'command')]),
    ...tables.map(tableElement),
  ];
  const listed = `<ol>${steps.map((step) => element('li', step)).join('')}</ol>`;
  return walk === null
    ? [
        '<h4>Counterexample</h4>',
        ...told,
        element('p', 'Its trace is not at hand: the actions alone.'),
        listed,
      ]
    : [
        `<details class="walk"><summary>Walk through the counterexample (${escapeHtml(verdict?.violation?.property ?? '')})</summary>`,
        ...(replay === null ? [] : [element('p', replay, 'command')]),
        walk,
        '</details>',
      ];
}

function covered({ coverage, uncovered, entries }: Gate): string {
  if (entries.some(({ recorded }) => recorded !== undefined)) return '';
  const actions = Object.fromEntries(coverage.actions.map(({ name, taken }) => [name, taken]));
  const properties = coverage.properties.map(({ name, evaluated, relevant }) => ({
    name,
    scope: 'state' as const,
    status: 'held' as const,
    evaluated,
    relevant,
  }));
  const missing = gaps(coverage);
  const gone = absent(coverage);
  return [
    '<details class="entry" id="coverage" open>',
    '<summary>What all have exercised <small>seeded bugs apart</small></summary>',
    ...missing.map((gap) => element('p', gap, 'broken')),
    ...uncovered.filter((gap) => !missing.includes(gap)).map((gap) => element('p', gap, 'broken')),
    ...(gone.length === 0 ? [] : [element('p', `In no model, or never sent: ${gone.join(', ')}`)]),
    `<div class="beside"><div>${actionBars({ actions, cutBy: {} })}</div><div><h4>Properties</h4>${propertyTable(properties)}</div></div>`,
    '</details>',
  ].join('\n');
}

const ownStyle = `
:root { --good: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --good: #81c784; } }
body.gate { padding: 16px 20px 40px; }
.gate > header h1 { font-size: 20px; margin: 0 0 4px; }
.overview { width: auto; }
.overview td, .overview th { padding: 2px 14px 2px 0; }
.overview .number { text-align: right; font-variant-numeric: tabular-nums; }
.overview .good { color: var(--good); }
.overview .bad { color: var(--bad); font-weight: bold; }
.entry { border: 1px solid var(--line); border-radius: 6px; padding: 8px 14px; margin-top: 12px; }
summary { cursor: pointer; font-weight: bold; }
summary small { font-weight: normal; opacity: .75; }
.file, .command { font-family: ui-monospace, monospace; font-size: 12px; opacity: .8; overflow-wrap: anywhere; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 28px; }
.walk { margin-top: 14px; }
.walk .trace { height: min(90vh, 900px); border: 1px solid var(--line); margin-top: 8px; }
@media (max-width: 800px) { .walk .trace { height: auto; } }
`;
