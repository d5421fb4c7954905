/** Cores that a module exports, as a user runs them: all that a core is good for, and modules that are none or go wrong. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { few } from '../long.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

const tiny = join(packageRoot(), 'examples/tiny-raft/core.ts');
/** The same in JavaScript, which every run begins sooner with. */
const plainTiny = transformSync(readFileSync(tiny, 'utf8'), { loader: 'ts' }).code;

/** The bounds of examples/tiny-raft/check.ts. */
const small = `about: Does it keep to one leader a term?
bounds: { max-term: 2, max-in-flight: 3, max-proposals: 1, max-heartbeats: 0, max-timeouts: 2 }
sometimes: [leader-elected, entry-committed]
`;

const begin = `import { core as sound, tinyRaft } from './tiny.mjs';\n`;

/** The folder of a project. `core`: what own.mjs says after its imports. */
function withModule(core: string, files: Record<string, string> = {}): string {
  return project({ 'tiny.mjs': plainTiny, 'own.mjs': begin + core, 'specs/small.yaml': small, ...files });
}

/** One in which TypeScript is read as in this project; the module is own.ts. */
function withTypeScript(core: string): string {
  const typed = `import { core as sound } from '${tiny}';\n${core}`;
  const folder = project({ 'own.ts': typed, 'specs/small.yaml': small });
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

const sound = 'export const core = sound;\n';
const off = ['--no-symmetry', '--no-dead-messages', '--no-dead-history'];
const forgetful = `const core = { ...sound, restart: tinyRaft('forgets-vote').restart };\nexport { core as default };\n`;
const crashes = ['--max-term', '1', '--max-in-flight', '4', '--max-crashes', '1'];

describe('a core that a module exports', () => {
  it('is searched as the library searches it, and as itself with every reduction', async () => {
    const folder = withTypeScript(sound);
    const [plain, reduced] = await Promise.all([
      run(folder, 'small', '--core', 'own.ts', '--json', ...off),
      run(folder, 'small', '--core', 'own.ts', '--json'),
    ]);
    const [without, all] = [JSON.parse(plain.stdout), JSON.parse(reduced.stdout)];
    expect(without.core).toEqual({ name: 'tiny-raft', version: 'unversioned', leftOut: [] });
    // What test/examples/own.test.ts pins of the library's search.
    expect([without.verdict, without.states.distinct, without.states.depth]).toEqual(['ok', 6469, 25]);
    expect([all.verdict, all.states.depth < 25, all.states.distinct < 6469 / 5]).toEqual(['ok', true, true]);
    expect(all.reductions.map(({ name, on }: { name: string; on: boolean }) => [name, on])).toEqual([
      ['symmetry', true],
      ['dead-messages', true],
      ['dead-history', true],
    ]);
  });

  it.each([[[]], [off], [['--workers', '2']]])('that is broken is found out: %j', async (reductions) => {
    const flags = ['--invariant', 'election-safety', ...reductions];
    const { status, stdout } = await run(
      withModule(forgetful),
      ...['small', '--core', 'own.mjs', ...crashes, ...flags, '--json'],
    );
    const { property, length } = JSON.parse(stdout).violation;
    // Where dead messages are left out they take no room of those that may be in flight.
    expect([status, property, length]).toEqual([1, 'election-safety', reductions === off ? 12 : 11]);
  });

  it('is named by a spec of the project, whose pins are its own, and walked at random', async () => {
    const pinned = `core: ../own.mjs\n${small}search: { symmetry: false, dead-messages: false, dead-history: false }\n`;
    const folder = withModule(sound, {
      'specs/small.yaml': `${pinned}expect: { verdict: ok, distinct: 6469 }\n`,
    });
    const gate = await run(folder, 'ci', 'specs/small.yaml');
    expect([gate.status, gate.stdout]).toEqual([
      0,
      expect.stringMatching(/small .*\(core tiny-raft unversioned\)/),
    ]);
    expect((await run(folder, 'simulate', 'small', '--runs', '20')).status).toBe(0);
  });

  it('of a file of somebody else runs only when the user says so', async () => {
    const folder = withModule(sound, { 'theirs/own.yaml': `core: ../own.mjs\n${small}` });
    const { status, stderr } = await run(folder, 'theirs/own.yaml');
    expect([status, stderr]).toEqual([2, expect.stringContaining('runs only when you say --trust')]);
    expect((await run(folder, 'theirs/own.yaml', '--trust', '--depth', '5')).stdout).toContain(
      '(core tiny-raft',
    );
  });

  it('is the same as itself, and not as one that forgets', async () => {
    const folder = withModule(sound, {
      'other.mjs': begin + forgetful,
    });
    const compare = (other: string): Promise<Finished> =>
      run(folder, 'compare', 'small', ...crashes, '--core', 'own.mjs', '--core', other);
    expect((await compare('own.mjs')).status).toBe(0);
    const { status, stdout } = await compare('other.mjs');
    expect([status, stdout]).toEqual([1, expect.stringContaining('vote')]);
  });

  it('may be plain JavaScript, is tried, and has the name of its file', async () => {
    const folder = project({ 'silent.mjs': silent });
    const { status, stdout } = await raftcheck(['core', 'silent.mjs'], {}, folder);
    expect(stdout).toMatch(
      /^silent unversioned\n {2}offers +deliver, timeout, heartbeat, propose, crash, restart\n/,
    );
    expect(stdout).toMatch(/raftcheck: OK silent keeps the contract\n$/);
    expect(status).toBe(0);
  });
});

it('a core that a module exports has traces that name it, without its place, and that every command reads', async () => {
  const folder = withModule(forgetful);
  const { stdout } = await run(folder, 'small', '--core', 'own.mjs', ...crashes, '--json');
  const { trace } = JSON.parse(stdout).violation;
  const text = readFileSync(join(folder, trace), 'utf8');
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(JSON.parse(text).core).toEqual({ name: 'tiny-raft', version: 'unversioned', hash });
  expect(text).not.toContain('own.mjs');
  for (const command of ['replay', 'shrink', 'explain']) {
    const told = await raftcheck([command, trace, '--core', 'own.mjs'], {}, folder);
    expect([command, told.status, told.stderr]).toEqual([command, 0, '']);
  }
  const mended = await raftcheck(['replay', trace, '--core', 'tiny.mjs'], {}, folder);
  expect([mended.status, mended.stdout]).toEqual([4, expect.stringContaining('DIVERGED')]);
});

it('a core that has changed since a trace of it was found is said to have, and only what is seen of it compared', async () => {
  const folder = withModule(forgetful);
  const search = ['small', '--core', 'own.mjs', '--json', ...crashes];
  const { trace } = JSON.parse((await run(folder, ...search)).stdout).violation;
  const replay = (): Promise<Finished> => raftcheck(['replay', trace, '--core', 'own.mjs'], {}, folder);
  const same = await replay();
  expect([same.status, same.stderr]).toEqual([0, '']);
  // Another key in every state: what is seen of a state is the same, and its bytes are not.
  const own = join(folder, 'own.mjs');
  writeFileSync(
    own,
    readFileSync(own, 'utf8').replace(
      '{ ...sound,',
      '{ ...sound, init: (...of) => ({ ...sound.init(...of), unused: 1 }),',
    ),
  );
  const changed = await replay();
  const said = 'the core tiny-raft unversioned has changed since the trace was found';
  expect([changed.status, changed.stderr]).toEqual([0, expect.stringContaining(said)]);
  writeFileSync(own, readFileSync(own, 'utf8').replace('forgets-vote', 'none'));
  const mended = await replay();
  expect([mended.status, mended.stderr]).toEqual([4, expect.stringContaining(said)]);
});

/** Nobody is ever asked for a vote. */
const silent = `export { core as default };
const start = (id) => ({ id, term: 0, role: 'follower' });
const core = {
  init: start,
  step: (state, { kind }) => kind === 'timeout' && state.term < 3
    ? { state: { ...state, term: state.term + 1, role: 'candidate' }, messages: [] }
    : kind === 'deliver' ? { state, messages: [] } : null,
  restart: ({ id, term }) => ({ ...start(id), term }),
  view: ({ id, role, term }) => ({ role, term, vote: role === 'candidate' ? id : 0, commit: 0, log: [] }),
  viewMessage: (message) => message,
};
`;

describe('a module', () => {
  const at = 'at timeout in state 0 of n1; ';
  it.each(
    few([
      [
        'step: () => 7',
        `breaks its contract\n  found +${at}step has returned 7: { state, messages } is expected`,
      ],
      ['step: async () => null', `${at}step has returned a promise`],
      [
        'step: (s) => ({ state: { ...s, at: new Date() }, messages: [] })',
        `${at}the state\\[1\\].at is an object of class Date`,
      ],
      [
        'step: (s) => ({ state: { ...s, term: Math.random() }, messages: [] })',
        'node.term is 0.\\d+ and not a whole',
      ],
      [
        'step: (s) => ({ state: { ...s, x: Math.random() }, messages: [] })',
        `${at}step has come to something else`,
      ],
      ['step: (s) => (s.x = 1, { state: s, messages: [] })', `${at}step has changed what it was given`],
      ['view: () => 0', 'at init of n1; view has returned 0: { role, term, vote, commit, log } is expected'],
      [
        "view: (s) => ({ ...sound.view(s), role: 'king' })",
        'at init of n1; view: the node.role is "king" and not one of',
      ],
      ['viewMessage: (m) => ({ ...sound.viewMessage(m), to: 9 })', `${at}viewMessage: a message.to is 9`],
      ["name: 'two words'", 'at hello; name is "two words"\n  expected  a name of letters'],
      ["name: 'builtin'", 'at hello; name is "builtin"\n  expected  a name of letters.*and not builtin'],
      ['offers: []', 'takes no deliver\n  found .*\n  expected  a core that offers something'],
      ["offers: ['sleep']", 'at hello; offers\\[0\\] is "sleep"\n  expected  one of deliver, timeout'],
      [
        'step: () => process.exit(3)',
        'the core tiny-raft has ended\n  found +with status 3, at timeout in state 0 of n1\n',
      ],
    ]),
  )('that gives what cannot be used ends the run and is named: %s', async (changes, text) => {
    const folder = withModule(`export const core = { ...sound, ${changes} };\n`);
    const { status, stdout, stderr } = await run(folder, 'small', '--core', 'own.mjs');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(text));
  });

  it.each(
    few([
      ['init: () => { throw new Error("no disk") }', 'core-panic in 0 steps', 'no disk'],
      ['step: () => { throw new Error("no vote") }', 'core-panic in 1 step', 'no vote'],
      ['encode: (s) => s.a.b', 'core-panic in 0 steps', 'TypeError'],
      ['viewMessage: (m) => m.a.b', 'core-panic in 1 step', 'TypeError'],
    ]),
  )('that throws has panicked there: %s', async (changes, verdict, text) => {
    const folder = withModule(`export const core = { ...sound, ${changes} };\n`);
    const { status, stdout } = await run(folder, 'small', '--core', 'own.mjs');
    expect(stdout).toContain(`VIOLATED ${verdict}`);
    expect(stdout).toContain(text);
    expect(status).toBe(1);
  });

  it('whose step does not return is ended by the time limit, which says where', async () => {
    const folder = withModule('export const core = { ...sound, step() { for (;;); } };\n');
    const { status, stdout } = await run(folder, 'small', '--core', 'own.mjs', '--time-limit', '3');
    expect([status, stdout]).toEqual([
      3,
      expect.stringMatching(/INCOMPLETE stopped by time-limit .*timeout n1/),
    ]);
  });
});

