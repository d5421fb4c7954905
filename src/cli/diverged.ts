/**
 * That a trace does not happen again, said by the commands that need it to; replay says what differs.
 */
import { shellWord } from '../base/harmless.ts';
import type { AnyTrace } from '../trace/family.ts';
import { traceLength } from '../trace/trace.ts';
import { colorsFor } from './color.ts';
import { outputFlags } from './flags/output.ts';
import { type Arguments, choiceOf } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** The step at which the behavior left the trace, or at which it had left it. */
export type Diverged = { readonly divergedAt: number } | { readonly divergedBy: number };

export function divergedText(
  args: Arguments,
  terminal: Terminal,
  trace: AnyTrace,
  diverged: Diverged,
): string {
  if (choiceOf(outputFlags.json, args, terminal.env)) {
    const document = { schemaVersion: 1, property: trace.property.name, ...diverged };
    return `${JSON.stringify(document, null, 2)}\n`;
  }
  const { red } = colorsFor(args, terminal);
  const when =
    'divergedAt' in diverged ? `at step ${diverged.divergedAt}` : `at step ${diverged.divergedBy} or before`;
  const replay = `raftcheck replay ${shellWord(String(args.trace))}`;
  return `raftcheck: ${red('DIVERGED')} ${when} of ${traceLength(trace)} · ${replay}\n`;
}
