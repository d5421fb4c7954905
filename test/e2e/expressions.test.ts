/** Properties that stand in a spec as expressions, as a user runs them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whole } from '../long.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

const bounds = '{ max-term: 1, max-in-flight: 3, max-proposals: 1, max-heartbeats: 0, max-timeouts: 1 }';
const wish = `about: Does anybody commit a proposal?
bounds: ${bounds}
invariants:
  - all
  - name: never-commits
    says: Nobody commits what was proposed.
    holds: >
      all n:
        n.role == leader
          -> n.commit < 2
sometimes:
  - { name: two-votes, holds: "some n: count(m: m.vote == n) > 1" }
`;

/** Twice with the same bounds, in words and by name. */
const held = `about: Are logs as they should be?
bounds: ${bounds}
invariants:
  - { name: terms-ascend, holds: "all n: all e, f in n.log: e.index < f.index -> e.term <= f.term" }
  - { name: term-never-falls, holds: "before.term <= after.term" }
sometimes: [leader-elected]
`;

const withSpecs = (files: Record<string, string> = {}): string =>
  project({ 'specs/wish.yaml': wish, 'specs/held.yaml': held, ...files });
const run = (folder: string, ...args: string[]): Promise<Finished> => raftcheck(args, {}, folder);

describe('expressions in a spec', () => {
  it('are judged beside the invariants that come with raftcheck, and told with their values', async () => {
    const folder = withSpecs();
    const [told, json] = await Promise.all([run(folder, 'wish'), run(folder, 'wish', '--json')]);
    expect(told.status).toBe(1);
    expect(told.stdout).toContain(
      'never-commits is broken:\n  n1.role = leader, n1.commit = 2\n\n  Nobody commits what was proposed.\n',
    );
    const verdict = JSON.parse(json.stdout);
    expect(verdict.violation).toMatchObject({ property: 'never-commits', length: 8 });
    expect(verdict.invariants).toEqual(['all', 'never-commits']);
    const names = verdict.properties.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['election-safety', 'core-panic', 'never-commits', 'two-votes']),
    );
    expect(verdict.reductions.every(({ on }: { on: boolean }) => on)).toBe(true);
  });

  it.runIf(whole)('hold, and come to the counts of a search without them', async () => {
    const folder = withSpecs({
      'specs/plain.yaml': held.replace(/invariants:\n(.*\n){2}/, 'invariants: []\n'),
    });
    const [mine, plain] = await Promise.all([run(folder, 'held', '--json'), run(folder, 'plain', '--json')]);
    const [one, other] = [JSON.parse(mine.stdout), JSON.parse(plain.stdout)];
    expect([one.verdict, one.states]).toEqual(['ok', other.states]);
    const relevant = one.properties.map(({ name, relevant }: { name: string; relevant: number }) => [
      name,
      relevant > 0,
    ]);
    expect(relevant).toEqual(
      expect.arrayContaining([
        ['terms-ascend', true],
        ['term-never-falls', true],
      ]),
    );
  });

  it('stand in the trace, which is replayed, shrunk, explained and exported without the spec', async () => {
    const folder = withSpecs();
    await run(folder, 'wish', '--quiet');
    const file = join('out', readdirSync(join(folder, 'out')).find((name) => name.endsWith('.json'))!);
    writeFileSync(join(folder, 'specs/wish.yaml'), 'about: nothing\n');
    const [replayed, shrunk, explained, itf] = await Promise.all([
      run(folder, 'replay', file),
      run(folder, 'shrink', file, '--quiet'),
      run(folder, 'explain', file),
      run(folder, 'export', file, '--format', 'itf'),
    ]);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining('REPLAYED never-commits is broken in 8 steps'),
    ]);
    expect([shrunk.status, explained.status, itf.status]).toEqual([0, 0, 0]);
    expect(explained.stdout).toContain('Nobody commits what was proposed.');
    writeFileSync(join(folder, 'again.itf.json'), itf.stdout);
    expect((await run(folder, 'replay', 'again.itf.json')).stdout).toContain('REPLAYED never-commits');
  });
});

