/**
 * Leader election as the Raft paper tells it, a test a sentence: sections 5.1, 5.2 and 5.4.1 of "In Search of an
 * Understandable Consensus Algorithm (Extended Version)", and what the thesis adds (3.10, 4.2.3, 6.2, 9.6).
 */

import { describe, expect, test } from 'vitest';
import type { MessageFields, MessageType } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster, elected, nodeOf, settle, stepAll, ticks } from './harness.ts';

const fromLeader: readonly MessageType[] = ['MsgApp', 'MsgHeartbeat', 'MsgSnap'];

/** "type->to@term", with "!" for a refusal: what a test of messages compares. */
function brief(m: MessageFields): string {
  return `${m.type}->${m.to}@${m.term}${m.reject ? '!' : ''}`;
}

describe('5.1 terms', () => {
  test.each(fromLeader)('a server with a smaller term takes the larger one of a %s', (type) => {
    const { rn } = stepAll(nodeOf({ term: 1 }), { type, from: 2, term: 2 });
    expect(rn.raft).toMatchObject({ term: 2, state: 'StateFollower', lead: 2, vote: 0 });
  });

  test.each([
    ['candidate', settle(rawnode.campaign(nodeOf())[0]).rn],
    ['leader', elected(nodeOf())],
  ])('a %s whose term is out of date becomes a follower at once', (_, rn) => {
    const after = stepAll(rn, { type: 'MsgApp', from: 2, term: rn.raft.term + 1 }).rn;
    expect(after.raft).toMatchObject({ state: 'StateFollower', term: rn.raft.term + 1, lead: 2 });
  });

  test.each([...fromLeader, 'MsgVote', 'MsgVoteResp', 'MsgAppResp'] as const)(
    'a %s with a stale term has no effect and no answer',
    (type) => {
      const before = settle(nodeOf({ term: 3 })).rn;
      const { rn, sent } = stepAll(before, { type, from: 2, term: 2, index: 9, logTerm: 9 });
      expect(sent).toEqual([]);
      expect(rn.equals(before)).toBe(true);
    },
  );
});

describe('5.2 leader election', () => {
  test('a server that starts up is a follower', () => {
    expect(nodeOf().raft).toMatchObject({ state: 'StateFollower', term: 0, lead: 0, vote: 0 });
  });

  test('a server remains a follower as long as it hears its leader', () => {
    let rn = nodeOf({ electionTick: 3, heartbeatTick: 1 });
    for (let i = 0; i < 4; i++) {
      rn = stepAll(ticks(rn, 2).rn, { type: 'MsgHeartbeat', from: 2, term: 1 }).rn;
    }
    expect(rn.raft).toMatchObject({ state: 'StateFollower', term: 1, lead: 2 });
  });

  test('a leader sends heartbeats to all followers, periodically', () => {
    const { sent } = ticks(elected(nodeOf({ heartbeatTick: 2 })), 4);
    const round = ['MsgHeartbeat->2@1', 'MsgHeartbeat->3@1'];
    expect(sent.map(brief)).toEqual([...round, ...round]);
  });

  test.each(['follower', 'candidate'] as const)(
    'a %s that hears nothing for an election timeout campaigns',
    (role) => {
      const start = nodeOf({ electionTick: 5 });
      const rn = role === 'follower' ? start : settle(rawnode.campaign(start)[0]).rn;
      const before = ticks(rn, 4).rn;
      expect(before.raft.term).toBe(rn.raft.term);
      const { rn: after, sent } = ticks(before, 1);
      const term = rn.raft.term + 1;
      expect(after.raft).toMatchObject({ state: 'StateCandidate', term });
      expect(sent.map(brief)).toEqual([`MsgVote->2@${term}`, `MsgVote->3@${term}`]);
    },
  );

  test('to begin an election a server increments its term, votes for itself and asks all others', () => {
    const { rn, sent } = settle(rawnode.campaign(nodeOf({ terms: [1, 2] }))[0]);
    expect(rn.raft).toMatchObject({ state: 'StateCandidate', term: 3, vote: 1 });
    expect(rn.raft.trk.votes.toObject()).toEqual({ 1: true });
    expect(sent.map(brief)).toEqual(['MsgVote->2@3', 'MsgVote->3@3']);
    for (const m of sent) expect(m).toMatchObject({ index: 2, logTerm: 2 });
  });
});

