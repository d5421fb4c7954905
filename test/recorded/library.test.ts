/**
 * Runs of go.etcd.io/raft itself, recorded by its own state tracing (build tag with_tla), are behaviors of the core. Needs Go; skipped
 * aloud where it or the module is not.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { recordable } from '../../src/cluster/etcd/recordable.ts';
import type { Model } from '../../src/cluster/model.ts';
import { historyOf } from '../../src/recorded/history.ts';
import { askedOfRecorded, judgeHistory } from '../../src/recorded/judging.ts';
import { modelOf } from '../../src/recorded/model.ts';
import { invariantNames, loadInvariants } from '../../src/run/invariants.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { recordingOf, searched } from './make.ts';

const home = join(packageRoot(), 'test/recorded/go');
const folder = mkdtempSync(join(tmpdir(), 'raftcheck-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const recorder = join(folder, 'recorder');
const built = spawnSync('go', ['build', '-tags', 'with_tla', '-o', recorder, '.'], {
  cwd: home,
  encoding: 'utf8',
});
const isBuilt = built.status === 0;
if (!isBuilt) {
  process.stderr.write(
    `SKIPPED: runs of go.etcd.io/raft: ${built.error?.message ?? built.stderr.split('\n')[0]}\n`,
  );
}

const runs: readonly (readonly [string, Partial<Model>])[] = [
  ['', {}],
  ['-batch -crashes -compact', {}],
  ['-changes -nodes 4', {}],
  ['-check-quorum -crashes', { checkQuorum: true }],
  ['-pre-vote -check-quorum', { preVote: true, checkQuorum: true }],
];

function record(flags: string, seed: number): string {
  const words = [...flags.split(' ').filter((word) => word !== ''), '-seed', String(seed)];
  const { stdout, status, stderr } = spawnSync(recorder, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe.skipIf(!isBuilt)('a run of the library', { timeout: 300_000 }, () => {
  it.each(runs)('is a behavior of the core, with %s', (flags, options) => {
    for (const seed of [1, 2]) {
      const { unexplained, isVerified, isCut } = searched(recordingOf(record(flags, seed)), options);
      expect({ seed, at: unexplained?.event.place.line, isVerified, isCut }).toEqual({
        seed,
        at: undefined,
        isVerified: true,
        isCut: false,
      });
    }
  });

  it('breaks no property, whatever it does between a Ready and what follows on that', async () => {
    const recording = recordingOf(record('-batch -crashes -compact -steps 3000', 1));
    const model = modelOf(defaultModel, recording, false);
    const found = searched(recording);
    expect(found.unexplained).toBeNull();
    const history = historyOf(recordable(model, 'library', 0) as never, found);
    const properties = askedOfRecorded(await loadInvariants(invariantNames()));
    expect(judgeHistory(properties, history).broken).toBeNull();
  });

  it('is none where a vote was altered', () => {
    const lines = record('', 1).trimEnd().split('\n');
    const at = lines.findIndex((line) => line.includes('"BecomeLeader"'));
    const altered = lines.with(at, lines[at].replace(/"vote":"\d"/, '"vote":"0"')).join('\n');
    expect(searched(recordingOf(altered)).unexplained?.event.place.line).toBe(at + 1);
  });
});
