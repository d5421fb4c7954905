/** One readable line each for actions, messages and values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/cluster/action.ts';
import type { MessageView } from '../../src/cluster/view.ts';
import { sameValue } from '../../src/trace/diff.ts';
import { describeChange, describeValue } from '../../src/trace/values.ts';
import { describeAction, describeEntry, describeMessage } from '../../src/trace/words.ts';
import { committedIn, log, progress, threeVoters } from '../property/build.ts';

describe('messages in words', () => {
  it.each<[string, MessageView]>([
    ['MsgVote n1 -> n2 term 2 (log 1@1)', { type: 'MsgVote', from: 1, to: 2, term: 2, logTerm: 1, index: 1 }],
    ['MsgVote n1 -> n2 term 1 (log 0@0)', { type: 'MsgVote', from: 1, to: 2, term: 1 }],
    [
      'MsgVote n1 -> n2 term 2 (log 1@1, context CampaignTransfer)',
      { type: 'MsgVote', from: 1, to: 2, term: 2, logTerm: 1, index: 1, context: 'CampaignTransfer' },
    ],
    ['MsgVoteResp n2 -> n1 term 2 (granted)', { type: 'MsgVoteResp', from: 2, to: 1, term: 2 }],
    [
      'MsgPreVoteResp n2 -> n1 term 2 (rejected)',
      { type: 'MsgPreVoteResp', from: 2, to: 1, term: 2, reject: true },
    ],
    [
      'MsgApp n1 -> n2 term 2 (after 1@1, entries 2@2 "v2@2", commit 1)',
      {
        type: 'MsgApp',
        from: 1,
        to: 2,
        term: 2,
        logTerm: 1,
        index: 1,
        commit: 1,
        entries: log(1, 2).slice(1),
      },
    ],
    [
      'MsgApp n1 -> n2 term 2 (after 1@1, no entries, commit 0)',
      { type: 'MsgApp', from: 1, to: 2, term: 2, logTerm: 1, index: 1 },
    ],
    ['MsgAppResp n2 -> n1 term 2 (has 3)', { type: 'MsgAppResp', from: 2, to: 1, term: 2, index: 3 }],
    [
      'MsgAppResp n2 -> n1 term 2 (rejects 3, hint 2@1)',
      { type: 'MsgAppResp', from: 2, to: 1, term: 2, index: 3, reject: true, rejectHint: 2, logTerm: 1 },
    ],
    ['MsgHeartbeat n1 -> n3 term 1 (commit 2)', { type: 'MsgHeartbeat', from: 1, to: 3, term: 1, commit: 2 }],
    ['MsgHeartbeatResp n3 -> n1 term 1', { type: 'MsgHeartbeatResp', from: 3, to: 1, term: 1 }],
    [
      'MsgSnap n1 -> n3 term 2 (snapshot 4@2 voters 1 2 3)',
      { type: 'MsgSnap', from: 1, to: 3, term: 2, snapshot: { index: 4, term: 2, config: threeVoters } },
    ],
    ['MsgReadIndex n2 -> n1 (context r1)', { type: 'MsgReadIndex', from: 2, to: 1, context: 'r1' }],
  ])('%s', (words, message) => {
    expect(describeMessage(message)).toBe(words);
  });

  it('are different for different messages', () => {
    const small = fc.integer({ min: 1, max: 3 });
    const optional = { requiredKeys: ['type', 'from', 'to'] as const } as {
      requiredKeys: ['type', 'from', 'to'];
    };
    const message = fc.record(
      {
        type: fc.constantFrom('MsgVote', 'MsgApp', 'MsgAppResp', 'MsgVoteResp', 'MsgHeartbeat', 'MsgOther'),
        from: small,
        to: small,
        term: small,
        logTerm: small,
        index: small,
        commit: small,
        reject: fc.constant(true),
        rejectHint: small,
        context: fc.constantFrom('a', 'b'),
        entries: fc.constantFrom(log(1), log(1, 1), log(2)),
      },
      optional,
    );
    fc.assert(
      fc.property(message, message, (a, b) => {
        expect(describeMessage(a) === describeMessage(b)).toBe(sameValue(a, b));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('actions in words', () => {
  const message: MessageView = { type: 'MsgVote', from: 1, to: 2, term: 1 };
  it.each<[string, Action]>([
    ['timeout n1', { kind: 'timeout', node: 1 }],
    ['append-done n2', { kind: 'append-done', node: 2 }],
    ['deliver MsgVote n1 -> n2 term 1 (log 0@0)', { kind: 'deliver', node: 2, message }],
    ['drop MsgVote n1 -> n2 term 1 (log 0@0)', { kind: 'drop', node: 2, message }],
    ['duplicate MsgVote n1 -> n2 term 1 (log 0@0)', { kind: 'duplicate', node: 2, message }],
    ['propose "v1" at n1', { kind: 'propose', node: 1, data: 'v1' }],
    ['propose-conf "v4 r1" at n1', { kind: 'propose-conf', node: 1, change: 'v4 r1' }],
    ['read "r1" at n3', { kind: 'read', node: 3, context: 'r1' }],
    ['transfer leadership to n2 at n1', { kind: 'transfer', node: 1, transferee: 2 }],
    ['unreachable n2 at n1', { kind: 'unreachable', node: 1, peer: 2 }],
    ['snapshot-status n2 failed at n1', { kind: 'snapshot-status', node: 1, peer: 2, failed: true }],
  ])('%s', (words, action) => {
    expect(describeAction(action)).toBe(words);
  });
});

describe('values in words', () => {
  it('shows entries with what they carry', () => {
    expect(describeEntry({ index: 1, term: 2, type: 'normal', data: '' })).toBe('1@2');
    expect(describeEntry({ index: 1, term: 2, type: 'normal', data: 'x' })).toBe('1@2 "x"');
    expect(describeEntry({ index: 1, term: 2, type: 'conf-change', data: 'v4' })).toBe(
      '1@2 conf-change "v4"',
    );
    expect(describeValue(committedIn(3, log(2))[0])).toBe('1@2 "v1@2" in term 3');
  });
  it('shows progress and configurations', () => {
    expect(describeValue(progress(2, { inflight: [3, 4], paused: true }))).toBe(
      'replicate match 2 next 3 inflight 3 4 paused active',
    );
    expect(describeValue({ ...threeVoters, votersOutgoing: [1], autoLeave: true })).toBe(
      'voters 1 2 3, outgoing 1, auto-leave',
    );
  });
  it('shows plain data', () => {
    expect(describeValue([1, 'a', { b: null }])).toBe('[1 a {b nothing}]');
  });
  it('shows a value that has the fields of a view, but of other types or more of them, as plain data', () => {
    const message = { type: 'MsgApp', from: 1, to: 2, entries: 'all' };
    expect(describeValue(message)).toBe('{type MsgApp, from 1, to 2, entries all}');
    expect(describeValue({ ...message, entries: [{ index: 1 }] })).toContain('entries [{index 1}]');
    expect(describeValue({ type: 'MsgApp', from: 1, to: { n: 2 } })).toBe('{type MsgApp, from 1, to {n 2}}');
    expect(describeValue({ type: 'x', from: 1, to: 2, also: [1] })).toBe('{type x, from 1, to 2, also [1]}');
    expect(describeValue({ ...progress(2), inflight: null })).toContain('inflight nothing');
    expect(describeValue({ ...threeVoters, voters: 3 })).toContain('voters 3');
    expect(describeValue({ ...log(1)[0], term: 'two' })).toContain('term two');
    expect(describeValue({ ...log(1)[0], by: 3 })).toContain('by 3');
  });
  it('shows a field of a message that only some Raft has by its name', () => {
    expect(describeValue({ type: 'Ask', from: 1, to: 2, round: 7 })).toBe('Ask n1 -> n2 (round 7)');
  });
  it('shows node ids as nodes', () => {
    expect(describeChange({ path: 'n1.vote', before: 0, after: 2 })).toBe('n1.vote none -> n2');
    expect(describeChange({ path: 'ghost.leaders[2]', before: [1], after: [1, 3] })).toBe(
      'ghost.leaders[2] n1 -> n1 n3',
    );
    expect(describeChange({ path: 'n1.term', before: 1, after: 2 })).toBe('n1.term 1 -> 2');
  });
});
