/**
 * `raftcheck matrix [spec] --pre-vote --read-only lease,safe`: every combination of what was typed, a check each. A switch stands for on
 * and off, values with commas between them for each of them; what is typed once is the same in all.
 */
import { UserError } from '../base/usererror.ts';
import { tryFolder } from '../base/write.ts';
import { type Combination, checkedRow, type MatrixRow, matrixText, refusedRow } from '../report/matrix.ts';
import { machine } from '../run/drive.ts';
import { Contradicting } from '../spec/consistency.ts';
import { colorsFor } from './color.ts';
import { askExamination } from './examination.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { settingFlags } from './flags/settings.ts';
import { type Asked, askSpec } from './project.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { exitStatus, status, worst } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';

/** More are no table that anybody reads. */
const most = 256;

export async function matrix(args: Arguments, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const name = typeof args.spec === 'string' ? args.spec : null;
  const varied = variedIn(args);
  const combinations = combinationsOf(varied);
  // What is wrong with one value alone is wrong input, and found before anything is searched.
  const asked = combinations.map((one) => ({ one, asked: askCombination(name, one, args, terminal) }));
  const out = outFolder(args, env);
  attempt(terminal, () => tryFolder(out));
  const release = terminal.interrupts.heed();
  const budget = choiceOf(ownFlags.budget, args, env) ?? null;
  const begun = machine.now();
  const allow = choiceOf(outputFlags['allow-incomplete'], args, env) ?? false;
  const rows: MatrixRow[] = [];
  let ended: number = status.ok;
  for (const { one, asked: combination } of asked) {
    const left = budget === null ? null : Math.max(0, budget - (machine.now() - begun));
    const [row, own] = await checked(one, combination, { args, terminal, out, left, allow });
    rows.push(row);
    ended = worst(ended, own);
  }
  release();
  const spec = asked.find(({ asked }) => !(asked instanceof UserError))?.asked;
  const title = spec === undefined || spec instanceof UserError ? (name ?? 'spec') : spec.parsed.spec.name;
  const found = { schemaVersion: 1, kind: 'matrix', spec: title, rows } as const;
  terminal.out(
    choiceOf(outputFlags.json, args, env)
      ? `${JSON.stringify(found, null, 2)}\n`
      : matrixText(found, colorsFor(args, terminal), choiceOf(outputFlags.quiet, args, env) ?? false),
  );
  return ended;
}

interface Varied {
  readonly flag: Flag;
  readonly values: readonly string[];
}

/** Throws a UserError where nothing varies. */
function variedIn(args: Arguments): Varied[] {
  const varied = settingFlags.flatMap((flag): Varied[] => {
    const given = args[flag.name];
    if (flag.kind === 'switch') return given === true ? [{ flag, values: ['off', 'on'] }] : [];
    if (flag.kind !== 'setting' || typeof given !== 'string' || !given.includes(',')) return [];
    return [{ flag, values: [...new Set(given.split(',').map((value) => value.trim()))] }];
  });
  if (varied.length > 0) return varied;
  throw new UserError({
    message: 'nothing varies',
    where: 'raftcheck matrix',
    expected: 'a switch, which stands for on and off, or values with commas between them',
    hint: 'raftcheck matrix raft --pre-vote --max-term 1,2',
  });
}

function combinationsOf(varied: readonly Varied[]): Combination[] {
  const combinations = varied.reduce<Combination[]>(
    (found, { flag, values }) =>
      found.flatMap((one) => values.map((value) => ({ ...one, [flag.name]: value }))),
    [{}],
  );
  if (combinations.length <= most) return combinations;
  throw new UserError({
    message: 'too many combinations',
    where: 'raftcheck matrix',
    found: String(combinations.length),
    expected: `${most} at most`,
  });
}

/** The spec with the settings of a combination, or why they contradict each other. Throws a UserError for what is wrong by itself. */
function askCombination(
  name: string | null,
  combination: Combination,
  args: Arguments,
  terminal: Terminal,
): Asked | UserError {
  const set = Object.entries(combination).map(([flag, value]) => [
    flag,
    value === 'on' ? true : value === 'off' ? false : value,
  ]);
  try {
    return askSpec(name, { ...args, ...Object.fromEntries(set) }, terminal);
  } catch (error) {
    if (error instanceof Contradicting) return error;
    throw error;
  }
}

interface Run {
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly out: string;
  /** Seconds of the budget; null: there is none. */
  readonly left: number | null;
  readonly allow: boolean;
}

/** The row, and the status that it alone would end with. A combination that is none ends nothing. */
async function checked(
  combination: Combination,
  asked: Asked | UserError,
  { args, terminal, out, left, allow }: Run,
): Promise<readonly [MatrixRow, number]> {
  if (asked instanceof UserError) return [refusedRow(combination, reasonOf(asked)), status.ok];
  if (terminal.interrupts.asked) return [refusedRow(combination, 'not run: interrupted'), status.interrupted];
  if (left === 0)
    return [refusedRow(combination, 'not run: the budget was spent'), allow ? status.ok : status.incomplete];
  const { parsed } = asked;
  const { timeLimit } = parsed.spec.search;
  const within = left === null ? timeLimit : Math.min(left, timeLimit ?? left);
  const search = { ...parsed.spec.search, timeLimit: within };
  const limited = { ...asked, parsed: { ...parsed, spec: { ...parsed.spec, search, expect: {} } } };
  const teller = chooseTeller(args, terminal, parsed.spec, Object.values(combination).join(' '));
  try {
    const { verdict } = await askExamination(limited, { out, pinned: false }, teller, terminal);
    return [checkedRow(combination, verdict), exitStatus(verdict, allow)];
  } catch (error) {
    if (error instanceof UserError) return [refusedRow(combination, reasonOf(error)), status.ok];
    throw error;
  }
}

function reasonOf({ trouble: { message, found } }: UserError): string {
  return found === undefined ? message : `${message} (${found})`;
}
