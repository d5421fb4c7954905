/** How cores are held against the built-in one, on ones that are it, behind pipes, but for a fault. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/raftcheck.ts';
import { driverFolder } from '../foreign/drivers.ts';
import { comparable, compare, differencesOf, faultOf } from './compare.ts';

/** A folder of the core with the fault, and what it is said to differ in. */
function core(fault: string, differences: string): string {
  const home = join(temporaryFolder(), 'it');
  mkdirSync(home);
  writeFileSync(
    join(home, 'core.yaml'),
    `run: ['${process.execPath}', '${driverFolder}faulty.mjs', '${fault}']\n`,
  );
  writeFileSync(join(home, 'differences.yaml'), differences);
  return home;
}

const specOf = (name: string) => comparable().find((spec) => spec.name === name)!;

describe('a core that is compared', () => {
  it('may do the same, and is asked in the model of a hazard as deep as that is', () => {
    const home = core('none', '# nowhere\n');
    expect(differencesOf(home)).toEqual({});
    const found = compare(home, specOf('five-nodes'));
    expect(faultOf(found, null)).toBeNull();
    expect(faultOf(found, { steps: 6, in: ['message 1'] })).toMatch(/^found null, expected/);
    const hazard = compare(home, specOf('singleton-readindex-before-hardstate'));
    expect(hazard).toMatchObject({ difference: null, tellsApart: null, states: 213 });
  });

  it('may differ where it is said to, and nowhere else', () => {
    const home = core('acknowledges too much', 'five-nodes: { steps: 6, in: [message 1] }\n');
    const found = compare(home, specOf('five-nodes'));
    const differences = differencesOf(home) ?? {};
    expect(faultOf(found, differences['five-nodes'])).toBeNull();
    expect(faultOf(found, differences.pipeline ?? null)).toMatch(
      /^found {"steps":6,"in":\["message 1"\]}, expected null$/,
    );
  });

  it('is wrong where it gives no answer', () => {
    expect(faultOf(compare(core('ends', ''), specOf('five-nodes')), null)).toMatch(/index out of range/);
  });
});
