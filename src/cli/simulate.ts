/**
 * `raftcheck simulate [spec]`: random behaviors, far deeper than a search of every state can go.
 */

import { tryFolder } from '../base/write.ts';
import { makeSimulation, simulationReport } from '../report/simulation.ts';
import { unreturnedWords } from '../report/unreturned.ts';
import { bytes, count, duration } from '../report/words.ts';
import { machine } from '../run/drive.ts';
import { Stopped } from '../run/pendingjob.ts';
import type { Simulated, SimulationOrder, SimulationProgress } from '../run/simulation.ts';
import { seedBug } from '../spec/bug.ts';
import { plain } from '../spec/plain.ts';
import { familyOf } from '../trace/family.ts';
import { colorsFor, traceStyle } from './color.ts';
import { inOneThread, writeTrace } from './examination.ts';
import { farBounds } from './farbounds.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { defaultWalkDepth, ownFlags } from './flags/own.ts';
import { startFrom } from './from.ts';
import { Line } from './progress.ts';
import { askSpec } from './project.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import { attempt, reportWidth, type Terminal } from './terminal.ts';

export async function simulate(args: Arguments, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const choice = <F extends Flag>(flag: F) => choiceOf(flag, args, env);
  const runs = choice(ownFlags.runs) ?? Number(ownFlags.runs.fallback);
  const seed = choice(ownFlags.seed) ?? Number(ownFlags.seed.fallback);
  const name = typeof args.spec === 'string' ? args.spec : null;
  const asked = askSpec(name, args, terminal, farBounds);
  const { bug, core: command } = asked;
  const parsed = bug?.foreign === true ? inOneThread(asked.parsed, terminal) : asked.parsed;
  const from = startFrom(args, terminal, parsed.spec);
  const depth = parsed.spec.search.depth ?? defaultWalkDepth;
  const out = outFolder(args, env);
  const [quiet, json] = [choice(outputFlags.quiet) ?? false, choice(outputFlags.json) ?? false];
  attempt(terminal, () => tryFolder(out));
  const line = chooseLine(args, terminal, quiet);
  const release = terminal.interrupts.heed();
  const core = bug === null ? command : seedBug(bug, out);
  const order = { spec: plain(parsed), core, system: parsed.spec.system, runs, depth, seed, from };
  const { simulation: found, trace } = await askSimulation(order, line, terminal);
  const traceFile = trace === null ? null : writeTrace(trace, out, terminal, !quiet && !json);
  const simulation =
    found.violation === null ? found : { ...found, violation: { ...found.violation, trace: traceFile } };
  const colors = colorsFor(args, terminal);
  const counterexample =
    trace === null
      ? null
      : familyOf(trace).text(trace, traceStyle(colors), choice(outputFlags.full) ?? false);
  terminal.out(
    json
      ? `${JSON.stringify(simulation, null, 2)}\n`
      : simulationReport(simulation, { colors, quiet, counterexample, width: reportWidth(terminal) }),
  );
  release();
  if (traceFile !== null && !quiet && !json) {
    await (await import('./inspect.ts')).offerWalk(traceFile, asked, args, terminal);
  }
  switch (simulation.verdict) {
    case 'ok':
      return status.ok;
    case 'violation':
      return status.violation;
    case 'vacuous':
      return status.vacuous;
    case 'incomplete':
      if (simulation.stopped === 'interrupted') return status.interrupted;
      return choice(outputFlags['allow-incomplete']) ? status.ok : status.incomplete;
  }
}

/** Asks for the simulation: where it had to be ended, as far as it had come. */
async function askSimulation(
  order: SimulationOrder,
  line: Line | null,
  { runner, interrupts, err }: Terminal,
): Promise<Simulated> {
  let last: SimulationProgress = { runs: 0, states: 0, seconds: 0, rss: 0 };
  const begun = machine.now();
  try {
    if (interrupts.asked) throw new Stopped('interrupted', null);
    return await runner.ask('simulate', order, {
      heeds: true,
      progress: (told) => {
        last = told;
        line?.tell(told.seconds, () => progressText(told, order.runs));
      },
      remark: (text) => err(`raftcheck: ${text}\n`),
      unreturned: (held) => line?.held(unreturnedWords(held), held.seconds),
    });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const { spec, runs, depth, seed, from } = order;
    const simulation = makeSimulation({
      spec: spec.spec,
      settings: { runs, depth, seed },
      behaviors: { runs: last.runs, states: last.states, deepest: 0, deadlocks: 0 },
      stepCalls: 0,
      seconds: machine.now() - begun,
      peakRssBytes: last.rss,
      actions: {},
      cutBy: {},
      properties: [],
      stopped: error.reason,
      from: from?.where ?? null,
      violation: null,
      unreturned: error.unreturned,
    });
    return { simulation, trace: null };
  } finally {
    line?.done();
  }
}

/** One redrawn line on a terminal, a plain line every half minute anywhere else, unless one form is asked for. */
function chooseLine(args: Arguments, terminal: Terminal, quiet: boolean): Line | null {
  const form = choiceOf(outputFlags.progress, args, terminal.env) ?? 'auto';
  if (quiet || form === 'none') return null;
  return new Line(terminal, 'raftcheck', form === 'line' || (form !== 'plain' && terminal.errIsTTY));
}

function progressText({ runs: done, states, seconds, rss }: SimulationProgress, runs: number): string {
  return [
    `behavior ${count(done)} of ${count(runs)}`,
    `${count(states)} states`,
    `${count(states / seconds)}/s`,
    bytes(rss),
    duration(seconds),
  ].join(' · ');
}
