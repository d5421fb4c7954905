/** The goals: each is reached where it should be, and not by something that only looks like it. */
import { describe, expect, it } from 'vitest';
import { committedAheadOfOwnDisk } from '../../invariants/committed-ahead-of-own-disk.ts';
import { confChangeApplied } from '../../invariants/conf-change-applied.ts';
import { conflictOverwritten } from '../../invariants/conflict-overwritten.ts';
import { crashLostUnsyncedEntries } from '../../invariants/crash-lost-unsynced-entries.ts';
import { entryCommitted } from '../../invariants/entry-committed.ts';
import { jointConfigurationEntered } from '../../invariants/joint-configuration-entered.ts';
import { jointConfigurationLeft } from '../../invariants/joint-configuration-left.ts';
import { leaderElected } from '../../invariants/leader-elected.ts';
import { leaderInLaterTerm } from '../../invariants/leader-in-later-term.ts';
import { leaderTransferred } from '../../invariants/leader-transferred.ts';
import { learnerCaughtUp } from '../../invariants/learner-caught-up.ts';
import { learnerPromoted } from '../../invariants/learner-promoted.ts';
import { memberJoined } from '../../invariants/member-joined.ts';
import { proposalCommitted } from '../../invariants/proposal-committed.ts';
import { readConfirmed } from '../../invariants/read-confirmed.ts';
import { readForwarded } from '../../invariants/read-forwarded.ts';
import { restartedFromSnapshot } from '../../invariants/restarted-from-snapshot.ts';
import { snapshotInstalled } from '../../invariants/snapshot-installed.ts';
import { transferAborted } from '../../invariants/transfer-aborted.ts';
import type { Action } from '../../src/cluster/action.ts';
import type { NodeView } from '../../src/cluster/view.ts';
import { delivery, ghost, log, logFrom, node, progress, threeVoters } from '../property/build.ts';

function onNode(goal: typeof leaderElected, view: NodeView, history = ghost()): boolean {
  if (goal.over !== 'node') throw new Error(`${goal.name} looks at a ${goal.over}`);
  return goal.reached(view, history);
}

function onStep(goal: typeof leaderElected, before: NodeView, action: Action, after: NodeView): boolean {
  if (goal.over !== 'step') throw new Error(`${goal.name} looks at a ${goal.over}`);
  return goal.reached(before, action, after);
}

function onCluster(goal: typeof leaderElected, ...nodes: NodeView[]): boolean {
  if (goal.over !== 'cluster') throw new Error(`${goal.name} looks at a ${goal.over}`);
  return goal.reached({ nodes, messages: [], ghost: ghost(), used: {} });
}