describe('expressions elsewhere', () => {
  it.runIf(whole)(
    'that a trace says otherwise than it was found with make another behavior of it, or none',
    async () => {
      const folder = withSpecs();
      await run(folder, 'wish', '--quiet');
      const file = join(folder, 'out', readdirSync(join(folder, 'out'))[0]);
      const trace = JSON.parse(readFileSync(file, 'utf8'));
      const own = (holds: string, name = 'never-commits') =>
        JSON.stringify({
          ...trace,
          properties: [...trace.properties, name],
          own: { ...trace.own, [name]: { holds, goal: false } },
        });
      const tried = async (text: string): Promise<Finished> => {
        writeFileSync(join(folder, 'other.json'), text);
        return run(folder, 'replay', 'other.json');
      };
      const less = await tried(own('all n: n.commit < 1'));
      expect([less.status, less.stdout]).toEqual([
        4,
        expect.stringContaining('never-commits is broken here already'),
      ]);
      const none = await tried(own('all n: n.comit < 1'));
      expect([none.status, none.stderr]).toEqual([
        2,
        expect.stringMatching(/^raftcheck: other\.json: never-commits: .*no field `comit`/),
      ]);
      const taken = await tried(own('true', 'election-safety'));
      expect([taken.status, taken.stderr]).toEqual([
        2,
        expect.stringContaining("'election-safety' comes with raftcheck"),
      ]);
    },
  );

  it.runIf(whole)(
    'are judged by several workers, in slices, at random and by a search that goes on',
    async () => {
      const folder = withSpecs();
      const larger = ['held', '--max-term', '2', '--max-timeouts', '3'];
      const [many, walked, begun] = await Promise.all([
        run(folder, 'wish', '--json', '--workers', '2', '--checkpoint', '1s', '--out', 'a'),
        run(folder, 'simulate', 'wish', '--runs', '200', '--json'),
        run(folder, ...larger, '--checkpoint=0.01', '--max-states', '2500', '--quiet'),
      ]);
      expect(JSON.parse(many.stdout).violation).toMatchObject({ property: 'never-commits', length: 8 });
      expect(JSON.parse(walked.stdout).violation).toMatchObject({ property: 'never-commits' });
      expect(begun.stdout).toContain('INCOMPLETE');
      const spec = join(folder, 'specs/held.yaml');
      const file = join(folder, 'out/held.checkpoint.json');
      const kept = readFileSync(file);
      const on = await run(folder, ...larger, '--resume', 'auto', '--json');
      expect(JSON.parse(on.stdout).verdict).toBe('ok');
      writeFileSync(file, kept);
      writeFileSync(spec, held.replace('e.term <= f.term', 'e.term == f.term'));
      const other = await run(folder, ...larger, '--resume', 'auto');
      expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('answers another question')]);
    },
  );
});

describe('reporters', () => {
  it('point at the expression in its spec, or at the property in its module', async () => {
    const module = `// A wish.\nexport const never = {\n  name: 'never-leads',\n  scope: 'node',\n  check: ({ role }) => (role === 'leader' ? { broken: 'it leads' } : 'held'),\n};\n`;
    const spec = `about: Does nobody lead?\nbounds: ${bounds}\ninvariants: [./never.mjs]\n`;
    const folder = withSpecs({ 'specs/never.mjs': module, 'specs/never.yaml': spec });
    const of = (...args: string[]) => run(folder, 'ci', 'specs/wish.yaml', 'specs/never.yaml', ...args);
    const [sarif, github, junit] = await Promise.all([
      of('--reporter', 'sarif'),
      of('--reporter', 'github'),
      of('--reporter', 'junit'),
    ]);
    const [{ results, tool }] = JSON.parse(sarif.stdout).runs;
    const places = results.map(({ ruleId, locations: [{ physicalLocation: at }] }: SarifResult) => [
      ruleId,
      at.artifactLocation.uri,
      at.region.startLine,
    ]);
    expect(places.sort()).toEqual([
      ['never-commits', 'specs/wish.yaml', 7],
      ['never-leads', 'specs/never.mjs', 3],
    ]);
    const rule = tool.driver.rules.find(({ id }: { id: string }) => id === 'never-commits');
    expect(rule.shortDescription.text).toBe('Nobody commits what was proposed.');
    expect(github.stdout).toContain(
      '::error file=specs/wish.yaml,line=7,title=never-commits is broken (wish)::n',
    );
    expect(junit.stdout).toContain('never-commits is broken in 8 steps: n');
  });
});

