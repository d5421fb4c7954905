/**
 * Every spec gives the answer that it pins, and every seeded bug of the first tier is found by its property at its length:
 * what a user gets who runs the command, spec by spec. All bugs: `npm run bugs`.
 */
import { describe, expect, it } from 'vitest';
import { specFiles } from '../../src/spec/load.ts';
import { raftcheck } from './raftcheck.ts';

/** The default spec alone has millions of states. */
const patience = 10 * 60_000;

describe('specs', () => {
  it.each(specFiles('specs').map((spec) => spec.name))(
    '%s answers as it pins',
    async (name) => {
      const { status, stdout, stderr } = await raftcheck([name, '--no-progress']);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^raftcheck: OK/m);
      expect(status).toBe(0);
    },
    patience,
  );
});

describe('seeded bugs', () => {
  it(
    'of the first tier are all found, each by the property and at the length that it pins',
    async () => {
      const { status, stdout } = await raftcheck(['bugs', '--tier', '0', '--no-progress']);
      expect(stdout).not.toContain('MISSED');
      expect(stdout).toMatch(/^raftcheck: (\d+) of \1 bugs found as expected$/m);
      expect(status).toBe(0);
    },
    patience,
  );
});
