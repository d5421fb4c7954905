/** That a core was edited is said by every reader of a result: nothing broken in it would else pass for the core itself. */
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { makeCoverage } from '../../src/report/coverage.ts';
import type { GateEntry } from '../../src/report/gate.ts';
import { gateText } from '../../src/report/gatetext.ts';
import { githubAnnotations } from '../../src/report/github.ts';
import { junit } from '../../src/report/junit.ts';
import { gateMarkdown } from '../../src/report/markdown.ts';
import { sarif } from '../../src/report/sarif.ts';
import { verdictSchema } from '../../src/report/schema.ts';
import { textReport } from '../../src/report/text.ts';
import { makeVerdict, type Verdict } from '../../src/report/verdict.ts';
import { facts, spec, violation } from './facts.ts';
import { found, gateOf, held } from './gates.ts';

const bug = { row: 'X2', source: 'nobody', edits: [{ file: 'src/raft/step.ts', find: 'a', replace: 'b' }] };
const colors = createColors(false);
const edited = (changes: Partial<typeof facts> = {}): Verdict =>
  makeVerdict({ ...facts, ...changes, spec: { ...spec, bug } });
const entry: GateEntry = {
  ...held,
  kind: 'bug',
  file: 'specs/hidden.yaml',
  name: 'hidden',
  verdict: edited(),
};
const words = 'core edited: X2';

describe('an edited core in which nothing broke', () => {
  it('is no plain OK in the text of its run, first line and last', () => {
    const options = { colors, quiet: false, counterexample: null };
    const lines = textReport(edited(), options).trimEnd().split('\n');
    expect(lines[0]).toContain('core edited (X2: nobody)');
    expect(lines.at(-1)).toMatch(/^raftcheck: OK .* \(core edited: X2\) · /);
    expect(textReport(edited({ violation }), { ...options, quiet: true })).toContain(words);
  });

  it('is one in the verdict, whose schema knows it; the core as it is has no such field', () => {
    expect(verdictSchema.parse(JSON.parse(JSON.stringify(edited())))).toMatchObject({
      edited: { row: 'X2', source: 'nobody' },
    });
    expect(makeVerdict(facts)).not.toHaveProperty('edited');
  });

  it.each([
    ['text', gateText(gateOf(entry), { colors, quiet: false, allowIncomplete: false })],
    ['JUnit', junit(gateOf(entry))],
    ['SARIF', sarif(gateOf(entry))],
    ['Markdown', gateMarkdown(gateOf(entry))],
  ])('is one in the gate as %s', (_, text) => {
    expect(text).toContain(words);
  });

  it('is a notice on GitHub, and no spec that held in the last line', () => {
    expect(githubAnnotations(gateOf(entry))).toBe(
      '::notice file=specs/hidden.yaml,line=1,title=hidden%3A the core was edited::X2: nobody\n',
    );
    const last = gateText(gateOf(entry, held), { colors, quiet: true, allowIncomplete: false });
    expect(last).toContain('OK 1 spec held, 1 edited core held');
  });

  it('counts for no coverage of the core', () => {
    const [action] = makeCoverage([{ ...entry, kind: 'spec' }], ['timeout'], null).actions;
    expect(action).toMatchObject({ name: 'timeout', taken: 0 });
  });
});

it('that a bug was found says already that the core was edited', () => {
  const gate = gateOf({ ...found, verdict: edited({ violation }) });
  expect(githubAnnotations(gate)).toBe('');
  expect(gateMarkdown(gate)).not.toContain(words);
});