describe('goals', () => {
  it('leader-elected wants a leader that is up', () => {
    expect(onNode(leaderElected, node(1, { role: 'leader' }))).toBe(true);
    expect(onNode(leaderElected, node(1, { role: 'candidate' }))).toBe(false);
  });
  it('leader-in-later-term wants an earlier term to have had a leader', () => {
    const leader = node(1, { role: 'leader', term: 2, log: log(2) });
    const former = node(3, { role: 'leader', term: 1, log: log(1) });
    const joins = { index: 1, term: 1, type: 'conf-change', data: 'v3' } as const;
    expect(onCluster(leaderInLaterTerm, leader, node(2), former)).toBe(true);
    expect(onCluster(leaderInLaterTerm, leader, node(2, { term: 2, log: log(1) }), node(3))).toBe(true);
    expect(onCluster(leaderInLaterTerm, leader, node(2), { ...former, up: false, log: [] })).toBe(false);
    expect(onCluster(leaderInLaterTerm, leader, node(2, { log: [joins] }), node(3))).toBe(false);
    expect(onCluster(leaderInLaterTerm, leader, node(2, { term: 2, log: log(2) }), node(3))).toBe(false);
    expect(onCluster(leaderInLaterTerm, former, node(2, { term: 2, log: log(2) }), node(1))).toBe(false);
  });
  it('entry-committed wants more than a snapshot to start from', () => {
    expect(onNode(entryCommitted, node(1, { log: log(1), commit: 1 }))).toBe(true);
    expect(onNode(entryCommitted, node(1, { commit: 4, snapshot: { index: 4, term: 1 } }))).toBe(false);
  });
  it("proposal-committed wants a client's entry", () => {
    const empty = [{ ...log(1)[0], data: '' }];
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
});

describe('goals about membership', () => {
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
  it('joint-configuration-left wants the same node to have been in it, and not to have forgotten it', () => {
    const joint = node(2, { config: { ...threeVoters, votersOutgoing: [1, 2] } });
    expect(onStep(jointConfigurationLeft, joint, delivery(2), node(2))).toBe(true);
    expect(onStep(jointConfigurationLeft, joint, delivery(2), joint)).toBe(false);
    expect(onStep(jointConfigurationLeft, joint, { kind: 'crash', node: 2 }, node(2, { up: false }))).toBe(
      false,
    );
  });
});

describe('goals about reads and transfers', () => {
  it('read-confirmed wants the application to be told', () => {
    const told = node(2, { extra: { readStates: [{ context: 'r1', index: 1 }] } });
    expect(onStep(readConfirmed, node(2), delivery(2), told)).toBe(true);
    expect(onStep(readConfirmed, node(2), delivery(2), node(2))).toBe(false);
  });
  it('read-forwarded wants the leader to have answered', () => {
    const told = node(2, { extra: { readStates: [{ context: 'r1', index: 1 }] } });
    expect(onStep(readForwarded, node(2), delivery(2, 'MsgReadIndexResp'), told)).toBe(true);
    expect(onStep(readForwarded, node(2), delivery(2, 'MsgHeartbeatResp'), told)).toBe(false);
    expect(onStep(readForwarded, node(2), delivery(2, 'MsgReadIndexResp'), node(2))).toBe(false);
  });
  it('leader-transferred wants the node that was chosen to lead, and not another', () => {
    const handing = node(1, { role: 'leader', term: 1, extra: { leadTransferee: 2 } });
    const yielded = (lead: number) => node(1, { term: 2, lead });
    expect(onStep(leaderTransferred, handing, delivery(1), yielded(2))).toBe(true);
    expect(onStep(leaderTransferred, handing, delivery(1), yielded(3))).toBe(false);
    expect(onStep(leaderTransferred, handing, delivery(1), yielded(0))).toBe(false);
    expect(onStep(leaderTransferred, node(1, { role: 'leader', term: 1 }), delivery(1), yielded(2))).toBe(
      false,
    );
  });
  it('transfer-aborted wants the leader to lead on', () => {
    const handing = node(1, { role: 'leader', term: 1, extra: { leadTransferee: 2 } });
    const check: Action = { kind: 'check-quorum', node: 1 };
    expect(onStep(transferAborted, handing, check, node(1, { role: 'leader', term: 1 }))).toBe(true);
    expect(onStep(transferAborted, handing, check, node(1, { term: 1 }))).toBe(false);
    expect(onStep(transferAborted, handing, check, handing)).toBe(false);
  });
});

describe('goals about joining', () => {
  it('learner-caught-up wants the whole log at a learner', () => {
    const leader = (match: number, learner: boolean) =>
      node(1, { role: 'leader', log: log(1, 1), progress: { 3: progress(match, { learner }) } });
    expect(onNode(learnerCaughtUp, leader(2, true))).toBe(true);
    expect(onNode(learnerCaughtUp, leader(1, true))).toBe(false);
    expect(onNode(learnerCaughtUp, leader(2, false))).toBe(false);
  });
  it('learner-promoted wants a learner among the voters', () => {
    const before = node(1, { config: { ...threeVoters, voters: [1, 2], learners: [3] } });
    expect(onStep(learnerPromoted, before, delivery(1), node(1))).toBe(true);
    expect(onStep(learnerPromoted, before, delivery(1), before)).toBe(false);
    expect(onStep(learnerPromoted, node(1), delivery(1), node(1))).toBe(false);
  });
  it('member-joined wants the node itself to be new', () => {
    const outside = { config: { ...threeVoters, voters: [] } };
    expect(onStep(memberJoined, node(3, outside), delivery(3), node(3))).toBe(true);
    expect(onStep(memberJoined, node(3, outside), delivery(3), node(3, outside))).toBe(false);
    expect(onStep(memberJoined, node(3), delivery(3), node(3))).toBe(false);
  });
});

describe('goals about storage', () => {
  it('restarted-from-snapshot wants a snapshot', () => {
    const restart: Action = { kind: 'restart', node: 2 };
    const down = node(2, { up: false });
    expect(onStep(restartedFromSnapshot, down, restart, node(2, { snapshot: { index: 1, term: 1 } }))).toBe(
      true,
    );
    expect(onStep(restartedFromSnapshot, down, restart, node(2, { log: log(1) }))).toBe(false);
  });
  it('crash-lost-unsynced-entries wants an entry that is gone', () => {
    const crash: Action = { kind: 'crash', node: 1 };
    const down = (kept: number[]) => node(1, { up: false, log: log(...kept) });
    expect(onStep(crashLostUnsyncedEntries, node(1, { log: log(1, 1) }), crash, down([1]))).toBe(true);
    expect(onStep(crashLostUnsyncedEntries, node(1, { log: log(2) }), crash, down([1]))).toBe(true);
    expect(onStep(crashLostUnsyncedEntries, node(1, { log: log(1) }), crash, down([1, 1]))).toBe(false);
    const compacted = { snapshot: { index: 1, term: 1 }, log: [] };
    const snapshotted = node(1, { up: false, ...compacted });
    expect(onStep(crashLostUnsyncedEntries, node(1, { log: log(1) }), crash, snapshotted)).toBe(false);
  });
  it('committed-ahead-of-own-disk wants a leader whose disk lags behind its commit index', () => {
    const leader = (role: 'leader' | 'follower', stored: number[]) =>
      node(1, { role, log: log(1, 1), commit: 2, durable: { log: log(...stored) } });
    expect(onNode(committedAheadOfOwnDisk, leader('leader', [1]))).toBe(true);
    expect(onNode(committedAheadOfOwnDisk, leader('leader', [1, 1]))).toBe(false);
    expect(onNode(committedAheadOfOwnDisk, leader('follower', [1]))).toBe(false);
  });
});
