/**
 * A behavior as the inspector shows it: steps in words, each with the state after it. Made from a trace of a cluster, from
 * an ITF trace that another tool has written, or from a behavior that the user walks by hand (branches.ts).
 */

import type { Action } from '../cluster/action.ts';
import type { Model } from '../cluster/model.ts';
import type { Table } from '../cluster/recovery/table.ts';
import type { ClusterView } from '../cluster/view.ts';
import { coreWords } from './corewords.ts';
import type { ItfTrace } from './readitf.ts';
import { initialWords } from './replay.ts';
import { type Trace, tablesOf, traceLength } from './trace.ts';
import { describeAction } from './words.ts';

export interface StoryStep {
  /** What was done. */
  readonly words: string;
  /** Null for an initial state, and in a trace of another tool. */
  readonly action: Action | null;
  /** The state after the action; `cluster` is the same state where it is one of a cluster, else null. */
  readonly value: unknown;
  readonly cluster: ClusterView | null;
  /** Only of a system of one's own. */
  readonly own?: true;
}

/** A property that a step breaks. */
export interface Breach {
  /** Index of the step. */
  readonly step: number;
  /** It was looked for: it is reached there, and nothing is broken. */
  readonly sought?: true;
  readonly name: string;
  readonly sentence: string;
  readonly source: string;
  readonly witnesses: readonly string[];
  /** What they say besides. */
  readonly tables: readonly Table[];
  /** Ids of the nodes that the witnesses name. */
  readonly nodes: readonly number[];
}

export interface Story {
  /** Where the story comes from, in a few words. */
  readonly title: string;
  /** What a reader should know besides, a sentence each. */
  readonly remarks: readonly string[];
  /** The initial state first; never empty. */
  readonly steps: readonly StoryStep[];
  readonly breach: Breach | null;
  /** Index of the step that follows the last one, for ever; null where the behavior ends. */
  readonly loop: number | null;
  /** What the cluster was, to explain its steps; null for a trace of another tool, and of a system of one's own. */
  readonly model: Model | null;
  /** Steps after this one are not those of the file; null while they all are. */
  readonly forkedAt: number | null;
}

export function storyOfTrace(trace: Trace): Story {
  const { property, witnesses, bug } = trace;
  return {
    title: trace.spec,
    remarks: coreWords({ bug }),
    steps: trace.steps.map(({ action, state }) => clusterStep(action, state)),
    breach:
      trace.walked === true
        ? null
        : {
            step: traceLength(trace),
            ...soughtIn(trace),
            ...property,
            witnesses: witnesses.map((witness) => witness.message),
            tables: tablesOf(witnesses),
            nodes: [...new Set(witnesses.flatMap((witness) => witness.nodes))],
          },
    loop: trace.loop ?? null,
    model: trace.model,
    forkedAt: null,
  };
}

/** A trace that another tool has written: every state in full and what changed; of properties nothing is known. */
export function storyOfItf({ source, steps, loop }: ItfTrace): Story {
  const lasso = `After step ${steps.length - 1} the behavior goes on as after step ${loop}, for ever.`;
  return {
    title: `${source} (ITF)`,
    remarks: [
      ...(loop === null ? [] : [lasso]),
      'This trace was made elsewhere: states and changes are shown, properties are not known.',
    ],
    steps: steps.map(({ action, values }, index) => ({
      words: index === 0 ? initialWords : action === '' ? `step ${index}` : action,
      action: null,
      value: values,
      cluster: null,
    })),
    breach: null,
    loop,
    model: null,
    forkedAt: null,
  };
}

/** The sign of a step at which something is broken, or at which what was looked for is reached. */
export function signOf({ sought }: Pick<Breach, 'sought'>): '✓' | '✗' {
  return sought === true ? '✓' : '✗';
}

/** What a breach says of a property that was looked for. */
export function soughtIn({ sought }: { readonly sought?: unknown }): Pick<Breach, 'sought'> {
  return sought === undefined ? {} : { sought: true };
}

export function clusterStep(action: Action | null, cluster: ClusterView): StoryStep {
  return { words: action === null ? initialWords : describeAction(action), action, value: cluster, cluster };
}
