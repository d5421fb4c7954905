/**
 * `raftcheck replay <trace>`: computes every step of a trace anew, so that a counterexample can serve as a regression
 * test: status 0 when it happens again as recorded, 4 when something differs. What no replay can find out it says.
 */
import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import { plural } from '../report/words.ts';
import { readTrace } from '../run/opentrace.ts';
import { otherVersion } from '../spec/version.ts';
import { coreWords } from '../trace/corewords.ts';
import { type AnyTrace, familyOf, isOwnTrace } from '../trace/family.ts';
import { changeWords } from '../trace/own/diff.ts';
import { unjudgedOwn } from '../trace/own/replay.ts';
import { type Divergence, type Replay, unjudged } from '../trace/replay.ts';
import { endWords, traceLength } from '../trace/trace.ts';
import { describeChange } from '../trace/values.ts';
import { colorsFor } from './color.ts';
import { outputFlags } from './flags/output.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';
import { traced } from './traced.ts';

export async function replay(args: Arguments, terminal: Terminal): Promise<number> {
  const file = String(args.trace);
  const trace = readTrace(file);
  const replayed = await traced(trace, file, args, terminal).replay();
  const colors = colorsFor(args, terminal);
  const [shown, told] = [harmlessly(trace), harmlessly(replayed)];
  const lines = choiceOf(outputFlags.quiet, args, terminal.env) ? [] : schedule(shown, told, colors);
  terminal.out(`${[...lines, lastLine(shown, told, colors)].join('\n')}\n`);
  return replayed.same ? status.ok : status.vacuous;
}

/** The actions up to where the replay ended, and what differed there. */
function schedule(trace: AnyTrace, replayed: Replay, colors: Colors): string[] {
  const end = replayed.same ? traceLength(trace) : replayed.divergence.step;
  const width = String(traceLength(trace)).length;
  const actions = familyOf(trace)
    .steps(trace)
    .slice(0, end)
    .map((words, k) => `${String(k + 1).padStart(width)}  ${words}`);
  const ending = replayed.same
    ? replayed.witnesses.map((witness) => colors.red(`${endWords(trace)}: ${witness.message}`))
    : divergenceLines(replayed.divergence, isOwnTrace(trace) ? changeWords : describeChange);
  const limits = (isOwnTrace(trace) ? unjudgedOwn : unjudged).map(
    ({ fields, why }) => `not judged: ${fields.join(', ')} (${why})`,
  );
  return [
    ...(isOwnTrace(trace) ? [] : coreWords(trace)),
    ...actions,
    ...ending.map((line) => `${' '.repeat(width)}  ${line}`),
    ...limits,
  ];
}

function divergenceLines(
  { message, changes, enabled }: Divergence,
  words: (change: Divergence['changes'][number]) => string,
): string[] {
  return [
    message,
    ...changes.map((change) => `recorded and computed: ${words(change)}`),
    ...enabled.map((action) => `enabled: ${action}`),
  ];
}

function lastLine(trace: AnyTrace, replayed: Replay, { green, red }: Colors): string {
  if (!replayed.same) {
    const { step, message } = replayed.divergence;
    // How states are named and what the core does may differ from version to version.
    const written = otherVersion(trace.tool.version);
    const because = written === undefined ? '' : ` · the trace was ${written}`;
    return `raftcheck: ${red('DIVERGED')} at step ${step} of ${traceLength(trace)}: ${message}${because}`;
  }
  const steps = plural(traceLength(trace), 'step');
  return `raftcheck: ${green('REPLAYED')} ${endWords(trace)} in ${steps}, as recorded`;
}
