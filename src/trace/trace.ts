/**
 * A behavior that a person can read and a machine can repeat: the trace, as it is written to a file. It holds all that a
 * replay needs (the model, the bug that was seeded, the properties that were judged) and all that a reader needs (every
 * state in full), so that neither the spec nor the search that found it has to be at hand.
 */

import type { Action } from '../cluster/action.ts';
import type { Model } from '../cluster/model.ts';
import type { Table } from '../cluster/recovery/table.ts';
import type { ClusterView } from '../cluster/view.ts';
import type { Fairness } from '../explore/temporal/fairness.ts';
import type { CoreOfTrace } from '../foreign/command.ts';
import type { Witness } from '../property/explain.ts';
import type { Bug } from '../spec/spec.ts';
import type { Form } from '../spec/version.ts';
import type { Lasso } from './lasso.ts';
import type { OwnProperty } from './own.ts';
import { tableLines } from './table.ts';

/** Raised when an older reader could misunderstand a newer file. */
export const traceFormatVersion = 1;

export const traceForm: Form = { what: 'trace', key: 'formatVersion', read: traceFormatVersion };

export interface TraceStep {
  /** What was done; null for the initial state. */
  readonly action: Action | null;
  /** Names `state` across runs: 16 hexadecimal digits (fingerprint.ts). */
  readonly fingerprint: string;
  /** The whole state after the action. */
  readonly state: ClusterView;
}

export interface Trace {
  readonly formatVersion: typeof traceFormatVersion;
  readonly tool: { readonly name: 'raftcheck'; readonly version: string };
  /** Name of the spec. */
  readonly spec: string;
  readonly model: Model;
  /** The core that the behavior is of, where it is not the built-in one: never how it is run. */
  readonly core?: CoreOfTrace;
  /** The published bug that was put into the core for this run. */
  readonly bug: Bug | null;
  /** Names of all properties that were judged, in the judge's order: they decide which history a state keeps. */
  readonly properties: readonly string[];
  /** By name, those of them that did not come with raftcheck; absent: all did. */
  readonly own?: Readonly<Record<string, OwnProperty>>;
  /** Only where the property is a state that was looked for: it is reached at the end, and nothing is broken. */
  readonly sought?: true;
  /** Only of a behavior that somebody has walked by hand: nothing is broken at its end, and its property says no more than that. */
  readonly walked?: true;
  /** The broken property, or what is reached. */
  readonly property: { readonly name: string; readonly sentence: string; readonly source: string };
  /** Who breaks it at the end, and why. */
  readonly witnesses: readonly Witness[];
  /** True when no shorter behavior breaks any property. */
  readonly shortest: boolean;
  /** Only where the model has a larger max-in-flight than the search had, which has not counted dead messages: what it had. */
  readonly counted?: number;
  /** Only of a search that began after a behavior: how many steps of that are the first ones here. */
  readonly given?: number;
  /** steps[0] is the initial state, so there are steps.length - 1 actions. */
  readonly steps: readonly TraceStep[];
  /**
   * Only of a property of whole behaviors: the state after the last step is that after so many steps, and the behavior goes on as from
   * there, for ever. Where it is the last step itself, it stutters.
   */
  readonly loop?: number;
  /** Only with a loop: which behaviors are fair. */
  readonly fairness?: readonly Fairness[];
}

type Ended = {
  readonly sought?: unknown;
  readonly walked?: unknown;
  readonly property: { readonly name: string };
};

/** The property of a trace at whose end nothing is broken. */
export const walkedProperty: Trace['property'] = {
  name: 'walk',
  sentence: 'A behavior that was walked by hand.',
  source: 'raftcheck explore',
};

/** "election-safety is broken", and of a state that was looked for that it is reached. */
export function endWords({ property, sought, walked }: Ended): string {
  if (walked !== undefined) return 'nothing is broken';
  return `${property.name} ${sought !== undefined ? 'is reached' : 'is broken'}`;
}

/** "Counterexample to election-safety", "Behavior to n1.commit > 1": what a trace is. */
export function kindWords({ property, sought, walked }: Ended): string {
  if (walked !== undefined) return 'Behavior walked by hand';
  return `${sought !== undefined ? 'Behavior' : 'Counterexample'} to ${property.name}`;
}

/** How a trace goes on for ever; null: it ends where something is broken. */
export function lassoOf({ loop, fairness = [] }: Pick<Trace, 'loop' | 'fairness'>): Lasso | null {
  return loop === undefined ? null : { loop, fairness };
}

/** The same in words; nothing of a trace that ends. */
export function loopLines(trace: Pick<Trace, 'loop'> & { readonly steps: readonly unknown[] }): string[] {
  const { loop } = trace;
  if (loop === undefined) return [];
  return [
    loop === traceLength(trace)
      ? 'and so it stays for ever'
      : `and this is the state after step ${loop}: it goes on as from there, for ever`,
  ];
}

/** How the file of a trace begins, of whatever version. */
export const traceHead = /^\s*\{\s*"formatVersion"\s*:/;

/** Actions in the trace. */
export function traceLength({ steps }: { readonly steps: readonly unknown[] }): number {
  return steps.length - 1;
}

/** "12 steps, the fewest possible": how long the trace is, and what is known of that. */
export function lengthWords(trace: Trace): string {
  const { shortest, given, counted, loop } = trace;
  const length = traceLength(trace);
  if (loop !== undefined) return stepsWords(length, loop);
  const steps = `${length} ${length === 1 ? 'step' : 'steps'}`;
  if (given !== undefined)
    return `${steps}, of which the first ${given} ${given === 1 ? 'was' : 'were'} given`;
  if (!shortest) return steps;
  const within = counted === undefined ? '' : ` with max-in-flight ${counted}, dead messages not counted`;
  return `${steps}, the fewest possible${within}`;
}

/** What a witness says, with its table below it. */
export function witnessLines({ message, table }: Pick<Witness, 'message' | 'table'>): string[] {
  return table === undefined ? [message] : [message, ...tableLines(table)];
}

export function tablesOf(witnesses: readonly Pick<Witness, 'table'>[]): Table[] {
  return witnesses.flatMap(({ table }) => table ?? []);
}

/** The witnesses in one line. */
export function traceMessage({
  witnesses,
}: {
  readonly witnesses: readonly { readonly message: string }[];
}): string {
  return witnesses.map(({ message }) => message).join('; ');
}

/** The file's content: one JSON document, with a line for each step so that two files can be compared. */
export function formatTrace<T extends { readonly steps: readonly unknown[] }>(trace: T): string {
  const { steps, ...head } = trace;
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  const opening = JSON.stringify(head, null, 2).replace(/\n}$/, '');
  return `${opening},\n  "steps": [\n${lines}\n  ]\n}\n`;
}

/** `3 steps`; of a behavior that goes on for ever as after `loop` of them, `3 steps, then 4 for ever`. */
export function stepsWords(length: number, loop?: number): string {
  const [first, rest] = [loop ?? length, length - (loop ?? length)];
  const steps = `${first.toLocaleString('en-US')} ${first === 1 ? 'step' : 'steps'}`;
  if (loop === undefined) return steps;
  return `${steps}, then ${rest === 0 ? 'none' : rest.toLocaleString('en-US')} for ever`;
}
