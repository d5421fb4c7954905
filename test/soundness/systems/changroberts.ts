/**
 * Leader election on a one-way ring (Chang and Roberts, CACM 22(5), 1979; MCChangRoberts.tla in
 * tlaplus/Examples, by Merz). Every initiator sends its id around; the smallest id survives.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { type BitSet, excluding, including, members, range, sequences } from './sets.ts';

type Standing = 'candidate' | 'lost' | 'won';

/** All arrays are by node; a node's number is its id. */
interface ElectionState {
  /** Ids waiting at each node. */
  readonly inbox: readonly BitSet[];
  /** Whether the node has got past its first action. */
  readonly started: readonly boolean[];
  readonly initiator: readonly boolean[];
  readonly standing: readonly Standing[];
}

/** `never-loses`: a candidate that passes on a smaller id stays in the race. */
export type ChangRobertsDefect = 'never-loses';

const N = 3;

export function changRoberts(defect?: ChangRobertsDefect): PlainSystem<ElectionState> {
  return {
    *init() {
      for (const initiator of sequences([false, true], N)) {
        const standing = initiator.map((initiates) =>
          initiates ? ('candidate' as const) : ('lost' as const),
        );
        yield { inbox: range(N).map(() => 0), started: range(N).map(() => false), initiator, standing };
      }
    },

    *next(s) {
      for (const node of range(N)) {
        if (!s.started[node]) yield { action: 'n0', state: start(s, node) };
        else
          for (const id of members(s.inbox[node]))
            yield { action: 'n1', state: receive(s, node, id, defect) };
      }
    },

    invariants: [{ name: 'winner-is-the-smallest-initiator', holds: winnerIsSmallest }],
  };
}

/** The inboxes after `id` was sent to the node after `node`. */
const forward = (inbox: readonly BitSet[], node: number, id: number): readonly BitSet[] => {
  const successor = (node + 1) % N;
  return inbox.with(successor, including(inbox[successor], id));
};

function start(s: ElectionState, node: number): ElectionState {
  const inbox = s.initiator[node] ? forward(s.inbox, node, node) : s.inbox;
  return { ...s, inbox, started: s.started.with(node, true) };
}

function receive(
  s: ElectionState,
  node: number,
  id: number,
  defect: ChangRobertsDefect | undefined,
): ElectionState {
  const inbox = s.inbox.with(node, excluding(s.inbox[node], id));
  if (s.standing[node] === 'lost') return { ...s, inbox: forward(inbox, node, id) };
  if (id < node) {
    const standing = defect === undefined ? s.standing.with(node, 'lost') : s.standing;
    return { ...s, inbox: forward(inbox, node, id), standing };
  }
  if (id === node) return { ...s, inbox, standing: s.standing.with(node, 'won') };
  return { ...s, inbox };
}

function winnerIsSmallest(s: ElectionState): boolean {
  const winner = s.standing.indexOf('won');
  if (winner === -1) return true;
  const others = range(N).filter((node) => node !== winner);
  return (
    s.initiator[winner] &&
    others.every((node) => s.standing[node] === 'lost' && (!s.initiator[node] || node > winner))
  );
}
