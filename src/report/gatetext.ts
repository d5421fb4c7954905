/**
 * The gate for a person: one table, what is not as expected with its reasons, and a last line that can be grepped.
 */

import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import { tableLines } from '../trace/table.ts';
import { stepsWords } from '../trace/trace.ts';
import { adviceWords } from './advice.ts';
import { absent, gaps } from './coverage.ts';
import {
  asExpected,
  entryEdited,
  type Gate,
  type GateEntry,
  harmlessGate,
  isEdited,
  labelOf,
} from './gate.ts';
import { count, duration, hanging, inspectWords, namesWithin, plural } from './words.ts';

/** Columns that lists may take. */
const listWidth = 84;

export interface GateTextOptions {
  readonly colors: Colors;
  /** The last line only. */
  readonly quiet: boolean;
  /** Incomplete counts as success: said aloud, since the status no longer does. */
  readonly allowIncomplete: boolean;
  /** Columns that a sentence or a list may take, the last line excepted; absent: any number. */
  readonly width?: number;
  /** The rows of the table were shown as they ended (gateRows). */
  readonly told?: boolean;
}

export function gateText(given: Gate, options: GateTextOptions): string {
  const gate = harmlessGate(given);
  const last = gateLastLine(gate, options);
  if (options.quiet) return `${last}\n`;
  const lines = [
    ...(options.told === true ? [] : table(gate.entries, options.colors)),
    ...gate.entries.flatMap((entry) => renewed(entry)),
    ...gate.entries.flatMap((entry) => complaint(entry, options)),
    ...gate.entries.flatMap((entry) => raiseNext(entry, options.width)),
    ...covered(gate, options.width),
    last,
  ];
  return `${lines.join('\n')}\n`;
}

const heads = ['', 'spec', 'result', 'states', 'generated', 'seconds'] as const;
type Row = readonly [string, string, string, string, string, string];

function table(entries: readonly GateEntry[], colors: Colors): string[] {
  const rows = [heads, ...entries.map(row)];
  const widths = heads.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells, i) => line(cells, widths, entries[i - 1], colors));
}

/** Columns of a table whose rows are not all known; that of the labels is as wide as the longest of them. */
const usual = [10, 0, 34, 12, 12, 8] as const;

/** The same table, row by row: `labels` of all that will be in it. */
export function gateRows(
  labels: readonly string[],
  colors: Colors,
): { readonly head: string; row(entry: GateEntry): string } {
  const longest = Math.max(...labels.map((label) => label.length), heads[1].length);
  const widths = usual.map((width, column) => (column === 1 ? longest : width));
  return {
    head: line(heads, widths, undefined, colors),
    row: (given) => {
      const entry = harmlessly(given);
      return line(row(entry), widths, entry, colors);
    },
  };
}

/** `entry`: absent for the head. */
function line(cells: Row, widths: readonly number[], entry: GateEntry | undefined, colors: Colors): string {
  const padded = cells.map((cell, c) => (c < 3 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])));
  if (entry === undefined) return colors.dim(padded.join('  ').trimEnd());
  const paint = asExpected(entry)
    ? colors.green
    : entry.outcome === 'incomplete'
      ? colors.yellow
      : colors.red;
  return [paint(padded[0]), ...padded.slice(1)].join('  ').trimEnd();
}

/** What is not as expected is in capitals: nothing is told by colour alone. */
function row(entry: GateEntry): Row {
  const { outcome, verdict } = entry;
  const word = asExpected(entry) ? outcome : outcome.toUpperCase();
  const label = labelOf(entry);
  if (verdict === null) return [word, label, 'not run', '-', '-', '-'];
  const { distinct, generated } = verdict.states;
  return [
    word,
    label,
    result(entry) + entryEdited(entry),
    count(distinct),
    count(generated),
    verdict.seconds.toFixed(1),
  ];
}

function result({ verdict, expect }: GateEntry): string {
  if (verdict === null) return '';
  const { violation, properties } = verdict;
  if (violation !== null) return `${violation.property} in ${stepsWords(violation.length, violation.loop)}`;
  if (verdict.unreturned !== undefined) return 'had to be ended';
  const held = properties.filter(({ status, relevant }) => status === 'held' && relevant > 0).length;
  const pinned = expect.distinct !== undefined || verdict.stopped !== undefined;
  return `${held} held${pinned ? '' : ', counts not pinned'}`;
}

function complaint(entry: GateEntry, { colors, width }: GateTextOptions): string[] {
  if (asExpected(entry)) return [];
  const { name, file, problems, verdict, counterexample } = entry;
  return [
    `${colors.bold(name)} (${file})`,
    ...problems.map((problem) => hanging('  ', problem, width, 4)),
    ...(counterexample === null
      ? []
      : [
          ...counterexample.steps.map((step, i) => `  ${String(i + 1).padStart(3)}  ${step}`),
          ...counterexample.tables.flatMap(tableLines).map((line) => `  ${line}`),
        ]),
    ...(verdict === null || verdict.violation === null ? [] : [`  ${inspectWords(verdict.violation.trace)}`]),
  ];
}

