/**
 * Leadership that was handed over: no event tells of that, nor of the message by which the other one learns of it. But a log may show
 * that it must have been: a node campaigns without having asked for votes before the vote, or a leader that is heard by a quorum
 * gives way to a candidate.
 */
import type { Model } from '../cluster/model.ts';
import type { RecordedEvent } from './event.ts';
import type { Recording } from './recording.ts';

/** Lines of leaders before which they have handed over, and to whom: the last Ready before the other one campaigns. */
export function handedOver(
  { events, byNode }: Recording,
  { preVote, checkQuorum }: Pick<Model, 'preVote' | 'checkQuorum'>,
): ReadonlyMap<RecordedEvent, number> {
  const found = new Map<RecordedEvent, number>();
  if (!preVote && !checkQuorum) return found;
  const leaders = new Map<number, number>();
  const before: (RecordedEvent | undefined)[] = [];
  for (const [number, event] of events.entries()) {
    const { name, node, term = 0 } = event;
    if (name === 'BecomeLeader') leaders.set(term, node);
    const leader = leaders.get(term - 1);
    const asked = before[node]?.role === 'StatePreCandidate';
    before[node] = event;
    if (name !== 'BecomeCandidate' || leader === undefined || leader === node) continue;
    const own = byNode[leader - 1];
    if (!(preVote && !asked) && !givesWay(events, own, number, event)) continue;
    const ready = own.findLast(
      (k) => k < number && events[k].name === 'Ready' && events[k].term === term - 1,
    );
    if (ready !== undefined) found.set(events[ready], node);
  }
  return found;
}

/** Whether the leader, still leading, gives way to this candidate when it is asked for its vote. */
function givesWay(
  events: readonly RecordedEvent[],
  own: readonly number[],
  from: number,
  candidate: RecordedEvent,
): boolean {
  const at = own.findIndex(
    (k) =>
      k > from &&
      events[k].message?.type === 'MsgVote' &&
      events[k].message?.from === candidate.node &&
      events[k].message?.term === candidate.term,
  );
  if (at < 0 || events[own[at]].role !== 'StateLeader') return false;
  return events[own[at + 1]]?.name === 'BecomeFollower';
}
