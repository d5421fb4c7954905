/** Properties that a module exports, as a user runs them: judged like any other, asked for trust, and told where they are none. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { whole } from '../long.ts';
import { project } from './project.ts';
import { type Finished, finished, raftcheck, start, temporaryFolder } from './raftcheck.ts';

const spec = (invariants: string, rest = ''): string => `about: Does it hold?
bounds: { max-term: 1, max-in-flight: 3, max-proposals: 1, max-heartbeats: 0, max-timeouts: 1 }
invariants: ${invariants}
${rest}`;

/** In TypeScript, with a helper of its own, an invariant that holds, one that breaks, and a state to reach. */
const mine = `import { leads } from './helper.js';
type Node = { readonly id: number; readonly role: string; readonly commit: number; readonly up: boolean };
export const leaderIsUp = {
  name: 'leader-is-up',
  scope: 'node',
  check: (node: Node) => (leads(node) ? (node.up ? 'held' : { broken: 'n' + node.id + ' leads and is down' }) : 'irrelevant'),
};
export const firstNeverCommits = {
  name: 'first-never-commits',
  sentence: 'n1 commits nothing.',
  source: 'a wish',
  scope: 'pair',
  check: (a: Node, b: Node) => (a.id === 1 && a.commit > 0 ? { broken: 'n1 has committed beside n' + b.id } : 'held'),
};
export const manyInFlight = {
  name: 'many-in-flight',
  scope: 'sometimes',
  over: 'cluster',
  messages: true,
  reached: ({ messages }: { messages: readonly unknown[] }) => messages.length > 1,
};
`;
const helper = "export const leads = ({ role }: { role: string }) => role === 'leader';\n";

function withMine(files: Record<string, string> = {}): string {
  const folder = project({
    'specs/own/mine.ts': mine,
    'specs/own/helper.ts': helper,
    'specs/wish.yaml': spec('[election-safety, ./own/mine.ts]', 'sometimes: [./own/mine.ts]\n'),
    ...files,
  });
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck(args, { HOME: folder, XDG_CONFIG_HOME: '' }, folder);
const traceIn = (folder: string): string =>
  join('out', readdirSync(join(folder, 'out')).find((name) => name.endsWith('.json'))!);

describe('properties of a module', () => {
  it('are judged by one thread or several, without a reduction that could deceive them', async () => {
    const folder = withMine();
    const [one, two] = await Promise.all([
      run(folder, 'wish', '--json'),
      run(folder, 'wish', '--json', '--workers', '2', '--checkpoint=0.01', '--out', 'b'),
    ]);
    for (const { status, stdout } of [one, two]) {
      const { violation, properties, reductions } = JSON.parse(stdout);
      expect([status, violation.property, violation.length]).toEqual([1, 'first-never-commits', 5]);
      expect(violation.message).toMatch(/^n1 has committed beside n\d/);
      const named = properties.map(({ name }: { name: string }) => name);
      expect(named).toEqual([
        'election-safety',
        'first-never-commits',
        'leader-is-up',
        'core-panic',
        'many-in-flight',
      ]);
      const [symmetry] = reductions;
      expect(symmetry).toMatchObject({
        name: 'symmetry',
        on: false,
        about: expect.stringContaining('tell nodes apart'),
      });
    }
  });

  it.runIf(whole)('are found again by the trace, which says when they have changed', async () => {
    const folder = withMine();
    await run(folder, 'wish', '--quiet');
    const file = traceIn(folder);
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8')).own['first-never-commits']).toEqual({
      module: 'specs/own/mine.ts',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const same = await run(folder, 'replay', file);
    expect([same.status, same.stderr]).toEqual([0, '']);
    appendFileSync(join(folder, 'specs/own/helper.ts'), '// another word\n');
    const changed = await run(folder, 'replay', file);
    expect([changed.status, changed.stderr]).toEqual([
      0,
      expect.stringContaining('specs/own/mine.ts is not what it was'),
    ]);
    writeFileSync(join(folder, 'specs/own/mine.ts'), mine.replace('a.commit > 0', 'a.commit > 9'));
    const other = await run(folder, 'replay', file);
    expect([other.status, other.stdout]).toEqual([
      4,
      expect.stringContaining('first-never-commits is not broken at the end'),
    ]);
  });

  it.runIf(whole)('serve random behaviors and the core that a module exports as well', async () => {
    const folder = withMine();
    const core = join(packageRoot(), 'examples/tiny-raft/core.ts');
    const [walked, other] = await Promise.all([
      run(folder, 'simulate', 'wish', '--runs', '300', '--json'),
      run(folder, 'wish', '--core', core, '--json'),
    ]);
    expect(JSON.parse(walked.stdout).violation).toMatchObject({ property: 'first-never-commits' });
    expect(JSON.parse(other.stdout).violation).toMatchObject({ property: 'first-never-commits' });
  });

  it('that were typed are of the current folder', async () => {
    const folder = withMine({
      'near.mjs': "export const near = { name: 'near', scope: 'node', check: () => 'held' };\n",
    });
    const { stdout } = await run(folder, 'wish', '--invariant', './near.mjs', '--json');
    expect(JSON.parse(stdout).invariants).toEqual(['./near.mjs']);
  });
});

describe('a module in files of somebody else', () => {
  it('runs when the user says so, and is not even loaded before', async () => {
    const folder = withMine();
    const theirs = temporaryFolder();
    cpSync(join(folder, 'specs'), join(theirs, 'specs'), { recursive: true });
    symlinkSync(join(packageRoot(), 'node_modules'), join(theirs, 'node_modules'));
    appendFileSync(
      join(theirs, 'specs/own/helper.ts'),
      "import { writeFileSync } from 'node:fs';\nwriteFileSync('it-ran', '');\n",
    );
    const file = join(theirs, 'specs/wish.yaml');
    const refused = await run(folder, file, '--quiet');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(
      /wish\.yaml:3:\d+: names a module with properties of its own, which runs only when you say --trust/,
    );
    expect(readdirSync(folder)).not.toContain('it-ran');
    expect((await run(folder, file, '--quiet', '--trust')).status).toBe(1);
    expect(readdirSync(folder)).toContain('it-ran');
  });

  it.runIf(whole)(
    'is asked for by a trace as well, wherever that lies, unless it is one of the own specs',
    async () => {
      const folder = withMine({ 'else/mine.ts': mine, 'else/helper.ts': helper });
      await run(folder, 'wish', '--quiet', '--invariant', 'else/mine.ts');
      const file = traceIn(folder);
      const refused = await run(folder, 'replay', file);
      expect([refused.status, refused.stderr]).toEqual([
        2,
        expect.stringContaining('only when you say --trust'),
      ]);
      expect((await run(folder, 'replay', file, '--trust')).status).toBe(0);
      const trace = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(folder, 'gone.json'), trace.replaceAll('else/mine.ts', 'else/gone.ts'));
      const gone = await run(folder, 'replay', 'gone.json', '--trust');
      expect([gone.status, gone.stderr]).toEqual([
        2,
        expect.stringContaining("there is no module 'else/gone.ts'"),
      ]);
    },
  );
});

