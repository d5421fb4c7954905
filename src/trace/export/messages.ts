/**
 * Where each message of a behavior was sent and what became of it. States say only which messages are in flight, so a
 * message is followed from state to state; of equal ones the oldest is the one that goes.
 */
import { type Action, doublesMessage, takesMessage } from '../../cluster/action.ts';
import type { ClusterView, MessageView } from '../../cluster/view.ts';
import { sameValue } from '../diff.ts';
import type { Trace } from '../trace.ts';

export interface Flight {
  readonly message: MessageView;
  /** The step that sent it, or that the network doubled it in. */
  readonly sent: number;
  /** True for the copy that a `duplicate` made. */
  readonly copy: boolean;
  /** The step that ended the flight; null while the message is in flight at the end. */
  readonly ended: number | null;
  /** How: null while it is in flight. Discarded: gone without an action, since it could no longer have an effect. */
  readonly end: 'delivered' | 'dropped' | 'discarded' | null;
}

/** Every message of the trace, in the order of sending. */
export function flights(trace: Pick<Trace, 'steps'>): readonly Flight[] {
  const all: { -readonly [K in keyof Flight]: Flight[K] }[] = [];
  let waiting: ClusterView['messages'] = [];
  const finish = (message: MessageView, step: number, end: Flight['end']): void => {
    const flight = all.find((one) => one.ended === null && sameValue(one.message, message));
    if (flight !== undefined) Object.assign(flight, { ended: step, end });
  };
  for (const [step, { action, state }] of trace.steps.entries()) {
    const taken = takenBy(action);
    if (taken !== null) finish(taken.message, step, taken.end);
    const left = taken === null ? waiting : without(waiting, taken.message);
    const { came, went } = bagDifference(left, state.messages);
    for (const message of went) finish(message, step, 'discarded');
    for (const message of came) {
      all.push({
        message,
        sent: step,
        copy: action !== null && doublesMessage(action),
        ended: null,
        end: null,
      });
    }
    waiting = state.messages;
  }
  return all;
}

function takenBy(action: Action | null): { message: MessageView; end: 'delivered' | 'dropped' } | null {
  if (action === null || !takesMessage(action)) return null;
  return { message: action.message, end: action.kind === 'deliver' ? 'delivered' : 'dropped' };
}

function without(messages: readonly MessageView[], message: MessageView): readonly MessageView[] {
  const at = messages.findIndex((candidate) => sameValue(candidate, message));
  return at < 0 ? messages : messages.toSpliced(at, 1);
}

function bagDifference(before: readonly MessageView[], after: readonly MessageView[]) {
  const came = [...after];
  const went = before.filter((message) => {
    const at = came.findIndex((candidate) => sameValue(candidate, message));
    if (at >= 0) came.splice(at, 1);
    return at < 0;
  });
  return { came, went };
}
