/**
 * A recorded run from its events to what is known of it: explained by the core, verified, judged, and told as a trace where a
 * property breaks. A job of the thread that runs the core.
 */
import { packageVersion } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Model } from '../cluster/model.ts';
import type { Recordable } from '../cluster/recordable.ts';
import type { NodeView } from '../cluster/view.ts';
import type { Path, PathStep } from '../explore/system.ts';
import type { CoreOfTrace } from '../foreign/command.ts';
import type { Property } from '../property/property.ts';
import { type Deed, type History, historyOf } from '../recorded/history.ts';
import { askedOfRecorded, type Judged, judgeHistory } from '../recorded/judging.ts';
import { modelOf } from '../recorded/model.ts';
import type { Recording } from '../recorded/recording.ts';
import { Search, type Unexplained } from '../recorded/search.ts';
import { recordedSteps } from '../recorded/trace.ts';
import type { Validation } from '../recorded/validation.ts';
import { verified } from '../recorded/verify.ts';
import { Ways } from '../recorded/ways.ts';
import type { OtherCore } from '../spec/othercore.ts';
import { type PlainSpec, placed } from '../spec/plain.ts';
import { sameValue } from '../trace/diff.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { ownOf } from '../trace/own.ts';
import { endOf, rebuildTrace } from '../trace/rebuild.ts';
import { type Trace, traceFormatVersion } from '../trace/trace.ts';
import { compose, openRecordable } from './compose.ts';
import { brokenBy } from './examine.ts';
import { chooseProperties } from './invariants.ts';
import type { JobContext } from './jobs.ts';
import { coreOfTrace, nameOf } from './othercore.ts';

export interface ValidateOrder {
  readonly spec: PlainSpec;
  /** The core with a bug in it; null: the core as it is. */
  readonly core: OtherCore | null;
  readonly recording: Recording;
  /** Messages may arrive more than once. */
  readonly duplicates: boolean;
}

export interface ValidateProgress {
  readonly explained: number;
  readonly events: number;
}

/** Calls of the core for one line, after which going back further is given up. */
const mostCalls = 2_000_000;

/** Steps of a trace that no cluster repeats: what is before them is left out. */
const mostSteps = 500;

export async function validate(
  { spec: told, core, recording, duplicates }: ValidateOrder,
  { host, monitor, tell }: JobContext<ValidateProgress>,
): Promise<Validation> {
  const model = modelOf(told.spec.model, recording, duplicates);
  const { form } = recording;
  mustTellPreVotes(model, form);
  const named = coreOfTrace(await nameOf(core, model, monitor), core);
  const calls = await openRecordable(core, model, form, monitor);
  const ways = new Ways(model, recording);
  const events = recording.events.length;
  const search = new Search(calls, recording, ways, { duplicates, mostCalls });
  const { timeLimit } = told.spec.search;
  const begun = host.now();
  let stopped: Validation['stopped'] = null;
  const searched = search.run((explained) => {
    tell({ explained, events });
    if (host.interrupted()) stopped = 'interrupted';
    else if (timeLimit !== null && host.now() - begun > timeLimit) stopped = 'time-limit';
    return stopped === null;
  });
  const whole = verified(calls, recording, searched, duplicates);
  const isWrong = 'wrongAt' in whole;
  const history = historyOf(calls, isWrong ? searched : { ...whole, ranks: searched.ranks });
  const chosen = await chooseProperties(placed({ ...told, spec: askable(told.spec, model) }));
  const properties = askedOfRecorded(chosen.map(({ property }) => property));
  // Nobody knows what a property of a user's own, or a core that is only seen, makes of entries that are left out.
  const isWhole = form.dialect === 'steps' || chosen.some(({ source }) => typeof source !== 'string');
  const judged = judgeHistory(properties, history, isWhole);
  const found = {
    told,
    core,
    marks: marksOf(named, ownOf(chosen.map(({ source }) => source))),
    calls,
    model,
    history,
    judged,
    properties: chosen.map(({ property }) => property),
  };
  const trace = judged.broken === null ? null : await traceOf(found, judged.broken);
  const { unexplained } = searched;
  return {
    model,
    events,
    explained: searched.explained,
    calls: searched.calls,
    refused: unexplained && {
      ...unexplained,
      call: unexplained.call?.kind ?? null,
      before: beforeOf((state) => calls.view(state), searched.ends, unexplained),
    },
    isCut: searched.isCut || (isWrong && unexplained === null) || isOfPreVotes(model, recording, unexplained),
    stopped,
    seconds: host.now() - begun,
    properties: judged.reports,
    unasked: chosen
      .map(({ property }) => property.name)
      .filter((name) => !properties.some((one) => one.name === name)),
    violation: trace && brokenBy(trace),
    brokenAt: judged.broken === null ? null : (history.deeds[judged.broken.deed]?.line ?? 0),
    trace,
  };
}

/**
 * Of a vote before the vote no event tells. In several files nothing says then who was asked when, so a campaign for which no votes
 * were found is not one that there cannot have been.
 */