describe('5.2 winning an election', () => {
  // [voters, votes granted by others, votes refused by others, what becomes of the candidate]
  test.each([
    [1, 0, 0, 'StateLeader'],
    [2, 0, 0, 'StateCandidate'],
    [2, 1, 0, 'StateLeader'],
    [3, 1, 0, 'StateLeader'],
    [3, 0, 1, 'StateCandidate'],
    [3, 0, 2, 'StateFollower'],
    [4, 1, 0, 'StateCandidate'],
    [4, 2, 0, 'StateLeader'],
    [5, 1, 2, 'StateCandidate'],
    [5, 2, 0, 'StateLeader'],
    [5, 2, 2, 'StateLeader'],
    [5, 1, 3, 'StateFollower'],
  ])('of %i voters, with %i votes and %i refusals, a candidate is %s', (n, granted, refused, state) => {
    const voters = Array.from({ length: n }, (_, i) => i + 1);
    const candidate = settle(rawnode.campaign(nodeOf({ voters }))[0]).rn;
    const answers = voters
      .slice(1, 1 + granted + refused)
      .map((from, i) => ({ type: 'MsgVoteResp', from, term: 1, reject: i >= granted }) as const);
    expect(stepAll(candidate, ...answers).rn.raft).toMatchObject({ state, term: 1 });
  });

  test('the vote of a server counts once, however often it comes', () => {
    const candidate = settle(rawnode.campaign(nodeOf({ voters: [1, 2, 3, 4, 5] }))[0]).rn;
    const vote = { type: 'MsgVoteResp', from: 2, term: 1 } as const;
    expect(stepAll(candidate, vote, vote, vote).rn.raft.state).toBe('StateCandidate');
  });

  // [voted for, asked by, granted]
  test.each([
    [0, 2, true],
    [0, 3, true],
    [2, 2, true],
    [3, 3, true],
    [2, 3, false],
    [3, 2, false],
  ])('a server that voted for %i answers %i in the same term: %s', (vote, from, granted) => {
    const { rn, sent } = stepAll(nodeOf({ term: 1, vote }), { type: 'MsgVote', from, term: 1 });
    expect(sent.map(brief)).toEqual([`MsgVoteResp->${from}@1${granted ? '' : '!'}`]);
    expect(rn.raft.vote).toBe(granted ? from : vote);
  });

  test('a server votes first come, first served', () => {
    const ask = (from: number) => ({ type: 'MsgVote', from, term: 1 }) as const;
    expect(stepAll(nodeOf(), ask(3), ask(2)).sent.map(brief)).toEqual([
      'MsgVoteResp->3@1',
      'MsgVoteResp->2@1!',
    ]);
  });

  test('a new leader tells all others, to establish its authority', () => {
    const candidate = settle(rawnode.campaign(nodeOf())[0]).rn;
    const { sent } = stepAll(candidate, { type: 'MsgVoteResp', from: 2, term: 1 });
    expect(sent.map(brief)).toEqual(['MsgApp->2@1', 'MsgApp->3@1']);
  });
});

