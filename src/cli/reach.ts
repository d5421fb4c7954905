/**
 * `raftcheck reach [spec] <expression>`: the shortest behavior to a state that the expression holds in.
 */

import { UserError } from '../base/usererror.ts';
import { tryFolder, writeWhole } from '../base/write.ts';
import { makeReach, type Reach, reachText } from '../report/reach.ts';
import type { Sought } from '../run/sought.ts';
import { lookingOnly } from '../spec/behaviors.ts';
import { type AnyTrace, familyOf } from '../trace/family.ts';
import { formatTrace, traceHead } from '../trace/trace.ts';
import { colorsFor, traceStyle } from './color.ts';
import { askExamination } from './examination.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { startFrom } from './from.ts';
import { askSpec } from './project.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import { attempt, reportWidth, type Terminal } from './terminal.ts';

export async function reach(args: Arguments, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const { spec: name, text } = wordsOf(args.words as readonly string[]);
  const asked = askSpec(name, args, terminal);
  const parsed = lookingOnly(asked.parsed);
  const from = startFrom(args, terminal, parsed.spec);
  const out = outFolder(args, env);
  const [quiet, json] = [choiceOf(outputFlags.quiet, args, env), choiceOf(outputFlags.json, args, env)];
  const teller = chooseTeller(args, terminal, parsed.spec);
  const colors = colorsFor(args, terminal);
  attempt(terminal, () => tryFolder(out));
  const release = terminal.interrupts.heed();
  const sought: Sought = { text, where: 'the expression' };
  const order = { out, pinned: false, from, sought };
  const { verdict, trace } = await askExamination(
    { ...asked, parsed },
    order,
    teller,
    terminal,
    !quiet && !json,
  );
  const save = choiceOf(ownFlags.save, args, env) ?? null;
  const saved = trace !== null && save !== null && saveAs(save, trace, terminal) ? save : null;
  const found = withFile(makeReach(text, verdict), saved);
  const full = choiceOf(outputFlags.full, args, env) ?? false;
  const behavior = trace === null ? null : familyOf(trace).text(trace, traceStyle(colors), full);
  terminal.out(
    json
      ? `${JSON.stringify(found, null, 2)}\n`
      : reachText(found, { colors, quiet: quiet ?? false, behavior, width: reportWidth(terminal) }),
  );
  release();
  const file = found.behavior?.trace ?? null;
  if (file !== null && !quiet && !json)
    await (await import('./inspect.ts')).offerWalk(file, asked, args, terminal);
  return reachStatus(found, choiceOf(outputFlags['allow-incomplete'], args, env) ?? false);
}

/** Whether the behavior could be written where the user wants it; a file that is no trace is not overwritten. */
function saveAs(file: string, trace: AnyTrace, terminal: Terminal): boolean {
  return attempt(terminal, () => writeWhole(file, formatTrace(trace), { within: null, over: traceHead }));
}

function withFile(found: Reach, file: string | null): Reach {
  const { behavior } = found;
  return behavior === null || file === null ? found : { ...found, behavior: { ...behavior, trace: file } };
}

/** The expression is the last word. Throws a UserError where there are more than it and a spec. */
function wordsOf(words: readonly string[]): { readonly spec: string | null; readonly text: string } {
  if (words.length > 2) {
    throw new UserError({
      message: 'takes a spec and one expression',
      where: 'raftcheck reach',
      found: words.join(' '),
      hint: 'an expression with blanks stands in quotes: raftcheck reach raft "n1.role == leader"',
    });
  }
  return { spec: words.length === 2 ? words[0] : null, text: words[words.length - 1] };
}

function reachStatus({ found, stopped }: Reach, allowIncomplete: boolean): number {
  switch (found) {
    case 'reached':
      return status.ok;
    case 'unreachable':
      return status.vacuous;
    case 'incomplete':
      if (stopped === 'interrupted') return status.interrupted;
      return allowIncomplete ? status.ok : status.incomplete;
  }
}
