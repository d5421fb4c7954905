import { Ajv2020 } from 'ajv/dist/2020.js';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { githubAnnotations } from '../../src/report/github.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab.ts';
import { junit } from '../../src/report/junit.ts';
import { gateMarkdown } from '../../src/report/markdown.ts';
import { ndjson } from '../../src/report/ndjson.ts';
import { reportMarks } from '../../src/report/reporter.ts';
import { sarif } from '../../src/report/sarif.ts';
import { gateSchema } from '../../src/report/schema.ts';
import { broken, failed, found, gateOf, held, missed, notRun } from './gates.ts';

const all = gateOf(found, held, broken, missed, notRun, failed);

describe('the JSON report', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(z.toJSONSchema(gateSchema));

  it('is what its schema says', () => {
    expect(validate(JSON.parse(JSON.stringify(all))) || validate.errors).toBe(true);
  });

  it('is refused by its schema when something is missing or unknown', () => {
    const { verdict: _, ...without } = all;
    expect(validate(without)).toBe(false);
    expect(validate({ ...JSON.parse(JSON.stringify(all)), surprise: 1 })).toBe(false);
  });
});

describe('the stream', () => {
  it('is one document a line, each with what it is', () => {
    const reporter = ndjson();
    const text = [
      reporter.begin?.({ version: '1.2.3', count: 2 }),
      ...all.entries.map((entry) => reporter.entry?.(entry)),
      reporter.end(all),
    ].join('');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(['begin', ...all.entries.map(() => 'entry'), 'end']);
    expect(events[0]).toMatchObject({ schemaVersion: 1, version: '1.2.3', count: 2 });
    expect(events[3]).toMatchObject({
      name: 'prevote',
      outcome: 'broken',
      counterexample: broken.counterexample,
    });
    expect(events.at(-1)).toMatchObject({ verdict: 'violation', complete: false });
  });
});

describe('the JUnit report', () => {
  const text = junit(all);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testcase',
  });

  it('is XML, and counts what it holds', () => {
    expect(XMLValidator.validate(text)).toBe(true);
    const { testsuites } = parser.parse(text);
    const suites: Record<string, never>[] = testsuites.testsuite;
    expect(suites.map(({ name }) => name)).toEqual(all.entries.map(({ name }) => name));
    for (const attribute of ['tests', 'failures', 'errors', 'skipped'] as const) {
      const kind = { failures: 'failure', errors: 'error', skipped: 'skipped' }[attribute as 'failures'];
      const counted = suites.map(
        (suite) =>
          (suite.testcase as unknown as Record<string, unknown>[]).filter(
            (one) => attribute === 'tests' || kind in one,
          ).length,
      );
      expect(suites.map((suite) => Number(suite[attribute]))).toEqual(counted);
      expect(Number(testsuites[attribute])).toBe(counted.reduce((sum, number) => sum + number));
    }
    expect(testsuites).toMatchObject({ failures: '4', errors: '1' });
  });

  it('carries the behavior, the command that repeats it and the diagram, whatever signs they have', () => {
    const suite = parser.parse(text).testsuites.testsuite[2];
    const [run, safety] = suite.testcase;
    expect(run.failure.message).toBe(
      'election-safety is broken in 11 steps: n1 leads term 2, which n3 led too',
    );
    expect(safety.name).toBe('election-safety');
    const shown: string = parser.parse(text, true).testsuites.testsuite[2].testcase[1].failure['#text'];
    expect(shown).toContain('At most one node leads a term <ever> & "always".');
    expect(shown).toContain('2  deliver MsgVote n1 -> n2 term 1 (log 0@0)');
    expect(shown).toContain('raftcheck replay out/raft-election-safety-01234567.json');
    expect(shown).toContain('sequenceDiagram');
  });

  it('says of a bug that was found that it passed, and nothing of what the bug broke', () => {
    expect(parser.parse(text).testsuites.testsuite[0].testcase).toEqual([
      { name: 'is found', classname: 'double-vote', file: 'specs/bugs/double-vote.yaml' },
    ]);
  });

  it('is XML even with signs that XML has none for', () => {
    const odd = junit(gateOf({ ...failed, problems: ['a\u0000\u001b[31m"]]>&'] }));
    expect(XMLValidator.validate(odd)).toBe(true);
    expect([...odd].filter((sign) => sign < ' ' && sign !== '\n')).toEqual([]);
  });
});

