/**
 * `raftcheck shrink <trace>`: writes another trace that breaks the same property with as few actions as removing can leave:
 * beside the first where that lies in the folder for whatever is written, else into that folder.
 */
import { basename, dirname, join } from 'node:path';
import { harmless } from '../base/harmless.ts';
import { leadsInto } from '../base/inside.ts';
import { writeWhole } from '../base/write.ts';
import { plural } from '../report/words.ts';
import { readTrace } from '../run/opentrace.ts';
import type { OwnShrunken } from '../run/owntraces.ts';
import type { Shrunken } from '../run/tracejobs.ts';
import { type AnyTrace, familyOf } from '../trace/family.ts';
import { formatTrace, traceHead, traceLength } from '../trace/trace.ts';
import { colorsFor, traceStyle } from './color.ts';
import { divergedText } from './diverged.ts';
import { outputFlags } from './flags/output.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';
import { traced } from './traced.ts';

export async function shrink(args: Arguments, terminal: Terminal): Promise<number> {
  const file = String(args.trace);
  const trace = readTrace(file);
  const out = outFolder(args, terminal.env);
  const shrunk = await traced(trace, file, args, terminal).shrink();
  if ('divergedAt' in shrunk) {
    terminal.out(divergedText(args, terminal, trace, shrunk));
    return status.vacuous;
  }
  const { shorter } = shrunk;
  const target = shrunkFile(file, out);
  const wrote = attempt(terminal, () =>
    writeWhole(target, formatTrace(shorter), { within: out, over: traceHead }),
  );
  const written = wrote ? target : null;
  if (!wrote) terminal.err(familyOf(shorter).text(shorter));
  terminal.out(report(args, terminal, { trace, shrunk, written }));
  return status.ok;
}

/** out/raft-x.json -> out/raft-x.shrunk.json, and elsewhere/raft-x.json as well. */
function shrunkFile(file: string, out: string): string {
  const folder = leadsInto(out, dirname(file)) ? dirname(file) : out;
  return join(folder, `${basename(file).replace(/(\.shrunk)?\.json$/, '')}.shrunk.json`);
}

interface Result {
  readonly trace: AnyTrace;
  readonly shrunk: Shrunken | OwnShrunken;
  /** The file; null: it could not be written. */
  readonly written: string | null;
}

function report(args: Arguments, terminal: Terminal, { trace, shrunk, written }: Result): string {
  const { shorter, minimal, attempts, taken } = shrunk;
  const [from, to] = [traceLength(trace), traceLength(shorter)];
  if (choiceOf(outputFlags.json, args, terminal.env)) {
    const { name } = trace.property;
    const result = { schemaVersion: 1, property: name, from, to, minimal, attempts, taken, trace: written };
    return `${JSON.stringify(result, null, 2)}\n`;
  }
  const colors = colorsFor(args, terminal);
  const behavior = choiceOf(outputFlags.quiet, args, terminal.env)
    ? ''
    : `${familyOf(shorter).text(shorter, traceStyle(colors), choiceOf(outputFlags.full, args, terminal.env) ?? false)}\n`;
  const need = minimal === 2 ? 'no action and no two can be removed' : 'no single action can be removed';
  const parts = [
    `${colors.green('SHRUNK')} ${harmless(trace.property.name)} from ${plural(from, 'step')} to ${to}`,
    `${need} (${plural(attempts, 'attempt')})`,
    written === null ? 'it could not be written' : harmless(written),
  ];
  return `${behavior}raftcheck: ${parts.join(' · ')}\n`;
}
