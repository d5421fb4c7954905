/**
 * The behavior in the form that etcd's trace validation reads (Traceetcdraft.tla): TLC then says whether etcd's own TLA+
 * specification allows it. The events are those of inner steps, which a trace does not hold, so the actions are taken once
 * more, on the core that the trace is of.
 *
 * The specification knows less than the core: refused here is what it has no action for. Some behaviors of what is left
 * are none of the specification's all the same; TLC refuses them:
 *
 *   - a vote that is denied since a leader of the term is known, though no vote has been given
 *   - a snapshot that reaches a node which has committed something
 *   - a second configuration change by a node that lost its leadership before it applied the first, and a change that
 *     changes nothing or makes a learner of a voter
 *   - an entry of an earlier term that is committed while a deposed leader, which lacks it, has not heard of that: the
 *     specification's LeaderCompletenessInv asks more than Raft promises
 *
 * And it accepts what goes wrong in a follower's last step only: no event is compared with the outcome of that.
 */

import { UserError } from '../../base/usererror.ts';
import type { Action } from '../../cluster/action.ts';
import type { Input } from '../../cluster/adapter.ts';
import type { CallMonitor } from '../../cluster/callmonitor.ts';
import { TracedNode } from '../../cluster/etcd/tracednode.ts';
import { viewMessage, viewNode } from '../../cluster/etcd/view.ts';
import type { NodeView } from '../../cluster/view.ts';
import type { Message } from '../../raft/pb.ts';
import { sameValue } from '../diff.ts';
import type { Trace } from '../trace.ts';
import { describeAction } from '../words.ts';
import { Events } from './ndjson/events.ts';

/**
 * The events, one a line. `Traced` is that of the core that the trace is of, which may be a copy with a bug. Throws a
 * UserError for a trace that the specification has no words for, or that is of another core.
 */
export function etcdNdjson(
  trace: Trace,
  Traced: typeof TracedNode = TracedNode,
  monitor: CallMonitor | null = null,
): string {
  const unsaid = unsaidOf(trace);
  if (unsaid.length > 0) {
    throw new UserError({
      message: "etcd's TLA+ specification has no words for this trace",
      found: unsaid.join(', '),
      expected:
        'single configuration changes, synchronous storage, no pre-vote, no check-quorum, no doubled message',
    });
  }
  const { model, steps } = trace;
  const events = new Events(steps[0].state.nodes[0].log.length === 0);
  const nodes = steps[0].state.nodes.map(({ id }) => new Traced(model, id, events));
  let waiting: Message[] = [];
  for (const [k, { action, state }] of steps.entries()) {
    if (action === null) continue;
    const message =
      'message' in action ? waiting.find((one) => sameValue(viewMessage(one), action.message)) : null;
    if (message === undefined) throw otherwise(k, action);
    waiting = waiting.filter((one) => one !== message);
    if (action.kind === 'drop') continue;
    const traced = nodes[action.node - 1];
    monitor?.step(viewNode(traced.node), action);
    try {
      waiting.push(...(traced.take(inputOf(action, message)) ?? []));
    } finally {
      monitor?.done();
    }
    if (!isLike(viewNode(traced.node), state.nodes[action.node - 1])) throw otherwise(k, action);
  }
  return events.text();
}

function inputOf(action: Exclude<Action, { kind: 'drop' }>, message: Message | null): Input<Message> {
  if (action.kind !== 'deliver' && action.kind !== 'duplicate') return action;
  return { kind: 'deliver', message: message! };
}

/** What the specification has no action for. */
function unsaidOf({ model, steps }: Trace): string[] {
  const kinds = new Set(steps.map(({ action }) => action?.kind));
  const changes = steps.flatMap(({ action }) => (action?.kind === 'propose-conf' ? [action.change] : []));
  return [
    ...(model.storage === 'async' ? ['asynchronous storage'] : []),
    ...(model.preVote ? ['pre-vote'] : []),
    ...(model.checkQuorum ? ['check-quorum'] : []),
    ...(model.learners > 0 ? ['learners from the start'] : []),
    ...(kinds.has('duplicate') ? ['a doubled message'] : []),
    ...changes
      .filter((change) => !/^[vlr]\d+( as-v1)?$/.test(change))
      .map((change) => `the change "${change}"`),
  ];
}

/** The core that is here does something else than the one of the trace. */
function otherwise(step: number, action: Action): UserError {
  return new UserError({
    message: `the core does not do what the trace says in step ${step}, ${describeAction(action)}`,
    expected: 'a trace that replays: the events of inner steps are told by running the core',
  });
}

function isLike(a: NodeView, b: NodeView): boolean {
  const seen = ({ role, term, vote, commit, log, up }: NodeView): unknown => [
    role,
    term,
    vote,
    commit,
    log,
    up,
  ];
  return sameValue(seen(a), seen(b));
}
