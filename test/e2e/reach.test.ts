/** States that are looked for, as a user asks for them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whole } from '../long.ts';
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

  it.runIf(whole)('finds behaviors as short with any reduction and any number of workers', async () => {
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

  it.runIf(whole)('looks for states of a system of one’s own', async () => {
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

describe('--save', () => {
  it.runIf(whole)(
    'writes the behavior there as well, over an earlier one, and over nothing else',
    async () => {
      const out = temporaryFolder();
      const file = join(out, 'kept.json');
      const run = (to: string) =>
        raftcheck(['reach', 'prevote', 'n1.role == leader', '--save', to, '--out', out, '--quiet']);
      const first = await run(file);
      expect([first.status, first.stdout]).toEqual([0, expect.stringContaining(`raftcheck inspect ${file}`)]);
      const written = JSON.parse(readFileSync(file, 'utf8'));
      expect([written.property.name, written.steps.length]).toEqual(['n1.role == leader', 1 + 7]);
      expect((await raftcheck(['replay', file, '--quiet'])).status).toBe(0);
      expect((await run(file)).status).toBe(0);
      const own = join(out, 'notes.txt');
      writeFileSync(own, 'not a trace');
      const refused = await run(own);
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('notes.txt')]);
      expect(refused.stdout).toContain('REACHED n1.role == leader in 7 steps');
      expect(readFileSync(own, 'utf8')).toBe('not a trace');
    },
  );

  it('writes nothing where no state is one', async () => {
    const file = join(temporaryFolder(), 'none.json');
    const { status } = await raftcheck([
      'reach',
      'prevote',
      'n1.term > 9',
      '--save',
      file,
      '--quiet',
      '--out',
      temporaryFolder(),
    ]);
    expect([status, existsSync(file)]).toEqual([4, false]);
  });
});

describe('an edited core', () => {
  const twoLeaders = 'some a, b: a.id != b.id and a.role == leader and b.role == leader and a.term == b.term';

  it('is looked through as it is edited: a state that only its bug makes is reached, and replays', async () => {
    const out = temporaryFolder();
    const run = (...args: string[]) => raftcheck([...args, '--out', out, '--quiet']);
    const found = await run('reach', 'double-vote', twoLeaders);
    expect([found.status, found.stdout]).toEqual([0, expect.stringMatching(/REACHED .* in \d+ steps/)]);
    const [, trace] = /raftcheck inspect (\S+)/.exec(found.stdout)!;
    expect(JSON.parse(readFileSync(trace, 'utf8')).bug.row).toBe('S2');
    expect((await run('replay', trace, '--trust')).status).toBe(0);
    const bounds = [
      '--max-term',
      '1',
      '--max-in-flight',
      '8',
      '--max-proposals',
      '0',
      '--max-heartbeats',
      '0',
    ];
    expect(
      (await run('reach', 'elections', twoLeaders, '--terms', 'absolute', '--max-spread', 'none', ...bounds))
        .status,
    ).toBe(4);
  });
});
