/**
 * `--witnesses`: of every state to reach that a check has reached a shortest behavior, written as a trace. Each is looked for by a search
 * of its own, which ends where it is found.
 */

import type { Reached, Verdict } from '../report/verdict.ts';
import type { ExamineOrder } from '../run/examine.ts';
import { lookingOnly } from '../spec/behaviors.ts';
import { traceLength } from '../trace/trace.ts';
import { askExamination, type Examined } from './examination.ts';
import { silent } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** The verdict with them. One that a limit or an interrupt keeps from being found is left out. */
export async function withWitnesses(
  verdict: Verdict,
  asked: Examined,
  order: Pick<ExamineOrder, 'out' | 'from'>,
  terminal: Terminal,
): Promise<Verdict> {
  const witnesses: Reached[] = [];
  const parsed = lookingOnly(asked.parsed);
  for (const { name, status } of verdict.properties) {
    if (status !== 'reached' || terminal.interrupts.asked) continue;
    const sought = { text: name, where: '--witnesses' };
    const looked = { ...order, pinned: false, sought };
    const { verdict: found, trace } = await askExamination({ ...asked, parsed }, looked, silent, terminal);
    if (trace === null) continue;
    witnesses.push({ property: name, length: traceLength(trace), trace: found.violation?.trace ?? null });
  }
  return { ...verdict, witnesses };
}
