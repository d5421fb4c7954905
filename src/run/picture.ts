/**
 * The states of what is explored by hand, as a graph that can be drawn: whole where it is small, projected to what the nodes are
 * and their terms where it is not. Jobs of a thread of its own, which keeps the last one, so that a click finds its way there.
 */
import type { Cluster } from '../cluster/cluster.ts';
import { reduce } from '../cluster/reduce/reduce.ts';
import { conditionOf, type NodeView } from '../cluster/view.ts';
import { pathTo, type Survey, survey } from '../explore/survey.ts';
import type { TransitionSystem } from '../explore/system.ts';
import { seenBy } from '../property/seen.ts';
import { isCommand, type OtherCore } from '../spec/othercore.ts';
import { deadlock } from '../system/exported.ts';
import type { SystemModule } from '../system/module.ts';
import { subjectOf } from '../system/subject.ts';
import { sameValue } from '../trace/diff.ts';
import { type AnyTrace, isOwnTrace } from '../trace/family.ts';
import { followTrace } from '../trace/follow.ts';
import { jsonStep } from '../trace/own/rebuild.ts';
import { ownStep } from '../trace/own/story.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import type { Picture, PictureNode } from '../trace/picture.ts';
import { clusterStep, type StoryStep } from '../trace/story.ts';
import type { Trace } from '../trace/trace.ts';
import { describeValue } from '../trace/values.ts';
import { composeTrace } from './composetrace.ts';
import { drive } from './drive.ts';
import type { JobContext } from './jobs.ts';
import { blamed, loadOwn } from './ownsystem.ts';
import { spareMemory } from './searchclock.ts';
import { askedInTrace } from './sought.ts';

/** States that are drawn one by one, and that are looked at for a projection. */
export const wholeUpTo = 2000;
const projectedUpTo = 50_000;
/** Seconds for that. */
const patience = 20;

export interface PictureOrder {
  readonly trace: AnyTrace;
  readonly file: string;
  readonly core: OtherCore | null;
  readonly system: SystemModule | null;
  /** How many states an earlier survey had, which is wanted again; absent: as many as there are. */
  readonly again?: number;
}

/** What is surveyed. */
interface Subject {
  readonly system: TransitionSystem;
  readonly properties: readonly string[];
  readonly symmetric: boolean;
  /** What the survey has shown to be no ground to rest on; then it is done again without. */
  refuted(): boolean;
  label(state: Int32Array): string;
  about(state: Int32Array): string;
  /** Whether states of the same label may be drawn as one. */
  readonly projects: boolean;
  way(found: Survey, state: number): readonly StoryStep[];
  /** The state after the steps, among those of the survey or another one; null: none. */
  end(found: Survey, steps: readonly StoryStep[]): Int32Array | null;
}

interface Surveyed {
  readonly subject: Subject;
  readonly found: Survey;
}

/** What a thread has surveyed last. */
let kept: { readonly key: string; readonly surveyed: Surveyed } | null = null;

export async function picture(order: PictureOrder, context: JobContext<number>): Promise<Picture> {
  // Nothing has changed since; what was cut short by its time may come further.
  const known = kept?.key === keyOf(order) && kept.surveyed.found.ended !== 'stopped' ? kept.surveyed : null;
  const { subject, found } = known ?? (await surveyed(order, context));
  return drawn(subject, found);
}

/** The way to a state of the picture. */
export async function pictureWay(
  order: PictureOrder & { readonly state: number },
  context: JobContext<never>,
): Promise<readonly StoryStep[]> {
  const { subject, found } = await again(order, context);
  return subject.way(found, order.state);
}

/** The node of the picture that the steps lead to; -1: none. */
export async function pictureAt(
  order: PictureOrder & { readonly steps: readonly StoryStep[] },
  context: JobContext<never>,
): Promise<number> {
  const { subject, found } = await again(order, context);
  const end = subject.end(found, order.steps);
  if (end === null) return -1;
  if (isWhole(found)) return found.indexOf(end);
  const nodes = drawn(subject, found).nodes;
  return subject.projects ? nodes.findIndex(({ label }) => label === subject.label(end)) : found.indexOf(end);
}

function isWhole({ states, ended }: Survey): boolean {
  return states.length <= wholeUpTo && (ended === 'complete' || ended === 'broken');
}

/** The survey that the picture was drawn from. */
async function again(order: PictureOrder, context: JobContext<never>): Promise<Surveyed> {
  if (kept?.key === keyOf(order) && kept.surveyed.found.states.length === order.again) return kept.surveyed;
  return surveyed(order, { ...context, tell: () => {} });
}

function keyOf({ trace, file }: PictureOrder): string {
  return `${file} ${trace.steps.length} ${JSON.stringify('model' in trace ? trace.model : trace.system)}`;
}

async function surveyed(order: PictureOrder, context: JobContext<number>): Promise<Surveyed> {
  kept = null;
  const { host, tell } = context;
  const open = (symmetric: boolean): Promise<Subject> =>
    isOwnTrace(order.trace)
      ? ownSubject(order.trace, order.system!, context)
      : clusterSubject(order.trace, order, symmetric, context);
  let subject = await open(true);
  const most = order.again ?? (subject.projects ? projectedUpTo : wholeUpTo);
  const limits = { maxMemory: spareMemory(), timeLimit: order.again === undefined ? patience : null };
  let { result: found } = await drive(survey(subject.system, most), limits, host, tell);
  if (subject.refuted()) {
    subject = await open(false);
    ({ result: found } = await drive(survey(subject.system, most), limits, host, tell));
  }
  // The process of another core ends with the job.
  if (!isCommand(order.core)) kept = { key: keyOf(order), surveyed: { subject, found } };
  return { subject, found };
}

