import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { settingFlags } from '../../src/cli/flags/settings.ts';
import { countedAdvice } from '../../src/report/advice.ts';
import { textReport } from '../../src/report/text.ts';
import { makeVerdict, type RunFacts } from '../../src/report/verdict.ts';
import { exploration, facts, spec, violation } from './facts.ts';

const report = (
  run: Partial<RunFacts>,
  more: { quiet?: boolean; counterexample?: string; color?: boolean; width?: number } = {},
) =>
  textReport(makeVerdict({ ...facts, ...run }), {
    colors: picocolors.createColors(more.color ?? false),
    quiet: more.quiet ?? false,
    counterexample: more.counterexample ?? null,
    ...(more.width === undefined ? {} : { width: more.width }),
  });

describe('the report for a person', () => {
  it('says of a passing run what was asked, explored, held, hidden and spent', () => {
    expect(report({})).toBe(`raft: 3 nodes, unordered network, sync storage, untimed clock
  states       84,212 distinct, 321,111 generated, depth 22, breadth first; every state within the bounds
  reduction    symmetry: n1 n2 n3 interchangeable, 6 permutations
  reduction    no dead-messages: over FIFO links a message holds up those behind it
  held         1: election-safety
  irrelevant   1: linearizable-reads
  reached      1: leader-elected
  cut by       max-term 2 (1,234), max-in-flight 4 (88)
  left out     crashes, duplicates, drops, reads, conf-changes, compactions, transfers and 2 more
  never taken  deliver MsgSnap
  cost         27,165 states/s, 1,203 calls of the core, 210 MB peak, 10.0 bytes a state
raftcheck: OK 1 property held (1 irrelevant) · 84,212 states · 3.1 s · every state within the bounds
`);
  });

  it('breaks what is longer than the terminal between words, and keeps its columns; the last line is one line', () => {
    const [narrow, wide] = [report({}, { width: 60, color: true }), report({}, { color: true })];
    const plain = narrow.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '');
    const lines = plain.trimEnd().split('\n').slice(0, -1);
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(plain).toContain(`raft: 3 nodes, unordered network, sync storage, untimed
  clock
  states       84,212 distinct, 321,111 generated, depth 22,
               breadth first; every state within the bounds
`);
    expect(narrow.split('\n').at(-2)).toBe(wide.split('\n').at(-2));
    expect(narrow.replaceAll(/\n {15}|\n {2}(?=clock)/g, ' ')).toBe(wide);
  });

  it('takes a dozen lines at most when nothing broke, however much there is to name', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...facts.properties[0], name: `invariant-${i}` }));
    const text = report({ properties: [...many, ...facts.properties] });
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(12);
  });

  it('puts the counterexample first and how to replay it last', () => {
    const ended = { ...exploration, complete: false };
    const lines = report({ violation, exploration: ended }, { counterexample: '1  timeout n1\n' }).split(
      '\n',
    );
    expect(lines.slice(1, 4)).toEqual([
      '1  timeout n1',
      '',
      expect.stringContaining('ended at the violation'),
    ]);
    expect(lines.at(-2)).toBe(
      'raftcheck: VIOLATED election-safety in 11 steps · 84,212 states · 3.1 s · ' +
        'raftcheck inspect out/raft-election-safety-01234567.json',
    );
  });

  it('says aloud that a result is partial', () => {
    const stopped = { ...exploration, complete: false, stopped: 'time-limit' as const, frontier: 1200 };
    const text = report({ exploration: stopped });
    expect(text).toContain(
      '  PARTIAL      stopped by time-limit: 1,200 states not expanded; what follows holds',
    );
    expect(text).toMatch(
      /\nraftcheck: INCOMPLETE stopped by time-limit · 84,212 states · 3\.1 s · nothing broken so far\n$/,
    );
    const interrupted = { ...stopped, stopped: 'interrupted' as const };
    expect(report({ exploration: interrupted })).toContain('INCOMPLETE stopped by an interrupt');
  });

  it('names what was expected and not met', () => {
    const pinned = { ...spec, expect: { distinct: 1, generated: 2 } };
    const text = report({ spec: pinned });
    expect(text).toContain('  not met      the pin of distinct states is 1, found 84,212\n');
    expect(text).toContain(
      'raftcheck: DIFFERS the pin of distinct states is 1, found 84,212 (and 1 more) · 84,212 states · 3.1 s\n',
    );
  });

  it('counts the states that the depth hides', () => {
    const deep = { ...spec, search: { ...spec.search, depth: 22 } };
    const text = report({ spec: deep, exploration: { ...exploration, cutByDepth: 12 } });
    expect(text).toContain('depth 22 (12 states)');
  });

  it('keeps to its last line when it is to be quiet', () => {
    expect(report({}, { quiet: true }).split('\n')).toHaveLength(2);
  });

  it('tells nothing by colour alone', () => {
    const esc = String.fromCharCode(27);
    const colored = report({}, { color: true });
    expect(colored).toContain(`${esc}[32mOK${esc}[39m`);
    expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(report({}));
  });
});

