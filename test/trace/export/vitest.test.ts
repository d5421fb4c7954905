/**
 * The exported regression test, run by vitest itself in a process of its own: on a core with the bug, on the core as it
 * is, and on a core that the schedule no longer fits.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { electionSafety } from '../../../invariants/election-safety.ts';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { applyEdit } from '../../../src/spec/bug.ts';
import { readSpec } from '../../../src/spec/load.ts';
import { vitestTest } from '../../../src/trace/export/vitest.ts';
import { loadFingerprint } from '../../../src/trace/fingerprint.ts';
import { rebuildTrace } from '../../../src/trace/rebuild.ts';
import { runSchedule } from '../../../src/trace/schedule.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { explore, nothingCommitted } from '../make.ts';
import { election } from './make.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'raftcheck-regression-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { spec } = readSpec(join(root, 'specs/bugs/double-vote.yaml'));

/** A copy of the sources under `name`, with the bug's edits or as they are. */
function copySources(name: string, buggy: boolean): void {
  for (const part of ['src', 'invariants', 'package.json']) {
    cpSync(join(root, part), join(folder, name, part), { recursive: true });
  }
  for (const edit of buggy ? spec.bug!.edits : []) {
    const file = join(folder, name, edit.file);
    writeFileSync(file, applyEdit(readFileSync(file, 'utf8'), edit, 'the spec'));
  }
}

/** The shortest counterexample in the copy with the bug. */
async function counterexample(): Promise<Trace> {
  const adapter: { createAdapter: typeof createAdapter } = await import(
    join(folder, 'buggy/src/cluster/etcd/adapter.ts')
  );
  const judge = createJudge([electionSafety]);
  const cluster = createCluster(spec.model, adapter.createAdapter(spec.model), judge);
  const { violation } = explore(cluster);
  const origin = { toolVersion: '0.0.0', spec: spec.name, bug: spec.bug, property: 0, shortest: true };
  return rebuildTrace(cluster, judge, violation!.path, origin, await loadFingerprint());
}

/** Runs the exported test against a copy; the exit status and what vitest says. */
function runTest(name: string, text: string): { status: number | null; said: string } {
  writeFileSync(join(folder, `${name}.test.ts`), text);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--root', folder, '--no-color', `${name}.test.ts`],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', HOME: folder } },
  );
  return { status, said: stdout + stderr };
}

describe('an exported vitest test', () => {
  it('fails while the bug is there and passes once it is fixed', async () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    copySources('buggy', true);
    copySources('fixed', false);
    const trace = await counterexample();
    const buggy = runTest('buggy', vitestTest(trace, './buggy/src/library/raftcheck.ts'));
    expect(buggy.said).toMatch(/"n\d leads term 1, which n\d led too"/);
    expect(buggy.status).toBe(1);
    const fixed = runTest('fixed', vitestTest(trace, './fixed/src/library/raftcheck.ts'));
    expect(fixed.said).toMatch(/Tests\s+1 passed/);
    expect(fixed.status).toBe(0);
  });

  it('keeps what clients proposed inside its strings and comments', () => {
    const text = vitestTest(election, 'raftcheck');
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gm, '');
    expect(code).not.toMatch(/["'`<#]|\bend\b/);
  });
});

describe('a schedule on a core', () => {
  const actions = election.steps.flatMap(({ action }) => action ?? []);
  const judge = createJudge([nothingCommitted]);
  const cluster = createCluster(election.model, createAdapter(election.model), judge);
  // What was proposed there is not what this model proposes.
  const before = actions.findIndex(({ kind }) => kind === 'propose');

  it('ends where an action is not enabled', () => {
    expect(runSchedule(cluster, judge, actions)).toEqual({ taken: before, broken: [] });
  });

  it('ends where the property breaks, and says who breaks it', () => {
    const without = actions.filter(({ kind }) => kind !== 'propose');
    expect(runSchedule(cluster, judge, [...without, ...without])).toEqual({
      taken: without.length,
      broken: ['n1 commits up to 1'],
    });
  });

  it('takes a message that differs in its content for the one that was scheduled', () => {
    const altered = actions.map((action) =>
      action.kind === 'deliver' ? { ...action, message: { ...action.message, commit: 7 } } : action,
    );
    expect(runSchedule(cluster, judge, altered).taken).toBe(before);
  });
});