async function clusterSubject(
  trace: Trace,
  { file, core }: PictureOrder,
  symmetric: boolean,
  { monitor }: JobContext<never>,
): Promise<Subject> {
  const { cluster, judge } = await composeTrace(trace, file, core, monitor);
  // What leaves out dead messages would lead beyond the bounds that one walks in.
  const reduced = reduce(cluster, {
    on: symmetric ? ['symmetry'] : [],
    refuted: [],
    ...seenBy(judge.properties),
  });
  const labels = new Map<number, string>();
  const nodeLabel = (cell: number): string => {
    const id = cluster.nodeId(cell);
    const label = labels.get(id) ?? nodeWords(cluster.nodeView(id));
    labels.set(id, label);
    return label;
  };
  return {
    system: reduced.system,
    properties: judge.properties.map(({ name }) => name),
    symmetric: reduced.standings.some(({ name, on }) => name === 'symmetry' && on),
    refuted: () => reduced.refutations().length > 0,
    label: (state) => Array.from(state.subarray(0, cluster.nodes), nodeLabel).sort().join(', '),
    about: (state) => aboutCluster(cluster, state),
    projects: true,
    way(found, state) {
      const violation = { property: -2, path: pathTo(found, state), shortest: true };
      const { init, steps } = reduced.concrete(violation).path;
      const taken = steps.map((step) =>
        clusterStep(cluster.action(step.kind, step.arg), cluster.view(step.state)),
      );
      return [clusterStep(null, cluster.view(init)), ...taken];
    },
    end(_, steps) {
      const recorded = steps.map((step) => ({ action: step.action, fingerprint: '', state: step.cluster! }));
      const followed = followTrace(cluster, { ...trace, steps: recorded }, null);
      return 'divergedAt' in followed
        ? null
        : reduced.represent(followed.steps.at(-1)?.state ?? followed.init);
    },
  };
}

function nodeWords(node: NodeView): string {
  return `${conditionOf(node)} ${node.term}`;
}

function aboutCluster(cluster: Cluster, state: Int32Array): string {
  const { nodes, messages } = cluster.view(state);
  return `${messages.length} in flight, commit ${nodes.map(({ commit }) => commit).join(' ')}`;
}

function ownSubject(trace: OwnTrace, module: SystemModule, { monitor }: JobContext<never>): Promise<Subject> {
  return blamed(module, { depth: null }, async () => {
    const own = await loadOwn(module, monitor, askedInTrace(trace));
    const judged = {
      deadlock: trace.properties.includes(deadlock),
      invariants: (own.invariants ?? []).flatMap(({ name }) =>
        trace.properties.includes(name) ? [name] : [],
      ),
      sometimes: [],
      eventually: [],
      leadsTo: [],
      fairness: [],
    };
    const subject = subjectOf(own, judged, monitor);
    const { system } = subject;
    const words = (state: Int32Array): string =>
      describeValue(jsonStep({ action: null, state: system.decode(state) }).state);
    return {
      system,
      properties: subject.properties,
      symmetric: false,
      refuted: () => false,
      label: (state) => clipped(words(state)),
      about: (state) => words(state),
      projects: false,
      way: (found, state) => subject.behavior(pathTo(found, state)).map((step) => ownStep(jsonStep(step))),
      end(found, steps) {
        const { value } = steps[steps.length - 1];
        const same = (state: Int32Array): boolean =>
          sameValue(jsonStep({ action: null, state: system.decode(state) }).state, value);
        return found.states.find(same) ?? null;
      },
    };
  });
}

function clipped(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** The graph: its states one by one, or those of one label together. */
function drawn(subject: Subject, found: Survey): Picture {
  const projected = !isWhole(found) && subject.projects;
  const nodes: { -readonly [K in keyof PictureNode]: PictureNode[K] }[] = [];
  const nodeOf: number[] = [];
  const byLabel = new Map<string, number>();
  for (const [index, state] of found.states.entries()) {
    const label = subject.label(state);
    const known = projected ? byLabel.get(label) : undefined;
    const broken = found.broken[index] < 0 ? null : subject.properties[found.broken[index]];
    nodeOf.push(known ?? nodes.length);
    if (known !== undefined) {
      nodes[known].states++;
      nodes[known].broken ??= broken;
      continue;
    }
    byLabel.set(label, nodes.length);
    const parent = found.parents[index];
    nodes.push({
      label,
      about: projected ? '' : subject.about(state),
      depth: found.depths[index],
      parent: parent < 0 ? -1 : nodeOf[parent],
      states: 1,
      broken,
      state: index,
    });
  }
  return {
    whole: isWhole(found),
    ended: found.ended,
    states: found.states.length,
    symmetric: subject.symmetric,
    nodes,
    edges: edgesOf(found.steps, nodeOf, nodes.length),
  };
}

/** One for each pair of nodes, whatever leads from one to the other. */
function edgesOf(steps: readonly number[], nodeOf: readonly number[], nodes: number): number[] {
  const known = new Set<number>();
  const edges: number[] = [];
  for (let k = 0; k < steps.length; k += 3) {
    const [from, to] = [nodeOf[steps[k]], nodeOf[steps[k + 1]]];
    if (from === to || known.has(from * nodes + to)) continue;
    known.add(from * nodes + to);
    edges.push(from, to);
  }
  return edges;
}
