/** Views under other names of the nodes, and when two of them say the same. */
import { describe, expect, it } from 'vitest';
import { sameView, seenUnder } from '../../src/foreign/names.ts';
import { node, threeVoters } from '../property/build.ts';

const swapped = [0, 2, 1, 3];

describe('two views', () => {
  const leader = node(1, { role: 'leader', term: 2, vote: 1, lead: 1, votes: { 1: true, 2: false } });

  it('say the same where one is the other under other names', () => {
    const other = node(2, { role: 'leader', term: 2, vote: 2, lead: 2, votes: { 2: true, 1: false } });
    expect(sameView(seenUnder(leader, swapped), other)).toBe(true);
    expect(sameView(leader, other)).toBe(false);
  });

  it('differ in any field, however deep, and in one that only one of them has', () => {
    const changes = [
      { term: 3 },
      { votes: { 1: true } },
      { votes: { 1: true, 2: false, 3: true } },
      { votes: { 1: true, 2: true } },
      { log: [{ index: 1, term: 1, type: 'normal', data: 'v1' }] },
      { config: { ...threeVoters, voters: [1, 2] } },
      { durable: { ...leader.durable, commit: 1 } },
      { extra: { own: 1 } },
    ];
    for (const change of changes) {
      const other = { ...leader, ...change } as typeof leader;
      expect([change, sameView(leader, other), sameView(other, leader)]).toEqual([change, false, false]);
    }
  });

  it('name members in any order, and under extra what they like, in the same fields', () => {
    const withOwn = (voters: number[], own: unknown) => ({
      ...leader,
      config: { ...threeVoters, voters },
      extra: { own },
    });
    expect(sameView(withOwn([1, 2, 3], 1), withOwn([3, 1, 2], 'two'))).toBe(true);
    expect(sameView(withOwn([1, 2, 3], 1), withOwn([3, 1, 1], 1))).toBe(false);
  });
});
