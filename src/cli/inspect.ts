/**
 * `raftcheck inspect <trace>`: a screen to walk through a behavior with. Without a terminal the behavior is printed.
 * The screen itself, which brings Ink, is loaded only when it is shown.
 */

import { UserError } from '../base/usererror.ts';
import { unreturnedWords } from '../report/unreturned.ts';
import { readAnyTrace } from '../run/opentrace.ts';
import { Stopped } from '../run/pendingjob.ts';
import { seedBug } from '../spec/bug.ts';
import type { SearchSettings } from '../spec/settings.ts';
import { type AnyTrace, familyOf } from '../trace/family.ts';
import type { Story } from '../trace/story.ts';
import { storyOfItf } from '../trace/story.ts';
import type { InspectorProps } from '../tui/inspector.tsx';
import { storyText } from '../tui/storytext.ts';
import { colorsFor, decideColor, traceStyle } from './color.ts';
import { writeTrace } from './examination.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { stepNumber } from './numbers.ts';
import type { Asked } from './project.ts';
import { canWalk, noScreen, uiChoice } from './screen.ts';
import { searchedOn } from './searchon.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';
import { type RunOf, type Traced, traced } from './traced.ts';

export async function inspect(args: Arguments, terminal: Terminal): Promise<number> {
  const file = String(args.trace);
  const { story, trace } = readStory(file);
  const at = stepNumber(ownFlags.begin, args, terminal.env, story.steps.length - 1) ?? 0;
  const ui = uiChoice(args, terminal);
  if (canWalk(terminal) && ui !== 'none') {
    await walk({ story, trace }, file, args, terminal, at);
    return status.ok;
  }
  const colors = colorsFor(args, terminal);
  const full = choiceOf(outputFlags.full, args, terminal.env) ?? false;
  terminal.out(
    trace === null ? storyText(story, full) : familyOf(trace).text(trace, traceStyle(colors), full),
  );
  if (ui === 'screen') throw noScreen();
  if (ui === 'auto') terminal.err('raftcheck: no terminal to walk through it on: printed instead\n');
  return status.ok;
}

interface Read {
  readonly story: Story;
  /** Null for a trace that another tool has written. */
  readonly trace: AnyTrace | null;
}

function readStory(file: string): Read {
  const read = readAnyTrace(file);
  const story = read.trace === null ? storyOfItf(read.itf) : familyOf(read.trace).story(read.trace);
  return { story, trace: read.trace };
}

const foreignCore = 'a trace of another tool cannot be forked: its core is not here';

/** Loads the screen, which takes a while: whoever has something to wait for meanwhile begins here. */
export function loadScreen(
  args: Arguments,
  { env, outIsTTY }: Terminal,
): Promise<typeof import('../tui/show.tsx')> {
  prepareInk(decideColor(choiceOf(outputFlags.color, args, env), env, outIsTTY));
  return import('../tui/show.tsx');
}

/** Shows the inspector until the user quits. */
async function walk(
  { story, trace, run }: Read & { readonly run?: RunOf },
  file: string,
  args: Arguments,
  terminal: Terminal,
  at: number,
): Promise<void> {
  const { showInspector } = await loadScreen(args, terminal);
  if (trace === null) {
    const none = async (): Promise<string> => foreignCore;
    await showInspector(story, { at, unforkable: foreignCore, branch: none, grant: none });
    return;
  }
  const asked = traced(trace, file, args, terminal, run);
  await showInspector(story, { at, unforkable: null, ...askCore(asked, null, args, terminal) });
}

/** Where a spec begins, on the same screen: with what is enabled there. */
export async function walkFrom(
  trace: AnyTrace,
  run: RunOf,
  search: SearchSettings,
  args: Arguments,
  terminal: Terminal,
): Promise<void> {
  const { showInspector } = await loadScreen(args, terminal);
  const told = familyOf(trace).story(trace);
  const judged = `${trace.properties.length} properties are judged in every step.`;
  const story = { ...told, remarks: [...told.remarks, judged] };
  const asked = traced(trace, trace.spec, args, terminal, run);
  const at = story.steps.length - 1;
  await showInspector(story, {
    at,
    unforkable: null,
    forking: true,
    ...askCore(asked, search, args, terminal),
  });
}

/** Asks the thread that runs the core, one question after the other. */
function askCore(
  asked: Traced,
  settings: SearchSettings | null,
  args: Arguments,
  terminal: Terminal,
): Pick<InspectorProps, 'branch' | 'grant'> {
  let before: Promise<unknown> = Promise.resolve();
  const after = <Answer>(ask: () => Promise<Answer>): Promise<Answer | string> => {
    const answer = before.then(ask).catch(whyNot);
    before = answer.catch(() => {});
    return answer;
  };
  // What a screen shows is told on it and nowhere else.
  const silent = { losses: [], err: () => {} };
  return {
    branch: (steps) => after(() => asked.branch(steps)),
    grant: (wish, givenUp) =>
      after(async () => {
        if (wish.kind === 'search') return searchedOn(await asked.search(wish, settings, givenUp), wish);
        const kept = await asked.keep(wish.steps, wish.broken);
        const file = writeTrace(kept, outFolder(args, terminal.env), silent, true);
        return file === null ? 'the trace could not be written' : `written: ${file}`;
      }),
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
 * Asks, where somebody sits there, whether to walk through the trace that a run has just written, and does so. `asked`: what
 * the run was of, which was allowed.
 */
export async function offerWalk(
  file: string,
  asked: Pick<Asked, 'bug' | 'core' | 'parsed'>,
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
  const { bug, core, parsed } = asked;
  const run: RunOf = {
    core: () => (bug === null ? core : seedBug(bug, outFolder(args, terminal.env))),
    system: parsed.spec.system,
  };
  await walk({ ...readStory(file), run }, file, args, terminal, 0);
}
