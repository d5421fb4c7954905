/**
 * A spec with every combination of some settings: one row for each, what it came to, and why one is none.
 */
import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import { stepsWords } from '../trace/trace.ts';
import type { Verdict, VerdictWord } from './verdict.ts';
import { count, duration, plural } from './words.ts';

/** The settings of a row, as they were typed; switches are on and off. */
export type Combination = Readonly<Record<string, string>>;

export interface MatrixRow {
  readonly settings: Combination;
  /** 'refused': the settings contradict each other, or the core cannot be asked for them. */
  readonly outcome: VerdictWord | 'refused';
  readonly complete: boolean;
  /** Distinct. */
  readonly states: number;
  readonly depth: number;
  readonly seconds: number;
  /** Only of a violation. */
  readonly violation: {
    readonly property: string;
    readonly length: number;
    readonly loop?: number;
    readonly trace: string | null;
  } | null;
  /** Why it is refused, stopped or vacuous; null: nothing is to be said. */
  readonly reason: string | null;
}

export interface Matrix {
  readonly schemaVersion: 1;
  readonly kind: 'matrix';
  readonly spec: string;
  readonly rows: readonly MatrixRow[];
}

export function checkedRow(settings: Combination, verdict: Verdict): MatrixRow {
  const { violation, stopped, unmet } = verdict;
  return {
    settings,
    outcome: verdict.verdict,
    complete: verdict.complete,
    states: verdict.states.distinct,
    depth: verdict.states.depth,
    seconds: verdict.seconds,
    violation:
      violation === null
        ? null
        : {
            property: violation.property,
            length: violation.length,
            ...(violation.loop === undefined ? {} : { loop: violation.loop }),
            trace: violation.trace,
          },
    reason: stopped !== undefined ? `stopped by ${stopped}` : (unmet?.[0] ?? null),
  };
}

export function refusedRow(settings: Combination, reason: string): MatrixRow {
  const nothing = { complete: false, states: 0, depth: 0, seconds: 0, violation: null };
  return { settings, outcome: 'refused', ...nothing, reason };
}

/** A table, and a line that can be grepped. */
export function matrixText(given: Matrix, colors: Colors, quiet: boolean): string {
  const { spec, rows } = harmlessly(given);
  const names = Object.keys(rows[0]?.settings ?? {});
  const head = [...names, 'verdict', 'states', 'steps', 'seconds', ''];
  const body = rows.map((row) => [
    ...names.map((name) => row.settings[name]),
    row.outcome === 'refused' ? 'refused' : row.outcome.toUpperCase(),
    row.outcome === 'refused' ? '-' : count(row.states),
    row.violation === null
      ? '-'
      : stepsWords(row.violation.length, row.violation.loop).replace(/ steps?$/, ''),
    row.outcome === 'refused' ? '-' : row.seconds.toFixed(1),
    row.violation === null
      ? (row.reason ?? '')
      : `${row.violation.property}: ${row.violation.trace ?? 'not written'}`,
  ]);
  const widths = head.map((_, k) => Math.max(...[head, ...body].map((cells) => cells[k].length)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, k) => cell.padEnd(widths[k])).join('  ')}`.trimEnd();
  const table = quiet
    ? []
    : [`${spec}: ${plural(rows.length, 'combination')}`, colors.dim(line(head)), ...body.map(line)];
  return `${[...table, lastLine(rows, colors)].join('\n')}\n`;
}

function lastLine(rows: readonly MatrixRow[], colors: Colors): string {
  const outcomes = ['violation', 'vacuous', 'incomplete', 'ok', 'refused'] as const;
  const counted = outcomes.flatMap((one) => {
    const times = rows.filter(({ outcome }) => outcome === one).length;
    return times === 0 ? [] : [`${times} ${one}`];
  });
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  const bad = rows.some(({ outcome }) => outcome === 'violation');
  const word = bad ? colors.red('MATRIX') : colors.green('MATRIX');
  return `raftcheck: ${[`${word} ${counted.join(', ')}`, duration(seconds)].join(' · ')}`;
}
