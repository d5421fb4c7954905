/** Every spec that ships is asked whether its cluster comes back: it does, or the trap is one of the pages in docs/findings. */
import { describe, expect, it } from 'vitest';
import { specFiles } from '../../src/spec/load.ts';
import { raftcheck } from './raftcheck.ts';

/** Narrower than the spec, whose own bounds take minutes. */
const narrower: Readonly<Record<string, readonly string[]>> = { raft: ['--max-in-flight', '4'] };
/** The traps of the core as it is, and in how many steps: removed-leader-keeps-its-vote, lead-before-term-is-durable. */
const traps: Readonly<Record<string, number>> = {
  'step-down': 9,
  membership: 10,
  learners: 17,
  'async-storage': 16,
};
/** Of rounds nothing is known with a clock. */
const refused = ['clocks'];
const patience = 15 * 60_000;

describe.each(specFiles('specs').map(({ name }) => name))('%s', (name) => {
  it(
    'comes back from every state that the search reaches, or does not for a reason that has a page',
    async () => {
      const asked = [name, '--recovers', ...(narrower[name] ?? []), '--json', '--no-progress'];
      const { status, stdout } = await raftcheck(asked);
      if (refused.includes(name)) {
        expect(status).toBe(2);
        return;
      }
      const { verdict, violation, properties } = JSON.parse(stdout);
      const length = traps[name];
      expect([verdict, violation?.property, violation?.length]).toEqual(
        length === undefined ? ['ok', undefined, undefined] : ['violation', 'recovers', length],
      );
      const { relevant } = properties.find((one: { name: string }) => one.name === 'recovers');
      expect(relevant).toBeGreaterThan(0);
    },
    patience,
  );
});
