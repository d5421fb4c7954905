import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { gateStatus } from '../../src/cli/status.ts';
import { judgeEntry } from '../../src/report/gate.ts';
import { gateRows, gateText } from '../../src/report/gatetext.ts';
import { makeVerdict } from '../../src/report/verdict.ts';
import { facts, violation } from './facts.ts';
import { broken, failed, found, gateOf, held, missed, notRun } from './gates.ts';

const run = (changes: Partial<typeof facts>) => makeVerdict({ ...facts, ...changes });
const unreached = facts.properties.map((p) =>
  p.scope === 'sometimes' ? { ...p, status: 'unreached' as const } : p,
);
const stopped = { ...facts.exploration, complete: false, stopped: 'time-limit' as const };

describe('the outcome of an entry', () => {
  it.each([
    ['a safe spec in which nothing broke', 'spec', {}, run({}), 'held'],
    ['a safe spec in which something broke', 'spec', {}, run({ violation }), 'broken'],
    ['a spec that should break and did', 'spec', { verdict: 'violation' }, run({ violation }), 'found'],
    ['a bug that was found', 'bug', {}, run({ violation }), 'found'],
    ['a bug that was not', 'bug', {}, run({}), 'missed'],
    ['an edit that another guard hides', 'bug', { verdict: 'ok' }, run({}), 'held'],
    ['an edit that should be hidden and is not', 'bug', { verdict: 'ok' }, run({ violation }), 'broken'],
    ['a state that was never reached', 'spec', {}, run({ properties: unreached }), 'vacuous'],
    [
      'another count than pinned',
      'spec',
      {},
      run({ spec: { ...facts.spec, expect: { distinct: 1 } } }),
      'differs',
    ],
    [
      'a bug found otherwise than pinned',
      'bug',
      {},
      run({ violation, spec: { ...facts.spec, expect: { length: 3 } } }),
      'differs',
    ],
    ['a run that was stopped', 'spec', {}, run({ exploration: stopped }), 'incomplete'],
    ['a bug not found before the run was stopped', 'bug', {}, run({ exploration: stopped }), 'incomplete'],
  ] as const)('of %s', (_, kind, expected, verdict, outcome) => {
    const judged = judgeEntry(kind, expected, verdict);
    expect(judged.outcome).toBe(outcome);
    expect(judged.problems.length > 0).toBe(!['held', 'found'].includes(outcome));
  });
});

describe('the gate', () => {
  it.each([
    ['ok', [held, found], 0],
    ['violation', [held, notRun, missed, failed, broken], 1],
    ['failed', [held, notRun, missed, failed], 2],
    ['vacuous', [held, notRun, missed], 4],
    ['incomplete', [held, notRun], 3],
  ] as const)('is %s by what weighs most in it', (verdict, entries, status) => {
    const gate = gateOf(...entries);
    expect([gate.verdict, gateStatus(gate, false)]).toEqual([verdict, status]);
  });

  it('ends with 0 when what is not finished is allowed, and with 130 when it was interrupted', () => {
    const gate = gateOf(held, notRun);
    expect(gateStatus(gate, true)).toBe(0);
    expect(gateStatus({ ...gate, interrupted: true }, true)).toBe(130);
    expect(gateStatus({ ...gateOf(broken), interrupted: true }, true)).toBe(1);
  });

  it('is a table, what is wrong, and one line', () => {
    const colors = picocolors.createColors(false);
    const text = gateText(gateOf(found, held, broken, notRun), {
      colors,
      quiet: false,
      allowIncomplete: false,
    });
    expect(text).toBe(`            spec              result                       states  generated  seconds
found       bugs/double-vote  election-safety in 11 steps  84,212    321,111      3.1
held        raft              1 held                       84,212    321,111      3.1
BROKEN      prevote           election-safety in 11 steps  84,212    321,111      3.1
INCOMPLETE  joint             not run                           -          -        -
prevote (specs/prevote.yaml)
  election-safety is broken in 11 steps: n1 leads term 2, which n3 led too
    1  timeout n1
    2  deliver MsgVote n1 -> n2 term 1 (log 0@0)
  raftcheck inspect out/raft-election-safety-01234567.json
joint (specs/joint.yaml)
  not run: the budget was spent
not covered  deliver MsgSnap is in a model and was never taken
not covered  linearizable-reads never said anything
in no spec   1 action: tick
raftcheck: VIOLATED election-safety in 11 steps (prevote) · 2 of 4 not as expected · 252,636 states · 1 min 2 s · raftcheck inspect out/raft-election-safety-01234567.json
`);
  });

  it('shows the same table row by row, as specs end, and then the rest alone', () => {
    const colors = picocolors.createColors(false);
    const options = { colors, quiet: false, allowIncomplete: false };
    const whole = gateText(gateOf(found, broken), options).split('\n');
    const rows = gateRows(['bugs/double-vote', 'prevote'], colors);
    const live = [rows.head, rows.row(found), rows.row(broken)];
    const cells = (line: string): string[] => line.trim().split(/ {2,}/);
    expect(live.map(cells)).toEqual(whole.slice(0, 3).map(cells));
    expect(new Set(live.map((line) => line.length)).size).toBe(1);
    expect(gateText(gateOf(found, broken), { ...options, told: true }).split('\n')).toEqual(whole.slice(3));
  });

  it('fits its sentences and lists to the terminal', () => {
    const options = { colors: picocolors.createColors(false), quiet: false, allowIncomplete: false };
    const text = gateText(gateOf(broken), { ...options, width: 50 });
    expect(text).toContain(
      '  election-safety is broken in 11 steps: n1\n    leads term 2, which n3 led too\n    1  timeout n1\n',
    );
    expect(text).toContain(
      '\nnot covered  deliver MsgSnap is in a model and was\n             never taken\n',
    );
  });

  it.each([
    [[held, found], 'raftcheck: OK 1 spec held, 1 bug found · 168,424 states · 1 min 2 s\n'],
    [
      [held, missed],
      'raftcheck: MISSED lost-vote: nothing was broken, and something should be · 1 of 2 not as expected · 168,424 states · 1 min 2 s\n',
    ],
    [[held, notRun], 'raftcheck: INCOMPLETE 1 of 2 not finished (allowed) · 84,212 states · 1 min 2 s\n'],
    [
      [held, failed],
      'raftcheck: FAILED fifo could not be run · 1 of 2 not as expected · 84,212 states · 1 min 2 s\n',
    ],
  ])('ends with a line that says what it came to', (entries, line) => {
    const colors = picocolors.createColors(false);
    expect(gateText(gateOf(...entries), { colors, quiet: true, allowIncomplete: true })).toBe(line);
  });
});