describe('a module beside an edit of the core, both of somebody else', () => {
  it('is not loaded: what runs the edit may read no such file', async () => {
    const theirs = withMine();
    const edit = `bug: { row: X1, source: x, edit: { file: src/raft/log/log.ts, find: "export const RaftLog =", replace: "/* x */ export const RaftLog =" } }\n`;
    const file = join(theirs, 'specs/wish.yaml');
    appendFileSync(file, edit);
    const { status, stdout, stderr } = await run(temporaryFolder(), file, '--trust');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      'own/mine.ts: a module of properties cannot judge an edited core of somebody else',
    );
  });
});

const property = (rest: string): string => `export const a = { name: 'a', scope: 'node', ${rest} };\n`;

/** What the module says, and what is told of it. */
const wrong: readonly [string, string, string][] = [
  ['throws at once', "throw new Error('not today');\n", 'does not load\n  found     not today'],
  ['cannot be read', 'export const = 3;\n', 'does not load\n  found     SyntaxError'],
  ['exports nothing', 'const a = 1;\n', 'exports nothing'],
  ['exports something else', 'export const a = 3;\n', 'its export a is no property'],
  [
    'exports a function beside',
    `${property("check: () => 'held'")}export function help() {}\n`,
    'its export help is no property',
  ],
  [
    'has a scope that there is not',
    "export const a = { name: 'a', scope: 'world', check: () => 'held' };\n",
    'scope is not valid',
  ],
  ['has no check', property(''), 'check is missing'],
  [
    'exports what cannot be read',
    'const a = Proxy.revocable({}, {});\na.revoke();\nexport const b = a.proxy;\n',
    "an export of it cannot be read\n  found     TypeError: Cannot perform 'get' on a proxy",
  ],
  [
    'has a getter that throws',
    "export const a = { get name() { throw new Error('not today'); }, scope: 'node' };\n",
    'an export of it cannot be read\n  found     not today',
  ],
  [
    'answers by chance',
    `let asked = 0;\n${property("check: () => (++asked % 2 ? 'held' : 'irrelevant')")}`,
    'check of a has answered otherwise when asked the same again',
  ],
  [
    'has no name',
    "export const a = { name: 'A b', scope: 'node', check: () => 'held' };\n",
    'name is not valid',
  ],
  [
    'has a name twice',
    `${property("check: () => 'held'")}export const b = { ...a };\n`,
    "exports two properties named 'a'",
  ],
  [
    'takes a name',
    property("check: () => 'held'").replace("'a'", "'log-matching'"),
    "'log-matching' comes with raftcheck",
  ],
  [
    'exports goals alone',
    "export const a = { name: 'a', scope: 'sometimes', over: 'node', reached: () => true };\n",
    'exports no invariant',
  ],
  ['throws when it is asked', property("check: () => { throw new Error('no') }"), 'check of a has thrown no'],
  [
    'answers nonsense',
    property('check: () => 1'),
    "check of a has not returned 'held', 'irrelevant' or { broken: a sentence }, but 1",
  ],
  ['answers later', property("check: async () => 'held'"), 'check of a has returned a promise'],
  [
    'changes what it sees',
    property("check: (node) => { node.log.push(1); return 'held'; }"),
    'check of a has changed what it was given',
  ],
  [
    'looks at history unasked',
    property("check: (_, ghost) => ghost.leaders[1] ? 'held' : 'irrelevant'"),
    'a looks at leaders, which it does not ask for',
  ],
  [
    'looks at messages unasked',
    property("check: ({ messages }) => messages.length ? 'held' : 'irrelevant'").replace(
      "'node'",
      "'cluster'",
    ),
    'a looks at messages, which it does not ask for',
  ],
  [
    'applies to nothing',
    property("applies: () => false, check: () => 'held'"),
    'a does not apply to this model',
  ],
];

