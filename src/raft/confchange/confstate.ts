/**
 * When two stored configurations are the same one (etcd: raftpb/confstate.go).
 */
import type { List } from 'immutable';
import { panic } from '../panic.ts';
import type { ConfState } from '../pb.ts';

/** True when they name the same nodes in the same parts, in any order, and agree on autoLeave. */
export function equivalent(a: ConfState, b: ConfState): boolean {
  return sorted(a).equals(sorted(b));
}

/** Panics when they are not equivalent. */
export function assertConfStatesEquivalent(a: ConfState, b: ConfState): void {
  if (!equivalent(a, b)) panic('conf-states-differ', `${a} is not the configuration ${b}`);
}

function sorted(cs: ConfState): ConfState {
  const ascending = (ids: List<number>): List<number> => ids.sort((x, y) => x - y);
  return cs.merge({
    voters: ascending(cs.voters),
    learners: ascending(cs.learners),
    votersOutgoing: ascending(cs.votersOutgoing),
    learnersNext: ascending(cs.learnersNext),
  });
}