describe('expressions on the command line', () => {
  const wish = 'all n: n.role == leader  -> n.commit < 2';

  it('are judged under their own text, or a name before `=`', async () => {
    const folder = withSpecs();
    const args = ['held', '--json', '--invariant', wish, '--invariant', 'terms = before.term <= after.term'];
    const verdict = JSON.parse((await run(folder, ...args)).stdout);
    const name = wish.replace('  ', ' ');
    expect(verdict.invariants).toEqual([name, 'terms']);
    expect(verdict.violation).toMatchObject({ property: name, length: 8 });
    expect(verdict.violation.trace).toMatch(/^out\/held-all-n-n-role-leader-n-commit-2-\w+\.json$/);
    const replayed = await run(folder, 'replay', verdict.violation.trace);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining(`REPLAYED ${name} is broken in 8 steps`),
    ]);
  });

  it('are refused at their place, and stand whole in a variable', async () => {
    const folder = withSpecs();
    const [refused, walked] = await Promise.all([
      run(folder, 'simulate', 'held', '--invariant', 'all n: n.comit < 2'),
      raftcheck(['simulate', 'held', '--runs=200', '--quiet'], { RAFTCHECK_INVARIANT: wish }, folder),
    ]);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining(
        'raftcheck: --invariant: a node has no field `comit`\n  found     all n: n.comit < 2\n                     ^\n',
      ),
    ]);
    expect([walked.status, walked.stdout]).toEqual([1, expect.stringContaining('VIOLATED all n: n.role')]);
  });
});

interface SarifResult {
  readonly ruleId: string;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}

/** What is written, and what is said of it. */
const wrong: readonly [string, string, string][] = [
  [
    'invariants:\n  - { name: a, holds: "all n: n.trem < 2" }',
    'specs/bad.yaml:3:33: a: a node has no field `trem`',
    "did you mean 'term'?",
  ],
  [
    'invariants:\n  - name: a\n    holds: |\n      all n:\n        n.up and\n        n.role == boss',
    'specs/bad.yaml:7:19: a: `n.role` is never `boss`',
    'leader',
  ],
  [
    "invariants:\n  - name: a\n    holds: 'all n: n.log[1].data == \"it''s\" or n.x'",
    'specs/bad.yaml:4:50: a: a node has no field `x`',
    '',
  ],
  ['invariants:\n  - name: a\n    holds: all n, m in n.log', 'specs/bad.yaml:4:', 'expected  `:`'],
  ['sometimes:\n  - { name: a, holds: n4.up }', 'specs/bad.yaml:3:23: a: there is no n4', 'n1 to n3'],
  [
    'invariants:\n  - { name: election-safety, holds: "true" }',
    "'election-safety' comes with raftcheck",
    'a name of its own',
  ],
  [
    'invariants:\n  - { name: a, holds: "true" }\nsometimes:\n  - { name: a, holds: "true" }',
    "specs/bad.yaml:5:5: two properties are named 'a'",
    '',
  ],
  ['invariants:\n  - { name: a }', 'invariants[0].holds is missing', 'an expression'],
  ['invariants:\n  - { name: a, hold: "true" }', 'invariants[0]', ''],
  [
    'invariants:\n  - { name: A b, holds: "true" }',
    'invariants[0].name is not valid',
    'lower case with hyphens',
  ],
  [
    'invariants:\n  - "up = all n: n.upp"',
    'specs/bad.yaml:3:20: up: a node has no field `upp`',
    '  found     all n: n.upp\n                     ^\n',
  ],
  [
    'invariants:\n  - all n: n.commit < 2',
    'specs/bad.yaml:3:5: an expression needs quotes where it has a colon',
    'hint      - "all n: n.commit < 2"',
  ],
  ['invariants:\n  - Up = n1.up', "specs/bad.yaml:3:5: 'Up' is no name", 'lower case with hyphens'],
  ['invariants:\n  - all nodes', "there is no invariant named 'all nodes'", '{ name: ..., holds: ... }'],
];

describe('an expression that is wrong', () => {
  it.each(wrong)('ends a run before it begins, at its place: %s', async (text, message, more) => {
    const folder = withSpecs({ 'specs/bad.yaml': `about: What is wrong?\n${text}\n` });
    const { status, stdout, stderr } = await run(folder, 'bad');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(more);
  });
});
