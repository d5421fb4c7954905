/**
 * `raftcheck bugs [name..]`: seeds each published bug into a copy of the core and looks for it. All must be found, by
 * the property they should break and with a behavior of the pinned length.
 */
import type { Verdict } from '../report/verdict.ts';
import { count, plural } from '../report/words.ts';
import { readSpec, specFiles } from '../spec/load.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { didYouMean } from '../spec/suggest.ts';
import { UserError } from '../spec/usererror.ts';
import { colorsFor } from './color.ts';
import { examine } from './examine.ts';
import { prepareOut } from './outfolder.ts';
import { realHost } from './run.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, outFolder, switchChoice } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

/** One row of the table, as `--json` prints it. */
interface BugRow {
  readonly row: string;
  readonly name: string;
  /** A violation as the spec pins it. */
  readonly found: boolean;
  readonly property: string | null;
  /** Actions; null when nothing was broken. */
  readonly length: number | null;
  readonly distinct: number;
  readonly seconds: number;
}

export async function bugs(args: Arguments, terminal: Terminal): Promise<number> {
  const choice = (name: Parameters<typeof switchChoice>[0]) => switchChoice(name, args, terminal.env);
  const parsed = chooseBugs(Array.isArray(args.names) ? args.names.map(String) : []);
  const [json, quiet] = [choice('json') ?? false, choice('quiet') ?? false];
  const out = outFolder(args, terminal.env);
  prepareOut(out);
  const { green, red, dim } = colorsFor(args, terminal);
  const widths = columnWidths(parsed);
  if (!json && !quiet) terminal.out(`${dim(`        ${tableHead(widths)}`)}\n`);
  const host = realHost();
  const rows: BugRow[] = [];
  try {
    for (const bug of parsed) {
      const teller = chooseTeller({ ...args, ui: 'none' }, terminal, bug.spec, bug.spec.name);
      const { verdict } = await examine(bug, { out, pinned: true, host, teller });
      if (verdict.stopped === 'interrupted') break;
      const row = bugRow(bug, verdict);
      rows.push(row);
      const mark = row.found ? green('found ') : red('MISSED');
      if (!json && !quiet) terminal.out(`${mark}  ${tableLine(row, bug, widths)}${complaints(verdict)}\n`);
    }
  } finally {
    host.release();
  }
  const found = rows.filter((row) => row.found).length;
  if (json) terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
  else terminal.out(`raftcheck: ${count(found)} of ${plural(parsed.length, 'bug')} found as expected\n`);
  if (host.interrupted()) return status.interrupted;
  return found === parsed.length ? status.ok : status.vacuous;
}

function chooseBugs(names: readonly string[]): ParsedSpec[] {
  const files = specFiles('bugs');
  const unknown = names.find((name) => !files.some((file) => file.name === name));
  if (unknown !== undefined) {
    throw new UserError({
      message: `there is no bug named '${unknown}'`,
      expected: 'the name of a file under specs/bugs/',
      hint: didYouMean(
        unknown,
        files.map((file) => file.name),
      ),
    });
  }
  const chosen = names.length === 0 ? files : files.filter((file) => names.includes(file.name));
  return chosen.map((file) => readBug(file.path));
}

function readBug(path: string): ParsedSpec {
  const parsed = readSpec(path);
  if (parsed.spec.bug !== null) return parsed;
  throw new UserError({
    message: 'a spec under specs/bugs/ must say which bug it seeds',
    where: parsed.where([]),
    expected: 'the key bug: row, source and edit',
  });
}

function bugRow({ spec }: ParsedSpec, verdict: Verdict): BugRow {
  return {
    row: spec.bug?.row ?? '',
    name: spec.name,
    found: verdict.verdict === 'violation' && verdict.unmet === undefined,
    property: verdict.violation?.property ?? null,
    length: verdict.violation?.length ?? null,
    distinct: verdict.states.distinct,
    seconds: verdict.seconds,
  };
}

interface Widths {
  readonly name: number;
  readonly source: number;
}

function columnWidths(parsed: readonly ParsedSpec[]): Widths {
  const widest = (texts: string[]): number => Math.max(0, ...texts.map((text) => text.length));
  return {
    name: widest(parsed.map(({ spec }) => spec.name)),
    source: Math.min(40, widest(parsed.map(({ spec }) => spec.bug?.source ?? ''))),
  };
}

function tableHead(widths: Widths): string {
  return cells(['bug', 'row', 'source', 'property', 'actions', 'states', 'seconds'], widths);
}

function tableLine(row: BugRow, { spec }: ParsedSpec, widths: Widths): string {
  return cells(
    [
      row.name,
      row.row,
      (spec.bug?.source ?? '').slice(0, widths.source),
      row.property ?? 'nothing broken',
      row.length === null ? '-' : count(row.length),
      count(row.distinct),
      row.seconds.toFixed(1),
    ],
    widths,
  );
}

type Cells = readonly [string, string, string, string, string, string, string];

function cells([name, row, source, property, actions, states, seconds]: Cells, widths: Widths): string {
  const text = [name.padEnd(widths.name), row.padEnd(4), source.padEnd(widths.source), property.padEnd(22)];
  return [...text, actions.padStart(7), states.padStart(11), seconds.padStart(7)].join('  ');
}

/** Why a row is not as expected. */
function complaints(verdict: Verdict): string {
  const early = verdict.verdict === 'incomplete' ? [`stopped by ${verdict.stopped}`] : [];
  return [...early, ...(verdict.unmet ?? [])].map((sentence) => `\n        ${sentence}`).join('');
}
