/**
 * `raftcheck bugs [names..]`: seeds each published bug into a copy of the core and looks for it. All must be found, by
 * the property they should break and with a behavior of the pinned length; or, with `--masked`, none must be: those edits
 * are hidden by another guard of the core, and break something only together with a second edit.
 */

import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { tryFolder } from '../base/write.ts';
import type { Verdict } from '../report/verdict.ts';
import { count } from '../report/words.ts';
import { readSpec, specFiles } from '../spec/load.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import {
  type BugRow,
  bugRow,
  columnWidths,
  complaints,
  publishedLines,
  tableHead,
  tableLine,
} from './bugtable.ts';
import { colorsFor } from './color.ts';
import { askExamination } from './examination.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import { attempt, lose, type Terminal } from './terminal.ts';
import { trustedBug, trustOf } from './trusting.ts';

interface BugSpec extends ParsedSpec {
  /** Absolute. */
  readonly path: string;
}

export async function bugs(args: Arguments, terminal: Terminal): Promise<number> {
  const parsed = chooseBugs(args, terminal);
  const [json, quiet] = [outputFlags.json, outputFlags.quiet].map(
    (flag) => choiceOf(flag, args, terminal.env) ?? false,
  );
  const out = outFolder(args, terminal.env);
  attempt(terminal, () => tryFolder(out));
  const tell = json || quiet ? null : teller(args, terminal, parsed);
  terminal.interrupts.heed();
  const trust = trustOf(args, terminal);
  const rows: BugRow[] = [];
  for (const bug of parsed) {
    const progress = chooseTeller({ ...args, ui: 'none' }, terminal, bug.spec, bug.spec.name);
    try {
      const { verdict } = await askExamination(
        { parsed: bug, bug: trustedBug(bug.path, bug, trust) },
        { out, pinned: true },
        progress,
        terminal,
      );
      if (verdict.stopped === 'interrupted') break;
      const row = bugRow(bug, verdict);
      rows.push(row);
      tell?.(row, verdict);
    } catch (error) {
      // It is not found then; the others may be.
      if (!(error instanceof UserError)) throw error;
      lose(terminal, error.trouble);
    }
  }
  const expected = rows.filter((row) => row.expected).length;
  const how = isMasked(parsed[0]) ? 'masked edits hidden' : parsed.length === 1 ? 'bug found' : 'bugs found';
  if (json) terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
  else terminal.out(`raftcheck: ${count(expected)} of ${count(parsed.length)} ${how} as expected\n`);
  if (terminal.interrupts.asked) return status.interrupted;
  return expected === parsed.length ? status.ok : status.vacuous;
}

/** Writes the table, line by line as the bugs are found. */
function teller(
  args: Arguments,
  terminal: Terminal,
  parsed: readonly ParsedSpec[],
): (row: BugRow, verdict: Verdict) => void {
  const { green, red, dim } = colorsFor(args, terminal);
  const widths = columnWidths(parsed);
  terminal.out(`${dim(`        ${tableHead(widths)}`)}\n`);
  return (row, verdict) => {
    const mark = row.found ? green('found ') : row.expected ? dim('hidden') : red('MISSED');
    const below = [...publishedLines(row, widths).map(dim), ...complaints(verdict)];
    terminal.out(
      [`${mark}  ${tableLine(row, widths)}`, ...below.map((line) => `        ${line}`), ''].join('\n'),
    );
  };
}

/** The bugs that names, rows and tiers ask for; all of them where nothing does. */
function chooseBugs(args: Arguments, terminal: Terminal): BugSpec[] {
  const names = Array.isArray(args.names) ? args.names.map(String) : [];
  const masked = choiceOf(ownFlags.masked, args, terminal.env) ?? false;
  const tiers = choiceOf(ownFlags.tier, args, terminal.env)?.map(Number);
  const all = specFiles('bugs').map((file) => readBug(file.path));
  for (const name of names) {
    if (!all.some((bug) => isCalled(bug, name))) throw unknownBug(name, all);
  }
  // Who names a masked edit means it.
  const chosen = all.filter(
    (bug) =>
      (names.length === 0 || names.some((name) => isCalled(bug, name))) &&
      (isMasked(bug) === masked || names.includes(bug.spec.name)) &&
      (tiers?.includes(bug.spec.catalogued?.tier ?? 0) ?? true),
  );
  if (chosen.length > 0) return chosen;
  throw new UserError({
    message: 'there is no such bug',
    expected: 'names, rows and tiers that some bug has together',
    hint: 'raftcheck list shows the names',
  });
}

/** Whether a bug is called so, by its name or by its row in the table of published bugs. */
function isCalled({ spec }: ParsedSpec, name: string): boolean {
  return spec.name === name || spec.bug?.row === name.toUpperCase();
}

/** An edit that pins "nothing broken". */
function isMasked(parsed: ParsedSpec | undefined): boolean {
  return parsed?.spec.expect.verdict === 'ok';
}

function unknownBug(name: string, all: readonly ParsedSpec[]): UserError {
  return new UserError({
    message: `there is no bug named '${name}'`,
    expected:
      'a bug that comes with raftcheck, or a row such as S13; those of a project are run by raftcheck ci',
    hint: didYouMean(
      name,
      all.map(({ spec }) => spec.name),
    ),
  });
}

function readBug(path: string): BugSpec {
  const parsed = { ...readSpec(path), path };
  if (parsed.spec.bug !== null) return parsed;
  throw new UserError({
    message: 'a spec under specs/bugs/ must say which bug it seeds',
    where: parsed.where([]),
    expected: 'the key bug: row, source and edit',
  });
}
