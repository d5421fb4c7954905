/** Two cores compared, as a user asks for it: equal ones, different ones, and what cannot be compared. */
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/trace/trace.ts';
import { driverFolder } from '../foreign/drivers.ts';
import { few } from '../long.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

/** A project with the driver of each fault under cores/, by its name; that without a fault is "it". */
function withCores(
  faults: Readonly<Record<string, string>> = {},
  specs: Record<string, string> = {},
): string {
  const file = (...words: string[]): string =>
    `run: [${[process.execPath, ...words].map((word) => `'${word}'`).join(', ')}]\n`;
  const faulty = Object.entries(faults).map(([name, fault]) => [
    `cores/${name}/core.yaml`,
    file(`${driverFolder}faulty.mjs`, fault),
  ]);
  return project({
    'cores/it/core.yaml': file(`${driverFolder}core.mjs`),
    ...Object.fromEntries(faulty),
    ...specs,
  });
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

const compare = (folder: string, spec: string, ...cores: string[]): Promise<Finished> =>
  run(folder, 'compare', spec, '--json', ...cores.flatMap((core) => ['--core', core]));

/** Two nodes, a proposal and a crash, without reductions. */
const crash = `about: Does a crash lose what was proposed?
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 1, max-crashes: 1, max-heartbeats: 0 }
search: { symmetry: false, dead-messages: false }
`;

describe('two cores that are equal', () => {
  it.each(
    few([
      ['races', '1'],
      ['races', '2'],
      ['crash', '1'],
    ]),
  )('have the states of one: %s, %s workers', async (spec, workers) => {
    const folder = withCores({}, { 'specs/crash.yaml': crash });
    const [alone, both] = await Promise.all([
      run(folder, spec, '--json', '--workers', '1'),
      run(folder, 'compare', spec, '--json', '--core', 'builtin', '--core', 'cores/it', '--workers', workers),
    ]);
    const { states, stepCalls, reductions } = JSON.parse(alone.stdout);
    const found = JSON.parse(both.stdout);
    expect(found).toMatchObject({ verdict: 'equal', complete: true, trace: null, differences: [] });
    const { distinct, generated, depth } = states;
    expect(found.states).toEqual({ distinct, generated, depth });
    // Which state stands for all that are the same but for names goes by bytes, which pairs of states have others of: another may be asked.
    expect(Math.abs(found.pairs - stepCalls)).toBeLessThanOrEqual(0.01 * stepCalls);
    expect(found.reductions).toEqual(reductions);
    for (const { one, other, pairs } of [found.identities.nodeStates, found.identities.messages]) {
      expect([one, other]).toEqual([pairs, pairs]);
      expect(pairs).toBeGreaterThan(4);
    }
    expect(both.status).toBe(0);
  });

  it('are told in words, with what was asked', async () => {
    const { status, stdout } = await run(withCores(), 'compare', 'races', '--core', 'cores/it');
    expect(stdout).toMatch(/asked both +\d+ pairs of a node state and an input/);
    expect(stdout).toMatch(
      /raftcheck: EQUAL builtin and cores\/it in races · \d+ pairs · 243 states, all within the bounds/,
    );
    expect(status).toBe(0);
  });

  it('are equal so far where a limit came first', async () => {
    const folder = withCores();
    const { status, stdout } = await run(
      folder,
      'compare',
      'races',
      '--core',
      'cores/it',
      '--max-states',
      '50',
    );
    expect(stdout).toMatch(/INCOMPLETE builtin and cores\/it in races, equal so far, stopped by max-states/);
    expect(status).toBe(3);
  });

  it('panic at the same, in whatever words', async () => {
    const folder = withCores({ one: 'throws', two: 'throws in other words' });
    const { status, stdout } = await compare(folder, 'election', 'cores/one', 'cores/two');
    expect(JSON.parse(stdout).verdict).toBe('equal');
    expect(status).toBe(0);
  });

  it.each([
    ['builtin', 'cores/few'],
    ['cores/few', 'cores/it'],
  ])('are compared without what one of them does not take, by name: %s and %s', async (...cores) => {
    const timers = crash.replace(', max-crashes: 1, max-heartbeats: 0', '');
    const folder = withCores({ few: 'fewer inputs' }, { 'specs/timers.yaml': timers });
    const { stdout } = await compare(folder, 'timers', ...cores);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'equal', leftOut: ['heartbeat'] });
  });
});

