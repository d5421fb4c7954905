/**
 * A monitor in memory that threads share: one of them notes which call of the core is under way, another reads it.
 *
 *     words   [ number, odd while a call is under way | 0: a step, else which other call | bytes of the node | of the action ]
 *             a system of one's own: in the place of the node its state, in that of the action what was asked
 *             [ the process that the core is, or 0 | seconds that a call of it may take | 1: it was ended for taking longer ]
 *     node    the last step's node before it, as JSON
 *     action  its action
 *
 * Number and texts are written before the call; a reader who finds an odd number twice has read what belongs to it.
 */
import type { Action } from '../cluster/action.ts';
import { type CallMonitor, type OtherCall, otherCalls } from '../cluster/callmonitor.ts';
import type { NodeView } from '../cluster/view.ts';
import type { DriverMonitor } from '../foreign/command.ts';
import { shown } from '../system/onlooker.ts';
import type { OwnMonitor } from '../system/subject.ts';

export type CallMemory = SharedArrayBuffer;

/** Where calls are noted, those to another process too. */
export type RunCallMonitor = CallMonitor & DriverMonitor & OwnMonitor;

/** A call that is under way. */
export interface Call {
  readonly call: 'step' | 'own' | OtherCall;
  /** The node before the step; of another call, before the step that was taken last. Null: none yet, or too large. */
  readonly node: NodeView | null;
  readonly action: Action | null;
  /** Of a system of one's own: what was asked, and of which state (cut off where it is too large). Absent: of a core. */
  readonly own?: { readonly asked: string; readonly state: string };
}

const [numberAt, callAt, nodeAt, actionAt, driverAt, deadlineAt, lateAt] = [0, 1, 2, 3, 4, 5, 6];
const words = 8;
/** Bytes that a text may have: memory that nobody touches costs nothing. */
const room = { node: 1 << 18, action: 1 << 16 };

const mostTexts = 256;

const calls: readonly Call['call'][] = ['step', 'own', ...otherCalls];

export function callMemory(): CallMemory {
  return new SharedArrayBuffer(4 * words + room.node + room.action);
}

export class SharedCallMonitor implements CallMonitor, DriverMonitor, OwnMonitor {
  readonly #words: Int32Array;
  readonly #node: Buffer;
  readonly #action: Buffer;
  #number: number;
  /** The node whose text stands in the memory. */
  #last: NodeView | null = null;
  /** The texts of nodes that were asked lately: most are asked again soon. */
  readonly #texts = new Map<NodeView, string>();

  constructor(memory: CallMemory) {
    this.#words = new Int32Array(memory, 0, words);
    [this.#node, this.#action] = texts(memory);
    this.#number = this.#words[numberAt];
  }

  step(node: NodeView, action: Action): void {
    // Several inputs of one node are asked for in a row.
    if (node !== this.#last) this.#words[nodeAt] = this.#node.write(this.#text(node));
    this.#last = node;
    this.#words[actionAt] = this.#action.write(JSON.stringify(action));
    this.#begin('step');
  }

  other(call: OtherCall): void {
    this.#begin(call);
  }

  own(asked: string, state: unknown): void {
    this.#last = null;
    this.#words[nodeAt] = this.#node.write(shown(state));
    this.#words[actionAt] = this.#action.write(asked);
    this.#begin('own');
  }

  done(): void {
    Atomics.store(this.#words, numberAt, ++this.#number);
  }

  runs(driver: number, deadline: number): void {
    this.#words[deadlineAt] = Math.ceil(deadline);
    Atomics.store(this.#words, lateAt, 0);
    Atomics.store(this.#words, driverAt, driver);
  }

  get late(): boolean {
    return Atomics.load(this.#words, lateAt) !== 0;
  }

  #text(node: NodeView): string {
    const known = this.#texts.get(node);
    if (known !== undefined) return known;
    if (this.#texts.size === mostTexts) this.#texts.clear();
    const text = JSON.stringify(node);
    this.#texts.set(node, text);
    return text;
  }

  #begin(call: Call['call']): void {
    this.#words[callAt] = calls.indexOf(call);
    Atomics.store(this.#words, numberAt, ++this.#number);
  }
}

export function isUnderWay(number: number): boolean {
  return number % 2 !== 0;
}

/** The number of the call: another one for every call. */
export function callNumberIn(memory: CallMemory): number {
  return Atomics.load(new Int32Array(memory, 0, words), numberAt);
}

/** The process that answers the calls, and seconds that one may take; null: the core is no other process. */
export function driverIn(memory: CallMemory): { readonly process: number; readonly deadline: number } | null {
  const told = new Int32Array(memory, 0, words);
  const driver = Atomics.load(told, driverAt);
  return driver === 0 ? null : { process: driver, deadline: told[deadlineAt] };
}

/** Says that the driver is ended since its call has taken too long. */
export function noteLate(memory: CallMemory): void {
  Atomics.store(new Int32Array(memory, 0, words), lateAt, 1);
}

/** The call that is under way, or that was the last one. */
export function callIn(memory: CallMemory): Call {
  const told = new Int32Array(memory, 0, words);
  const call = calls[told[callAt]];
  const [node, action] = texts(memory);
  if (call === 'load' || call === 'init') return { call, node: null, action: null };
  if (call === 'own') {
    const own = {
      asked: action.toString('utf8', 0, told[actionAt]),
      state: node.toString('utf8', 0, told[nodeAt]),
    };
    return { call, node: null, action: null, own };
  }
  return {
    call,
    node: parsed<NodeView>(node.toString('utf8', 0, told[nodeAt])),
    action: parsed<Action>(action.toString('utf8', 0, told[actionAt])),
  };
}

function texts(memory: CallMemory): [node: Buffer, action: Buffer] {
  const at = 4 * words;
  return [Buffer.from(memory, at, room.node), Buffer.from(memory, at + room.node, room.action)];
}

/** What was too large for its room stops in the middle. */
function parsed<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
