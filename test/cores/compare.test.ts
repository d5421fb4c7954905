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

function faultIn(home: string, spec: string): string | null {
  return faultOf(compare(home, specOf(spec)), differencesOf(home)![spec] ?? null);
}

describe('a core that is compared', () => {
  it('may do the same, and is asked in the model of a hazard as deep as that is', () => {
    const home = core('none', '# nowhere\n');
    expect(faultIn(home, 'five-nodes')).toBeNull();
    const found = compare(home, specOf('singleton-readindex-before-hardstate'));
    expect(found).toMatchObject({ difference: null, tellsApart: null, states: 213 });
  });

  it('may differ where it is said to, and nowhere else', () => {
    const differs = '{ steps: 6, in: [message 1] }';
    expect(faultIn(core('acknowledges too much', `five-nodes: ${differs}\n`), 'five-nodes')).toBeNull();
    const fault = faultIn(core('acknowledges too much', `pipeline: ${differs}\n`), 'five-nodes');
    expect(fault).toMatch(/^found {"steps":6,"in":\["message 1"\]}, expected null$/);
    expect(faultIn(core('none', `five-nodes: ${differs}\n`), 'five-nodes')).toMatch(/^found null, expected/);
  });

  it('is wrong where it gives no answer', () => {
    expect(faultIn(core('ends', ''), 'five-nodes')).toMatch(/index out of range/);
  });
});