describe('5.2 not winning an election', () => {
  test.each([1, 2])('a candidate of term 1 that hears a leader of term %i follows it', (term) => {
    for (const type of fromLeader) {
      const candidate = settle(rawnode.campaign(nodeOf())[0]).rn;
      const { rn } = stepAll(candidate, { type, from: 2, term });
      expect(rn.raft).toMatchObject({ state: 'StateFollower', term, lead: 2 });
    }
  });

  test('a candidate that hears a leader of a smaller term remains a candidate', () => {
    const candidate = settle(rawnode.campaign(nodeOf({ term: 1 }))[0]).rn;
    const { rn } = stepAll(candidate, { type: 'MsgApp', from: 2, term: 1 });
    expect(rn.raft).toMatchObject({ state: 'StateCandidate', term: 2 });
  });

  test('if votes are split nobody leads, and the next to time out starts a new term', () => {
    const c = Cluster.of(4, { electionTick: 5 });
    c.input(1, rawnode.campaign);
    c.input(2, rawnode.campaign);
    c.deliver((m) => m.type === 'MsgVote' && ((m.from === 1 && m.to === 4) || (m.from === 2 && m.to === 3)));
    expect([1, 2, 3, 4].map((id) => c.raft(id).state)).not.toContain('StateLeader');
    expect([1, 2, 3, 4].map((id) => c.raft(id).vote)).toEqual([1, 2, 1, 2]);
    for (let i = 0; i < 5; i++) c.input(2, rawnode.tick);
    c.deliver();
    expect(c.raft(2)).toMatchObject({ state: 'StateLeader', term: 2 });
  });

  test.each([0, 1, 4])(
    'an election timeout is the least one and a part of as much again: with jitter %i',
    (jitter) => {
      let rn = stepAll(rawnode.withTimeoutJitter(nodeOf({ electionTick: 5 }), jitter), {
        type: 'MsgHeartbeat',
        from: 2,
        term: 1,
      }).rn;
      expect(rn.raft.randomizedElectionTimeout).toBe(5 + jitter);
      rn = ticks(rn, 4 + jitter).rn;
      expect(rn.raft.state).toBe('StateFollower');
      expect(ticks(rn, 1).rn.raft.state).toBe('StateCandidate');
    },
  );
});

describe('5.4.1 election restriction', () => {
  // [terms of the voter's log, candidate's last term, candidate's last index, granted]
  test.each([
    [[], 0, 0, true],
    [[1], 1, 1, true],
    [[1], 1, 2, true],
    [[1, 1], 1, 1, false],
    [[1, 1], 2, 1, true],
    [[1, 2], 1, 9, false],
    [[1, 2], 2, 2, true],
    [[1, 2], 2, 1, false],
    [[1, 1, 3], 2, 3, false],
    [[1, 1, 2], 3, 1, true],
  ])(
    'with the log %j a candidate ending in term %i at index %i is granted: %s',
    (terms, logTerm, index, granted) => {
      const ask = { type: 'MsgVote', from: 2, term: 5, logTerm, index } as const;
      const { sent } = stepAll(nodeOf({ terms }), ask);
      expect(sent.map(brief)).toEqual([`MsgVoteResp->2@5${granted ? '' : '!'}`]);
    },
  );

  test('a candidate without all committed entries cannot win', () => {
    const c = Cluster.of(3);
    c.elect(1);
    c.isolated.add(3);
    c.propose(1, 'x');
    c.deliver();
    c.isolated.clear();
    c.elect(3);
    expect(c.raft(3).state).toBe('StateFollower');
    expect(c.raft(2).term).toBe(2);
  });
});

describe('thesis 9.6 pre-vote', () => {
  test('a server first asks whether it could win, without touching its term or vote', () => {
    const { rn, sent } = settle(rawnode.campaign(nodeOf({ preVote: true, term: 4, vote: 3 }))[0]);
    expect(rn.raft).toMatchObject({ state: 'StatePreCandidate', term: 4, vote: 3 });
    expect(sent.map(brief)).toEqual(['MsgPreVote->2@5', 'MsgPreVote->3@5']);
  });

  test('it campaigns only when a majority would vote for it', () => {
    const start = settle(rawnode.campaign(nodeOf({ preVote: true }))[0]).rn;
    const won = stepAll(start, { type: 'MsgPreVoteResp', from: 2, term: 1 }).rn;
    expect(won.raft).toMatchObject({ state: 'StateCandidate', term: 1, vote: 1 });
    const no = (from: number) => ({ type: 'MsgPreVoteResp', from, term: 0, reject: true }) as const;
    expect(stepAll(start, no(2), no(3)).rn.raft).toMatchObject({ state: 'StateFollower', term: 0 });
  });

  test('answering a pre-vote changes nothing, so that it may be answered twice', () => {
    const before = settle(nodeOf({ term: 1, vote: 3 })).rn;
    const ask = (from: number) => ({ type: 'MsgPreVote', from, term: 2 }) as const;
    const { rn, sent } = stepAll(before, ask(2), ask(3));
    expect(sent.map(brief)).toEqual(['MsgPreVoteResp->2@2', 'MsgPreVoteResp->3@2']);
    expect(rn.equals(before)).toBe(true);
  });

  test('a late answer to the pre-vote is no vote in the election', () => {
    const start = settle(rawnode.campaign(nodeOf({ preVote: true, voters: [1, 2, 3, 4, 5] }))[0]).rn;
    const yes = (from: number) => ({ type: 'MsgPreVoteResp', from, term: 1 }) as const;
    const { rn } = stepAll(start, yes(2), yes(3), yes(4), yes(5));
    expect(rn.raft).toMatchObject({ state: 'StateCandidate', term: 1 });
  });
});

