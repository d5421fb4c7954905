/**
 * A behavior as events of processes: each node is a process, and so is the network where it loses or doubles a message.
 * An event knows what happened before it: the event before at the same process, and the one that sent its message. What
 * diagrams of causality (ShiViz, Graphviz) are drawn from.
 */
import { type Action, doublesMessage, isOfNetwork } from '../../cluster/action.ts';
import { sameValue } from '../diff.ts';
import type { Trace } from '../trace.ts';
import { describeAction, nodeName } from '../words.ts';
import { type Flight, flights } from './messages.ts';

export interface Event {
  /** The step of the trace, from 1. */
  readonly step: number;
  /** `n1`, or `network`. */
  readonly process: string;
  readonly words: string;
  /** The step that sent the message which this one takes or doubles; null for none. */
  readonly cause: number | null;
}

export const network = 'network';

/** One event for each action, in order. */
export function events(trace: Trace): readonly Event[] {
  const all = flights(trace);
  return trace.steps.flatMap(({ action }, step) => {
    if (action === null) return [];
    return {
      step,
      process: isOfNetwork(action.kind) ? network : nodeName(action.node),
      words: describeAction(action),
      cause: causeOf(step, action, all),
    };
  });
}

/** Where the message was sent that the action takes, or that it doubles. */
function causeOf(step: number, action: Action, all: readonly Flight[]): number | null {
  const flight = all.find(({ message, sent, ended }) =>
    doublesMessage(action)
      ? sent < step && (ended === null || ended > step) && sameValue(message, action.message)
      : ended === step,
  );
  return flight?.sent ?? null;
}
