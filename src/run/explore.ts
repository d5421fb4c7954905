/** The search of one spec: in whatever room it needs (rooms.ts), and once more without what rests on a premise that the core has refuted. */

import { UserError } from '../base/usererror.ts';
import { switchedOn } from '../cluster/reduce/names.ts';
import { NotDeterministic } from '../explore/system.ts';
import { duration } from '../report/words.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import { loadHasher } from '../spec/hasher.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Spec } from '../spec/spec.ts';
import type { SystemModule } from '../system/module.ts';
import { propertiesOf } from '../system/subject.ts';
import { AnswerFiles } from './answerfiles.ts';
import { asCheckpointed } from './checkpointing.ts';
import { judgedIn } from './judgedin.ts';
import { blamed, type PreparedSystem, prepareSystem, setupOf } from './ownsystem.ts';
import { type PreparedCluster, prepareCluster, type SearchSetup } from './prepare.ts';
import { searchInAnyRoom } from './rooms.ts';
import { SearchClock } from './searchclock.ts';
import type { Prepared, Question, SearchContext, Searched } from './searched.ts';
import { problemOf } from './together.ts';

/** The search of a spec of a cluster. */
export async function explore(
  parsed: ParsedSpec,
  context: SearchContext,
): Promise<Searched<PreparedCluster>> {
  const setup = await clusterSetup(parsed, context);
  return exploreFromAnswers(setup, parsed.spec, context);
}

/** With what the core has answered in earlier runs, where that is asked for; without it once the core does not answer so any more. */
async function exploreFromAnswers(
  setup: SearchSetup,
  spec: Spec,
  context: SearchContext,
): Promise<Searched<PreparedCluster>> {
  const { out, core, remark } = context;
  const isKept = context.cache === true && context.against === undefined && context.farm === undefined;
  const answers = isKept ? AnswerFiles.of({ out, core, remark, hasher: await loadHasher() }) : null;
  const prepare: typeof prepareCluster = (job, monitor, registrar) =>
    prepareCluster(job, monitor, registrar, (model) => answers?.table(model) ?? null);
  const search = () => exploreAll({ setup, prepare, answers }, spec, context);
  try {
    return await search();
  } catch (error) {
    if (!(error instanceof NotDeterministic) || answers?.discard(error.what) !== true) throw error;
    return search();
  }
}

/** What is searched of a spec of a cluster. Throws a UserError. */
export async function clusterSetup(parsed: ParsedSpec, context: SearchContext): Promise<SearchSetup> {
  const { spec } = parsed;
  const { against, sought = null } = context;
  const properties = await judgedIn(parsed, context);
  const behaviors = asksBehaviors(spec) && against === undefined;
  if (behaviors && context.from != null) {
    const message = 'what is asked of whole behaviors is asked from the beginning';
    throw new UserError({ message, where: '--from', found: context.from.where });
  }
  return {
    name: spec.name,
    model: spec.model,
    bug: spec.bug,
    core: context.core,
    ...(context.coreName == null ? {} : { coreName: context.coreName }),
    ...(against === undefined ? {} : { against }),
    ...(context.from == null ? {} : { from: context.from }),
    ...(sought === null ? {} : { sought: true }),
    properties,
    reductions: switchedOn(spec.search),
    ...(behaviors ? { fairness: spec.temporal.fairness ?? [] } : {}),
    refuted: [],
  };
}

/** The search of a spec of a system of one's own. Throws a UserError for what is the system's fault. */
export function exploreSystem(
  spec: Spec,
  module: SystemModule,
  context: SearchContext,
): Promise<Searched<PreparedSystem>> {
  return blamed(module, spec.search, async () =>
    exploreAll(await systemQuestion(spec, module, context), spec, context),
  );
}

/** What is searched of a system of one's own. Throws likewise. */
export async function systemQuestion(
  spec: Spec,
  module: SystemModule,
  context: SearchContext,
): Promise<Question<PreparedSystem>> {
  const system = await setupOf(spec, module, context.monitor, context);
  const setup: SearchSetup = {
    name: spec.name,
    model: spec.model,
    system,
    bug: null,
    core: null,
    properties: propertiesOf(system.judged),
    reductions: [],
    refuted: [],
  };
  return { setup, prepare: (_, monitor, registrar) => prepareSystem(system, monitor, registrar) };
}

async function exploreAll<P extends Prepared>(
  { setup, ...how }: Question<P>,
  spec: Spec,
  context: SearchContext,
): Promise<Searched<P>> {
  const { farm } = context;
  if (farm !== undefined) {
    const { exploreOnFarm } = await import('./farm/explore.ts');
    return exploreOnFarm({ setup, prepare: how.prepare }, spec, context, farm);
  }
  const before = await asCheckpointed(problemOf(setup, spec), context);
  const clock = new SearchClock(context);
  const found = await searchUntilNoneRefuted({ setup: before.job, ...how }, spec, clock, context);
  if (clock.resumed !== null)
    context.remark(`its time, and --time-limit, count ${duration(clock.resumed)} from before it was resumed`);
  return found;
}

/** Searches once more, without what rests on premises that the core has refuted. */
async function searchUntilNoneRefuted<P extends Prepared>(
  question: Question<P>,
  spec: Spec,
  clock: SearchClock,
  context: SearchContext,
): Promise<Searched<P>> {
  const found = await searchInAnyRoom(question, spec, clock, context);
  const refuted = found.prepared.reduced.refutations();
  if (refuted.length === 0) return found;
  const setup = { ...question.setup, refuted: [...question.setup.refuted, ...refuted] };
  // What was kept of the first search is of the other search.
  return searchUntilNoneRefuted({ ...question, setup }, spec, clock, { ...context, resume: null });
}
