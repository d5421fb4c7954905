/** States that are looked for, as a user asks for them. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

/** Two workers, each of which takes its own lock, and the other's then. */
const system = `const set = (list, at, one) => list.map((old, i) => (i === at ? one : old));
export const locks = {
  init: () => [{ owner: [null, null], done: [0, 0] }],
  next: ({ owner, done }) =>
    [0, 1].flatMap((w) => {
      const held = owner.filter((who) => who === w).length;
      if (done[w] === 2) return [];
      if (held === 2) return [{ action: w + ' lets go', state: { owner: [null, null], done: set(done, w, done[w] + 1) } }];
      const lock = held === 0 ? w : 1 - w;
      return owner[lock] === null ? [{ action: w + ' takes ' + lock, state: { owner: set(owner, lock, w), done } }] : [];
    }),
  sometimes: [{ name: 'both-done', holds: ({ done }) => done[0] === 2 && done[1] === 2 }],
};
`;
const locksFile = (): string => temporaryFile('locks.mjs', system);
const second = 'some n: n.role == leader and n.term > 1';

async function reached(...args: string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { stdout } = await raftcheck(['reach', ...args, '--json', '--out', temporaryFolder()]);
  return JSON.parse(stdout);
}

describe('the behavior that reach finds', () => {
  it('shows the shortest behavior to a state, as a trace that every command takes', async () => {
    const out = temporaryFolder();
    const run = (...args: string[]) => raftcheck([...args, '--out', out]);
    const { status, stdout, stderr } = await run('reach', 'prevote', 'n1.role == leader', '--no-progress');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Behavior to n1.role == leader (spec prevote): 7 steps, the fewest possible');
    expect(stdout).toContain('n1.role == leader is reached:\n  n1.role = leader\n');
    expect(stdout).not.toMatch(/broken|VIOLATED|Counterexample/);
    const [, trace] = /raftcheck: REACHED n1.role == leader in 7 steps · .* · raftcheck inspect (.*)/.exec(
      stdout,
    )!;
    for (const [args, said] of [
      [['replay', trace], 'REPLAYED n1.role == leader is reached in 7 steps, as recorded'],
      [['shrink', trace, '--quiet'], 'SHRUNK n1.role == leader from 7 steps to 7'],
      [['explain', trace], 'n1.role == leader is reached:\n  n1.role = leader'],
      [['inspect', trace, '--ui', 'none'], 'n1.role == leader is reached:'],
      [['export', trace, '--format', 'markdown'], '# n1.role == leader is reached in 7 steps'],
      [['export', trace, '--format', 'vitest'], ')).not.toEqual([]);'],
    ] as const) {
      const followed = await run(...args);
      expect([followed.status, followed.stdout]).toEqual([0, expect.stringContaining(said)]);
    }
  });

  it('finds behaviors as short with any reduction and any number of workers', async () => {
    const all = await Promise.all([
      reached('prevote', second),
      reached('prevote', second, '--no-symmetry', '--max-in-flight', '3'),
      reached('prevote', second, '--workers', '2'),
      reached('prevote', second, '--no-compiled', '--no-dead-history'),
    ]);
    expect(all.map(({ found, behavior }) => [found, behavior.length])).toEqual(
      all.map(() => ['reached', 23]),
    );
    expect(all[0].behavior.message).toMatch(/^n\d.role = leader, n\d.term = 2$/);
  });
});

