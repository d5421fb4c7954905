/** The search of a spec on many machines, and once more without what rests on a premise that the core has refuted. */
import { UserError } from '../../base/usererror.ts';
import { duration } from '../../report/words.ts';
import type { Spec } from '../../spec/spec.ts';
import { SearchClock } from '../searchclock.ts';
import type { Prepared, Question, SearchContext, Searched } from '../searched.ts';
import { type FarmOrder, farmRefusal } from './order.ts';
import { searchOnFarm, setupOfFarm } from './search.ts';

/** Throws a UserError. */
export async function exploreOnFarm<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  context: SearchContext,
  farm: FarmOrder,
): Promise<Searched<P>> {
  const refused = farmRefusal(spec);
  if (refused !== null) throw new UserError({ message: refused, where: spec.name });
  const clock = new SearchClock(context);
  let setup = await setupOfFarm(question.setup, spec, farm);
  let order = farm;
  for (;;) {
    const found = await searchOnFarm({ ...question, setup }, spec, clock, context, order);
    const refuted = found.prepared.reduced.refutations();
    if (refuted.length === 0) {
      if (clock.resumed !== null)
        context.remark(
          `its time, and --time-limit, count ${duration(clock.resumed)} from before it was resumed`,
        );
      return found;
    }
    setup = { ...setup, refuted: [...setup.refuted, ...refuted] };
    order = { ...farm, resume: false };
  }
}
