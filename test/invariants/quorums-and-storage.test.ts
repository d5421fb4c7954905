/** Who elects, what is applied, and what storage may change. */
import { describe, expect, it } from 'vitest';
import { appliedDurable } from '../../invariants/applied-durable.ts';
import { appliedInOrder } from '../../invariants/applied-in-order.ts';
import { electedByQuorum } from '../../invariants/elected-by-quorum.ts';
import { leaderWithinConfiguration } from '../../invariants/leader-within-configuration.ts';
import { logKeptByStorage } from '../../invariants/log-kept-by-storage.ts';
import type { Action } from '../../src/cluster/action.ts';
import { checkNode, delivery, log, type NodeFields, node, threeVoters, timeout } from '../property/build.ts';

describe('elected-by-quorum', () => {
  const candidate = (fields: NodeFields = {}) =>
    node(1, { role: 'candidate', term: 2, vote: 1, votes: { 1: true }, ...fields });
  const leader = (fields: NodeFields = {}) => node(1, { role: 'leader', term: 2, vote: 1, ...fields });
  const vote = (from: number, reject = false): Action => ({
    kind: 'deliver',
    node: 1,
    message: { type: 'MsgVoteResp', from, to: 1, term: 2, ...(reject && { reject }) },
  });

  it('holds when the last vote makes a majority', () => {
    expect(electedByQuorum.check(candidate(), vote(2), leader())).toBe('held');
  });
  it('breaks when what came was no vote', () => {
    expect(electedByQuorum.check(candidate(), vote(2, true), leader())).toEqual({
      broken: 'n1 leads term 2 with votes of n1 only, no majority of n1, n2 and n3',
    });
    expect(electedByQuorum.check(candidate(), delivery(1), leader())).toHaveProperty('broken');
  });
  it('takes what makes a candidate lead for a vote where the messages are not those of etcd', () => {
    const answer = (fields: object): Action => ({
      kind: 'deliver',
      node: 1,
      message: { type: 'RequestVoteResponse', from: 2, to: 1, term: 2, ...fields },
    });
    expect(electedByQuorum.check(candidate(), answer({}), leader())).toBe('held');
    for (const none of [{ reject: true }, { term: 1 }])
      expect(electedByQuorum.check(candidate(), answer(none), leader())).toHaveProperty('broken');
  });
  it('does not count votes of another term', () => {
    const before = candidate({ term: 1, votes: { 1: true, 2: true, 3: true } });
    expect(electedByQuorum.check(before, timeout(1), leader())).toHaveProperty('broken');
  });
  it('asks both halves of a joint configuration', () => {
    const config = { ...threeVoters, voters: [1], votersOutgoing: [1, 2, 3] };
    expect(electedByQuorum.check(candidate({ config }), delivery(1), leader({ config }))).toEqual({
      broken: 'n1 leads term 2 with votes of n1 only, no majority of n1, n2 and n3',
    });
    expect(electedByQuorum.check(candidate({ config }), vote(3), leader({ config }))).toBe('held');
  });
  it('lets a single voter elect itself when its timer fires', () => {
    const config = { ...threeVoters, voters: [1] };
    expect(electedByQuorum.check(node(1, { term: 1, config }), timeout(1), leader({ config }))).toBe('held');
  });
  it('says nothing of a core that does not show what its candidates count', () => {
    const config = { ...threeVoters, voters: [1, 2, 3, 4, 5] };
    const before = candidate({ config, votes: {} });
    expect(electedByQuorum.check(before, vote(2), leader({ config }))).toBe('irrelevant');
  });
  it('says nothing of who leads already', () => {
    expect(electedByQuorum.check(leader(), delivery(1), leader())).toBe('irrelevant');
  });
});

