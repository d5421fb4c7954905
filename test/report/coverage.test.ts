import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../src/cluster/etcd/vocabulary.ts';
import { absent, gaps, makeCoverage } from '../../src/report/coverage.ts';
import { makeGate } from '../../src/report/gate.ts';
import { gateText } from '../../src/report/gatetext.ts';
import { found, gateOf, held } from './gates.ts';

const colors = picocolors.createColors(false);
const coverage = makeCoverage(
  [held, { ...held, name: 'again' }, found],
  ['timeout', 'tick', 'deliver MsgProp'],
  null,
);

describe('coverage', () => {
  it('adds up what the safe specs took, and knows what none of them has', () => {
    expect(coverage.actions).toEqual([
      { name: 'timeout', taken: 2000, inModel: true },
      { name: 'tick', taken: 0, inModel: false },
      { name: 'deliver MsgProp', taken: 0, inModel: false },
      { name: 'deliver MsgApp', taken: 400, inModel: true },
      { name: 'deliver MsgSnap', taken: 0, inModel: true },
    ]);
    expect(absent(coverage)).toEqual(['tick', 'deliver MsgProp']);
  });

  it('says how often each property said something', () => {
    expect(coverage.properties).toContainEqual({
      name: 'election-safety',
      specs: 2,
      evaluated: 20,
      relevant: 8,
    });
    expect(gaps(coverage)).toEqual([
      'deliver MsgSnap is in a model and was never taken',
      'linearizable-reads never said anything',
    ]);
  });

  it('is required where that is asked for: then a gap makes the gate vacuous', () => {
    const gate = gateOf(held, found);
    expect(gate.verdict).toBe('ok');
    const strict = makeGate({ ...gate, uncovered: gaps(gate.coverage) });
    expect(strict.verdict).toBe('vacuous');
    const text = gateText(strict, { colors, quiet: false, allowIncomplete: false });
    expect(text).toContain('NOT COVERED  deliver MsgSnap is in a model and was never taken\n');
    expect(text).toContain('in no spec   1 action: tick\n');
    expect(text).toMatch(
      /raftcheck: VACUOUS 2 not covered: deliver MsgSnap is in a model and was never taken · /,
    );
  });

  it('of the core is told with every place that no step came to', () => {
    const gate = gateOf(held);
    const unreached = [{ file: 'src/raft/step.ts', line: 12, within: 'stepVote', text: 'return refused;' }];
    const core = {
      functions: { reached: 9, total: 10 },
      branches: { reached: 95, total: 100 },
      assertions: 3,
      outside: 7,
      unreached,
    };
    const text = gateText(
      { ...gate, coverage: { ...gate.coverage, core } },
      { colors, quiet: false, allowIncomplete: false },
    );
    expect(text).toContain(
      'core         95.0 % of 100 branches, 9 of 10 functions (besides 3 assertions and refusals that nothing should meet, and 7 that only programs come to)\n',
    );
    expect(text).toContain('  src/raft/step.ts:12  in stepVote: return refused;\n');
  });

  it('knows every action and every message that goes from node to node', () => {
    expect(vocabulary).toContain('tick');
    expect(vocabulary.filter((name) => name.startsWith('deliver '))).toHaveLength(14);
  });
});
