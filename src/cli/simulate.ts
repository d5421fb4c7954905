/**
 * `raftcheck simulate [spec]`: random behaviors, far deeper than a search of every state can go.
 */
import type { WalkProgress } from '../explore/walk.ts';
import { simulationReport } from '../report/simulation.ts';
import { bytes, count, duration } from '../report/words.ts';
import { defaultSpec } from '../spec/defaults.ts';
import { findSpec, readSpec } from '../spec/load.ts';
import { tryFolder } from '../spec/write.ts';
import { traceText } from '../trace/text.ts';
import { colorsFor, traceStyle } from './color.ts';
import { farBounds } from './farbounds.ts';
import { commandNames, defaultWalkDepth, type Flag, outputFlags, ownFlags } from './flags.ts';
import { overlaysOf, projectOf, specFolders } from './project.ts';
import { type Listener, realHost } from './run.ts';
import { type Arguments, type Choice, choiceOf, outFolder } from './settings.ts';
import { simulateSpec } from './simulation.ts';
import { status } from './status.ts';
import { attempt, redraw, type Terminal } from './terminal.ts';

export async function simulate(args: Arguments, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const choice = <F extends Flag>(flag: F) => choiceOf(flag, args, env);
  const runs = choice(ownFlags.runs) ?? Number(ownFlags.runs.fallback);
  const seed = choice(ownFlags.seed) ?? Number(ownFlags.seed.fallback);
  const name = typeof args.spec === 'string' ? args.spec : defaultSpec;
  const path = findSpec(name, commandNames, specFolders());
  const { defaults } = projectOf(terminal);
  const written = readSpec(path, [], defaults).spec;
  const parsed = readSpec(path, [farBounds(written.model), ...overlaysOf(args, terminal)], defaults);
  const depth = parsed.spec.search.depth ?? defaultWalkDepth;
  const out = outFolder(args, env);
  const [quiet, json] = [choice(outputFlags.quiet) ?? false, choice(outputFlags.json) ?? false];
  attempt(terminal, () => tryFolder(out));
  const host = realHost();
  const told = quiet ? 'none' : (choice(outputFlags.progress) ?? 'auto');
  const listener = toldLines(terminal, runs, told);
  const { simulation, trace } = await simulateSpec(parsed, {
    runs,
    depth,
    seed,
    out,
    terminal,
    told: !quiet && !json,
    host,
    listener,
  }).finally(() => host.release());
  const colors = colorsFor(args, terminal);
  const counterexample =
    trace === null ? null : traceText(trace, traceStyle(colors), choice(outputFlags.full) ?? false);
  terminal.out(
    json
      ? `${JSON.stringify(simulation, null, 2)}\n`
      : simulationReport(simulation, { colors, quiet, counterexample }),
  );
  const traceFile = simulation.violation?.trace ?? null;
  if (traceFile !== null && !quiet && !json) {
    await (await import('./inspect.ts')).offerWalk(traceFile, args, terminal);
  }
  switch (simulation.verdict) {
    case 'ok':
      return status.ok;
    case 'violation':
      return status.violation;
    case 'incomplete':
      if (simulation.stopped === 'interrupted') return status.interrupted;
      return choice(outputFlags['allow-incomplete']) ? status.ok : status.incomplete;
  }
}

/** One redrawn line on a terminal, a plain line every half minute anywhere else, unless one form is asked for. */
function toldLines(
  terminal: Terminal,
  runs: number,
  form: Choice<typeof outputFlags.progress>,
): Listener<WalkProgress> {
  if (form === 'none') return { tell() {}, done() {} };
  const redrawn = form === 'line' || (form !== 'plain' && terminal.errIsTTY);
  const every = redrawn ? 0.2 : 30;
  let due = Math.min(every, 0.5);
  let drawn = false;
  return {
    tell(progress, seconds, rss) {
      if (seconds < due) return;
      due = seconds + every;
      const parts = [
        `behavior ${count(progress.runs)} of ${count(runs)}`,
        `${count(progress.states)} states`,
        `${count(progress.states / seconds)}/s`,
        bytes(rss),
        duration(seconds),
      ];
      const line = `raftcheck: ${parts.join(' · ')}`;
      drawn = redrawn;
      if (drawn) redraw(terminal, line);
      else terminal.err(`${line}\n`);
    },
    done() {
      if (drawn) redraw(terminal, '');
      drawn = false;
    },
  };
}
