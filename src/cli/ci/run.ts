/**
 * The gate's run: one entry after the other, each within what is left of the budget. A spec that cannot be run (a stale
 * edit, say, or a fault of raftcheck that it alone shows) fails alone; the others still say what they have to say.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { shownPath } from '../../base/shownpath.ts';
import { describeTrouble, UserError } from '../../base/usererror.ts';
import { writeWhole } from '../../base/write.ts';
import { asExpected, type GateEntry, judgeEntry, type PinChange } from '../../report/gate.ts';
import type { Verdict } from '../../report/verdict.ts';
import type { ParsedSpec } from '../../spec/parse.ts';
import { type Pins, withPins } from '../../spec/pins.ts';
import type { Expect } from '../../spec/spec.ts';
import type { AnyTrace } from '../../trace/family.ts';
import { askExamination } from '../examination.ts';
import type { ProgressTeller } from '../progress.ts';
import { attempt, type Loser, type Terminal } from '../terminal.ts';
import { counterexampleOf } from './counterexample.ts';
import type { Planned, Unread } from './plan.ts';

export interface GateOptions {
  readonly out: string;
  /** Whether the core's answers are kept on disk between runs. */
  readonly cache: boolean;
  readonly terminal: Terminal;
  /** Seconds, from any start. */
  now(): number;
  /** Seconds for all entries together, or null. */
  readonly budget: number | null;
  /** Whether pins are rewritten where the figures differ. */
  readonly update: boolean;
  teller(planned: Planned, position: number): ProgressTeller;
  /** The verdict of a spec with what to raise next, where that is to be said. */
  advised(verdict: Verdict, planned: Planned): Promise<Verdict>;
  /** Called where an entry ends with an error that nobody but raftcheck is to blame for. */
  faulted(error: unknown): void;
  /** Called after each entry. */
  ended(entry: GateEntry): void;
}

export async function runGate(plan: readonly Planned[], options: GateOptions): Promise<GateEntry[]> {
  const { now, budget } = options;
  const start = now();
  const entries: GateEntry[] = [];
  for (const [position, planned] of plan.entries()) {
    const left = budget === null ? null : budget - (now() - start);
    const entry = await runEntry(planned, position, left, options);
    entries.push(entry);
    options.ended(entry);
  }
  return entries;
}

async function runEntry(
  planned: Planned,
  position: number,
  left: number | null,
  options: GateOptions,
): Promise<GateEntry> {
  const { terminal, out } = options;
  if (terminal.interrupts.asked) return notRun(known(planned), 'incomplete', 'not run: interrupted');
  if (left !== null && left <= 0)
    return notRun(known(planned), 'incomplete', 'not run: the budget was spent');
  try {
    const order = {
      out,
      cache: options.cache,
      pinned: planned.pinned,
      otherPins: planned.otherPins,
    };
    const teller = options.teller(planned, position);
    const examined = await askExamination(within(planned, left), order, teller, terminal);
    const { trace } = examined;
    const verdict =
      planned.kind === 'bug' || left !== null
        ? examined.verdict
        : await options.advised(examined.verdict, planned);
    const entry = entryOf(known(planned), verdict, trace, planned.parsed);
    return options.update && planned.pinned && planned.own ? renew(planned, entry, verdict, terminal) : entry;
  } catch (error) {
    if (error instanceof UserError) return notRun(known(planned), 'failed', inOneLine(error));
    options.faulted(error);
    return notRun(known(planned), 'failed', 'an internal error of raftcheck ended it');
  }
}

type EntryHead = Pick<GateEntry, 'name' | 'kind' | 'file' | 'expect'>;

/** What a run came to, as the gate counts it. */
export function entryOf(
  known: EntryHead,
  verdict: Verdict,
  trace: AnyTrace | null,
  parsed: ParsedSpec,
): GateEntry {
  const { violation } = verdict;
  return {
    ...known,
    ...judgeEntry(known.kind, known.expect, verdict),
    verdict,
    counterexample:
      trace === null || violation === null
        ? null
        : counterexampleOf(trace, violation.trace, known.file, parsed),
    updated: [],
  };
}

function known({ name, kind, path, parsed }: Planned): EntryHead {
  return { name, kind, file: shownPath(path), expect: parsed.spec.expect };
}

/** A spec that cannot be read fails, and nothing is known of what it expects. */
export function unreadEntry({ name, path, error }: Unread): GateEntry {
  return notRun({ name, kind: 'spec', file: shownPath(path), expect: {} }, 'failed', inOneLine(error));
}

function inOneLine({ trouble }: UserError): string {
  return describeTrouble({ ...trouble, foundAt: undefined }).replaceAll(/\s*\n\s*/g, '; ');
}

function notRun(known: EntryHead, outcome: 'incomplete' | 'failed', problem: string): GateEntry {
  return {
    ...known,
    outcome,
    problems: [problem],
    verdict: null,
    counterexample: null,
    updated: [],
  };
}

/** The spec with no more time than is left of the budget. */
function within(planned: Planned, left: number | null): Planned {
  if (left === null) return planned;
  const { parsed } = planned;
  const { spec } = parsed;
  const timeLimit = Math.min(left, spec.search.timeLimit ?? left);
  return { ...planned, parsed: { ...parsed, spec: { ...spec, search: { ...spec.search, timeLimit } } } };
}

/**
 * Rewrites the pins whose figures differ. What was expected to hold and broke, and a bug that was missed, are no figures:
 * no pin makes them right. Nor is a run that did not end.
 */
function renew(planned: Planned, entry: GateEntry, verdict: Verdict, terminal: Loser): GateEntry {
  if (entry.outcome !== 'differs' && !asExpected(entry)) return entry;
  const found = figures(entry.expect, verdict);
  const updated = Object.entries(found).flatMap(([key, after]): PinChange[] => {
    const pin = key as keyof Expect;
    const before = entry.expect[pin] ?? null;
    return before === after ? [] : [{ pin, before, after }];
  });
  if (updated.length === 0) return entry;
  const pins: Pins = Object.fromEntries(updated.map(({ pin, after }) => [pin, after]));
  const renewed = attempt(terminal, () =>
    writeWhole(realpathSync(planned.path), withPins(readFileSync(planned.path, 'utf8'), pins), {
      within: planned.home,
    }),
  );
  if (!renewed) return entry;
  const outcome = verdict.violation === null ? 'held' : 'found';
  return { ...entry, expect: { ...entry.expect, ...found }, outcome, problems: [], updated };
}

/** What a spec pins: of a violation what broke and how soon, otherwise the counts; other figures only where they are pinned. */
function figures(expect: Expect, { violation, states }: Verdict): Expect & Pins {
  const { distinct, generated } = states;
  if (violation === null) return { verdict: 'ok', distinct, generated };
  return {
    verdict: 'violation',
    property: violation.property,
    length: violation.length,
    ...(expect.distinct === undefined ? {} : { distinct }),
    ...(expect.generated === undefined ? {} : { generated }),
  };
}
