/**
 * `raftcheck [spec]`: checks one spec and reports what came of it.
 */
import { jsonReport } from '../report/json.ts';
import { textReport } from '../report/text.ts';
import { defaultSpec } from '../spec/defaults.ts';
import { findSpec, readSpec } from '../spec/load.ts';
import { traceText } from '../trace/text.ts';
import { colorsFor, traceStyle } from './color.ts';
import { examine } from './examine.ts';
import { commandNames } from './flags.ts';
import { prepareOut } from './outfolder.ts';
import { sameQuestion } from './question.ts';
import { realHost } from './run.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, outFolder, settingOverlays, switchChoice } from './settings.ts';
import { exitStatus } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function check(args: Arguments, terminal: Terminal): Promise<number> {
  const choice = (name: Parameters<typeof switchChoice>[0]) => switchChoice(name, args, terminal.env);
  const path = findSpec(typeof args.spec === 'string' ? args.spec : defaultSpec, commandNames);
  const parsed = readSpec(path, settingOverlays(args, terminal.env));
  const out = outFolder(args, terminal.env);
  const quiet = choice('quiet') ?? false;
  prepareOut(out);
  const teller = chooseTeller(args, terminal, parsed.spec);
  const host = realHost();
  const { verdict, trace } = await examine(parsed, {
    out,
    pinned: sameQuestion(parsed.spec, readSpec(path).spec),
    host,
    teller,
  }).finally(() => host.release());
  const colors = colorsFor(args, terminal);
  const counterexample = trace === null ? null : traceText(trace, traceStyle(colors));
  terminal.out(choice('json') ? jsonReport(verdict) : textReport(verdict, { colors, quiet, counterexample }));
  if (verdict.violation !== null && !quiet && !choice('json')) {
    await (await import('./inspect.ts')).offerWalk(verdict.violation.trace, args, terminal);
  }
  return exitStatus(verdict, choice('allow-incomplete') ?? false);
}
