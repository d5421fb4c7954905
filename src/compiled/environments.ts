/** Environments (src/cluster/environment.ts) and Ghosts (src/cluster/ghost.ts). */
import {
  forbidsDrift,
  ghostAfter,
  spend as makeSpent,
  witnessed as makeWitnessed,
  witnessClients,
} from './misses';
import { pairValue } from './pairmap';
import { get } from './words';

const unlimited = 0x7fffffff;

let rows: usize = 0;
let rowWords: i32 = 0;
export let limits: usize = 0;
let spent: usize = 0;
let witnessed: usize = 0;
let after: usize = 0;
/** The counter that says how the nodes' clocks stand, or -1; whether there is any history; whether reads are part of it. */
let driftAt: i32 = 0;
let hasHistory: bool = false;
let keepsReads: bool = false;

export function setEnvironments(
  ofRows: usize,
  counters: i32,
  ofLimits: usize,
  ofSpent: usize,
  ofWitnessed: usize,
  ofAfter: usize,
  ofDriftAt: i32,
  withHistory: bool,
  withReads: bool,
): void {
  rows = ofRows;
  rowWords = counters + 1;
  limits = ofLimits;
  spent = ofSpent;
  witnessed = ofWitnessed;
  after = ofAfter;
  driftAt = ofDriftAt;
  hasHistory = withHistory;
  keepsReads = withReads;
}

/** The history of an environment. */
export function ghostOf(env: i32): i32 {
  return get(<usize>get(rows, 0), env * rowWords);
}

export function used(env: i32, counter: i32): i32 {
  return get(<usize>get(rows, 0), env * rowWords + counter + 1);
}

export function forbids(env: i32, counter: i32, node: i32): bool {
  if (counter === driftAt) return forbidsDrift(env, node) !== 0;
  return used(env, counter) >= get(limits, counter);
}

export function spend(env: i32, counter: i32, node: i32): i32 {
  if (counter === driftAt) return makeSpent(env, counter, node);
  if (get(limits, counter) === unlimited) return env;
  const known = pairValue(spent, env, counter);
  return known >= 0 ? known : makeSpent(env, counter, node);
}

/** The environment once history has seen a step that leads to the node state `next`. */
export function witness(env: i32, step: i32, next: i32, aboutClients: bool): i32 {
  if (aboutClients && keepsReads) return witnessClients(env, step);
  if (!hasHistory) return env;
  const ghost = ghostOf(env);
  let seen = pairValue(after, ghost, next);
  if (seen < 0) seen = ghostAfter(ghost, next);
  if (seen === ghost) return env;
  const known = pairValue(witnessed, env, seen);
  return known >= 0 ? known : makeWitnessed(env, seen);
}
