/** Systems of one's own that a module exports, as a user checks them: by a spec and without one, in the gate, and with mistakes. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

/** Two workers who need both of two locks; `order`: who takes which first. */
const locks = (order: string): string => `
const order = ${order};
export const locks = {
  init: () => [{ owner: [null, null], done: [0, 0] }],
  next: (state) =>
    [0, 1].flatMap((worker) => {
      if (state.done[worker] === 2) return [];
      const held = state.owner.filter((who) => who === worker).length;
      const done = state.done.map((times, w) => (w === worker ? times + 1 : times));
      if (held === 2) return [{ action: 'worker ' + worker + ' works', state: { owner: [null, null], done } }];
      const lock = order[worker][held];
      if (state.owner[lock] !== null) return [];
      const owner = state.owner.map((who, l) => (l === lock ? worker : who));
      return [{ action: 'worker ' + worker + ' takes lock ' + lock, state: { ...state, owner } }];
    }),
  invariants: [{ name: 'in-turn', holds: ({ done }) => Math.abs(done[0] - done[1]) < 3 }],
  sometimes: [{ name: 'both-done', holds: ({ done }) => done[0] === 2 && done[1] === 2 }],
  mayEnd: ({ done }) => done[0] === 2 && done[1] === 2,
};
`;
const sound = locks('[[0, 1], [0, 1]]');
const crossed = locks('[[0, 1], [1, 0]]');

const spec = 'about: Do two workers wait for each other?\ncore: ../locks.mjs\n';

