/**
 * `--continue`: what else is broken once something is. Each further property is found by a search that does not judge those that are known
 * to be broken, so that its behavior is a shortest one too; the last search finds nothing more.
 */
import type { Broken, Verdict } from '../report/verdict.ts';
import type { ExamineOrder } from '../run/examine.ts';
import { askExamination, type Examined } from './examination.ts';
import { silent } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** The verdict with what else is broken; as it is where nothing is. */
export async function withFurther(
  verdict: Verdict,
  asked: Examined,
  order: Pick<ExamineOrder, 'out' | 'from'>,
  terminal: Terminal,
): Promise<Verdict> {
  if (verdict.violation === null) return verdict;
  const broken: Broken[] = [];
  const known = [verdict.violation.property];
  for (;;) {
    if (terminal.interrupts.asked) return { ...verdict, further: { broken, complete: false } };
    const searching = { ...order, pinned: false, without: known };
    const { verdict: next } = await askExamination(asked, searching, silent, terminal);
    const { violation, complete } = next;
    if (violation === null) return { ...verdict, further: { broken, complete } };
    if (known.includes(violation.property))
      throw new Error(`${violation.property} was not to be judged again`);
    broken.push(violation);
    known.push(violation.property);
  }
}