describe('two cores that differ', () => {
  it('are shown after the shortest behavior, with what differs in the node and its messages', async () => {
    const folder = withCores({ voter: 'names mean something' });
    const { status, stdout } = await compare(folder, 'election', 'builtin', 'cores/voter');
    const found = JSON.parse(stdout);
    const { steps, witnesses } = found.trace as Trace;
    expect(found.verdict).toBe('different');
    expect(steps.map(({ action }) => action?.kind)).toEqual([undefined, 'timeout', 'deliver']);
    expect(found.differences).toEqual([
      'n2.term is 1 in builtin, 0 in cores/voter',
      'n2.vote is 1 in builtin, 0 in cores/voter',
      'n2.durable.term is 1 in builtin, 0 in cores/voter',
      'n2.durable.vote is 1 in builtin, 0 in cores/voter',
      expect.stringMatching(/^message 1 is {"type":"MsgVoteResp".*} in builtin, none in cores\/voter$/),
    ]);
    expect(witnesses.map(({ nodes }) => nodes)).toEqual(found.differences.map(() => [2]));
    expect(steps.at(-1)!.state.nodes[1]).toMatchObject({ term: 1, vote: 1, extra: {} });
    expect(status).toBe(1);
  });

  it('are found in one wrong answer, as soon as it can be given', async () => {
    const folder = withCores({ hasty: 'acknowledges too much' });
    const { status, stdout } = await compare(folder, 'races', 'builtin', 'cores/hasty');
    const { differences, trace } = JSON.parse(stdout);
    const steps = (trace as Trace).steps.map(({ action }) => action?.kind);
    expect(steps).toEqual([undefined, 'timeout', 'deliver', 'deliver', 'deliver']);
    expect(differences).toEqual([
      expect.stringMatching(/^message 1 is .*"index":1.* in builtin, .*"index":2/),
    ]);
    expect(status).toBe(1);
  });

  it('are found in either order, behind symmetry as well, and told in words', async () => {
    const folder = withCores({ voter: 'names mean something' });
    const { status, stdout } = await run(
      folder,
      'compare',
      'races',
      '--core',
      'cores/voter',
      '--core',
      'cores/it',
    );
    expect(stdout).toContain('  n2.term is 0 in cores/voter, 1 in cores/it\n');
    expect(stdout).toMatch(/raftcheck: DIFFERENT cores\/voter and cores\/it in races, after 2 steps/);
    expect(status).toBe(1);
  });

  it('differ where one panics', async () => {
    const { stdout } = await compare(withCores({ one: 'throws' }), 'election', 'builtin', 'cores/one');
    expect(JSON.parse(stdout).differences).toEqual([
      'enabled in builtin, a panic (vote for nobody) in cores/one',
    ]);
  });
});

describe('what cannot be compared', () => {
  it.each([
    [[], /--core: two cores are compared/],
    [['--core', 'builtin', '--core', 'cores/it', '--core', 'builtin'], /--core: two cores are compared/],
    [['--core', 'cores/none'], /--core: there is no core 'cores\/none'/],
  ])('is refused: %j', async (words, told) => {
    const { status, stderr } = await run(withCores(), 'compare', 'election', ...words);
    expect(stderr).toMatch(told);
    expect(status).toBe(2);
  });

  it('is a spec with what one of the cores does not take', async () => {
    const folder = withCores({ few: 'fewer inputs' }, { 'specs/crash.yaml': crash });
    const { status, stderr } = await run(folder, 'compare', 'crash', '--core', 'cores/few');
    expect(stderr).toMatch(/takes no crash/);
    expect(status).toBe(2);
  });

  it('is a spec with a bug of the built-in core', async () => {
    const { status, stderr } = await run(
      withCores(),
      'compare',
      'bugs/forgetful-voter',
      '--core',
      'cores/it',
    );
    expect(stderr).toMatch(/a seeded bug is an edit of the built-in core/);
    expect(status).toBe(2);
  });
});
