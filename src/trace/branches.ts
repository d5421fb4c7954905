/**
 * What could happen instead: the enabled actions at the end of a behavior, each with where it leads. The composed cluster
 * computes them as it does for the search, so what is explored by hand is what would have been explored.
 */
import { brokenIn } from '../cluster/broken.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Judge } from '../property/judge.ts';
import { sameValue } from './diff.ts';
import { type Breach, clusterStep, type StoryStep, soughtIn } from './story.ts';
import { tablesOf } from './trace.ts';

export interface Branch {
  readonly step: StoryStep;
  /** What the step breaks; its `step` is the index that the step would have. */
  readonly breach: Breach | null;
}

/**
 * The branches after the last of `steps`, which begin with an initial state. A string says why there are none: the core
 * that is here does not go where the steps went.
 */
export type Brancher = (steps: readonly StoryStep[]) => readonly Branch[] | string;

interface Successor {
  readonly step: StoryStep;
  readonly vector: Int32Array;
  /** Index of a property that the step itself breaks, or -1. */
  readonly broken: number;
}

/** `cluster` and `judge` must have been composed as for the trace. */
export function clusterBrancher(cluster: Cluster, judge: Judge, sought?: true): Brancher {
  const vectors = new WeakMap<StoryStep, Int32Array>();

  /** The state vectors of the steps, computed from the nearest one that is known. */
  function vectorAt(steps: readonly StoryStep[]): Int32Array | string {
    let known = steps.length - 1;
    while (known >= 0 && !vectors.has(steps[known])) known--;
    let vector = known < 0 ? null : (vectors.get(steps[known]) ?? null);
    for (let i = known + 1; i < steps.length; i++) {
      const next = retaken(cluster, vector, steps[i]);
      if (next === null) return `step ${i} cannot be taken again by this core: ${steps[i].words}`;
      vectors.set(steps[i], next);
      vector = next;
    }
    return vector ?? 'there is no step to start from';
  }

  return (steps) => {
    const vector = vectorAt(steps);
    if (typeof vector === 'string') return vector;
    return distinct(successors(cluster, vector)).map((successor) => {
      vectors.set(successor.step, successor.vector);
      return { step: successor.step, breach: breachOf(cluster, judge, steps, successor, sought) };
    });
  };
}

function successors(cluster: Cluster, vector: Int32Array | null): Successor[] {
  const found: { kind: number; arg: number; broken: number; vector: Int32Array }[] = [];
  const note = (next: Int32Array, kind: number, arg: number, broken: number): void => {
    found.push({ kind, arg, broken, vector: next.slice() });
  };
  if (vector === null) cluster.init(note);
  else cluster.next(vector, note);
  return found.map((next) => {
    const action = vector === null ? null : cluster.action(next.kind, next.arg);
    return { ...next, step: clusterStep(action, cluster.view(next.vector)) };
  });
}

/** Where the step leads from `vector`; null where it does not lead to the state that the step has. */
function retaken(cluster: Cluster, vector: Int32Array | null, step: StoryStep): Int32Array | null {
  const same = successors(cluster, vector).find(
    (next) => next.step.words === step.words && sameValue(next.step.cluster, step.cluster),
  );
  return same?.vector ?? null;
}

/** Twins (the same message twice in flight) are one choice. */
function distinct(all: readonly Successor[]): Successor[] {
  const seen = new Map<string, Successor>();
  for (const next of all) {
    const name = `${next.step.words} ${next.vector.join(' ')}`;
    if (!seen.has(name)) seen.set(name, next);
  }
  return [...seen.values()];
}

function breachOf(
  cluster: Cluster,
  judge: Judge,
  steps: readonly StoryStep[],
  { step, vector, broken }: Successor,
  sought: true | undefined,
): Breach | null {
  const index = broken >= 0 ? broken : brokenIn(cluster, vector);
  const property = judge.properties[index];
  const before = steps.at(-1)?.cluster ?? null;
  if (property === undefined || step.cluster === null || step.action === null || before === null) return null;
  const witnesses = judge.explain(index, { last: { before, action: step.action }, after: step.cluster });
  return {
    step: steps.length,
    ...soughtIn({ sought }),
    name: property.name,
    sentence: property.sentence,
    source: property.source,
    witnesses: witnesses.map((witness) => witness.message),
    tables: tablesOf(witnesses),
    nodes: [...new Set(witnesses.flatMap((witness) => witness.nodes))],
  };
}
