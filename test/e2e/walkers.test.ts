/** Random behaviors by several threads, as a user sees them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

describe('raftcheck simulate --workers', () => {
  it('tells the same for any number of workers', async () => {
    const told = async (workers: string, ...args: string[]) => {
      const [simulate, out] = [['simulate', '--json', '--workers', workers], temporaryFolder()];
      const { stdout } = await raftcheck([...simulate, ...args, '--out', out]);
      const { seconds, behaviorsPerSecond, statesPerSecond, peakRssBytes, stepCalls, ...rest } =
        JSON.parse(stdout);
      expect([seconds, behaviorsPerSecond, statesPerSecond, peakRssBytes].every(Number.isFinite)).toBe(true);
      const properties = rest.properties.map(({ name, status }: Record<string, unknown>) => [name, status]);
      const traces = readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8'));
      const violation = rest.violation && { ...rest.violation, trace: null };
      return { ...rest, properties, violation, traces };
    };
    // More states than the first one visits before others are started.
    const module = temporaryFile(
      'counter.mjs',
      `export const counter = {
        init: () => [0],
        next: (n) => [
          { action: 'up', state: n + 1 },
          ...['a', 'b', 'c', 'd'].map((way) => ({ action: 'home ' + way, state: 0 })),
        ],
        invariants: [{ name: 'low', holds: (n) => n < 50 }],
      };`,
    );
    const own = ['--core', module, '--runs', '4000', '--depth', '100', '--invariant', 'low'];
    for (const args of [['raft', '--runs', '60'], own]) {
      const [one, ...more] = await Promise.all(['1', '2', '3'].map((workers) => told(workers, ...args)));
      expect(one.behaviors.states).toBeGreaterThan(20_000);
      for (const other of more) expect(other).toEqual(one);
      expect(one.traces).toHaveLength(one.violation === null ? 0 : 1);
    }
  });
});
