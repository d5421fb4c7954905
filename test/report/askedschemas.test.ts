/** What reach, matrix and widen print as JSON is what their schemas say, and nothing else is. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { schemaText } from '../../src/cli/schema.ts';
import { adviseOn } from '../../src/report/advice.ts';
import { checkedRow, type Matrix, refusedRow } from '../../src/report/matrix.ts';
import { makeReach } from '../../src/report/reach.ts';
import { makeVerdict } from '../../src/report/verdict.ts';
import type { Widened } from '../../src/report/widen.ts';
import { facts, spec, violation } from './facts.ts';

const asked = { ...spec, recovers: true, deadlock: 'error', mayEnd: 'n1.up' } as const;
const held = makeVerdict(facts);
const broken = makeVerdict({ ...facts, spec: asked, violation });
const stopped = makeVerdict({
  ...facts,
  exploration: { ...facts.exploration, complete: false, stopped: 'time-limit' },
});
const advice = adviseOn(held, { bound: 'max-crashes', from: 0, to: 1, verdict: broken });

const matrix: Matrix = {
  schemaVersion: 1,
  kind: 'matrix',
  spec: 'raft',
  rows: [
    ...[held, broken, stopped].map((verdict) => checkedRow({ 'pre-vote': 'on' }, verdict)),
    refusedRow({ 'pre-vote': 'off' }, 'why'),
  ],
};
const widened: Widened = {
  schemaVersion: 1,
  kind: 'widen',
  spec: 'raft',
  budget: 300,
  steps: [
    { raised: null, verdict: { ...held, advice: [advice] } },
    { raised: advice, verdict: broken },
  ],
};

describe.each([
  ['reach', [held, broken, stopped].map((verdict) => makeReach('n1.role == leader', verdict))],
  ['matrix', [matrix]],
  ['widen', [widened]],
] as const)('raftcheck %s --json', (name, documents) => {
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schemaText(name)));

  it('is what its schema says', () => {
    for (const document of documents)
      expect(validate(JSON.parse(JSON.stringify(document))) || validate.errors).toBe(true);
  });

  it('is refused where something is missing, unknown, or of something else', () => {
    for (const document of documents) {
      const { kind, ...without } = JSON.parse(JSON.stringify(document));
      expect(validate(without)).toBe(false);
      expect(validate({ kind, ...without, surprise: 1 })).toBe(false);
      expect(validate({ ...without, kind: 'gate' })).toBe(false);
    }
  });
});
