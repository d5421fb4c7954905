/** Searches that begin after a step of a trace, as a user asks for them. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { project } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';

const tiny = join(packageRoot(), 'examples/tiny-raft/core.ts');
interface Asked {
  readonly folder: string;
  /** Two leaders of one term, in six steps. */
  readonly trace: string;
  run(...args: string[]): Promise<Finished>;
  json(...args: string[]): Promise<ReturnType<typeof JSON.parse>>;
}

async function withTrace(): Promise<Asked> {
  const folder = project({
    'own.ts': `import { core as sound, tinyRaft } from '${tiny}';
const core = { ...sound, restart: tinyRaft('forgets-vote').restart };
export { core as default };
`,
  });
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  const run = (...args: string[]): Promise<Finished> => raftcheck([...args, '--no-progress'], {}, folder);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);
  const { violation } = await json('double-vote');
  return { folder, trace: violation.trace, run, json };
}

describe('--from a step of a trace', () => {
  it('that is its beginning is the search from the beginning', async () => {
    const { trace, json } = await withTrace();
    const [whole, same] = await Promise.all([json('races'), json('races', '--from', `${trace}#0`)]);
    expect(same.from).toBe(`${trace}#0`);
    expect(same).toMatchObject({ states: whole.states, levels: whole.levels, cutBy: whole.cutBy });
    expect(same.unmet).toBeUndefined();
  });

  it.each([
    ['races', ['--max-in-flight', '4']],
    ['raft', ['--depth', '6']],
  ])('finds as many states with any number of workers, of %s', async (spec, more) => {
    const { trace, json } = await withTrace();
    const flags = [spec, ...more, '--max-term', '1', '--from', `${trace}#2`];
    const [one, two] = await Promise.all([
      json(...flags, '--workers', '1'),
      json(...flags, '--workers', '2'),
    ]);
    expect(two.states).toEqual(one.states);
    const plain = await json(...flags, '--no-symmetry', '--no-dead-messages', '--no-dead-history');
    expect(plain.states.distinct).toBeGreaterThan(one.states.distinct);
    expect(plain.verdict).toBe(one.verdict);
  });

  it('shows the whole behavior, which replays, and says what was given of it', async () => {
    const { folder, trace, run, json } = await withTrace();
    const { violation } = await json('double-vote', '--from', `${trace}#4`);
    expect(violation).toMatchObject({ property: 'election-safety', length: 6 });
    const found = JSON.parse(readFileSync(join(folder, violation.trace), 'utf8'));
    expect([found.given, found.shortest, found.steps.length]).toEqual([4, false, 7]);
    const replayed = await raftcheck(['replay', violation.trace], {}, folder);
    expect(replayed.status).toBe(0);
    const { stdout } = await run('double-vote', '--from', `${trace}#4`);
    expect(stdout).toContain(': 6 steps, of which the first 4 were given\n');
    expect(stdout).toContain(`, from ${trace}#4, `);
  });

  it('that breaks something itself has nothing to look for', async () => {
    const { trace, json } = await withTrace();
    const { violation, states } = await json('double-vote', '--from', trace);
    expect([violation.length, states.distinct]).toEqual([6, 1]);
  });
});

describe('a search from a step of a trace', () => {
  it('serves random behaviors, and cores of one’s own', async () => {
    const { run, json } = await withTrace();
    const flags = ['--core', 'own.ts', '--max-term', '1', '--max-in-flight', '4', '--max-crashes', '1'];
    const asked = ['races', ...flags, '--max-timeouts', 'none', '--invariant', 'election-safety'];
    const { violation } = await json(...asked);
    const later = await json(...asked, '--from', `${violation.trace}#6`);
    expect(later.violation).toMatchObject({ property: 'election-safety', length: violation.length });
    const walked = await run(
      'simulate',
      ...asked,
      '--runs',
      '5',
      '--from',
      `${violation.trace}#${violation.length - 1}`,
    );
    expect([walked.status, walked.stderr]).toEqual([1, '']);
    expect(walked.stdout).toContain(`, from ${violation.trace}#${violation.length - 1}, `);
  });

  it('is another question than that from the beginning', async () => {
    const { trace, run } = await withTrace();
    const flags = ['prevote', '--max-states', '3000', '--checkpoint=0.001', '--quiet'];
    await run(...flags);
    const { status, stderr } = await run(
      ...flags,
      '--resume',
      'out/prevote.checkpoint.json',
      '--from',
      `${trace}#0`,
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('another question')]);
  });

  it.each([
    [['raft', '--from', 'nowhere.json#2'], 'nowhere.json: cannot read the trace'],
    [['raft', '--nodes', '5', '--from', 'TRACE#2'], 'the trace is of another cluster\n  found     3 nodes'],
    [
      ['raft', '--from', 'TRACE#7'],
      'the trace has no such step\n  found     step 7 of TRACE\n  expected  a step from 0, the initial state, to 6',
    ],
    [
      ['raft', '--from', 'TRACE#2', '--max-timeouts', '1'],
      'step 2 is not enabled in this model\n  found     timeout n2\n  expected  a behavior of the spec',
    ],
    [['raft', '--from', 'TRACE#2', '--max-timeouts', '1'], '--max-timeouts none'],
  ])('is refused where it cannot be taken: %j', async (args, text) => {
    const { trace, run } = await withTrace();
    const { status, stdout, stderr } = await run(...args.map((word) => word.replace('TRACE', trace)));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(text.replace('TRACE', trace));
  });
});