/** What `--update` rewrote, as a difference. */
function renewed({ file, updated }: GateEntry): string[] {
  if (updated.length === 0) return [];
  const show = (value: string | number | null): string =>
    typeof value === 'number' ? count(value) : `${value ?? 'none'}`;
  const lines = updated.map(({ pin, before, after }) => `  ${pin} ${show(before)} -> ${show(after)}`);
  return [`pins renewed in ${file}`, ...lines];
}

/** The best that was looked for: the report of the spec alone has more. */
function raiseNext({ name, verdict }: GateEntry, width?: number): string[] {
  const best = verdict?.advice?.find(({ looked }) => looked);
  return best === undefined ? [] : [hanging('raise next   ', `${name}: ${adviceWords(best)}`, width)];
}

/** What was never exercised, and how much of the core was reached where that was measured. */
function covered({ coverage, uncovered }: Gate, width?: number): string[] {
  const { core } = coverage;
  const never = gaps(coverage);
  const unknown = absent(coverage);
  const lines = never.map((gap) =>
    hanging(`${uncovered.includes(gap) ? 'NOT COVERED' : 'not covered'}  `, gap, width),
  );
  if (unknown.length > 0) {
    const names = `${plural(unknown.length, 'action')}: ${namesWithin(unknown, listWidth - 12)}`;
    lines.push(hanging('in no spec   ', names, width));
  }
  if (core === null) return lines;
  const { branches, functions, assertions, outside, unreached } = core;
  const share = (100 * branches.reached) / Math.max(1, branches.total);
  return [
    ...lines,
    hanging(
      'core         ',
      `${share.toFixed(1)} % of ${count(branches.total)} branches, ${functions.reached} of ${functions.total} functions` +
        ` (besides ${plural(assertions, 'assertion')} and refusals that nothing should meet, and ${count(outside)} that only programs come to)`,
      width,
    ),
    ...unreached.map(({ file, line, within, text }) => `  ${file}:${line}  in ${within}: ${text}`),
  ];
}

/** The line that scripts grep and people read first. */
export function gateLastLine(gate: Gate, { colors, allowIncomplete }: GateTextOptions): string {
  const { entries } = gate;
  const states = entries.reduce((sum, { verdict }) => sum + (verdict?.states.distinct ?? 0), 0);
  const figures = [plural(states, 'state'), duration(gate.seconds)];
  const told = (...parts: string[]): string => `raftcheck: ${parts.join(' · ')}`;
  const others = entries.filter((entry) => !asExpected(entry));
  const rest = `${others.length} of ${entries.length} not as expected`;
  const worst = (...outcomes: GateEntry['outcome'][]): GateEntry | undefined =>
    others.find(({ outcome }) => outcomes.includes(outcome));
  switch (gate.verdict) {
    case 'ok':
      return told(`${colors.green('OK')} ${tally(entries)}`, ...figures);
    case 'violation': {
      const { name, verdict } = worst('broken')!;
      const { property, length, loop, trace } = verdict!.violation!;
      const what = `${colors.red('VIOLATED')} ${property} in ${stepsWords(length, loop)} (${name})`;
      return told(what, rest, ...figures, inspectWords(trace));
    }
    case 'failed': {
      const { name } = worst('failed')!;
      return told(`${colors.red('FAILED')} ${name} could not be run`, rest, ...figures);
    }
    case 'vacuous': {
      if (others.length === 0) {
        const what = `${colors.yellow('VACUOUS')} ${gate.uncovered.length} not covered: ${gate.uncovered[0]}`;
        return told(what, ...figures);
      }
      const { name, outcome, problems } = worst('missed', 'differs', 'vacuous')!;
      return told(`${colors.yellow(outcome.toUpperCase())} ${name}: ${problems[0]}`, rest, ...figures);
    }
    case 'incomplete': {
      const left = entries.filter(({ outcome }) => outcome === 'incomplete').length;
      const allowed = allowIncomplete ? ' (allowed)' : '';
      const why = gate.interrupted ? ', interrupted' : '';
      return told(
        `${colors.yellow('INCOMPLETE')} ${left} of ${entries.length} not finished${allowed}${why}`,
        ...figures,
      );
    }
  }
}

function tally(entries: readonly GateEntry[]): string {
  const number = (wanted: GateEntry['outcome'], edited: boolean): number =>
    entries.filter((entry) => entry.outcome === wanted && isEdited(entry) === edited).length;
  const [held, hidden, found] = [number('held', false), number('held', true), number('found', false)];
  const parts = [
    ...(held > 0 ? [`${plural(held, 'spec')} held`] : []),
    ...(hidden > 0 ? [`${plural(hidden, 'edited core')} held`] : []),
    ...(found > 0 ? [`${plural(found, 'bug')} found`] : []),
  ];
  return parts.length === 0 ? 'nothing to run' : parts.join(', ');
}
