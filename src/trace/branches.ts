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
  let beginning = newPlace(null);
  let places = 0;

  /** Where the steps lead, computed from the last place on the way that is known. */
  function placeAfter(steps: readonly StoryStep[]): Place | string {
    let place = beginning;
    for (const [i, step] of steps.entries()) {
      const next = place.after.get(nameOf(step)) ?? retaken(cluster, place.vector, step);
      if (next === null) return `step ${i} cannot be taken again by this core: ${step.words}`;
      place = next instanceof Int32Array ? go(place, step, next) : next;
    }
    return place.vector === null ? 'there is no step to start from' : place;
  }

  function go(from: Place, step: StoryStep, vector: Int32Array): Place {
    const place = newPlace(vector);
    from.after.set(nameOf(step), place);
    places++;
    return place;
  }

  return (steps) => {
    if (places > mostPlaces) [beginning, places] = [newPlace(null), 0];
    const place = placeAfter(steps);
    if (typeof place === 'string') return place;
    return distinct(successors(cluster, place.vector)).map((successor) => {
      const { step, vector } = successor;
      if (!place.after.has(nameOf(step))) go(place, step, vector);
      return { step, breach: breachOf(cluster, judge, steps, successor, sought) };
    });
  };
}

/** A state that ways have come to; every way has its own. */
interface Place {
  /** Null: before the initial state. */
  readonly vector: Int32Array | null;
  /** By what is told of the step: whoever asks may have sent it from another thread. */
  readonly after: Map<string, Place>;
}

/** Places that are kept before all are forgotten. */
const mostPlaces = 50_000;

function newPlace(vector: Int32Array | null): Place {
  return { vector, after: new Map() };
}

function nameOf({ words, cluster }: StoryStep): string {
  return `${words}\n${JSON.stringify(cluster)}`;
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
