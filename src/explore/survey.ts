/**
 * A system's states as a graph, breadth first from the initial ones, as many as may be: for pictures, which want every step and
 * not only the first that led somewhere. As a search does, it goes no deeper than to where something is broken first.
 */
import type { Path, PathStep, StopReason, TransitionSystem } from './system.ts';

export interface Survey {
  /** In the order of discovery. */
  readonly states: readonly Int32Array[];
  readonly depths: readonly number[];
  /** Whence each was found first; -1: an initial state. */
  readonly parents: readonly number[];
  /** The kind of the action that did; of an initial state 0. */
  readonly by: readonly number[];
  /** By state the first property that it breaks, or the step that found it first; -1: none. */
  readonly broken: readonly number[];
  /** Of every step three numbers: from, to, and the kind of the action. */
  readonly steps: readonly number[];
  /** Complete: every state is there with all of its steps. Broken: none behind the depth at which something is broken first. */
  readonly ended: 'complete' | 'broken' | 'most' | 'stopped';
  /** -1: it is not among the states. */
  indexOf(state: Int32Array): number;
}

/** States between two yields. */
const together = 64;

/** Yields how many states there are; a reason to stop ends it with what there is. `most`: states that may be kept. */
export function* survey(
  system: TransitionSystem,
  most: number,
): Generator<number, Survey, StopReason | null> {
  const states: Int32Array[] = [];
  const depths: number[] = [];
  const parents: number[] = [];
  const by: number[] = [];
  const broken: number[] = [];
  const steps: number[] = [];
  const known = new Map<string, number>();
  let full = false;
  /** States of this depth are not expanded. */
  let deepest = Number.POSITIVE_INFINITY;
  const arrive = (state: Int32Array, parent: number, kind: number, byStep: number): number => {
    const name = state.join(' ');
    const found = known.get(name);
    if (found !== undefined) return found;
    if (states.length >= most) {
      full = true;
      return -1;
    }
    const index = states.length;
    known.set(name, index);
    states.push(state.slice());
    depths.push(parent < 0 ? 0 : depths[parent] + 1);
    parents.push(parent);
    by.push(kind);
    broken.push(byStep >= 0 ? byStep : system.judge(state));
    if (broken[index] >= 0) deepest = Math.min(deepest, depths[index]);
    return index;
  };
  system.init((state) => arrive(state, -1, 0, -1));
  let expanded = 0;
  let reason: StopReason | null = null;
  const goesOn = (): boolean => expanded < states.length && depths[expanded] < deepest;
  for (; goesOn() && reason === null && !full; expanded++) {
    const from = expanded;
    system.next(states[from], (successor, kind, _, byStep) => {
      const to = arrive(successor, from, kind, byStep);
      if (to >= 0) steps.push(from, to, kind);
    });
    if (expanded % together === together - 1) reason = yield states.length;
  }
  const ended = full ? 'most' : goesOn() ? 'stopped' : expanded < states.length ? 'broken' : 'complete';
  return {
    states,
    depths,
    parents,
    by,
    broken,
    steps,
    ended,
    indexOf: (state) => known.get(state.join(' ')) ?? -1,
  };
}

/** The behavior that found the state first; what singles out its actions is not kept. */
export function pathTo(
  { states, parents, by }: Pick<Survey, 'states' | 'parents' | 'by'>,
  index: number,
): Path {
  const way: PathStep[] = [];
  let at = index;
  for (; parents[at] >= 0; at = parents[at]) way.push({ kind: by[at], arg: 0, state: states[at] });
  return { init: states[at], steps: way.reverse() };
}