describe('a module that is none of properties', () => {
  it.each(wrong)('%s: ends the run with what is wrong', async (_what, text, message) => {
    const folder = withMine({ 'specs/bad.mjs': text, 'specs/bad.yaml': spec('[./bad.mjs]') });
    const { status, stdout, stderr } = await run(folder, 'bad');
    expect([stdout, stderr]).toEqual(['', expect.stringContaining(message)]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('bad.')]);
  });

  it('is not there', async () => {
    const folder = withMine({ 'specs/bad.yaml': spec('[./gone.mjs]') });
    mkdirSync(join(folder, 'specs/folder.mjs'));
    const gone = await run(folder, 'bad');
    expect([gone.status, gone.stderr]).toEqual([
      2,
      expect.stringMatching(/bad\.yaml:3:14: there is no module '\.\/gone\.mjs'\n {2}found {5}nothing/),
    ]);
    writeFileSync(join(folder, 'specs/bad.yaml'), spec('[./folder.mjs]'));
    expect((await run(folder, 'bad')).stderr).toContain('found     a folder');
  });

  it('changes while a search goes on', async () => {
    const folder = withMine({
      'specs/long.yaml': spec('[./slow.mjs]').replace('max-term: 1', 'max-term: 2'),
    });
    const slow = (word: string): string => `// ${word}
import { existsSync, writeFileSync } from 'node:fs';
writeFileSync('loading', '');
while (!existsSync('changed')) await new Promise((resolve) => setTimeout(resolve, 20));
${property("check: () => 'held'")}`;
    writeFileSync(join(folder, 'specs/slow.mjs'), slow('before'));
    const running = start(['long', '--quiet'], { HOME: folder }, folder);
    const ended = finished(running);
    while (!existsSync(join(folder, 'loading'))) await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(folder, 'specs/slow.mjs'), slow('after'));
    writeFileSync(join(folder, 'changed'), '');
    const { status, stderr } = await ended;
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('slow.mjs: has changed since this run began'),
    ]);
  });
});

describe('a property of a module', () => {
  it('that is never answered is told, with what it was asked of', async () => {
    const loops = 'if (node.role === "leader") for (;;); return "held";';
    const folder = withMine({
      'specs/own/loops.mjs': `export const loops = { name: 'loops', scope: 'node', check(node) { ${loops} } };\n`,
      'specs/loops.yaml': spec('[./own/loops.mjs]'),
    });
    const { status, stdout } = await run(folder, 'loops', '--time-limit', '3', '--no-progress');
    expect(stdout).toMatch(/NO RETURN +check of loops has not returned for .* s\n +the state is \{"id":1,/);
    expect([status, stdout]).toEqual([3, expect.stringContaining('INCOMPLETE stopped by time-limit')]);
  });

  it('that ends the process is to blame for it, and nobody else', async () => {
    const folder = withMine({
      'specs/own/exits.mjs':
        "export const exits = { name: 'exits', scope: 'node', check: () => process.exit(0) };\n",
      'specs/exits.yaml': spec('[./own/exits.mjs]'),
    });
    const { status, stdout, stderr } = await run(folder, 'exits', '--no-progress');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('own/exits.mjs: the module of properties has failed outside of its calls');
  });

  it.runIf(whole)('is no test of vitest, which asks for expressions and names', async () => {
    const folder = withMine({
      'specs/broken.yaml': spec('[./own/mine.ts]'),
      'specs/wish.yaml': spec('[{ name: no-leader, holds: "all n: n.role != leader" }]'),
    });
    const traceOf = async (name: string): Promise<string> =>
      JSON.parse((await run(folder, name, '--json', '--no-progress')).stdout).violation.trace;
    const refused = await run(folder, 'export', await traceOf('broken'), '--format', 'vitest');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('a test of vitest has no module of properties');
    const exported = await run(folder, 'export', await traceOf('wish'), '--format', 'vitest');
    expect(exported.stdout).toContain(
      'await runSchedule({"name":"no-leader","holds":"all n: n.role != leader"}, model, schedule)',
    );
  });
});
