/**
 * `raftcheck shrink <trace>`: writes beside a trace another one that breaks the same property with as few actions as
 * removing can leave.
 */
import { plural } from '../report/words.ts';
import { harmless, shellWord } from '../spec/harmless.ts';
import { UserError } from '../spec/usererror.ts';
import { writeWhole } from '../spec/write.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { followTrace } from '../trace/follow.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { type Shrunk, shrinkPath } from '../trace/shrink.ts';
import { traceText } from '../trace/text.ts';
import { formatTrace, type Trace, traceLength } from '../trace/trace.ts';
import { colorsFor, traceStyle } from './color.ts';
import { outputFlags } from './flags.ts';
import { openTrace } from './opentrace.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';

export async function shrink(args: Arguments, terminal: Terminal): Promise<number> {
  const file = String(args.trace);
  const { trace, cluster, judge } = await openTrace(file, outFolder(args, terminal.env));
  const fingerprint = await loadFingerprint();
  const followed = followTrace(cluster, trace, fingerprint);
  if ('divergedAt' in followed) return diverged(followed.divergedAt, file, terminal);
  const property = judge.properties.findIndex(({ name }) => name === trace.property.name);
  if (property < 0)
    throw new UserError({ message: `${trace.property.name} is not among its properties`, where: file });
  const shrunk = shrinkPath(cluster, judge, followed, property);
  const origin = { ...trace, toolVersion: trace.tool.version, property };
  const shorter = rebuildTrace(cluster, judge, shrunk.path, origin, fingerprint);
  if (shorter.witnesses.length === 0) return diverged(traceLength(trace), file, terminal);
  const target = shrunkFile(file);
  const wrote = attempt(terminal, () => writeWhole(target, formatTrace(shorter)));
  const written = wrote ? target : null;
  if (!wrote) terminal.err(traceText(shorter));
  terminal.out(report(args, terminal, { trace, shorter, shrunk, written }));
  return status.ok;
}

/** It is no longer the behavior that was recorded: replay says what differs. */
function diverged(step: number, file: string, terminal: Terminal): number {
  terminal.err(`raftcheck: the trace diverges at step ${step}: see raftcheck replay ${shellWord(file)}\n`);
  return status.vacuous;
}

/** out/raft-x.json -> out/raft-x.shrunk.json */
function shrunkFile(file: string): string {
  return `${file.replace(/(\.shrunk)?\.json$/, '')}.shrunk.json`;
}

interface Result {
  readonly trace: Trace;
  readonly shorter: Trace;
  readonly shrunk: Shrunk;
  /** The file; null: it could not be written. */
  readonly written: string | null;
}

function report(args: Arguments, terminal: Terminal, { trace, shorter, shrunk, written }: Result): string {
  const [from, to] = [traceLength(trace), traceLength(shorter)];
  const { minimal, attempts, taken } = shrunk;
  if (choiceOf(outputFlags.json, args, terminal.env)) {
    const { name } = trace.property;
    const result = { schemaVersion: 1, property: name, from, to, minimal, attempts, taken, trace: written };
    return `${JSON.stringify(result, null, 2)}\n`;
  }
  const colors = colorsFor(args, terminal);
  const behavior = choiceOf(outputFlags.quiet, args, terminal.env)
    ? ''
    : `${traceText(shorter, traceStyle(colors), choiceOf(outputFlags.full, args, terminal.env) ?? false)}\n`;
  const need = minimal === 2 ? 'no action and no two can be removed' : 'no single action can be removed';
  const parts = [
    `${colors.green('SHRUNK')} ${harmless(trace.property.name)} from ${plural(from, 'step')} to ${to}`,
    `${need} (${plural(attempts, 'attempt')})`,
    written === null ? 'it could not be written' : harmless(written),
  ];
  return `${behavior}raftcheck: ${parts.join(' · ')}\n`;
}
