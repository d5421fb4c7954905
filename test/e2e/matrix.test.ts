/** Every combination of some settings; what else is broken; states that may end. */
import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

const quick = ['--no-progress', '--out'];

describe('matrix', () => {
  it('has a row for each combination, and for one that contradicts itself the reason', async () => {
    const out = temporaryFolder();
    const asked = ['matrix', 'double-vote', '--check-quorum', '--read-only', 'lease,safe', ...quick, out];
    const { status, stdout, stderr } = await raftcheck([...asked, '--json']);
    expect([status, stderr]).toEqual([1, '']);
    const { kind, spec, rows } = JSON.parse(stdout);
    expect([kind, spec, rows.length]).toEqual(['matrix', 'double-vote', 4]);
    expect(rows.map(({ settings }: { settings: object }) => Object.values(settings))).toEqual([
      ['off', 'lease'],
      ['off', 'safe'],
      ['on', 'lease'],
      ['on', 'safe'],
    ]);
    expect(rows[0]).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('lease reads need check-quorum'),
    });
    expect(rows[1]).toMatchObject({
      outcome: 'violation',
      states: 110,
      violation: { property: 'election-safety', length: 6 },
    });
    const replayed = await raftcheck(['replay', rows[1].violation.trace, '--quiet', '--out', out]);
    expect(replayed.status).toBe(0);
  });

  it('says what a check of each alone says', async () => {
    const out = temporaryFolder();
    const flags = ['prevote', '--max-timeouts', '1', '--max-heartbeats', '0'];
    const [table, one, two] = await Promise.all([
      raftcheck(['matrix', ...flags, '--max-term', '1,2', ...quick, out]),
      raftcheck([...flags, '--max-term', '1', '--json', ...quick, out]),
      raftcheck([...flags, '--max-term', '2', '--json', ...quick, out]),
    ]);
    const states = [one, two].map(({ stdout }) => JSON.parse(stdout).states.distinct.toLocaleString('en-US'));
    const rows = table.stdout.split('\n').filter((line) => /^ {2}[12] /.test(line));
    expect(rows.map((row) => row.trim().split(/ +/)[2])).toEqual(states);
    expect(table.stdout).toMatch(/raftcheck: MATRIX .* · \d+\.\d s\n$/);
  });

  it.each([
    [['prevote'], 'nothing varies'],
    [['prevote', '--max-term', '1,abc'], '--max-term: bounds.max-term is not valid\n  found     "abc"'],
    [
      [
        'prevote',
        '--max-term',
        '1,2,3,4,5,6,7,8,9',
        '--max-proposals',
        '1,2,3,4,5,6,7,8,9',
        '--max-drops',
        '0,1,2,3',
      ],
      'too many combinations\n  found     324',
    ],
  ])('is refused where it is no question: %j', async (args, message) => {
    const { status, stdout, stderr } = await raftcheck(['matrix', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

const two = `export const counter = {
  init: () => [{ n: 0 }],
  next: ({ n }) => (n < 4 ? [{ action: 'up', state: { n: n + 1 } }] : []),
  invariants: [
    { name: 'below-three', holds: ({ n }) => n < 3 },
    { name: 'below-two', holds: ({ n }) => n < 2 },
    { name: 'below-nine', holds: ({ n }) => n < 9 },
  ],
};
`;

describe('--continue', () => {
  it('reports one shortest behavior for each broken property, and that nothing else is', async () => {
    const args = ['double-vote', '--invariant', 'all', '--continue', ...quick, temporaryFolder()];
    const { status, stdout } = await raftcheck([...args, '--json']);
    const { violation, further } = JSON.parse(stdout);
    expect([status, violation.property, violation.length]).toEqual([1, 'one-vote-per-term', 3]);
    expect(further).toMatchObject({ complete: true, broken: [{ property: 'election-safety', length: 6 }] });
    const alone = await raftcheck([
      'double-vote',
      '--invariant',
      'election-safety',
      '--json',
      ...quick,
      temporaryFolder(),
    ]);
    expect(JSON.parse(alone.stdout).violation.length).toBe(6);
  });

  it('does so of a system of one’s own, its deadlock among them', async () => {
    const file = temporaryFile('counter.mjs', two);
    const { stdout } = await raftcheck(['--core', file, '--continue', ...quick, temporaryFolder()]);
    expect(stdout).toMatch(
      /also broken +below-three in 3 steps: .*\n +deadlock in 4 steps: .*\n +nothing else, in every state/,
    );
    expect(stdout).toContain('VIOLATED below-two in 2 steps and 2 more · ');
  });

  it('changes nothing where nothing is broken', async () => {
    const flags = ['prevote', '--max-timeouts', '1', ...quick, temporaryFolder(), '--json'];
    const [plain, further] = await Promise.all([raftcheck(flags), raftcheck([...flags, '--continue'])]);
    expect(JSON.parse(further.stdout).states).toEqual(JSON.parse(plain.stdout).states);
    expect(further.stdout).not.toContain('further');
  });
});

describe('--may-end', () => {
  const ending = two.replace(/ {2}invariants[\s\S]*? {2}\],\n/, '');

  it('lets states end that an expression holds in', async () => {
    const file = temporaryFile('counter.mjs', ending);
    const run = (...args: string[]) => raftcheck(['--core', file, ...quick, temporaryFolder(), ...args]);
    const [without, with4, with3] = await Promise.all([
      run(),
      run('--may-end', 'n == 4'),
      run('--may-end', 'n == 3', '--json'),
    ]);
    expect(without.stdout).toContain('VIOLATED deadlock in 4 steps');
    expect([with4.status, with4.stdout]).toEqual([
      0,
      expect.stringContaining('the system counter, may end where n == 4'),
    ]);
    const { violation } = JSON.parse(with3.stdout);
    expect(violation).toMatchObject({
      property: 'deadlock',
      message: 'no step is possible, and it may not end: n = 4',
    });
    const replayed = await raftcheck(['replay', violation.trace, '--core', file, '--quiet']);
    expect(replayed.status).toBe(0);
  });

  it.each([
    [['prevote', '--may-end', 'n1.upp'], '--may-end: may-end: a node has no field `upp`'],
    [['--core', 'FILE', '--may-end', 'm == 4'], 'may-end: a state has no `m`'],
  ])('is refused where it means nothing: %j', async (args, message) => {
    const file = temporaryFile('counter.mjs', ending);
    const { status, stderr } = await raftcheck(args.map((word) => (word === 'FILE' ? file : word)));
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
