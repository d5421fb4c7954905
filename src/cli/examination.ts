/**
 * A check of one spec as commands ask for it: done by the thread that runs the core, told on the terminal while it runs, and
 * summed up as far as it had come where it had to be ended.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileWord } from '../base/inside.ts';
import { UserError } from '../base/usererror.ts';
import { writeWhole } from '../base/write.ts';
import type { CoreCommand } from '../foreign/command.ts';
import { unreturnedWords } from '../report/unreturned.ts';
import { makeVerdict } from '../report/verdict.ts';
import { machine } from '../run/drive.ts';
import type { Examination, ExamineOrder } from '../run/examine.ts';
import { Stopped } from '../run/pendingjob.ts';
import type { SearchProgress } from '../run/searchprogress.ts';
import { seedBug } from '../spec/bug.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { plain } from '../spec/plain.ts';
import type { Spec } from '../spec/spec.ts';
import type { TrustedBug } from '../spec/trust.ts';
import { type AnyTrace, familyOf } from '../trace/family.ts';
import { formatTrace, traceHead } from '../trace/trace.ts';
import type { ProgressTeller } from './progress.ts';
import { attempt, type Loser, lose, redraw, type Terminal } from './terminal.ts';

/** A spec, and its bug where it has one that may be run. */
export interface Examined {
  readonly parsed: ParsedSpec;
  readonly bug: TrustedBug | null;
  /** Another core than the built-in one; absent, null: none. */
  readonly core?: CoreCommand | null;
}

type Order = Omit<ExamineOrder, 'spec' | 'core'>;

/**
 * The counterexample is also written to `verdict.violation.trace`, where that is not null. `shown`: people are shown it on stdout
 * anyway. Throws a UserError.
 */
export async function askExamination(
  question: Examined,
  order: Order,
  teller: ProgressTeller,
  terminal: Terminal,
  shown = false,
): Promise<Examination> {
  const examination = await examined(question, order, teller, terminal);
  const { verdict, trace } = examination;
  const { violation } = verdict;
  if (trace === null || violation === null) return examination;
  const file = writeTrace(trace, order.out, terminal, shown);
  return { ...examination, verdict: { ...verdict, violation: { ...violation, trace: file } } };
}

/**
 * Writes a counterexample; null where that cannot be, and then it is told on stderr unless it is `shown` anyway. The file's name
 * says which question and which answer, the latter by its content: only the same trace is the same file.
 */
export function writeTrace(trace: AnyTrace, out: string, terminal: Loser, shown: boolean): string | null {
  const text = formatTrace(trace);
  const file = join(out, traceName(trace, text));
  if (attempt(terminal, () => writeWhole(file, text, { within: out, over: traceHead }))) return file;
  if (!shown) terminal.err(familyOf(trace).text(trace));
  return null;
}

/** The name of its file, where its text is that. */
export function traceName(trace: AnyTrace, text: string): string {
  const content = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${fileWord(trace.spec)}-${fileWord(trace.property.name).slice(0, 100)}-${content}.json`;
}

async function examined(
  { parsed, bug, core: command = null }: Examined,
  order: Order,
  teller: ProgressTeller,
  terminal: Terminal,
): Promise<Examination> {
  const { runner, interrupts } = terminal;
  let last = null as SearchProgress | null;
  const progress = (now: SearchProgress): void => {
    last = now;
    teller.tell(now);
  };
  const begun = machine.now();
  try {
    if (interrupts.asked) throw new Stopped('interrupted', null);
    const asked = bug?.foreign === true ? confined(parsed, order, terminal) : parsed;
    const core = bug === null ? command : seedBug(bug, order.out);
    return await runner.ask(
      'examine',
      { ...order, spec: plain(asked), core, system: parsed.spec.system },
      {
        heeds: true,
        progress,
        remark(text) {
          clearLine(terminal);
          terminal.err(`raftcheck: ${text}\n`);
        },
        lost(trouble) {
          clearLine(terminal);
          lose(terminal, trouble);
        },
        unreturned: (held) => teller.held(unreturnedWords(held), held.seconds),
      },
    );
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const verdict = verdictSoFar(parsed.spec, last, machine.now() - begun, error);
    return { verdict, trace: null, checkpoint: last?.checkpoint ?? null };
  } finally {
    await teller.done();
  }
}

/** A line of progress may stand there. */
function clearLine(terminal: Terminal): void {
  if (terminal.errIsTTY) redraw(terminal, '');
}

/** As a thread can search that may start no other and write nothing. Throws a UserError where more was asked for. */
function confined(parsed: ParsedSpec, order: Order, terminal: Terminal): ParsedSpec {
  const kept = order.resume != null ? '--resume' : order.checkpointEvery != null ? '--checkpoint' : null;
  if (kept !== null) {
    throw new UserError({
      message: 'is not for code of somebody else',
      where: kept,
      found: 'an edit of the core that runs because you trust it, in a thread that may write nothing',
      hint: `leave out ${kept}, or make the spec your own: put it into specs/ of the current folder`,
    });
  }
  return inOneThread(parsed, terminal);
}

/** As a thread can search, or walk, that may start no other. */
export function inOneThread(parsed: ParsedSpec, { err }: Terminal): ParsedSpec {
  const { spec } = parsed;
  const { workers } = spec.search;
  if (workers !== null && workers > 1)
    err(`raftcheck: code of somebody else runs in one thread, not in ${workers}\n`);
  return { ...parsed, spec: { ...spec, search: { ...spec.search, workers: 1 } } };
}

/** The figures that a search had last reported when it had to be ended. What it knew of its properties is lost. */
function verdictSoFar(
  spec: Spec,
  last: SearchProgress | null,
  seconds: number,
  { reason, unreturned }: Stopped,
): Examination['verdict'] {
  const { distinct = 0, generated = 0, frontier = 0, depth = 0, levels = [] } = last?.progress ?? {};
  return makeVerdict({
    spec,
    exploration: {
      distinct,
      generated,
      frontier,
      depth,
      levels,
      complete: false,
      stopped: reason,
      cutByDepth: 0,
      deadlocks: 0,
      actions: Array.from(last?.progress.actions ?? []),
      violation: null,
      storeBytes: last?.progress.storeBytes ?? 0,
    },
    reductions: last?.reductions ?? [],
    actionKinds: last?.actionKinds ?? [],
    bounds: [],
    cuts: [],
    stepCalls: last?.stepCalls ?? 0,
    seconds,
    peakRssBytes: last?.rss ?? 0,
    properties: [],
    violation: null,
    unreturned: unreturned,
    pinned: false,
  });
}
