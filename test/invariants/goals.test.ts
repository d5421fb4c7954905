/** The goals: each is reached where it should be, and not by something that only looks like it. */
import { describe, expect, it } from 'vitest';
import { confChangeApplied } from '../../invariants/conf-change-applied.ts';
import { conflictOverwritten } from '../../invariants/conflict-overwritten.ts';
import { entryCommitted } from '../../invariants/entry-committed.ts';
import { jointConfigurationEntered } from '../../invariants/joint-configuration-entered.ts';
import { leaderElected } from '../../invariants/leader-elected.ts';
import { leaderInLaterTerm } from '../../invariants/leader-in-later-term.ts';
import { proposalCommitted } from '../../invariants/proposal-committed.ts';
import { snapshotInstalled } from '../../invariants/snapshot-installed.ts';
import type { Action } from '../../src/cluster/action.ts';
import type { NodeView } from '../../src/cluster/view.ts';
import { delivery, ghost, log, logFrom, node, threeVoters } from '../property/build.ts';

function onNode(goal: typeof leaderElected, view: NodeView, history = ghost()): boolean {
  if (goal.over !== 'node') throw new Error(`${goal.name} looks at a ${goal.over}`);
  return goal.reached(view, history);
}

function onStep(goal: typeof leaderElected, before: NodeView, action: Action, after: NodeView): boolean {
  if (goal.over !== 'step') throw new Error(`${goal.name} looks at a ${goal.over}`);
  return goal.reached(before, action, after);
}

describe('goals', () => {
  it('leader-elected wants a leader that is up', () => {
    expect(onNode(leaderElected, node(1, { role: 'leader' }))).toBe(true);
    expect(onNode(leaderElected, node(1, { role: 'candidate' }))).toBe(false);
  });
  it('leader-in-later-term wants an earlier term to have had a leader', () => {
    const leader = node(1, { role: 'leader', term: 2 });
    expect(onNode(leaderInLaterTerm, leader, ghost({ leaders: { 1: [3], 2: [1] } }))).toBe(true);
    expect(onNode(leaderInLaterTerm, leader, ghost({ leaders: { 2: [1] } }))).toBe(false);
  });
  it('entry-committed wants more than a snapshot to start from', () => {
    expect(onNode(entryCommitted, node(1, { log: log(1), commit: 1 }))).toBe(true);
    expect(onNode(entryCommitted, node(1, { commit: 4, snapshot: { index: 4, term: 1 } }))).toBe(false);
  });
  it("proposal-committed wants a client's entry", () => {
    const empty = [{ ...log(1)[0]!, data: '' }];
    expect(onNode(proposalCommitted, node(1, { log: empty, commit: 1 }))).toBe(false);
    expect(onNode(proposalCommitted, node(1, { log: [...empty, ...logFrom(2, 1)], commit: 1 }))).toBe(false);
    expect(onNode(proposalCommitted, node(1, { log: [...empty, ...logFrom(2, 1)], commit: 2 }))).toBe(true);
  });
  it('conflict-overwritten wants an entry of another term in the same place', () => {
    const before = node(2, { log: log(1, 1) });
    expect(onStep(conflictOverwritten, before, delivery(2), node(2, { log: log(1, 2) }))).toBe(true);
    expect(onStep(conflictOverwritten, before, delivery(2), node(2, { log: log(1, 1, 2) }))).toBe(false);
    expect(onStep(conflictOverwritten, before, delivery(2), node(2, { log: log(1) }))).toBe(false);
  });
  it('snapshot-installed wants a snapshot that came with a message', () => {
    const before = node(2, { log: log(1), commit: 1 });
    const after = node(2, { commit: 3, snapshot: { index: 3, term: 1 } });
    expect(onStep(snapshotInstalled, before, delivery(2, 'MsgSnap'), after)).toBe(true);
    expect(onStep(snapshotInstalled, before, { kind: 'compact', node: 2 }, after)).toBe(false);
    expect(onStep(snapshotInstalled, before, delivery(2, 'MsgSnap'), before)).toBe(false);
  });
  it('conf-change-applied wants the members to differ', () => {
    const after = node(2, { config: { ...threeVoters, voters: [1, 2] } });
    expect(onStep(confChangeApplied, node(2), delivery(2), after)).toBe(true);
    expect(onStep(confChangeApplied, node(2), delivery(2), node(2))).toBe(false);
  });
  it('joint-configuration-entered wants an outgoing half', () => {
    const joint = { ...threeVoters, votersOutgoing: [1, 2] };
    expect(onNode(jointConfigurationEntered, node(2, { config: joint }))).toBe(true);
    expect(onNode(jointConfigurationEntered, node(2))).toBe(false);
  });
});