describe('applied-durable', () => {
  it('holds when what is applied is stored', () => {
    expect(checkNode(appliedDurable, node(1, { log: log(1, 1), commit: 1 }))).toBe('held');
  });
  it('breaks when an applied entry is only in memory', () => {
    const volatile = node(1, { log: log(1, 1), commit: 2, durable: { log: log(1) } });
    expect(checkNode(appliedDurable, volatile)).toEqual({
      broken: 'n1 has applied up to 2, but stored up to 1',
    });
  });
  it('breaks when another entry is stored in its place', () => {
    const other = node(1, { log: log(2), commit: 1, durable: { log: log(1) } });
    expect(checkNode(appliedDurable, other)).toEqual({
      broken: 'n1 has applied 1@2 "v1@2", but stored 1@1 "v1@1"',
    });
  });
  it('says nothing before anything is applied', () => {
    expect(checkNode(appliedDurable, node(1, { log: log(1) }))).toBe('irrelevant');
  });
});

describe('applied-in-order', () => {
  it('holds when the state machine is where the core takes it to be', () => {
    expect(checkNode(appliedInOrder, node(1, { log: log(1), commit: 1 }))).toBe('held');
  });
  it('breaks when the core takes more for applied than was handed out', () => {
    const skipped = node(1, { log: log(1, 1), commit: 2, extra: { machine: 1 } });
    expect(checkNode(appliedInOrder, skipped)).toEqual({
      broken: 'n1 takes 2 for applied, but its state machine is at 1',
    });
  });
  it('breaks when an entry does not follow on the last one', () => {
    const twice = node(1, { log: log(1), commit: 1, extra: { misapplied: 'entry 1 after 1' } });
    expect(checkNode(appliedInOrder, twice)).toEqual({ broken: "n1's state machine got entry 1 after 1" });
  });
  it('says nothing before anything is applied', () => {
    expect(checkNode(appliedInOrder, node(1))).toBe('irrelevant');
  });
});

describe('log-kept-by-storage', () => {
  const done: Action = { kind: 'append-done', node: 1 };

  it('holds when a write leaves the log as it was', () => {
    expect(logKeptByStorage.check(node(1, { log: log(1, 1) }), done, node(1, { log: log(1, 1) }))).toBe(
      'held',
    );
  });
  it('breaks when an entry becomes another one', () => {
    expect(logKeptByStorage.check(node(1, { log: log(2) }), done, node(1, { log: log(1) }))).toEqual({
      broken: 'n1 had 1@2 "v1@2", and 1@1 "v1@1" once a write was done',
    });
  });
  it('breaks when an entry is gone', () => {
    expect(logKeptByStorage.check(node(1, { log: log(1, 1) }), done, node(1, { log: log(1) }))).toEqual({
      broken: 'n1 had 2@1 "v2@1", and nothing once a write was done',
    });
  });
  it('says nothing of what messages do to a log', () => {
    expect(logKeptByStorage.check(node(1, { log: log(1) }), delivery(1), node(1, { log: log(2) }))).toBe(
      'irrelevant',
    );
  });
});

describe('leader-within-configuration', () => {
  const outside = { ...threeVoters, voters: [2, 3] };
  const candidate = (fields: NodeFields) => node(1, { role: 'candidate', term: 1, ...fields });

  it('holds when a voter campaigns, also one of the half that goes', () => {
    expect(leaderWithinConfiguration.check(node(1), timeout(1), candidate({}))).toBe('held');
    const config = { ...outside, votersOutgoing: [1, 2, 3] };
    expect(leaderWithinConfiguration.check(node(1, { config }), timeout(1), candidate({ config }))).toBe(
      'held',
    );
  });
  it('breaks when a node that was removed campaigns', () => {
    const removed = node(1, { config: outside });
    expect(leaderWithinConfiguration.check(removed, timeout(1), candidate({ config: outside }))).toEqual({
      broken: 'n1 became candidate in term 1 and is no voter',
    });
  });
  it('says nothing of a leader that is removed, or of who goes on campaigning', () => {
    const leader = node(1, { role: 'leader', term: 1, config: outside });
    expect(leaderWithinConfiguration.check(leader, delivery(1), leader)).toBe('irrelevant');
    const same = candidate({ config: outside });
    expect(leaderWithinConfiguration.check(same, delivery(1), same)).toBe('irrelevant');
  });
});
