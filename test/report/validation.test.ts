/** A recorded run in every report: what is wrong stands at its line of the log. */
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../src/recorded/event.ts';
import type { Validation } from '../../src/recorded/validation.ts';
import { githubAnnotations } from '../../src/report/github.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab.ts';
import { gateHtml } from '../../src/report/html/gate.ts';
import { junit } from '../../src/report/junit.ts';
import { gateMarkdown } from '../../src/report/markdown.ts';
import { sarif } from '../../src/report/sarif.ts';
import { validationEntry } from '../../src/report/validation.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { gateOf } from './gates.ts';

const logs = { files: ['a.ndjson'], names: ['1', '2'], skipped: 0, trouble: null, dialect: 'library' };
const event: RecordedEvent = {
  ...{ name: 'Ready', node: 1, term: 9 },
  place: { file: 'a.ndjson', line: 88, time: null },
};
const ok: Validation = {
  ...{ model: defaultModel, events: 100, explained: 100, calls: 50, refused: null, isCut: false },
  ...{ stopped: null, seconds: 1.5, unasked: [], violation: null, brokenAt: null, trace: null },
  properties: [{ name: 'election-safety', scope: 'cluster', status: 'held', evaluated: 9, relevant: 3 }],
};
const refused: Validation = {
  ...ok,
  explained: 87,
  refused: { event, expected: null, call: null, isUnsent: false, before: null },
};
const trouble = { message: 'the log is cut off', where: 'a.ndjson:101' };
const gates = {
  ok: gateOf(validationEntry(ok, logs, null)),
  refused: gateOf(validationEntry(refused, logs, null)),
  cut: gateOf(validationEntry({ ...ok, isCut: true }, logs, null)),
  unread: gateOf(validationEntry(ok, { ...logs, trouble }, null)),
};

describe('a recorded run that is a behavior', () => {
  it('is a passed case, with one for each property', () => {
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(junit(gates.ok));
    expect(testsuites['@_failures']).toBe('0');
    expect(testsuites.testsuite.testcase.map((one: Record<string, string>) => one['@_name'])).toEqual([
      'is as expected',
      'election-safety',
    ]);
  });

  it('is a row with how many events are explained', () => {
    expect(gateMarkdown(gates.ok)).toContain('✅ held | a.ndjson | 1 property held | 100 | 100 | 1.5 |');
    const page = gateHtml(gates.ok, () => null);
    expect(page).toContain('1 recorded run, all as expected · 100 events');
    expect(page).not.toContain('spec</th>');
    expect(page).not.toContain('What all have exercised');
    expect(gates.ok).toMatchObject({ verdict: 'ok', complete: true });
  });
});

describe('a line that nothing explains', () => {
  it('is where annotations and code quality have it', () => {
    expect(githubAnnotations(gates.refused)).toMatch(
      /^::error file=a\.ndjson,line=88,title=recorded-behavior/,
    );
    const [issue] = JSON.parse(gitlabCodeQuality(gates.refused));
    expect(issue).toMatchObject({
      check_name: 'raftcheck/recorded-behavior',
      location: { path: 'a.ndjson', lines: { begin: 88 } },
    });
  });

  it('is a result of a rule of its own', () => {
    const [{ results, tool }] = JSON.parse(sarif(gates.refused)).runs;
    expect(tool.driver.rules).toHaveLength(1);
    expect(results).toMatchObject([
      { ruleId: 'recorded-behavior', locations: [{ physicalLocation: { region: { startLine: 88 } } }] },
    ]);
  });

  it('fails the gate', () => {
    expect(gates.refused.verdict).toBe('violation');
    expect(junit(gates.refused)).toContain('failures="1"');
  });
});

describe('a log that could not be gone through', () => {
  it('is incomplete where not all was tried, and failed where it could not be read', () => {
    expect([gates.cut.verdict, gates.cut.complete]).toEqual(['incomplete', false]);
    expect(gates.unread.verdict).toBe('failed');
    expect(gateMarkdown(gates.unread)).toContain('a.ndjson:101: the log is cut off');
  });
});