describe('reach', () => {
  it('ends with 4 where no state within the bounds is one, and says that all were seen', async () => {
    const { status, stdout } = await raftcheck(['reach', 'prevote', 'some n: n.term == 9', '--no-progress']);
    expect(status).toBe(4);
    expect(stdout).toMatch(
      /raftcheck: UNREACHABLE some n: n.term == 9 · 15,817 states · .* · every state within the bounds\n$/,
    );
    expect(stdout).toContain('cut by       max-term 2');
  });

  it('ends with 3 where a limit came first', async () => {
    const asked = ['reach', 'prevote', 'some n: n.term == 9', '--max-states', '1000', '--no-progress'];
    const { status, stdout } = await raftcheck(asked);
    expect([status, stdout]).toEqual([
      3,
      expect.stringContaining('some n: n.term == 9 not reached so far\n'),
    ]);
    const allowed = await raftcheck([...asked, '--allow-incomplete']);
    expect(allowed.status).toBe(0);
  });

  it('takes the states to reach that list shows, those of a spec, and steps', async () => {
    const [known, step] = await Promise.all([
      reached('prevote', 'entry-committed'),
      reached('prevote', 'action.kind == propose and after.term == 1'),
    ]);
    expect(known).toMatchObject({ kind: 'reach', sought: 'entry-committed', found: 'reached' });
    expect(known.behavior.length).toBe(9);
    expect(step.behavior.message).toContain('propose');
  });

  it('looks for states of a system of one’s own', async () => {
    const out = temporaryFolder();
    const locks = locksFile();
    const named = ['--core', locks, '--out', out];
    const { status, stdout } = await raftcheck([
      'reach',
      'done[0] == 2 and 1 in owner',
      ...named,
      '--no-progress',
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('is reached:\n  done[0] = 2, owner[0] = null, owner[1] = 1\n');
    const [, trace] = /raftcheck inspect (.*)/.exec(stdout)!;
    expect(existsSync(trace)).toBe(true);
    const replayed = await raftcheck(['replay', trace, ...named]);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining('is reached in 7 steps, as recorded'),
    ]);
    const shrunk = await raftcheck(['shrink', trace, ...named, '--quiet']);
    expect([shrunk.status, shrunk.stdout]).toEqual([0, expect.stringContaining('from 7 steps to 7')]);
    const goal = await reached('both-done', '--core', locks);
    expect(goal.behavior.length).toBe(12);
    const none = await raftcheck(['reach', 'done[0] == 3', ...named, '--quiet']);
    expect([none.status, none.stdout]).toEqual([4, expect.stringContaining('UNREACHABLE done[0] == 3 · ')]);
  });
});

describe('what is looked for', () => {
  it.each([
    [
      ['prevote', 'n1.rol == leader'],
      'the expression: a node has no field `rol`\n  found     n1.rol == leader\n               ^',
    ],
    [['prevote', 'entry-comitted'], "there is no state to reach named 'entry-comitted'"],
    [['prevote', 'election-safety'], "'election-safety' is an invariant"],
    [['prevote', 'n1.term =='], 'the expression: '],
    [['prevote', 'n1.role', '==', 'leader'], 'an expression with blanks stands in quotes'],
    [[], 'raftcheck reach needs a word'],
    [['dones[0] == 2', '--core', 'LOCKS'], 'a state has no `dones`'],
    [['prevote', 'n1.up', '--invariant', 'all'], "unknown argument '--invariant'"],
  ])('is refused where it means nothing: %j', async (args, message) => {
    const { status, stdout, stderr } = await raftcheck([
      'reach',
      ...args.map((word) => (word === 'LOCKS' ? locksFile() : word)),
      '--no-progress',
    ]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('check --witnesses', () => {
  it('writes a shortest behavior to each state to reach', async () => {
    const out = temporaryFolder();
    const run = (...args: string[]) => raftcheck([...args, '--out', out, '--no-progress']);
    const { stdout } = await run('prevote', '--witnesses', '--json');
    const { witnesses, verdict } = JSON.parse(stdout);
    expect(verdict).toBe('ok');
    expect(
      witnesses.map(({ property, length }: { property: string; length: number }) => [property, length]),
    ).toEqual([
      ['leader-elected', 7],
      ['entry-committed', 9],
      ['leader-in-later-term', 23],
      ['proposal-committed', 12],
    ]);
    const replayed = await raftcheck(['replay', witnesses[1].trace, '--quiet']);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining('entry-committed is reached in 9 steps'),
    ]);
  });

  it('writes those of a system of one’s own', async () => {
    const { stdout } = await raftcheck([
      '--core',
      locksFile(),
      '--witnesses',
      '--no-progress',
      '--out',
      temporaryFolder(),
      '--deadlock',
      'ok',
    ]);
    expect(stdout).toMatch(/witnesses +both-done in 12 steps: /);
  });
});
