/**
 * `raftcheck farm`, with processes of this machine in the place of a cluster (processes.mjs): it answers as a check does, whatever is
 * lost on the way, and goes on from the last level. With Ray: ray.test.ts. Most of it only in `npm run long`, and in `npm run farm-test`.
 */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { few, whole } from '../../long.ts';
import { ownSpec } from '../project.ts';
import { raftcheck, temporaryFolder } from '../raftcheck.ts';
import { core, withCore } from '../withcore.ts';

const processes = `${process.execPath} ${fileURLToPath(new URL('processes.mjs', import.meta.url))}`;

interface Answer {
  readonly status: number | null;
  readonly stderr: string;
  readonly verdict: string;
  readonly states: unknown;
  readonly levels: unknown;
  readonly actions: Readonly<Record<string, number>>;
  readonly cutBy: unknown;
  readonly reductions: unknown;
  readonly properties: readonly { readonly name: string; readonly status: string }[];
  readonly violation: { readonly property: string; readonly length: number } | null;
}

async function answer(args: readonly string[], folder = temporaryFolder()): Promise<Answer> {
  const { stdout, stderr, status } = await raftcheck([...args, '--json', '--no-progress'], {}, folder);
  expect(stdout, stderr).not.toBe('');
  return { ...JSON.parse(stdout), stderr, status };
}

/** All but what depends on the machine. */
function agreed({
  status,
  verdict,
  states,
  levels,
  actions,
  cutBy,
  reductions,
  properties,
  violation,
}: Answer) {
  const named = Object.entries(actions).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...{ status, verdict, states, levels, cutBy, reductions, actions: named },
    violation: violation && [violation.property, violation.length],
    properties: properties.map(({ name, status: fared }) => [name, fared]),
  };
}

function farm(args: readonly string[], engine = '', owners = 2): string[] {
  return ['farm', ...args, '--engine', `${processes} ${engine}`, '--owners', `${owners}`, '--alone', '20'];
}

describe('a farm answers as a check does', () => {
  it('with three owners, of a broken property', async () => {
    const found = await answer(farm(['double-vote'], '', 3));
    expect(found.stderr).toContain('3 owners search');
    expect(agreed(found)).toEqual(agreed(await answer(['double-vote'])));
  });

  it.runIf(whole).each([
    [1, ['prevote', '--depth', '14']],
    [3, ['prevote', '--depth', '14']],
    [
      2,
      [
        'prevote',
        '--depth',
        '10',
        '--no-compiled',
        '--no-symmetry',
        '--no-dead-messages',
        '--no-dead-history',
      ],
    ],
    [2, ['prevote', '--network', 'fifo', '--depth', '12']],
    [2, ['elections', '--depth', '9']],
  ])('with %i owners: %s', async (owners, args) => {
    const found = await answer(farm(args, '', owners));
    expect(found.stderr).toContain(`${owners} owners search`);
    expect(agreed(found)).toEqual(agreed(await answer(args)));
  });

  it('of a core in another process', async () => {
    const args = ['prevote', '--depth', '13', '--core', 'cores/it'];
    const found = await answer(farm(args), withCore(core('core.mjs')));
    expect(found.stderr).toContain('2 owners search');
    expect(agreed(found)).toEqual(agreed(await answer(args, withCore(core('core.mjs')))));
  });

  it.runIf(whole).each([
    [
      'node 2 votes for nobody',
      `{ file: src/raft/step.ts, find: 'const canVote =', replace: 'const canVote = r.id === 2 ? false :' }`,
    ],
    [
      'a crash takes the term away',
      `{ file: src/raft/newraft.ts, find: 'r.merge({ term: hs.term,', replace: 'r.merge({ term: 0,' }`,
    ],
  ])(
    'of a core that refutes what a reduction rests on, and is searched again without: %s',
    async (_, edit) => {
      const spec = `about: A core that breaks what a reduction rests on.
bug: { row: S1, source: this test, edit: ${edit} }
model: { nodes: 2 }
bounds: { max-term: 2, max-in-flight: 2, max-proposals: 0, max-heartbeats: 0, max-timeouts: 2, max-crashes: 1 }
invariants: [log-matching]
`;
      const args = ['specs/own.yaml'];
      const alone = await answer(args, ownSpec(spec));
      expect(JSON.stringify(alone.reductions)).toContain('this core');
      expect(agreed(await answer(farm(args), ownSpec(spec)))).toEqual(agreed(alone));
    },
  );

  it('and writes a trace that is replayed, and leaves no levels', async () => {
    const folder = temporaryFolder();
    const { status } = await raftcheck([...farm(['double-vote']), '--no-progress'], {}, folder);
    expect(status).toBe(1);
    const [trace] = readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.json'));
    expect((await raftcheck(['replay', join('out', trace)], {}, folder)).status).toBe(0);
    expect(readdirSync(join(folder, 'out', 'double-vote.farm'))).toEqual([]);
  });
});

