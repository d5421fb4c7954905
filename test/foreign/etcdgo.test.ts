/**
 * go.etcd.io/raft itself behind the protocol, held against the built-in core: in the models of all specs the same is enabled, the
 * same is sent, the same is seen, and the same states are one. And the Go side's own tests.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { readSpec, specFiles } from '../../src/spec/load.ts';
import { type Build, buildGo } from '../differential/compare/golang.ts';
import { whole } from '../long.ts';
import { Client } from './client.ts';
import { type Compared, Lockstep } from './lockstep.ts';

const source = join(packageRoot(), 'examples/cores/etcd-go');
const build: Build = buildGo(source, 'cores/etcd-go');
if ('missing' in build) process.stderr.write(`SKIPPED: the driver for go.etcd.io/raft: ${build.missing}\n`);

const program = 'program' in build ? build.program : '';

/** Pairs of a state and an input that are compared in each model. */
const enough = whole ? 1000 : 400;

describe.skipIf('missing' in build)('the driver for go.etcd.io/raft', () => {
  it.each([...specFiles('specs'), ...specFiles('hazards')])(
    'does what the built-in core does in $name',
    async ({ path }) => {
      const { pairs, enabled, states } = await compared(path, enough);
      expect(pairs).toBe(enough);
      expect(enabled).toBeGreaterThan(enough / 4);
      expect(states).toBeGreaterThan(30);
    },
  );

  it('panics where the built-in core panics', async () => {
    const { panics } = await compared(join(packageRoot(), 'specs/clocks.yaml'), 4000);
    expect(panics).toBeGreaterThan(0);
  });

  it('says who it is', async () => {
    const client = started();
    const { name, version, offers } = client.ask({ call: 'hello', protocol: 1 });
    await client.close();
    expect([name, version]).toEqual(['etcd-go', 'go.etcd.io/raft v3.7.0']);
    expect(offers).toHaveLength(18);
  });

  it('says what it is to whoever runs it by hand', () => {
    const { status, stderr } = spawnSync(program, { encoding: 'utf8', env: {} });
    expect(stderr).toMatch(/^this is a driver: raftcheck runs it/);
    expect(status).toBe(2);
  });

  it('is written as Go is, and passes its own tests', () => {
    expect(run('gofmt', '-l', '.')).toBe('');
    expect(run('go', 'vet', './...')).toBe('');
    expect(run('go', 'vet', '-modfile', '../etcd-go-3.6/go.mod', '-tags', 'raft36', './...')).toBe('');
    expect(run('go', 'test', './...')).toMatch(/^ok\s+etcd-go\/raftcheck/m);
  });
});

async function compared(path: string, pairs: number): Promise<Compared> {
  const { model } = readSpec(path).spec;
  const client = started();
  try {
    return new Lockstep(createAdapter(model), client, model).walk(pairs);
  } finally {
    await client.close();
  }
}

function started(): Client {
  return new Client(program);
}

function run(program: string, ...words: string[]): string {
  const { stdout, stderr } = spawnSync(program, words, { cwd: source, encoding: 'utf8' });
  return stdout + stderr;
}
