/**
 * A recorded behavior as a trace, from its states as they were judged. One that a cluster of the same model repeats is written as a
 * search writes it (run/validate.ts); what is here is of programs that do not handle each Ready at once.
 */
import type { Recordable } from '../cluster/recordable.ts';
import type { ClusterView, MessageView } from '../cluster/view.ts';
import type { TraceStep } from '../trace/trace.ts';
import type { History } from './history.ts';
import type { Judged } from './judging.ts';

/** States of a program's own have no name that another run would give them. */
const nameless = '0'.repeat(16);

/** The steps of the deeds from number `from` to `to`, after the state before them. */
export function recordedSteps<S, M>(
  core: Recordable<S, M>,
  { deeds }: History<S, M>,
  judged: Pick<Judged, 'states'>,
  from: number,
  to: number,
): TraceStep[] {
  const states = judged.states(from, to + 1);
  const inFlight: M[] = [];
  for (const deed of deeds.slice(0, from)) network(core, inFlight, deed);
  const steps: TraceStep[] = [step(null, states[0], views(core, inFlight))];
  for (let k = from; k <= to; k++) {
    network(core, inFlight, deeds[k]);
    steps.push(step(deeds[k].action, states[k - from + 1], views(core, inFlight)));
  }
  return steps;
}

function step(
  action: TraceStep['action'],
  state: Omit<ClusterView, 'messages' | 'used'>,
  messages: readonly MessageView[],
): TraceStep {
  return { action, fingerprint: nameless, state: { ...state, messages, used: {} } };
}

function views<M>(core: Recordable<unknown, M>, messages: readonly M[]): MessageView[] {
  return messages.map((message) => core.viewMessage(message));
}

function network<S, M>(
  core: Recordable<S, M>,
  inFlight: M[],
  { delivered, sent, unsent }: History<S, M>['deeds'][number],
): void {
  const remove = (message: M): void => {
    const at = inFlight.indexOf(message);
    if (at >= 0) inFlight.splice(at, 1);
  };
  if (delivered !== null) remove(delivered);
  for (const message of unsent) if (core.told(message).type.endsWith('Resp')) remove(message);
  inFlight.push(...sent);
}