it('what to raise next is told as far as there is room, and more of it where that was asked for', () => {
  const bounds = ['max-term', 'max-in-flight', 'max-heartbeats'].map((bound) => ({ bound, from: 0 }));
  const verdict = makeVerdict(facts);
  const counted = countedAdvice({ ...verdict, cutBy: { 'max-term': 9, 'max-in-flight': 5 } }, bounds);
  const options = { colors: picocolors.createColors(false), quiet: false, counterexample: null };
  const told = (looked: boolean, advised: boolean): string[] => {
    const advice = counted.map((one) => ({ ...one, looked }));
    return textReport({ ...verdict, actions: {}, advice }, { ...options, advised })
      .trimEnd()
      .split('\n');
  };
  const count = (lines: readonly string[]): number => lines.filter((line) => line.includes('(now')).length;
  expect(counted).toHaveLength(3);
  expect([told(true, false).length, count(told(true, false))]).toEqual([12, 1]);
  expect([count(told(true, true)), count(told(false, true))]).toEqual([3, 1]);
});

describe('a run in which nothing happens', () => {
  it('is vacuous: where a cluster has only crashed, and where no property was judged', () => {
    const idle = { ...exploration, actions: [0, 4, 4] };
    const actionKinds = ['timeout', 'crash', 'restart'];
    const said = 'raftcheck: VACUOUS no action is ever enabled ·';
    expect(report({ exploration: idle, actionKinds })).toContain(said);
    expect(report({ exploration: { ...idle, actions: [0, 0, 0] }, actionKinds })).toContain(said);
    expect(report({ exploration: idle, actionKinds: ['timeout', 'deliver MsgApp', 'restart'] })).toContain(
      'raftcheck: OK',
    );
    expect(report({ properties: [] })).toContain('raftcheck: VACUOUS no property is judged ·');
  });
});

describe('the first line of a report', () => {
  const firstLine = (changed: Partial<typeof spec>): string =>
    report({ spec: { ...spec, ...changed } }).split('\n')[0] ?? '';
  const usual = firstLine({});

  /** Another value of the same kind. */
  function other(value: unknown): unknown {
    if (typeof value === 'boolean') return !value;
    if (typeof value === 'string') return `not-${value}`;
    return Array.isArray(value) ? ['v4', 'r1'] : ((value as number | null) ?? 0) + 7;
  }

  const { bounds, ...model } = spec.model;
  const changes: [setting: string, line: string][] = [
    ...Object.entries(model).map(([key, value]): [string, string] => [
      key,
      firstLine({ model: { ...spec.model, [key]: other(value) } }),
    ]),
    ...Object.entries(bounds).map(([key, value]): [string, string] => [
      key,
      firstLine({ model: { ...spec.model, bounds: { ...bounds, [key]: other(value) } } }),
    ]),
    ...Object.entries(spec.search).map(([key, value]): [string, string] => [
      key,
      firstLine({ search: { ...spec.search, [key]: other(value) } }),
    ]),
    ['invariants', firstLine({ invariants: ['log-matching'] })],
    ['recovers', firstLine({ recovers: true })],
  ];

  it.each(changes)('says when %s is not the default, in the words of a spec', (setting, line) => {
    const word = setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(line).not.toBe(usual);
    // "4 nodes", "learners", "not-fifo network"
    expect(line).toContain(word.replace(/s$/, ''));
  });

  it('goes over every setting that a flag has', () => {
    const told = changes.map(([setting]) => setting.toLowerCase().replaceAll('-', ''));
    // The core is told by the name that it gives itself, and of a system of one's own how it may end.
    const missing = settingFlags.filter(
      ({ name, key = name }) =>
        !['core', 'deadlock', 'may-end'].includes(name) &&
        !told.includes(key.toLowerCase().replaceAll('-', '')),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('tells values as a spec has them', () => {
    const run = firstLine({
      model: {
        ...spec.model,
        members: 2,
        readOnly: 'lease',
        confChanges: ['v4', 'r1'],
        bounds: { ...bounds, 'max-term': null },
      },
      search: { ...spec.search, symmetry: false, maxMemory: 2 ** 31, timeLimit: 90, strategy: 'dfs' },
      invariants: ['log-matching', 'election-safety'],
    });
    expect(run).toBe(
      `${usual}, members 2, read-only lease, conf-changes v4 r1, max-term none, strategy dfs, no symmetry, ` +
        'max-memory 2.0 GB, time-limit 1 min 30 s, invariants log-matching, election-safety',
    );
  });
});
