/** Bounds that advise, and bounds that are raised. */
import { describe, expect, it } from 'vitest';
import type { Advice } from '../../src/report/advice.ts';
import { raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

const json = async (...args: string[]) => {
  const finished = await raftcheck([...args, '--json', '--no-progress', '--out', temporaryFolder()]);
  return { ...finished, found: JSON.parse(finished.stdout) };
};

/** Its bug shows with one heartbeat, and the spec has none then. */
const narrow = ['heartbeat-commit-unclamped', '--max-heartbeats', '0', '--max-reads', '0'];

describe('--advise', () => {
  it('names the bound that a rule-breaking needs, which a complete run without it has not found', async () => {
    const { status, found } = await json(...narrow, '--advise');
    expect([status, found.verdict, found.complete]).toEqual([0, 'ok', true]);
    const heartbeats = found.advice.find(({ bound }: Advice) => bound === 'max-heartbeats');
    expect(found.advice.indexOf(heartbeats)).toBeLessThan(3);
    expect(heartbeats).toMatchObject({ from: 0, to: 1, breaks: { property: 'core-panic', length: 7 } });
    expect(heartbeats.brings).toContain('deliver MsgHeartbeat');
    expect(found.advice.at(-1).breaks).toBeNull();
  });

  it('says what a run would cost, within a factor of three of what it does cost', async () => {
    const { found } = await json('prevote', '--max-heartbeats', '0', '--advise');
    const [first] = found.advice;
    expect(first).toMatchObject({ bound: 'max-heartbeats', brings: expect.arrayContaining(['heartbeat']) });
    const { found: raised } = await json('prevote', '--max-heartbeats', '1');
    expect(first.states / raised.states.distinct).toBeGreaterThan(1 / 3);
    expect(first.states / raised.states.distinct).toBeLessThan(3);
  });

  it('changes no figure of the run, and without it the counts of the run say which bound', async () => {
    const flags = ['prevote', '--max-heartbeats', '0', '--max-timeouts', '1'];
    const [{ found: plain }, { found: advised }] = await Promise.all([
      json(...flags),
      json(...flags, '--advise'),
    ]);
    expect(advised).toMatchObject({ states: plain.states, cutBy: plain.cutBy, actions: plain.actions });
    expect(plain.advice[0]).toMatchObject({ bound: 'max-heartbeats', looked: false, cut: 0 });
    expect(advised.advice[0].looked).toBe(true);
  });
});

describe('widen', () => {
  it('raises bounds as long as the budget lasts, and says the widest run that came to its end', async () => {
    const bounds = 'max-term: 1, max-in-flight: 2, max-proposals: 0, max-heartbeats: 0, max-timeouts: 1';
    const small = temporaryFile('small.yaml', `about: Is a little more found?\nbounds: { ${bounds} }\n`);
    const { status, found } = await json('widen', small, '--budget', '8s');
    expect([status, found.kind]).toEqual([0, 'widen']);
    expect(found.steps.length).toBeGreaterThan(1);
    const [first, ...raised] = found.steps;
    expect(first.raised).toBeNull();
    for (const { raised: advice, verdict } of raised)
      expect(verdict.model.bounds[advice.bound]).toBe(advice.to);
    const complete = found.steps.filter(
      ({ verdict }: { verdict: { complete: boolean } }) => verdict.complete,
    );
    const states = complete.map(
      ({ verdict }: { verdict: { states: { distinct: number } } }) => verdict.states.distinct,
    );
    expect(states).toEqual([...states].sort((a, b) => a - b));
  });

  it('ends where something breaks, with the flags that it needs', async () => {
    const flags = [...narrow, '--budget', '60s', '--no-progress', '--out', temporaryFolder()];
    const { status, stdout } = await raftcheck(['widen', ...flags]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /raftcheck: VIOLATED core-panic in 7 steps with --max-(reads|heartbeats) 1 · 2 runs, .* · raftcheck inspect /,
    );
  });

  it('is incomplete where already the spec as it is takes longer', async () => {
    const { status, stdout } = await raftcheck([
      'widen',
      'raft',
      '--budget',
      '0.3s',
      '--no-progress',
      '--quiet',
    ]);
    expect([status, stdout]).toEqual([3, expect.stringContaining('INCOMPLETE already as it is')]);
  });

  it('is refused for a system of one’s own, which has no bounds', async () => {
    const file = temporaryFile('one.mjs', 'export const one = { init: () => [0], next: () => [] };\n');
    const { status, stderr } = await raftcheck(['widen', '--core', file]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('raftcheck widen: is for Raft clusters')]);
  });
});
