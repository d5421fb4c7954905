/** Which bound to raise next: what short searches say, put in order. */
import { describe, expect, it } from 'vitest';
import {
  type Advice,
  adviceWords,
  adviseOn,
  countedAdvice,
  promisingFirst,
  ranked,
} from '../../src/report/advice.ts';
import { makeVerdict, type Verdict } from '../../src/report/verdict.ts';
import { exploration, facts, violation } from './facts.ts';

const levels = (...counts: number[]) =>
  counts.map((distinct, depth) => ({ depth, distinct, generated: distinct }));
const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** The whole search, and a short one, by the states of their levels. */
function found(counts: readonly number[], complete: boolean, more: Partial<Verdict> = {}): Verdict {
  const { stopped: _, ...verdict } = makeVerdict({
    ...facts,
    exploration: { ...exploration, levels: levels(...counts), distinct: sum(counts), complete },
    seconds: 2,
  });
  return { ...verdict, ...more };
}
const base = found([1, 3, 9, 27, 27, 9, 3], true);
const pilot = (verdict: Verdict) => adviseOn(base, { bound: 'max-heartbeats', from: 0, to: 1, verdict });

describe('what a short search says', () => {
  it('is exact where it came to its end', () => {
    expect(pilot(found([1, 4, 16, 4], true))).toMatchObject({ states: 25, exact: true });
    expect(pilot(found([1, 4, 16, 4], true)).seconds).toBeCloseTo((2 * 25) / 79);
  });

  it('is an estimate where it did not: no fewer than it has found, and more where its levels grow faster', () => {
    const [same, faster] = [found([1, 3, 9, 27, 5], false), found([1, 4, 16, 64, 5], false)].map(pilot);
    expect([same.exact, same.states]).toEqual([false, 79]);
    expect(faster.states).toBeGreaterThan(2 * same.states);
    expect(pilot(found([1, 9000], false)).states).toBeGreaterThanOrEqual(9001);
    expect(faster.most!).toBeGreaterThan(faster.states);
    expect([same.most, adviceWords(same)]).toEqual([
      null,
      expect.stringContaining(' 79 states or more, 2.0 s or more'),
    ]);
    expect(faster.most).not.toBeNull();
    expect(faster.least).toBe(90);
    expect(pilot(found([1, 4, 2], false)).most).toBeNull();
  });

  it('is no more than what was found, or any number above it, where the search before it has not come to its end', () => {
    const broken = { ...base, complete: false };
    const verdict = found([1, 4, 16, 64, 5], false);
    const advice = adviseOn(broken, { bound: 'max-term', from: 1, to: 2, verdict });
    expect(advice.states).toBe(90);
    expect(adviceWords(advice)).toContain(' 90 states or more');
  });

  it('names what is taken for the first time, and what says something for the first time', () => {
    const properties = base.properties.map((one) => ({ ...one, relevant: 7 }));
    const actions = { ...base.actions, heartbeat: 3, 'deliver MsgSnap': 1, drop: 0 };
    const advice = pilot(found([1, 4], false, { properties, actions }));
    expect(advice.awakens).toEqual(['linearizable-reads']);
    expect(advice.brings).toEqual(['deliver MsgSnap', 'heartbeat']);
    expect(advice.breaks).toBeNull();
    expect(pilot(found([1, 4], false, { violation })).breaks).toMatchObject({ length: violation.length });
  });
});

const plain: Advice = {
  bound: 'max-term',
  looked: true,
  from: 2,
  to: 3,
  breaks: null,
  awakens: [],
  brings: [],
  cut: 0,
  least: 900,
  states: 1000,
  exact: false,
  most: 1500,
  seconds: 1,
};

describe('the order', () => {
  it('is: what breaks something, what awakens a property, what runs new code for its states, what has cut for its states', () => {
    const breaks = { ...plain, bound: 'a', breaks: { property: 'p', length: 3, trace: null } };
    const awakens = { ...plain, bound: 'b', awakens: ['p', 'q'] };
    const cheap = { ...plain, bound: 'c', brings: ['heartbeat', 'deliver MsgHeartbeat'] };
    const dear = {
      ...plain,
      bound: 'd',
      brings: ['read', 'deliver MsgReadIndex', 'deliver MsgReadIndexResp'],
      states: 9000,
    };
    const network = {
      ...plain,
      bound: 'e',
      brings: ['drop MsgApp', 'drop MsgVote', 'drop MsgAppResp'],
      states: 5000,
    };
    const cut = { ...plain, bound: 'f', cut: 500 };
    const all = [plain, cut, network, dear, cheap, awakens, breaks];
    expect(ranked(all).map(({ bound }) => bound)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'max-term']);
  });

  it('is told with its reasons', () => {
    const told = {
      ...plain,
      brings: ['heartbeat'],
      cut: 12_345,
      least: 31_234,
      states: 41_234,
      most: 60_000,
      seconds: 2.5,
    };
    expect(adviceWords(told)).toBe(
      '--max-term 3 (now 2): first to run heartbeat; cut 12,345; 31,000 to 60,000 states, 1.9 s to 3.6 s',
    );
    expect(adviceWords({ ...told, most: null })).toContain('; 31,234 states or more, 1.9 s or more');
    expect(adviceWords({ ...told, exact: true })).toContain('; 41,234 states, 2.5 s');
  });
});

describe('what the counts of a run say by themselves', () => {
  const cut = { ...base, cutBy: { 'max-term': 5, 'max-in-flight': 9, depth: 7 } };
  const bounds = ['max-term', 'max-in-flight', 'max-reads'].map((bound, k) => ({ bound, from: 2 - k }));

  it('is what is left out of every day, then what has cut, the most first, and nothing of what it did not', () => {
    const told = countedAdvice(cut, [...bounds, { bound: 'max-heartbeats', from: 0 }]).map(adviceWords);
    expect(told).toEqual([
      '--max-heartbeats 1 (now 0): left out so far; 79 states or more, 2.0 s or more',
      '--max-in-flight 2 (now 1): cut 9; 79 states or more, 2.0 s or more',
      '--max-term 3 (now 2): cut 5; 79 states or more, 2.0 s or more',
    ]);
    expect(countedAdvice({ ...base, cutBy: {} }, bounds)).toEqual([]);
  });
});

describe('what is looked at first', () => {
  it('is what no cluster goes without, then what has cut most, then what else is left out', () => {
    const bounds = [
      { bound: 'max-term', from: 2 },
      { bound: 'max-in-flight', from: 3 },
      { bound: 'max-crashes', from: 0 },
      { bound: 'max-reads', from: 0 },
      { bound: 'max-heartbeats', from: 0 },
    ] as const;
    const order = promisingFirst(bounds, { cutBy: { 'max-term': 5, 'max-in-flight': 9 } });
    const names = order.map(({ bound }) => bound);
    expect(names).toEqual(['max-heartbeats', 'max-crashes', 'max-in-flight', 'max-term', 'max-reads']);
  });
});
