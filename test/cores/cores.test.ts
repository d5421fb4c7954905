/** How cores are tried, on ones that cannot be built or are not what is expected of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/raftcheck.ts';
import { driverFolder } from '../foreign/drivers.ts';
import { coresIn, tryCore } from './cores.ts';

const run = `run: ['${process.execPath}', '${driverFolder}core.mjs']\n`;

/** A folder of a core; what it is built with is a script of the shell. */
function core(script: string, checks: string): string {
  const home = join(temporaryFolder(), 'it');
  mkdirSync(home);
  writeFileSync(join(home, 'core.yaml'), `build: [sh, -c, '${script}']\n${run}`);
  writeFileSync(join(home, 'checks.yaml'), checks);
  return home;
}

const asPinned = 'five-nodes: { verdict: ok, distinct: 692, generated: 2584 }\n';

describe('a core', () => {
  it('that finds what is expected is right', () => {
    expect(tryCore(core('true', asPinned))).toEqual({ skipped: null, checked: ['five-nodes'], wrong: [] });
  });

  it('that finds something else is wrong, and so is one that is no core', () => {
    const { wrong } = tryCore(core('true', asPinned.replace('692', '693')));
    expect(wrong).toEqual([
      'five-nodes: found {"verdict":"ok","distinct":692,"generated":2584}, expected {"verdict":"ok","distinct":693,"generated":2584}',
    ]);
    const home = core('true', asPinned);
    writeFileSync(join(home, 'core.yaml'), 'build: ["true"]\nrun: [./nowhere]\n');
    expect(tryCore(home).wrong).toEqual([expect.stringMatching(/^five-nodes: found .*nowhere/s)]);
  });

  it('that is not built is wrong', () => {
    const { wrong } = tryCore(core('echo undefined: raft >&2; exit 1', asPinned));
    expect(wrong).toEqual(['it is not built: undefined: raft']);
  });

  it('whose toolchain is not here, or cannot get at its modules, is skipped', () => {
    expect(tryCore(core('echo dial tcp: lookup failed >&2; exit 1', asPinned)).skipped).toMatch(/^dial tcp/);
    for (const said of [
      'make: *** [Makefile:7: driver] Error 127',
      'No package raft found: not found in the pkg-config search path',
    ])
      expect(tryCore(core(`echo "${said}" >&2; exit 2`, asPinned)).skipped).toBe(said);
    const home = core('true', asPinned);
    writeFileSync(join(home, 'core.yaml'), `build: [no-such-compiler]\n${run}`);
    expect(tryCore(home).skipped).toBe('there is no no-such-compiler on this machine');
  });

  it('is a folder with a core.yaml', () => {
    const folder = join(core('true', asPinned), '..');
    mkdirSync(join(folder, 'other'));
    expect(coresIn(folder)).toEqual(['it']);
  });
});