describe('the SARIF report', () => {
  const [run] = JSON.parse(sarif(all)).runs;

  it('has a rule for each invariant that broke and a result for each spec that is not as expected', () => {
    expect(JSON.parse(sarif(all)).version).toBe('2.1.0');
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'election-safety',
      'spec-expectation',
    ]);
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'error',
      'warning',
      'error',
    ]);
    expect(run.invocations).toEqual([{ executionSuccessful: false }]);
  });

  it('leads to the definition of the invariant, and through the behavior', () => {
    const [result] = run.results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'invariants/election-safety.ts' },
      region: { startLine: 7 },
    });
    const steps = result.codeFlows[0].threadFlows[0].locations;
    expect(
      steps.map(({ location }: { location: { message: { text: string } } }) => location.message.text),
    ).toEqual(broken.counterexample!.steps);
    expect(result.properties.mermaid).toContain('sequenceDiagram');
    expect(result.message.text).toContain('raftcheck replay');
  });

  it('names an alert by what is wrong, so that another way to it is the same alert', () => {
    const shorter = { ...broken, counterexample: { ...broken.counterexample!, steps: ['timeout n2'] } };
    const print = (entry: typeof broken) =>
      JSON.parse(sarif(gateOf(entry))).runs[0].results[0].partialFingerprints;
    expect(print(shorter)).toEqual(print(broken));
    expect(print({ ...broken, file: 'specs/other.yaml' })).not.toEqual(print(broken));
  });

  it('is empty when all is as expected', () => {
    expect(JSON.parse(sarif(gateOf(held, found))).runs[0].results).toEqual([]);
  });
});

describe('the code quality report of GitLab', () => {
  const issues = JSON.parse(gitlabCodeQuality(all));

  it('has an issue for each spec that is not as expected, at the definition of the invariant', () => {
    const places = issues.map(({ check_name, severity, location }: Record<string, unknown>) => [
      check_name,
      severity,
      location,
    ]);
    expect(places).toEqual([
      [
        'raftcheck/election-safety',
        'blocker',
        { path: 'invariants/election-safety.ts', lines: { begin: 7 } },
      ],
      ['raftcheck/missed', 'critical', { path: missed.file, lines: { begin: 1 } }],
      ['raftcheck/incomplete', 'minor', { path: notRun.file, lines: { begin: 1 } }],
      ['raftcheck/failed', 'critical', { path: failed.file, lines: { begin: 1 } }],
    ]);
    expect(issues[0].description).toContain('raftcheck replay out/raft-election-safety');
  });

  it('names an issue by what is wrong and where, each by a name of its own', () => {
    const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    const longer = { ...broken, problems: ['another way'] };
    expect(JSON.parse(gitlabCodeQuality(gateOf(longer)))[0].fingerprint).toBe(prints[0]);
    expect(reportMarks.gitlab.test(gitlabCodeQuality(all))).toBe(true);
    expect(JSON.parse(gitlabCodeQuality(gateOf(held, found)))).toEqual([]);
  });
});

describe('annotations', () => {
  it('are one for an invariant, at its definition, and one for whatever else is wrong', () => {
    const lines = githubAnnotations(gateOf(broken, { ...broken, name: 'raft' }, notRun, missed, held))
      .trimEnd()
      .split('\n');
    expect(lines).toEqual([
      '::error file=invariants/election-safety.ts,line=7,title=election-safety is broken (prevote%2C raft)::n1 leads term 2, which n3 led too' +
        '%0A1  timeout n1%0A2  deliver MsgVote n1 -> n2 term 1 (log 0@0)%0Araftcheck replay out/raft-election-safety-01234567.json',
      '::warning file=specs/joint.yaml,line=1,title=joint%3A incomplete::not run: the budget was spent',
      '::error file=specs/bugs/lost-vote.yaml,line=1,title=lost-vote%3A missed::nothing was broken, and something should be',
    ]);
  });
});

describe('the Markdown report', () => {
  it('is a table with the counterexample below it, drawn', () => {
    const text = gateMarkdown(gateOf(found, broken, notRun));
    expect(text).toContain(
      '| ✅ found | bugs/double-vote | election-safety in 11 steps | 84,212 | 321,111 | 3.1 |\n',
    );
    expect(text).toContain('| ⚠️ incomplete | joint | not run | | | |\n');
    expect(text).toContain('> At most one node leads a term \\<ever\\> & "always".\n');
    expect(text).toContain('```mermaid\nsequenceDiagram\n');
    expect(text).toContain('1. `timeout n1`\n');
    expect(text).toContain('`raftcheck replay out/raft-election-safety-01234567.json`');
    expect(text).not.toContain('### double-vote');
  });
});