describe('what gives no core', () => {
  it.each(
    few([
      ['', 'found +a module without exports\n'],
      ['export const core = 7, other = {};', 'found +core, 7; other, which is no core\n'],
      [
        'export const { restart, ...core } = sound;',
        'found +core, which has no restart; restart, a function\n',
      ],
      ['export const one = sound, other = sound;', 'found +2 cores: one, other\n'],
      [
        "export default { ...sound, offer: ['deliver'] };",
        "found +the key offer\n +expected +init, .*: did you mean 'offers'",
      ],
      ['export const core = { ...sound, encod: () => 1 };', 'found +the key encod\n'],
      [
        'export const core = sound; throw new Error("not today");',
        'found +not today\n +expected +a module that loads',
      ],
      ['export const core = ;', 'found +.*(Unexpected|Transform)'],
    ]),
  )('as a module is told in one error: %s', async (core, text) => {
    const { status, stdout, stderr } = await run(withModule(core), 'small', '--core', 'own.mjs');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^raftcheck: --core: own.mjs gives no core\n {2}${text}`));
  });

  it.each([
    ['nowhere.ts', "there is no core 'nowhere.ts'\n  found +nothing: "],
    ['specs/small.yaml', "there is no core 'specs/small.yaml'\n  found +a file of another kind: "],
    ['specs', "there is no core 'specs'\n  found +a folder without a core.yaml: "],
  ])('as a path is told: %s', async (core, text) => {
    const { status, stderr } = await run(withModule(sound), 'small', '--core', core);
    expect([status, stderr]).toEqual([2, expect.stringMatching(new RegExp(`^raftcheck: --core: ${text}`))]);
  });

  it('is TypeScript where nothing reads it', async () => {
    if (Reflect.get(process.features, 'typescript')) return;
    const folder = project({ 'own.ts': sound });
    const { status, stderr } = await run(folder, 'election', '--core', 'own.ts');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/--core: nothing here reads TypeScript\n {2}found +\S+own.ts, and Node/),
    ]);
  });
});

describe('what a module exports', () => {
  it('may be a system, which can be tried or compared as no Raft', async () => {
    const folder = project({ 'locks.mjs': 'export const locks = { init: () => [0], next: () => [] };\n' });
    for (const asked of [
      ['core', 'locks.mjs'],
      ['compare', '--core', 'locks.mjs'],
    ]) {
      const { status, stderr } = await raftcheck(asked, {}, folder);
      expect([status, stderr]).toEqual([
        2,
        expect.stringContaining("  found     locks, a system of one's own\n"),
      ]);
      expect(stderr).toMatch(/ {2}expected +a Raft: one export with the functions init, step, /);
      expect(stderr).not.toContain('defineSystem');
    }
  });

  it('may be a Raft that never does anything, in random behaviors too', async () => {
    const folder = withModule('export const still = { ...sound, whatever: 1, step: () => null };\n');
    const { status, stdout } = await run(
      folder,
      'simulate',
      'small',
      '--core',
      'own.mjs',
      '--runs',
      '3',
      '--max-crashes',
      '1',
    );
    expect([status, stdout]).toEqual([
      4,
      expect.stringContaining('raftcheck: VACUOUS no action is ever enabled'),
    ]);
  });
});
