/**
 * `raftcheck inspect <trace>`: a screen to walk through a behavior with. Without a terminal the behavior is printed.
 * The screen itself, which brings Ink, is loaded only when it is shown.
 */

import { UserError } from '../base/usererror.ts';
import { unreturnedWords } from '../report/unreturned.ts';
import { readAnyTrace } from '../run/opentrace.ts';
import { Stopped } from '../run/pendingjob.ts';
import { seedBug } from '../spec/bug.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { TrustedBug } from '../spec/trust.ts';
import type { Story } from '../trace/story.ts';
import { storyOfItf, storyOfTrace } from '../trace/story.ts';
import { traceText } from '../trace/text.ts';
import type { Trace } from '../trace/trace.ts';
import type { InspectorProps } from '../tui/inspector.tsx';
import { storyText } from '../tui/storytext.ts';
import { colorsFor, decideColor, traceStyle } from './color.ts';
import { traceCore } from './cores.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { stepNumber } from './numbers.ts';
import { canWalk, noScreen, uiChoice } from './screen.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function inspect(args: Arguments, terminal: Terminal): Promise<number> {
  const file = String(args.trace);
  const { story, trace } = readStory(file);
  const at = stepNumber(ownFlags.begin, args, terminal.env, story.steps.length - 1) ?? 0;
  const ui = uiChoice(args, terminal);
  if (canWalk(terminal) && ui !== 'none') {
    const core = (): OtherCore | null => (trace === null ? null : traceCore(trace, file, args, terminal));
    await walk({ story, trace, core }, file, args, terminal, at);
    return status.ok;
  }
  const colors = colorsFor(args, terminal);
  const full = choiceOf(outputFlags.full, args, terminal.env) ?? false;
  terminal.out(trace === null ? storyText(story, full) : traceText(trace, traceStyle(colors), full));
  if (ui === 'screen') throw noScreen();
  if (ui === 'auto') terminal.err('raftcheck: no terminal to walk through it on: printed instead\n');
  return status.ok;
}

interface Read {
  readonly story: Story;
  /** Null for a trace that another tool has written. */
  readonly trace: Trace | null;
}

function readStory(file: string): Read {
  const read = readAnyTrace(file);
  const story = read.trace === null ? storyOfItf(read.itf) : storyOfTrace(read.trace);
  return { story, trace: read.trace };
}

interface Walked extends Read {
  /** The core to fork on; null: the core as it is. Throws a UserError where it may not be run. */
  core(): OtherCore | null;
}

const foreignCore = 'a trace of another tool cannot be forked: its core is not here';

/** Shows the inspector until the user quits. */
async function walk(
  { story, trace, core }: Walked,
  file: string,
  args: Arguments,
  terminal: Terminal,
  at: number,
): Promise<void> {
  prepareInk(decideColor(choiceOf(outputFlags.color, args, terminal.env), terminal.env, terminal.outIsTTY));
  const { showInspector } = await import('../tui/show.tsx');
  await showInspector(story, {
    at,
    unforkable: trace === null ? foreignCore : null,
    branch: trace === null ? async () => foreignCore : askBranches(trace, file, core, terminal),
  });
}

/** Asks the thread that runs the core, one question after the other. */
function askBranches(
  trace: Trace,
  file: string,
  core: Walked['core'],
  { runner }: Terminal,
): InspectorProps['branch'] {
  let seeded: OtherCore | null | undefined;
  const ask: InspectorProps['branch'] = async (steps) => {
    try {
      seeded ??= core();
      return await runner.ask('branch', { trace, file, core: seeded, steps });
    } catch (error) {
      return whyNot(error);
    }
  };
  let before: Promise<unknown> = Promise.resolve();
  return (steps) => {
    const answer = before.then(() => ask(steps));
    before = answer.catch(() => {});
    return answer;
  };
}

/** The reason in one line. Throws what is a fault of raftcheck. */
function whyNot(error: unknown): string {
  if (error instanceof UserError) return error.message.split('\n')[0];
  if (!(error instanceof Stopped)) throw error;
  // The signal was for the inspector as a whole; the screen is given back on the way out.
  if (error.reason === 'interrupted') process.exit(status.interrupted);
  return error.unreturned === null ? error.message : unreturnedWords(error.unreturned);
}

/** Ink decides about colours and about CI from the environment alone, and when it is loaded. */
function prepareInk(color: boolean): void {
  if (!color) process.env.FORCE_COLOR = '0';
  else if (process.env.FORCE_COLOR === undefined) process.env.FORCE_COLOR = '1';
  delete process.env.NO_COLOR;
  // React checks everything it does otherwise, at several times the cost.
  process.env.NODE_ENV = 'production';
  process.env.CI = 'false';
  process.env.CONTINUOUS_INTEGRATION = 'false';
}

/**
 * Asks, where somebody sits there, whether to walk through the trace that a run has just written, and does so. `bug`: that of
 * the run, which was allowed.
 */
export async function offerWalk(
  file: string,
  bug: TrustedBug | null,
  args: Arguments,
  terminal: Terminal,
): Promise<void> {
  if (!canWalk(terminal) || !terminal.errIsTTY || uiChoice(args, terminal) === 'none') return;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question('Walk through it on a screen? [y/N] '), closed]);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) return;
  const core = (): OtherCore | null => (bug === null ? null : seedBug(bug, outFolder(args, terminal.env)));
  await walk({ ...readStory(file), core }, file, args, terminal, 0);
}
