/** Expansion (src/cluster/expansion.ts): all that can happen next in a batch of states. */
import { addAll, arena, cellAfter, column, movesOf, readRows, size } from './cells';
import { forbids, limits, spend, used, witness } from './environments';
import { addFaults, growSends, judgeStep } from './misses';
import { add, before, count, setCount, states, width } from './successors';
import { at, get, keep, set } from './words';

/** Columns of a step's row: see src/cluster/steptable.ts. */
const stepWords = 8;
const next = 0;
const kind = 1;
const arg = 2;
const counter = 3;
const turn = 4;
const sent = 5;
const verdict = 6;
const flags = 7;
const notTaken = -2;
const beyondTerm = 1;
const witnessed = 2;
const aboutClients = 4;
const sends = 8;

let nodes: i32 = 0;
let rows: usize = 0;
let outbox: usize = 0;
let cuts: usize = 0;
let maxTermAt: i32 = 0;
let maxInFlightAt: i32 = 0;
let hasFaults: bool = false;
let sending: usize = 0;
let waiting: usize = 0;
let sendingRoom: i32 = 0;
let sendingCount: i32 = 0;

export function setSteps(
  ofRows: usize,
  ofOutbox: usize,
  ofCuts: usize,
  ofMaxTerm: i32,
  ofMaxInFlight: i32,
  withFaults: bool,
): void {
  nodes = width - 1;
  rows = ofRows;
  outbox = ofOutbox;
  cuts = ofCuts;
  maxTermAt = ofMaxTerm;
  maxInFlightAt = ofMaxInFlight;
  hasFaults = withFaults;
}

/** Room for messages on their way: `room` words, and twice as many to look them up. */
export function placeSends(ofSends: usize, ofWaiting: usize, room: i32): void {
  sending = ofSends;
  waiting = ofWaiting;
  sendingRoom = room;
}

/** How many words of messages stand there, which move when it grows. */
export function sendsCount(): i32 {
  return sendingCount;
}

/** Every step from each of the first `count` states of the batch. */
export function expandAll(count: i32): void {
  sendingCount = 0;
  setCount(0);
  if (count > 1) readAhead(count);
  for (let parent = 0; parent < count; parent++) expand(parent);
  addAll(sending, waiting, sendingCount);
}

function readAhead(count: i32): void {
  readRows(before, count, width);
  let read = 0;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < nodes; i++) read ^= get(arena, movesOf(get(before, k * width + i)));
  }
  keep(read);
}

function expand(parent: i32): void {
  const from = at(before, parent * width);
  let room = get(limits, maxInFlightAt);
  for (let i = 0; i < nodes; i++) room -= column(get(from, i), size);
  for (let i = 0; i < nodes; i++) {
    const place = at(arena, movesOf(get(from, i)));
    const count = get(place, 0);
    for (let k = 0; k < count; k++) local(from, i, at(place, 2 + 2 * k), room, parent);
  }
  const env = get(from, nodes);
  for (let i = 0; i < nodes; i++) {
    const place = at(arena, movesOf(get(from, i)));
    const first = 2 + 2 * get(place, 0);
    const count = get(place, 1);
    for (let k = 0; k < count; k++) take(from, i, at(place, first + 2 * k), env, room + 1, parent);
  }
  if (hasFaults) setCount(addFaults(parent * width, room, parent, count));
}

function cut(bound: i32): void {
  const place = cuts + ((<usize>bound) << 3);
  store<f64>(place, load<f64>(place) + 1);
}

function local(from: usize, i: i32, move: usize, room: i32, parent: i32): void {
  const env = get(from, nodes);
  const row = at(rows, get(move, 0) * stepWords);
  const spends = get(row, counter);
  if (spends < 0) {
    take(from, i, move, env, room, parent);
    return;
  }
  const ofTurn = get(row, turn);
  if (forbids(env, spends, i)) {
    // All turns of one action are one action: it is counted at the first.
    if (ofTurn <= 0) cut(spends);
    return;
  }
  if (ofTurn >= 0 && ofTurn !== used(env, spends)) return;
  take(from, i, move, spend(env, spends, i), room, parent);
}

function take(from: usize, i: i32, move: usize, env: i32, room: i32, parent: i32): void {
  const step = get(move, 0);
  const row = at(rows, step * stepWords);
  const flagged = get(row, flags);
  if ((flagged & beyondTerm) !== 0) {
    cut(maxTermAt);
    return;
  }
  const messages = at(outbox, get(row, sent));
  const count = (flagged & sends) === 0 ? 0 : get(messages, 0);
  if (count > room && count > 0) {
    cut(maxInFlightAt);
    return;
  }
  let broken = get(row, verdict);
  if (broken === notTaken) broken = judgeStep(step);
  const to = add(parent, get(row, kind), get(row, arg), broken);
  const after = cellAfter(move, row);
  const seen =
    (flagged & (witnessed | aboutClients)) === 0
      ? env
      : witness(env, step, get(row, next), (flagged & aboutClients) !== 0);
  const out = at(states, to);
  for (let k = 0; k < nodes; k++) set(out, k, get(from, k));
  set(out, i, after);
  set(out, nodes, seen);
  if (count > 0) send(to, at(messages, 1), count);
}

function send(to: i32, messages: usize, count: i32): void {
  while (sendingCount + 2 * count > sendingRoom) growSends();
  for (let k = 0; k < 2 * count; k += 2) {
    set(sending, sendingCount++, to + get(messages, k));
    set(sending, sendingCount++, get(messages, k + 1));
  }
}
