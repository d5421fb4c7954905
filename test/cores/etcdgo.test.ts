/**
 * go.etcd.io/raft, of both its generations, held against the built-in core in the specs that take seconds (`npm run compare` does it
 * in all), and what is found where the library is another one than the core was written after.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { readSpec } from '../../src/spec/load.ts';
import { temporaryFolder } from '../e2e/raftcheck.ts';
import { whole } from '../long.ts';
import { type Compared, comparable, compare, differencesOf, faultOf } from './compare.ts';
import { build } from './cores.ts';

/** Of a machine that does much else. */
const patient = { timeout: 600_000 };

/** Those that pin few distinct states. */
const small = comparable().filter(({ path }) => {
  const { distinct } = readSpec(path).spec.expect;
  return distinct !== undefined && distinct <= (whole ? 10_000 : 5000);
});
/** The older one, which begins to differ soon, where it does. */
const cores = ['etcd-go', 'etcd-go-3.6'].map((name) => {
  const home = join(packageRoot(), 'examples/cores', name);
  const differences = differencesOf(home) ?? {};
  const specs = name === 'etcd-go' ? small : small.filter((spec) => spec.name in differences);
  return { name, home, notBuilt: build(home), differences, specs };
});
for (const { name, notBuilt } of cores)
  if (notBuilt?.skipped) process.stderr.write(`SKIPPED: ${name} compared: ${notBuilt.skipped}\n`);

describe.each(cores)('$name', patient, ({ home, notBuilt, differences, specs }) => {
  it('is built, or its toolchain is not here', () => {
    expect(notBuilt?.wrong ?? []).toEqual([]);
  });

  it.skipIf(notBuilt !== null).each(specs)('does what the built-in core does in $name', (spec) => {
    expect(faultOf(compare(home, spec), differences[spec.name] ?? null)).toBeNull();
  });
});

const [{ home, notBuilt, specs }, older] = cores;

describe.skipIf(notBuilt !== null)('a library that does something else', patient, () => {
  it('is an edited one: a node that has voted votes again, and is found as soon as it can', () => {
    const edited = join(temporaryFolder(), 'raft');
    const driver = join(edited, '../driver');
    cpSync(go(home, 'list', '-m', '-f', '{{.Dir}}', 'go.etcd.io/raft/v3'), edited, { recursive: true });
    cpSync(home, driver, { recursive: true });
    spawnSync('chmod', ['-R', 'u+w', edited]);
    const file = join(edited, 'raft.go');
    const [found, instead] = ['canVote := r.Vote == m.GetFrom() ||', 'canVote := r.Vote != None ||'];
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(found);
    writeFileSync(file, text.replace(found, instead));
    go(driver, 'mod', 'edit', '-replace', 'go.etcd.io/raft/v3=../raft');
    expect(build(driver)).toBeNull();
    const spec = comparable().find(({ name }) => name === 'raft')!;
    const { difference } = compare(driver, spec) as Compared;
    expect(difference).toEqual({ steps: 3, in: ['n1.vote', 'n1.durable.vote', 'message 1'] });
  });

  it('is one that takes entries for larger: fewer go into a message', () => {
    const spec = specs.find(({ name }) => name === 'pipeline')!;
    const { difference } = compare(older.home, spec, '--max-size-per-msg', '16') as Compared;
    expect(difference).toEqual({
      steps: 7,
      in: ['n1.progress[2].paused', 'n1.progress[2].inflight', 'message 1', 'message 2'],
    });
    expect(faultOf(compare(home, spec, '--max-size-per-msg', '16'), null)).toBeNull();
  });
});

function go(cwd: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('go', words, { cwd, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trim();
}