describe("a farm answers as a check does of a system of one's own", () => {
  it.each(
    few(['state.of[0] + state.of[1] < 4', 'state.of[0] <= 5', 'state.of[0] < 3 || state.of[2] < 3 || 7']),
  )('in which this holds or not: %s', async (holds) => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'own.mjs'),
      `
const add = (of, k) => of.map((n, i) => (i === k ? n + 1 : n));
const step = ({ of }, k) => ({ action: 'add ' + k, state: { of: add(of, k), last: 'n' + k } });
export const system = {
  init: () => [{ of: [0, 0, 0], last: 'none' }],
  next: (state) => [0, 1, 2].filter((k) => state.of[k] < 5).map((k) => step(state, k)),
  invariants: [{ name: 'few', holds: (state) => ${holds} }],
  sometimes: [{ name: 'level', holds: (state) => state.of.every((n) => n === 1) }],
  mayEnd: (state) => state.of.every((n) => n === 5),
};
`,
    );
    const args = ['--core', 'own.mjs'];
    if (holds.endsWith('7')) {
      const { status, stderr } = await raftcheck([...farm(args), '--no-progress'], {}, folder);
      expect([status, stderr]).toEqual([2, expect.stringContaining('has not returned true or false, but 7')]);
      expect(stderr).not.toContain('is lost');
      return;
    }
    const found = await answer(farm(args), folder);
    expect(found.stderr).toContain('2 owners search');
    expect(agreed(found)).toEqual(agreed(await answer(args, folder)));
  });
});

describe('a farm that loses owners', () => {
  it.each(
    few([
      ['expand:10:0'],
      ['rows::1'],
      ['give::0'],
      ['take::1'],
      ['settle:9:1'],
      ['expand:11:0,expand:11:1,settle:12:0'],
    ]),
  )('counts what it would have counted: %s', async (lose) => {
    const args = ['prevote', '--depth', '13'];
    const found = await answer(farm(args, `--lose ${lose}`));
    expect(found.stderr).toMatch(/owner .* of 2 is lost \(.*\): level \d+ is done again/);
    expect(agreed(found)).toEqual(agreed(await answer(args)));
  });

  it('finds the behavior where one is lost as it is looked for', async () => {
    const found = await answer(farm(['double-vote'], '--lose parent:4:0'));
    expect(found.stderr).toContain('is lost');
    expect(agreed(found)).toEqual(agreed(await answer(['double-vote'])));
  });
});

