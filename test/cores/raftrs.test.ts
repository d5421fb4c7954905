/**
 * tikv/raft-rs behind the protocol, in the specs that take seconds (`npm run cores` takes it through more), and what comparing it
 * with the built-in core shows first.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { comparable, compare } from './compare.ts';
import { build, checksOf, main, search } from './cores.ts';

/** Of a machine that does much else. */
const patient = { timeout: 600_000 };

const home = join(packageRoot(), 'examples/cores/raft-rs');
const notBuilt = build(home);
if (notBuilt?.skipped) process.stderr.write(`SKIPPED: the driver for raft-rs: ${notBuilt.skipped}\n`);

const small = Object.entries(checksOf(home)).filter(([, { distinct }]) => distinct < 3000);

describe('the driver for raft-rs', () => {
  it('is built, or its toolchain is not here', () => {
    expect(notBuilt?.wrong ?? []).toEqual([]);
  });
});

describe.skipIf(notBuilt !== null)('raft-rs', patient, () => {
  it.each(small)('does in %s what is expected of it', (spec, expected) => {
    expect(search(home, spec)).toEqual(expected);
  });

  it('says who it is, and keeps the contract', () => {
    const { status, stdout } = raftcheck('core', home);
    expect(stdout).toMatch(/^raft-rs raft 0\.7\.0\n.*OK raft-rs keeps the contract\n$/s);
    expect(status).toBe(0);
  });

  it('refuses what the library has not', () => {
    expect(raftcheck('alone', '--core', home).stderr).toMatch(
      /refuses the model\n.*conf-changes: u2: unknown/,
    );
    expect(raftcheck('async-restarts', '--core', home).stderr).toMatch(/expected +storage sync/);
    const limited = raftcheck('five-nodes', '--core', home, '--max-uncommitted-entries-size', '8');
    expect(limited.stderr).toMatch(/max uncommitted size should greater than max_size_per_msg/);
  });

  it('differs from the built-in core in that it answers the first acknowledgement', () => {
    const spec = comparable().find(({ name }) => name === 'five-nodes')!;
    expect(compare(home, spec)).toMatchObject({ difference: { steps: 7, in: ['message 1'] } });
  });

  it('is written as Rust is', () => {
    const { status, stdout } = spawnSync('cargo', ['fmt', '--check'], { cwd: home, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });
});

function raftcheck(...words: string[]) {
  return spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });
}
