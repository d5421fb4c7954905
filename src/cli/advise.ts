/**
 * Short searches with one bound raised each: what a whole run could bring that this one could not, and what it would cost.
 */
import { UserError } from '../base/usererror.ts';
import { type BoundName, boundNames } from '../cluster/model.ts';
import { type Advice, adviseOn, type Pilot, promisingFirst, ranked } from '../report/advice.ts';
import type { Verdict } from '../report/verdict.ts';
import { machine } from '../run/drive.ts';
import { lookingOnly } from '../spec/behaviors.ts';
import { contradiction } from '../spec/consistency.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { askExamination, type Examined } from './examination.ts';
import { silent } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** A short search ends at so many states, or after so many seconds. */
const mostStates = 20_000;
const longest = 2;

/** No bound of these is a number of times, or means something by itself. */
const notRaised: readonly BoundName[] = ['max-drift', 'max-spread'];

/**
 * What to raise next, the best first. `out`: where a behavior goes that breaks something. `until`: when no other search is begun, as
 * machine.now has it; what was not looked at is no advice then.
 */
export async function advise(
  base: Verdict,
  asked: Examined,
  out: string,
  terminal: Terminal,
  until = Number.POSITIVE_INFINITY,
): Promise<readonly Advice[]> {
  const { system } = asked.parsed.spec;
  if (system !== null) return [];
  const broken = base.violation === null ? [] : [base.violation.property];
  const found: Advice[] = [];
  for (const { bound, from } of promisingFirst(raisable(asked.parsed), base)) {
    const left = until - machine.now();
    if (terminal.interrupts.asked || left <= 0) break;
    const raised = shortened(withBound(asked.parsed, bound, from + 1), left);
    if (contradiction(raised.spec.model) !== undefined) continue;
    try {
      const order = { out, pinned: false, without: broken };
      const { verdict } = await askExamination({ ...asked, parsed: raised }, order, silent, terminal);
      const pilot: Pilot = { bound, from, to: from + 1, verdict };
      found.push(adviseOn(base, pilot));
    } catch (error) {
      // A core that does not take the action has nothing to raise.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return ranked(found);
}

/** The bounds that are numbers of times, with what they are. */
export function raisable({
  spec,
}: ParsedSpec): readonly { readonly bound: BoundName; readonly from: number }[] {
  return boundNames.flatMap((bound) => {
    const from = spec.model.bounds[bound];
    return from === null || notRaised.includes(bound) ? [] : [{ bound, from }];
  });
}

/** The spec with one bound another. */
export function withBound(parsed: ParsedSpec, bound: BoundName, to: number): ParsedSpec {
  const { spec } = parsed;
  const model = { ...spec.model, bounds: { ...spec.model.bounds, [bound]: to } };
  return { ...parsed, spec: { ...spec, model, expect: {} } };
}

function shortened(parsed: ParsedSpec, left: number): ParsedSpec {
  const { spec } = lookingOnly(parsed);
  const { maxStates, timeLimit } = spec.search;
  const search = {
    ...spec.search,
    // So few need no files.
    visited: 'memory' as const,
    maxStates: Math.min(mostStates, maxStates ?? mostStates),
    timeLimit: Math.min(longest, left, timeLimit ?? longest),
  };
  return { ...parsed, spec: { ...spec, search } };
}