describe('a farm that was stopped', () => {
  const args = ['prevote', '--depth', '14'];
  const stopped = async (folder: string) => {
    const found = await answer(farm([...args, '--max-states', '60']), folder);
    expect([found.verdict, found.stderr]).toEqual(['incomplete', expect.stringContaining('goes on with')]);
  };
  const levels = (folder: string) => join(folder, 'out', 'prevote.farm');

  it('goes on from its last level, and comes to what it would have come to', async () => {
    const folder = temporaryFolder();
    await stopped(folder);
    const found = await answer(farm([...args, '--resume']), folder);
    expect(agreed(found)).toEqual(agreed(await answer(args)));
    expect(readdirSync(levels(folder))).toEqual([]);
  });

  it('is not begun anew by mistake', async () => {
    const folder = temporaryFolder();
    await stopped(folder);
    const { status, stderr } = await raftcheck(farm(args), {}, folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/has not come to its end[\s\S]*--resume/)]);
  });

  it.each(
    few<[string, (folder: string) => void, RegExp]>([
      ['a level is damaged', (folder: string) => cut(folder, /^level-7-1/), /level-7-1of2\.rows: is damaged/],
      [
        'the numbers are damaged',
        (folder: string) => cut(folder, /^dictionary-5/),
        /dictionary-5\.bin: is damaged/,
      ],
      ['the record is damaged', (folder: string) => cut(folder, /^head/), /head\.json/],
      ['it is of another version', otherVersion, /another version/],
    ]),
  )('says so where %s, and harms nothing', async (_, damage, told) => {
    const folder = temporaryFolder();
    await stopped(folder);
    damage(levels(folder));
    const before = readdirSync(levels(folder)).sort();
    const { status, stderr } = await raftcheck(farm([...args, '--resume']), {}, folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(told)]);
    expect(readdirSync(levels(folder)).sort()).toEqual(before);
  });

  it('answers one question alone', async () => {
    const folder = temporaryFolder();
    await stopped(folder);
    const { status, stderr } = await raftcheck(farm([...args, '--resume', '--max-term', '3']), {}, folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/answers another question[\s\S]*max-term/)]);
  });
});

function cut(folder: string, which: RegExp): void {
  const file = readdirSync(folder).find((name) => which.test(name))!;
  truncateSync(join(folder, file), Math.max(1, readFileSync(join(folder, file)).length - 3));
}

function otherVersion(folder: string): void {
  const file = join(folder, 'head.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/raftcheck-farm\/\d+/, 'raftcheck-farm/99'));
}

describe('a farm is refused', () => {
  it('where there is no Python, with the commands that install what it needs', async () => {
    const { status, stderr } = await raftcheck(
      ['farm', '--python', '/nowhere/python'],
      {},
      temporaryFolder(),
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/there is no Python/);
    expect(stderr).toMatch(/python3 -m venv \S+ && \S+pip install -r \S+requirements\.txt/);
  });

  it('where its Python has no Ray', async () => {
    // A Python that finds no package.
    const folder = temporaryFolder();
    const python = join(folder, 'python');
    writeFileSync(python, '#!/bin/sh\nexec python3 -S -E -I "$@"\n', { mode: 0o755 });
    const { status, stderr } = await raftcheck(['farm', '--python', python], {}, folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(/this Python has no Ray|there is no Python/);
    expect(stderr).toContain('requirements.txt');
  });

  it('where its engine is none', async () => {
    const engine = ['--engine', `${process.execPath} -e process.exit(3)`, '--alone', '0'];
    const { status, stderr } = await raftcheck(['farm', 'prevote', ...engine, '--no-progress']);
    expect(stderr).toMatch(/the program that places owners has ended/);
    expect(status).toBe(2);
  });

  it('where an owner is asked something else', async () => {
    const worker = `${process.execPath} ${fileURLToPath(new URL('../../../out/build/src/cli/main.js', import.meta.url))}`;
    expect(existsSync(worker.split(' ')[1])).toBe(true);
    const other = temporaryFolder();
    const script = join(other, 'other.mjs');
    writeFileSync(
      script,
      `import { spawn } from 'node:child_process';
const child = spawn(${JSON.stringify(worker.split(' ')[0])}, [${JSON.stringify(worker.split(' ')[1])}, ...process.argv.slice(2), '--max-term', '3'], { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code));`,
    );
    const { status, stderr } = await raftcheck(
      [...farm(['prevote']), '--worker', `${process.execPath} ${script}`, '--no-progress'],
      {},
      temporaryFolder(),
    );
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/an owner: answers another question[\s\S]*max-term/),
    ]);
  });
});
