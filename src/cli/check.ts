/**
 * `raftcheck [spec]`: checks one spec and reports what came of it.
 */

import { packageVersion } from '../base/root.ts';
import { shownPath } from '../base/shownpath.ts';
import { tryFolder } from '../base/write.ts';
import { vocabulary } from '../cluster/etcd/vocabulary.ts';
import { makeCoverage } from '../report/coverage.ts';
import { type Gate, makeGate } from '../report/gate.ts';
import { jsonReport } from '../report/json.ts';
import { textReport } from '../report/text.ts';
import type { Verdict } from '../report/verdict.ts';
import type { FarmOrder } from '../run/farm/order.ts';
import { familyOf } from '../trace/family.ts';
import { entryOf } from './ci/run.ts';
import { colorsFor, traceStyle } from './color.ts';
import { askExamination } from './examination.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { startFrom } from './from.ts';
import { withMore } from './more.ts';
import { type Asked, askSpec } from './project.ts';
import { openReporting, readForReport } from './reporting.ts';
import { farmResumeText, resumeText } from './resumehint.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { exitStatus } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';

/** `spread`: how it is searched on many machines; absent: on this one. */
export async function check(
  args: Arguments,
  terminal: Terminal,
  spread?: (asked: Asked, out: string) => FarmOrder,
): Promise<number> {
  const choice = <F extends Flag>(flag: F) => choiceOf(flag, args, terminal.env);
  const name = typeof args.spec === 'string' ? args.spec : null;
  const asked = readForReport(args, terminal, () => askSpec(name, args, terminal));
  const { path, parsed, pinned } = asked;
  const out = outFolder(args, terminal.env);
  const from = readForReport(args, terminal, () => startFrom(args, terminal, parsed.spec));
  const quiet = choice(outputFlags.quiet) ?? false;
  const teller = chooseTeller(args, terminal, parsed.spec);
  const colors = colorsFor(args, terminal);
  let counterexample: string | null = null;
  const verdictOf = ({ entries }: Gate): Verdict => entries[0].verdict!;
  const reporting = openReporting(args, terminal, {
    text: (gate, width) =>
      textReport(verdictOf(gate), {
        colors,
        quiet,
        counterexample,
        width,
        advised: choice(ownFlags.advise) === true,
      }),
    json: (gate) => jsonReport(verdictOf(gate)),
  });
  // What cannot be written is told when all that was typed has been taken.
  attempt(terminal, () => tryFolder(out));
  const release = terminal.interrupts.heed();
  const order = {
    out,
    cache: choice(outputFlags.cache) ?? false,
    pinned: pinned && from === null,
    from,
    otherPins: asked.otherPins,
    checkpointEvery: choice(ownFlags.checkpoint) ?? null,
    resume: spread === undefined ? (choice(ownFlags.resume) ?? null) : null,
    ...(spread === undefined ? {} : { farm: readForReport(args, terminal, () => spread(asked, out)) }),
  };
  const examined = await askExamination(asked, order, teller, terminal, reporting.text && !quiet);
  const { trace, checkpoint } = examined;
  const verdict = await withMore(examined.verdict, asked, { out, from }, args, terminal);
  if (trace !== null)
    counterexample = familyOf(trace).text(trace, traceStyle(colors), choice(outputFlags.full) ?? false);
  // Whoever checks one spec asks what breaks: what its pins expect is the gate's business.
  const known = { name: parsed.spec.name, kind: 'spec', file: shownPath(path), expect: {} } as const;
  const entry = entryOf(known, verdict, trace, parsed);
  const version = packageVersion();
  const { seconds } = verdict;
  reporting.begin({ version, count: 1 });
  reporting.entry(entry);
  const interrupted = verdict.stopped === 'interrupted';
  const tool = { name: 'raftcheck', version } as const;
  reporting.end(
    makeGate({
      tool,
      profile: null,
      shard: null,
      plan: [],
      coverage: makeCoverage([entry], vocabulary, null),
      uncovered: [],
      interrupted,
      seconds,
      entries: [entry],
    }),
  );
  release();
  if (checkpoint !== null) {
    const text = spread === undefined ? resumeText : farmResumeText;
    terminal.err(text(checkpoint, verdict.stopped, args));
  }
  const written = verdict.violation?.trace ?? null;
  if (written !== null && !quiet && !choice(outputFlags.json)) {
    await (await import('./inspect.ts')).offerWalk(written, asked, args, terminal);
  }
  return exitStatus(verdict, choice(outputFlags['allow-incomplete']) ?? false);
}
