/** The SDK for cores in Rust, at the level of the protocol: numbers, restored states, panics, and what is no core. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { Client } from './client.ts';
import { driverFolder } from './drivers.ts';

const folder = mkdtempSync(join(tmpdir(), 'raftcheck-rust-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, 'naughty');
const source = `${driverFolder}naughty.rs`;
const built = spawnSync('rustc', ['--edition', '2021', '-D', 'warnings', '-o', program, source], {
  encoding: 'utf8',
});
const missing = built.error !== undefined;
if (missing) process.stderr.write('SKIPPED: the SDK for cores in Rust: there is no rustc on this machine\n');

/** A driver that has a model of two nodes open, and n1 in state 0. */
function begun(): Client {
  const client = new Client(program);
  onTestFinished(() => client.close());
  expect(client.ask({ call: 'open', model: { nodes: 2, bounds: {} } })).toEqual({});
  expect(client.ask({ call: 'init', node: 1 })).toMatchObject({ state: 0 });
  return client;
}
const step = (client: Client, state: number, input: object) => client.ask({ call: 'step', state, input });
const timeout = { kind: 'timeout' };
const write = (data: string) => ({ kind: 'propose', data });

describe.skipIf(missing)('a core in Rust', { timeout: 60_000 }, () => {
  it('is built without a warning', () => {
    expect([built.status, built.stderr]).toEqual([0, '']);
  });

  it('is told to whoever runs it by hand', () => {
    const { status, stderr } = spawnSync(program, { encoding: 'utf8', env: {} });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^this is a driver: raftcheck runs it/)]);
  });

  it('says who it is', () => {
    expect(begun().ask({ call: 'hello', protocol: 1 })).toEqual({
      protocol: 1,
      name: 'naughty',
      version: '1',
      offers: ['deliver', 'timeout', 'propose', 'read'],
      settings: {},
      floors: false,
    });
  });

  it('numbers states and messages as it meets them, and tells each once', () => {
    const client = begun();
    const first = step(client, 0, timeout);
    expect(first).toMatchObject({ state: 1, messages: [0] });
    expect(first.newStates).toEqual([
      {
        key: expect.stringContaining('term: 1'),
        view: expect.objectContaining({ id: 1, up: true, term: 1 }),
      },
    ]);
    expect(first.newMessages).toEqual([
      { key: expect.any(String), view: { type: 'Told', from: 1, to: 2, term: 1 } },
    ]);
    expect(step(client, 0, timeout)).toEqual({
      state: 1,
      messages: [0],
      reads: [],
      newStates: [],
      newMessages: [],
    });
    expect(step(client, 0, { kind: 'deliver', message: 0 })).toMatchObject({ state: 1, messages: [0] });
    expect(step(client, 1, { kind: 'read', context: 'r1' })).toMatchObject({
      reads: [{ context: 'r1', index: 1 }],
    });
  });

  it('comes back to any state by its inputs', () => {
    const client = begun();
    for (const state of [0, 1, 2, 3]) step(client, state, timeout);
    expect(step(client, 1, write('a')).newStates).toMatchObject([
      { view: { term: 1, log: [{ index: 1, data: 'a' }] } },
    ]);
    expect(step(client, 4, timeout).newStates).toMatchObject([{ view: { term: 5, log: [] } }]);
  });

  it('reads and writes any text', () => {
    const data = 'a "quoted" \\ line\n\tü 😀 \u2028 \u0001';
    const [told] = step(begun(), 0, write(data)).newStates!;
    expect(told!.view).toMatchObject({ log: [{ data }] });
  });

  it('says what it ignores', () => {
    const client = begun();
    step(client, 0, timeout);
    expect(client.ask({ call: 'ignores', state: 1, messages: [0] })).toEqual({ ignores: [false] });
    expect(step(client, 0, { kind: 'crash' })).toEqual({ enabled: false });
  });
});

describe.skipIf(missing)('a core in Rust that misbehaves', { timeout: 60_000 }, () => {
  it('may panic: that is an answer, and harms nothing', () => {
    const client = begun();
    expect(step(client, 0, write('panic'))).toEqual({ panic: 'a write of "panic"' });
    for (let state = 0; state < 13; state++) step(client, state, timeout);
    expect(step(client, 0, { kind: 'deliver', message: 12 })).toEqual({
      panic: 'a told Told { to: 2, term: 13 }',
    });
    expect(client.ask({ call: 'ignores', state: 0, messages: [0, 12] })).toEqual({ ignores: [false, false] });
    expect(step(client, 0, timeout)).toMatchObject({ state: 1 });
  });

  it('may print, which harms nothing', () => {
    expect(step(begun(), 0, write('print'))).toMatchObject({ state: 1 });
  });

  it('is asked anew where it has changed although the input was not enabled', () => {
    const client = begun();
    expect(step(client, 0, write('half'))).toEqual({ enabled: false });
    expect(step(client, 0, timeout).newStates).toMatchObject([{ view: { term: 1 } }]);
  });

  it('is found out where it is not deterministic', () => {
    const client = begun();
    const state = step(client, 0, write('chance')).state!;
    step(client, 0, timeout);
    expect(step(client, state, timeout)).toEqual({
      error: expect.stringMatching(
        /^the core is not deterministic: the same inputs led to state 1, and now to: Counter/,
      ),
    });
    expect(step(client, 0, timeout)).toMatchObject({ state: 2 });
  });

  it('refuses a model', () => {
    const refused = begun().ask({ call: 'open', model: { nodes: 3, bounds: {} } });
    expect(refused).toEqual({ refused: 'there are two nodes, and not 3' });
  });

  it.each([
    [{ call: 'sing' }, /^there is no call "sing"/],
    [{ call: 'step', state: 9, input: timeout }, /^there is no state 9/],
    [{ call: 'step', state: 0, input: { kind: 'deliver', message: 7 } }, /^there is no message 7/],
    [{ call: 'step', state: 0, input: { kind: 'sing' } }, /^there is no input "sing"/],
    [{ call: 'step', state: 0.5 }, /^a request that cannot be read: .*expected at byte/],
  ])('understands no %j, and says so', (request, error) => {
    expect(begun().ask(request)).toEqual({ error: expect.stringMatching(error) });
  });

  it('has no node before a model is open', () => {
    const client = new Client(program);
    onTestFinished(() => client.close());
    expect(client.ask({ call: 'init', node: 1 })).toEqual({ error: 'no model is open' });
  });
});