/** The folder of a project. */
function withSystem(module: string, files: Record<string, string> = {}): string {
  const folder = project({ 'locks.mjs': module, 'specs/locks.yaml': spec, ...files });
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

const figures = (stdout: string): unknown[] => {
  const { verdict, states, violation } = JSON.parse(stdout);
  return [verdict, states.distinct, states.generated, violation?.property, violation?.length];
};

describe("a system of one's own", () => {
  it('is checked by a spec, and without one', async () => {
    const folder = withSystem(sound);
    const [bySpec, alone] = await Promise.all([
      run(folder, 'locks', '--json'),
      run(folder, '--core', 'locks.mjs', '--json'),
    ]);
    expect([bySpec.status, figures(bySpec.stdout)]).toEqual([0, ['ok', 33, 37, undefined, undefined]]);
    expect(figures(alone.stdout)).toEqual(figures(bySpec.stdout));
    const { model, system, properties } = JSON.parse(bySpec.stdout);
    expect([system.name, system.deadlock, model.nodes]).toEqual(['locks', 'error', undefined]);
    expect(properties.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([
      ['deadlock', 'held'],
      ['in-turn', 'held'],
      ['both-done', 'reached'],
    ]);
  });

  it('that deadlocks shows the shortest behavior, and the values of the state that may not end', async () => {
    const { status, stdout } = await run(withSystem(crossed), 'locks');
    expect(status).toBe(1);
    expect(stdout).toContain('2  worker 1 takes lock 1\n     owner[1] null -> 1\n');
    expect(stdout).toContain('no step is possible, and it may not end: done[0] = 0\n');
    expect(stdout).toContain('VIOLATED deadlock in 2 steps');
  });

  it('may deadlock where that is ok', async () => {
    const folder = withSystem(crossed, { 'specs/locks.yaml': `${spec}deadlock: ok\n` });
    const { status, stdout } = await run(folder, 'locks', '--json');
    expect([status, figures(stdout)]).toEqual([0, ['ok', 37, 45, undefined, undefined]]);
  });

  it('is part of the gate, which renews what is pinned of it', async () => {
    const folder = withSystem(sound);
    const renewed = await run(folder, 'ci', 'locks', '--update');
    expect(renewed.stdout).toContain('distinct none -> 33');
    const held = await run(folder, 'ci', 'locks', '--require-coverage');
    expect([held.status, held.stdout]).toEqual([0, expect.stringContaining('OK 1 spec held')]);
    const broken = withSystem(crossed, {
      'specs/locks.yaml': `${spec}expect: { verdict: violation, property: deadlock, length: 2 }\n`,
    });
    expect((await run(broken, 'ci', 'locks')).status).toBe(0);
  });
});

describe("a system of one's own that cannot be searched", () => {
  it.each([
    [['raft', '--core', 'locks.mjs'], 'nodes is a setting of a Raft cluster'],
    [['locks', '--max-term', '3'], '--max-term: max-term is a setting of a Raft cluster'],
    [['locks', '--no-symmetry'], 'symmetry is a setting of a Raft cluster'],
    [['locks', '--invariant', 'in-turns'], "--invariant: the system has no invariant named 'in-turns'"],
    [
      ['election', '--deadlock', 'ok', '--may-end', 'n1.up'],
      '--may-end: deadlock is ok, and some states may end',
    ],
  ])('knows no setting of a cluster: %j', async (args, message) => {
    const { status, stderr } = await run(withSystem(sound), ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each([
    ['throws when it is loaded', 'throw new Error("no luck");', 'no luck'],
    ['exports nothing', '', 'a module without exports'],
    ['exports two', `${sound} export const again = { ...locks };`, '2 systems: again, locks'],
    ['has a property without a name', sound.replace("name: 'in-turn'", 'name: 3'), 'among invariants'],
    [
      'begins nowhere',
      sound.replace('[{ owner: [null, null], done: [0, 0] }],', '[],'),
      'init has given no state',
    ],
    [
      'gives a Map',
      sound.replace('owner: [null, null], done: [0, 0] }]', 'owner: new Map(), done: [0, 0] }]'),
      'of class Map',
    ],
    [
      'changes a state',
      sound.replace('const held', 'state.done.push(1); const held'),
      'next has changed the state',
    ],
    [
      'has no memory',
      sound.replace(
        'flatMap((worker)',
        'toReversed().map((w) => (Math.random() < 0.5 ? w : 0)).flatMap((worker)',
      ),
      'next has given other steps',
    ],
    [
      'throws later',
      sound.replace('const lock =', 'if (held === 1) throw new Error("too late"); const lock ='),
      'next has thrown too late',
    ],
    [
      'ends its thread',
      sound.replace('const lock =', 'if (held === 1) process.exit(3); const lock ='),
      'the system has failed outside of its calls',
    ],
    [
      'asks no question',
      sound.replace('Math.abs(done[0] - done[1]) < 3', '1'),
      'holds of in-turn has not returned true or false, but 1',
    ],
  ])('that %s is told so', async (_, module, message) => {
    const { status, stderr, stdout } = await run(withSystem(module), '--core', 'locks.mjs', '--json');
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(stderr).not.toMatch(/\n +at /);
  });
});

describe("a system of one's own that goes wrong while it is searched", () => {
  it('that throws says in which state, and what led there', async () => {
    const module = sound.replace('const lock =', 'if (held === 1) throw new Error("too late"); const lock =');
    const { stderr } = await run(withSystem(module), 'locks');
    expect(stderr).toContain('next of {"owner":[0,null],"done":[0,0]}');
    expect(stderr).toContain('after worker 0 takes lock 0');
  });

  it('whose only initial state finds no room has not been searched', async () => {
    const module =
      "export const vast = { init: () => ['x'.repeat(5_000_000)], next: () => [], mayEnd: () => true };\n";
    const folder = withSystem(module);
    // One worker alone has no room that it shares.
    const { status, stdout } = await run(folder, '--core', 'locks.mjs', '--workers', '2');
    expect([status, stdout]).toEqual([
      3,
      expect.stringContaining('INCOMPLETE stopped by max-memory · 0 states'),
    ]);
  });

  it('that throws late says the last of what led there', async () => {
    const module = `export const count = {
  init: () => [0],
  next: (n) => {
    if (n === 500) throw new Error('too late');
    return [{ action: \`to \${n + 1}\`, state: n + 1 }];
  },
};
`;
    const { stderr } = await run(withSystem(module), '--core', 'locks.mjs');
    expect(stderr).toMatch(/ {2}hint +after 480 steps and then to 481, to 482, .*, to 500\n$/);
  });
});