describe('thesis 4.2.3 and 6.2 leases', () => {
  const heard = stepAll(nodeOf({ checkQuorum: true, electionTick: 5 }), {
    type: 'MsgHeartbeat',
    from: 2,
    term: 1,
  }).rn;

  test('a server that hears a leader ignores whoever campaigns, until the election timeout is over', () => {
    const ask = { type: 'MsgVote', from: 3, term: 2 } as const;
    const ignored = stepAll(ticks(rawnode.withTimeoutJitter(heard, 4), 4).rn, ask);
    expect(ignored.sent).toEqual([]);
    expect(ignored.rn.raft.term).toBe(1);
    const late = stepAll(heard.setIn(['raft', 'electionElapsed'], 5), ask);
    expect(late.sent.map(brief)).toEqual(['MsgVoteResp->3@2']);
  });

  test('but not when the leader asked for the election', () => {
    const { sent } = stepAll(heard, { type: 'MsgVote', from: 3, term: 2, context: 'CampaignTransfer' });
    expect(sent.map(brief)).toEqual(['MsgVoteResp->3@2']);
  });

  test('a leader that hears no quorum for an election timeout steps down', () => {
    const leader = elected(nodeOf({ checkQuorum: true, electionTick: 5 }));
    const silent = ticks(leader, 5).rn;
    expect(silent.raft).toMatchObject({ state: 'StateFollower', term: 1, lead: 0 });
    const once = stepAll(ticks(leader, 4).rn, { type: 'MsgHeartbeatResp', from: 2, term: 1 }).rn;
    expect(ticks(once, 5).rn.raft.state).toBe('StateLeader');
  });

  test('a leader of an older term learns the new one from whom it calls', () => {
    const { sent } = stepAll(nodeOf({ checkQuorum: true, term: 5 }), {
      type: 'MsgHeartbeat',
      from: 2,
      term: 3,
    });
    expect(sent.map(brief)).toEqual(['MsgAppResp->2@5']);
  });
});

describe('thesis 3.10 leadership transfer', () => {
  test('the leader stops taking proposals, brings the target up to date and tells it to campaign', () => {
    const c = Cluster.of(3, { checkQuorum: true, preVote: true });
    c.elect(1);
    c.isolated.add(3);
    c.propose(1, 'x');
    c.deliver();
    c.isolated.clear();
    c.input(1, (rn) => rawnode.transferLeader(rn, 3));
    expect(c.propose(1, 'y')).toBe('ErrProposalDropped');
    c.input(1, (rn) => rawnode.tick(rn));
    c.deliver();
    expect(c.raft(3)).toMatchObject({ state: 'StateLeader', term: 2 });
    expect(c.raft(1)).toMatchObject({ state: 'StateFollower', lead: 3 });
    expect(c.propose(1, 'z')).toBeNull();
    c.deliver();
    expect(c.applied.get(2)).toEqual(['x', 'z']);
  });

  test('a transfer that is not over after an election timeout is given up', () => {
    const leader = rawnode.transferLeader(elected(nodeOf({ electionTick: 5 })), 3);
    expect(ticks(leader, 4).rn.raft.leadTransferee).toBe(3);
    expect(ticks(leader, 5).rn.raft.leadTransferee).toBe(0);
  });

  test('a learner, a stranger and the leader itself are no targets', () => {
    const leader = elected(nodeOf({ learners: [4] }));
    for (const target of [4, 9, 1])
      expect(rawnode.transferLeader(leader, target).raft.leadTransferee).toBe(0);
  });

  test('a follower passes the request on to its leader', () => {
    const follower = stepAll(nodeOf(), { type: 'MsgHeartbeat', from: 2, term: 1 }).rn;
    const { sent } = settle(rawnode.transferLeader(follower, 3));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ type: 'MsgTransferLeader', from: 3, to: 2, term: 1 });
  });
});
