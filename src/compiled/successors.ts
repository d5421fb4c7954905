/**
 * Successors (src/explore/successors.ts): the steps of a batch of states. Its arrays grow where the plain loop keeps them, so
 * they are read anew after whatever may add a step.
 */
import { growSuccessors } from './misses';
import { at, set } from './words';

export let width: i32 = 0;
/** The states that are expanded. */
export let before: usize = 0;
export let count: i32 = 0;
export let states: usize = 0;
export let parents: usize = 0;
export let kinds: usize = 0;
export let args: usize = 0;
export let broken: usize = 0;
let capacity: i32 = 0;

export function setSuccessors(ofWidth: i32, ofBefore: usize): void {
  width = ofWidth;
  before = ofBefore;
}

export function placeSuccessors(
  ofStates: usize,
  ofParents: usize,
  ofKinds: usize,
  ofArgs: usize,
  ofBroken: usize,
  ofCapacity: i32,
): void {
  states = ofStates;
  parents = ofParents;
  kinds = ofKinds;
  args = ofArgs;
  broken = ofBroken;
  capacity = ofCapacity;
}

export function setCount(steps: i32): void {
  count = steps;
}

/** Adds a step; returns where in `states` its successor goes, in words. */
export function add(parent: i32, kind: i32, arg: i32, brokenBy: i32): i32 {
  if (count === capacity) growSuccessors();
  const k = count++;
  set(parents, k, parent);
  set(kinds, k, kind);
  set(args, k, arg);
  set(broken, k, brokenBy);
  return k * width;
}

/** The k-th successor. */
export function successor(k: i32): usize {
  return at(states, k * width);
}
