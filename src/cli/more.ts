/** What a check is asked for beside its verdict: what else is broken, which bound to raise next, shortest behaviors to its goals. */
import type { Verdict } from '../report/verdict.ts';
import type { ExamineOrder } from '../run/examine.ts';
import { advise } from './advise.ts';
import type { Examined } from './examination.ts';
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
  const wants = (
    flag: typeof ownFlags.continue | typeof ownFlags.advise | typeof ownFlags.witnesses,
  ): boolean => choiceOf(flag, args, terminal.env) === true;
  let verdict = given;
  if (wants(ownFlags.continue)) verdict = await withFurther(verdict, asked, order, terminal);
  if (wants(ownFlags.witnesses)) verdict = await withWitnesses(verdict, asked, order, terminal);
  if (wants(ownFlags.advise))
    verdict = { ...verdict, advice: await advise(verdict, asked, order.out, terminal) };
  return verdict;
}
