/**
 * The two families of traces, of a Raft cluster and of a system of one's own, as whoever only reads or shows one needs them: the
 * outer form of both is the same, what differs is told here.
 */
import { mermaid } from './export/mermaid.ts';
import { ownMermaid } from './own/export/mermaid.ts';
import { storyOfOwn } from './own/story.ts';
import { ownText } from './own/text.ts';
import type { OwnTrace } from './own/trace.ts';
import { type Story, storyOfTrace } from './story.ts';
import { type Style, traceText } from './text.ts';
import type { Trace } from './trace.ts';
import { describeAction } from './words.ts';

export type AnyTrace = Trace | OwnTrace;

export function isOwnTrace(trace: AnyTrace): trace is OwnTrace {
  return 'system' in trace;
}

interface Family<T> {
  /** See traceText. */
  text(trace: T, style?: Style, full?: boolean): string;
  story(trace: T): Story;
  /** The actions in words. */
  steps(trace: T): readonly string[];
  /** A Mermaid diagram. */
  diagram(trace: T): string;
}

const ofCluster: Family<Trace> = {
  text: traceText,
  story: storyOfTrace,
  steps: ({ steps }) => steps.flatMap(({ action }) => (action === null ? [] : [describeAction(action)])),
  diagram: mermaid,
};

const ofOwn: Family<OwnTrace> = {
  text: ownText,
  story: storyOfOwn,
  steps: ({ steps }) => steps.flatMap(({ action }) => action ?? []),
  diagram: ownMermaid,
};

/** What is known of the family that the trace is of. */
export function familyOf(trace: AnyTrace): Family<AnyTrace> {
  return (isOwnTrace(trace) ? ofOwn : ofCluster) as Family<AnyTrace>;
}
