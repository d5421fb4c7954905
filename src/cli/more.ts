/** What a check is asked for beside its verdict: what else is broken, which bound to raise next, shortest behaviors to its goals. */
import { countedAdvice, hasReason } from '../report/advice.ts';
import type { Verdict } from '../report/verdict.ts';
import { machine } from '../run/drive.ts';
import type { ExamineOrder } from '../run/examine.ts';
import { advise, raisable } from './advise.ts';
import type { Examined } from './examination.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { withFurther } from './further.ts';
import { type Arguments, choiceOf } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { withWitnesses } from './witnesses.ts';

export async function withMore(
  given: Verdict,
  asked: Examined,
  order: Pick<ExamineOrder, 'out' | 'from'>,
  args: Arguments,
  terminal: Terminal,
): Promise<Verdict> {
  const wants = (flag: typeof ownFlags.continue | typeof ownFlags.witnesses): boolean =>
    choiceOf(flag, args, terminal.env) === true;
  let verdict = given;
  if (wants(ownFlags.continue)) verdict = await withFurther(verdict, asked, order, terminal);
  if (wants(ownFlags.witnesses)) verdict = await withWitnesses(verdict, asked, order, terminal);
  return withAdvice(verdict, asked, order.out, args, terminal);
}

/**
 * The verdict with what to raise next: as short searches find it where they are made (at every bound where that is asked for, else at those
 * that have a reason), and else as the counts of the run say, which costs nothing.
 */
export async function withAdvice(
  verdict: Verdict,
  asked: Examined,
  out: string,
  args: Arguments,
  terminal: Terminal,
): Promise<Verdict> {
  const until = adviceEnds(verdict, args, terminal);
  if (until === null) return counted(verdict, asked, args, terminal);
  const wanted = choiceOf(ownFlags.advise, args, terminal.env) === true;
  const all = await advise(verdict, asked, out, terminal, until);
  const advice = wanted ? all : all.filter(hasReason);
  return advice.length === 0 && !wanted ? counted(verdict, asked, args, terminal) : { ...verdict, advice };
}

function counted(verdict: Verdict, { parsed }: Examined, args: Arguments, { env }: Terminal): Verdict {
  const isOff = choiceOf(ownFlags.advise, args, env) === false;
  if (isOff || parsed.spec.system !== null || !hasEnded(verdict)) return verdict;
  const advice = countedAdvice(verdict, raisable(parsed));
  return advice.length === 0 ? verdict : { ...verdict, advice };
}

/** What a limit has stopped is gone on with, and not begun wider. */
function hasEnded({ complete, violation }: Pick<Verdict, 'complete' | 'violation'>): boolean {
  return complete || violation !== null;
}

/** Seconds for a look at what to raise next where nobody has asked for one, and the part of the run that it may take where that is more. */
const glance = 2;
const part = 0.1;

/**
 * Until when advice is looked for, as machine.now has it; null: there shall be none. Without being asked on a terminal, and elsewhere
 * after a run that has taken so long that a look costs little.
 */
export function adviceEnds(
  verdict: Pick<Verdict, 'complete' | 'violation' | 'seconds'>,
  args: Arguments,
  { env, outIsTTY }: Pick<Terminal, 'env' | 'outIsTTY'>,
): number | null {
  const said = choiceOf(ownFlags.advise, args, env);
  if (said === true) return Number.POSITIVE_INFINITY;
  const isQuiet = choiceOf(outputFlags.quiet, args, env) === true;
  const isRead = outIsTTY && choiceOf(outputFlags.json, args, env) !== true;
  const cheap = part * verdict.seconds;
  if (said === false || isQuiet || !hasEnded(verdict) || (!isRead && cheap < glance)) return null;
  return machine.now() + Math.max(glance, cheap);
}
