/**
 * Configuration changes, a test a sentence: section 6 of the Raft paper and chapter 4 of the thesis. A configuration is in
 * use from when its entry is applied, which is where etcd differs from both.
 */
import { List } from 'immutable';
import { describe, expect, test } from 'vitest';
import { confChangesFromString } from '../../src/raft/confchange/codec.ts';
import { type ConfChangeTransition, ConfChangeV2 } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster, elected, nodeOf, settle, stepAll } from './harness.ts';

/** The change in etcd's short form. */
function change(text: string, transition: ConfChangeTransition = 'ConfChangeTransitionAuto') {
  return ConfChangeV2({ transition, changes: confChangesFromString(text) });
}

/** Voters 1 to 3, and nodes 4 and 5 that know of them and are not among them. */
function fiveNodes(): Cluster {
  const c = new Cluster([1, 2, 3, 4, 5].map((id) => nodeOf({ id })));
  c.elect(1);
  return c;
}

function reconfigure(c: Cluster, cc: ConfChangeV2): void {
  c.input(1, (rn) => rawnode.proposeConfChange(rn, cc));
  c.deliver();
}

function configOf(c: Cluster, id: number) {
  const { config } = c.raft(id).trk;
  const ids = (set: Iterable<number>): number[] => [...set].sort((a, b) => a - b);
  return {
    incoming: ids(config.voters.incoming),
    outgoing: ids(config.voters.outgoing),
    learners: ids(config.learners),
  };
}

describe('6 joint consensus', () => {
  const joint = change('v4 v5 r2 r3', 'ConfChangeTransitionJointExplicit');

  test('while it is joint, entries go to the servers of both configurations', () => {
    const c = fiveNodes();
    reconfigure(c, joint);
    c.propose(1, 'x');
    c.deliver();
    for (const id of [1, 2, 3, 4, 5]) expect(c.applied.get(id)).toEqual(['x']);
  });

  test.each([
    ['the old', [2, 3]],
    ['the new', [4, 5]],
  ])('agreement needs %s majority', (_, silent) => {
    const c = fiveNodes();
    reconfigure(c, joint);
    for (const id of silent) c.isolated.add(id);
    c.propose(1, 'x');
    c.deliver();
    expect(c.applied.get(1)).toEqual([]);
  });

  test('so does an election', () => {
    const c = fiveNodes();
    reconfigure(c, joint);
    for (const id of [2, 3]) c.isolated.add(id);
    c.elect(4);
    expect(c.raft(4)).toMatchObject({ state: 'StateCandidate', term: 2 });
    c.isolated.delete(2);
    c.elect(4);
    expect(c.raft(4)).toMatchObject({ state: 'StateLeader', term: 3 });
  });

  test('once the new configuration is committed, the old servers do not matter', () => {
    const c = fiveNodes();
    reconfigure(c, joint);
    reconfigure(c, ConfChangeV2());
    expect(configOf(c, 1)).toEqual({ incoming: [1, 4, 5], outgoing: [], learners: [] });
    for (const id of [2, 3]) c.isolated.add(id);
    c.propose(1, 'x');
    c.deliver();
    for (const id of [1, 4, 5]) expect(c.applied.get(id)).toEqual(['x']);
  });

  test('a change of several servers leaves its joint configuration by itself, if nobody asked otherwise', () => {
    const c = fiveNodes();
    reconfigure(c, change('v4 v5 r2'));
    expect(configOf(c, 1)).toEqual({ incoming: [1, 3, 4, 5], outgoing: [], learners: [] });
    expect(configOf(c, 5)).toEqual(configOf(c, 1));
  });
});

describe('6 and thesis 4 servers that come and go', () => {
  test('new servers get the log without being counted', () => {
    const c = fiveNodes();
    reconfigure(c, change('l4'));
    expect(configOf(c, 1)).toEqual({ incoming: [1, 2, 3], outgoing: [], learners: [4] });
    for (const id of [2, 3]) c.isolated.add(id);
    c.propose(1, 'x');
    c.deliver();
    expect(c.raft(4).raftLog.storage.lastIndex()).toBe(3);
    expect(c.applied.get(1)).toEqual([]);
  });

  test('a learner never campaigns, and votes when it is asked', () => {
    const learner = nodeOf({ id: 4, learners: [4] });
    expect(rawnode.campaign(learner)[0].raft.state).toBe('StateFollower');
    expect(stepAll(learner, { type: 'MsgVote', from: 2, term: 1 }).sent).toMatchObject([{ reject: false }]);
  });

  test.each([
    [true, 'StateFollower'],
    [false, 'StateLeader'],
  ])('a leader that is removed, with stepDownOnRemoval %s, is %s', (stepDownOnRemoval, state) => {
    const c = Cluster.of(3, { stepDownOnRemoval });
    c.elect(1);
    reconfigure(c, change('r1'));
    expect(c.raft(1).state).toBe(state);
    expect(c.propose(1, 'x')).toBe('ErrProposalDropped');
    c.elect(2);
    expect(c.raft(2).state).toBe('StateLeader');
  });

  test('there is one change at a time: a second one becomes an empty entry', () => {
    const leader = elected(nodeOf());
    const two = [change('v4'), change('v5')].reduce((rn, cc) => rawnode.proposeConfChange(rn, cc)[0], leader);
    const { rn } = settle(two);
    const types = rn.raft.raftLog.storage.entries(2, 4, 1000);
    expect(List.isList(types) && types.map((entry) => entry.type).toArray()).toEqual([
      'EntryConfChangeV2',
      'EntryNormal',
    ]);
    expect(rn.raft.pendingConfIndex).toBe(2);
  });

  test.each([
    ['v4', true],
    ['', false],
  ])('in a joint configuration the change "%s" is refused: %s', (text, refused) => {
    const c = fiveNodes();
    reconfigure(c, change('v4 v5', 'ConfChangeTransitionJointExplicit'));
    reconfigure(c, change(text));
    expect(configOf(c, 1).outgoing).toEqual(refused ? [1, 2, 3] : []);
  });

  test('with committed changes still to apply, a server does not campaign', () => {
    const c = fiveNodes();
    c.input(1, (rn) => rawnode.proposeConfChange(rn, change('v4')));
    c.deliver();
    const unapplied = c.raft(2).set('raftLog', c.raft(2).raftLog.set('applied', 1));
    const rn = c.nodes.get(2)!.set('raft', unapplied);
    expect(rawnode.campaign(rn)[0].raft.state).toBe('StateFollower');
  });

  test('a transfer to a server that is removed is given up', () => {
    const c = Cluster.of(3);
    c.elect(1);
    c.isolated.add(3);
    c.input(1, (rn) => rawnode.proposeConfChange(rn, change('r3')));
    c.input(1, (rn) => rawnode.transferLeader(rn, 3));
    expect(c.raft(1).leadTransferee).toBe(3);
    c.deliver();
    expect(c.raft(1).leadTransferee).toBe(0);
  });
});
