/**
 * The table of seeded bugs: one line a bug with what it took to find it, and under it what others needed for the same.
 */

import { harmlessly } from '../base/harmless.ts';
import { unfinished } from '../report/gate.ts';
import type { Verdict } from '../report/verdict.ts';
import { count } from '../report/words.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Published } from '../spec/spec.ts';

/** One row of the table, as `--json` prints it. */
export interface BugRow {
  readonly row: string;
  readonly name: string;
  /** A violation, and as the spec pins it. */
  readonly found: boolean;
  readonly property: string | null;
  /** Actions; null when nothing was broken. */
  readonly length: number | null;
  readonly distinct: number;
  readonly seconds: number;
  readonly tier: number;
  readonly source: string;
  /** Everything as the spec pins it: a bug found, or a masked edit not found. */
  readonly expected: boolean;
  readonly published: readonly Published[];
}

export function bugRow({ spec }: ParsedSpec, verdict: Verdict): BugRow {
  const complete = verdict.verdict === 'violation' || verdict.complete;
  const expected = complete && verdict.unmet === undefined;
  return {
    row: spec.bug?.row ?? '',
    name: spec.name,
    found: verdict.verdict === 'violation' && expected,
    property: verdict.violation?.property ?? null,
    length: verdict.violation?.length ?? null,
    distinct: verdict.states.distinct,
    seconds: verdict.seconds,
    tier: spec.catalogued?.tier ?? 0,
    source: spec.bug?.source ?? '',
    expected,
    published: spec.catalogued?.published ?? [],
  };
}

export interface Widths {
  readonly name: number;
  readonly source: number;
}

export function columnWidths(parsed: readonly ParsedSpec[]): Widths {
  const widest = (texts: string[]): number => Math.max(0, ...texts.map((text) => text.length));
  return {
    name: widest(parsed.map(({ spec }) => spec.name)),
    source: Math.min(40, widest(parsed.map(({ spec }) => spec.bug?.source ?? ''))),
  };
}

export function tableHead(widths: Widths): string {
  return cells(['bug', 'row', 'source', 'property', 'actions', 'states', 'seconds'], widths);
}

export function tableLine(given: BugRow, widths: Widths): string {
  const row = harmlessly(given);
  return cells(
    [
      row.name,
      row.row,
      row.source.slice(0, widths.source),
      row.property ?? 'nothing broken',
      row.length === null ? '-' : count(row.length),
      count(row.distinct),
      row.seconds.toFixed(1),
    ],
    widths,
  );
}

/** What others needed, under the line of ours. Their depth counts states and not actions. */
export function publishedLines({ published }: BugRow, widths: Widths): readonly string[] {
  return published.map(({ by, seconds, depth, states }) =>
    cells(['', '', '', by, `(${count(depth)})`, count(states), seconds.toFixed(1)], widths),
  );
}

type Cells = readonly [string, string, string, string, string, string, string];

function cells([name, row, source, property, actions, states, seconds]: Cells, widths: Widths): string {
  const text = [name.padEnd(widths.name), row.padEnd(4), source.padEnd(widths.source), property.padEnd(24)];
  return [...text, actions.padStart(7), states.padStart(11), seconds.padStart(7)].join('  ');
}

/** Why a row is not as expected. */
export function complaints(verdict: Verdict): readonly string[] {
  const early = verdict.verdict === 'incomplete' ? unfinished(verdict) : [];
  return [...early, ...(verdict.unmet ?? [])];
}