function isOfPreVotes(model: Model, { isOrdered }: Recording, unexplained: Unexplained | null): boolean {
  if (!model.preVote || isOrdered || unexplained === null) return false;
  return ['BecomeCandidate', 'BecomeFollower'].includes(unexplained.event.name);
}

/** What a trace says of the core and of properties of a user's own, where there are some. */
function marksOf(core: CoreOfTrace | null, own: Trace['own']): Pick<Trace, 'core' | 'own'> {
  return { ...(core === null ? {} : { core }), ...(own === undefined ? {} : { own }) };
}

/** In steps nothing else says who was asked before the vote, and by whom. */
function mustTellPreVotes({ preVote }: Model, { dialect, untold }: Recording['form']): void {
  if (!preVote || dialect !== 'steps' || !untold.includes('MsgPreVote')) return;
  throw new UserError({
    message: 'no line tells of votes before votes',
    found: '--pre-vote, and a log of steps without MsgPreVote and MsgPreVoteResp',
    expected: 'a log that tells of them, by a mapping',
  });
}

/** What is asked of the spec's model, but for what no log tells of. */
function askable(spec: PlainSpec['spec'], model: Model): PlainSpec['spec'] {
  const temporal = { ...spec.temporal, eventually: null, leadsTo: null };
  return { ...spec, model, sometimes: [], recovers: false, temporal };
}

/** The node as the first unexplained line finds it: after all that is explained of it. */
function beforeOf<S>(
  view: (state: S) => NodeView,
  ends: readonly ({ readonly state: S } | null)[],
  { event }: Unexplained,
): NodeView | null {
  const end = ends[event.node - 1];
  return end === null ? null : view(end.state);
}

interface Found<S, M> {
  readonly told: PlainSpec;
  readonly core: OtherCore | null;
  readonly marks: Pick<Trace, 'core' | 'own'>;
  readonly calls: Recordable<S, M>;
  readonly model: Model;
  readonly history: History<S, M>;
  readonly judged: Judged;
  readonly properties: readonly Property[];
}

/**
 * The behavior up to where a property breaks. Where a cluster of the same model comes to it by the same actions, it is that
 * cluster's, and can be repeated; else it is what was found, and only looked at.
 */
async function traceOf<S, M>(found: Found<S, M>, broken: NonNullable<Judged['broken']>): Promise<Trace> {
  const { told, core, marks, model, history, judged, calls } = found;
  const asked = judged.judge.properties;
  const composed = await compose({ model, core, properties: asked });
  const path = model.nodes > 9 ? null : followed(composed.cluster, history, broken.deed);
  const { bug, name: spec } = told.spec;
  const origin = {
    ...{ toolVersion: packageVersion(), spec, bug, property: broken.property, shortest: false },
    ...marks,
  };
  if (path !== null) {
    const trace = rebuildTrace(composed.cluster, composed.judge, path, origin, await loadFingerprint());
    if (trace.witnesses.length > 0) return trace;
  }
  const from = Math.max(0, broken.deed + 1 - mostSteps);
  const steps = recordedSteps(calls, history, judged, from, broken.deed);
  const { name, sentence, source } = asked[broken.property];
  return {
    formatVersion: traceFormatVersion,
    tool: { name: 'raftcheck', version: packageVersion() },
    spec,
    ...marks,
    model,
    bug,
    properties: asked.map((one) => one.name),
    property: { name, sentence, source },
    witnesses: judged.judge.explain(broken.property, endOf(steps)),
    shortest: false,
    steps,
  };
}

/** The same actions in the cluster, in which every node is seen as recorded; null: it does something else. */
function followed<S, M>(cluster: Cluster, { initial, deeds }: History<S, M>, last: number): Path | null {
  const begun: Int32Array[] = [];
  cluster.init((state) => begun.push(state.slice()));
  const init = begun.find((state) => cluster.view(state).nodes.every((node, k) => isLike(node, initial[k])));
  if (init === undefined) return null;
  const steps: PathStep[] = [];
  let state = init;
  for (const { node, action, view } of deeds.slice(0, last + 1)) {
    const next = stepOf(cluster, state, action, (after) =>
      isLike(cluster.view(after).nodes[node - 1], view()),
    );
    if (next === null) return null;
    steps.push(next);
    ({ state } = next);
  }
  return { init, steps };
}

function stepOf(
  cluster: Cluster,
  state: Int32Array,
  action: Deed<unknown, unknown>['action'],
  isRight: (state: Int32Array) => boolean,
): PathStep | null {
  let found: PathStep | null = null;
  for (const instance of cluster.actionInstances(state)) {
    if (found !== null || !sameValue(instance.action, action)) continue;
    cluster.take(state, instance.kind, instance.arg, (successor, kind, arg) => {
      if (found === null && isRight(successor)) found = { kind, arg, state: successor.slice() };
    });
  }
  return found;
}

function isLike(a: NodeView, b: NodeView): boolean {
  const seen = ({ role, term, vote, commit, log, up }: NodeView) => [role, term, vote, commit, log, up];
  return sameValue(seen(a), seen(b));
}
