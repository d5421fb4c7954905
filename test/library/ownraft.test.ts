/** What a Raft of one's own may show besides the least, where it may begin, and what a result says of what was judged. */
import { describe, expect, it } from 'vitest';
import { core as written } from '../../examples/templates/ts/raft.ts';
import { tinyRaft } from '../../examples/tiny-raft/core.ts';
import { modelOf } from '../../src/library/options.ts';
import { adapterOf } from '../../src/library/raft.ts';
import {
  type ClusterView,
  check,
  defineInvariant,
  defineRaft,
  type ModelOptions,
} from '../../src/library/raftcheck.ts';
import { keeper } from './keeper.ts';

const bounds = { 'max-term': 3, 'max-in-flight': 3, 'max-heartbeats': 1, 'max-proposals': 1 };
const model: ModelOptions = { nodes: 3, bounds };

describe('the view of a Raft of one’s own', () => {
  it('may have a snapshot, a configuration, progress and words of its own', () => {
    const { init, view } = adapterOf(keeper(), modelOf(model));
    const leader = view(init(1));
    expect(leader.snapshot).toEqual({ index: 1, term: 2 });
    expect(leader.log).toEqual([{ index: 2, term: 3, type: 'normal', data: 'first' }]);
    expect(leader.durable.log).toEqual(leader.log);
    expect(leader.config).toMatchObject({ voters: [1, 2, 3], learners: [], autoLeave: false });
    expect(leader.progress[2]).toMatchObject({ match: 2, next: 3, state: 'probe', inflight: [] });
    expect(leader.extra).toEqual({ kept: 1 });
  });

  it.each([
    ['snapshot', { snapshot: { index: -1, term: 0 } }, '.snapshot.index is -1'],
    ['config', { config: { voters: [1, 9] } }, 'n9 is named as a member'],
    [
      'progress',
      { progress: { 2: { match: 1, next: 2, state: 'asleep' } } },
      '.progress[2].state is "asleep"',
    ],
    ['extra', { extra: { machine: 'late' } }, '.extra.machine is "late"'],
  ])('is refused where it is none: %s', async (_, wrong, text) => {
    const core = keeper();
    const lying = defineRaft({
      ...core,
      view: (state: never) => ({ ...core.view(state), ...wrong }) as never,
    });
    await expect(check(lying, { model })).rejects.toThrow(text);
  });
});

describe('a Raft that begins in the middle', () => {
  it('has led and committed what it leads and has committed at the start', async () => {
    const remembered = defineInvariant({
      name: 'leads-from-the-start',
      scope: 'cluster',
      sentence: 'n1 has led term 3.',
      source: 'a test',
      ghosts: ['leaders', 'committed'],
      check: ({ ghost }: ClusterView) =>
        ghost.leaders[3]?.includes(1) ? 'held' : { broken: 'nobody has led' },
    });
    const result = await check(defineRaft(keeper()), {
      model,
      invariants: [remembered, 'leader-completeness'],
    });
    expect([result.verdict, result.unreached]).toEqual(['ok', []]);
    expect(result.states.distinct).toBeGreaterThan(50);
  });

  it('must show somewhere what is committed at the start', async () => {
    const searched = check(defineRaft(keeper({ forgotten: true })), { model });
    await expect(searched).rejects.toThrow(
      "n1 begins with commit index 1, and no node's log at the start shows entry 1",
    );
  });

  it('answers reads, and one that answers too early is found', async () => {
    const asked: ModelOptions = { nodes: 3, bounds: { ...bounds, 'max-reads': 1 } };
    const invariants = ['linearizable-reads'];
    const sound = await check(defineRaft(keeper()), { model: asked, invariants });
    expect([sound.verdict, sound.actions.read! > 0]).toEqual(['ok', true]);
    const { violation } = await check(defineRaft(keeper({ hasty: true })), { model: asked, invariants });
    expect(violation).toMatchObject({ property: 'linearizable-reads', shortest: true });
  });

  it('must not say of reads what is no list of them', async () => {
    const core = keeper();
    const odd = defineRaft({
      ...core,
      step: (s: never, i: never) => ({ messages: [], ...core.step(s, i), state: s, reads: 5 }) as never,
    });
    await expect(check(odd, { model })).rejects.toThrow('reads is no list');
  });
});

describe('a result', () => {
  const few = { ...bounds, 'max-term': 1, 'max-timeouts': 1, 'max-in-flight': 4, 'max-proposals': 0 };

  it('lists what held, what was irrelevant, what was cut and what was left out', async () => {
    const result = await check(defineRaft(tinyRaft()), { model: { nodes: 3, bounds: few } });
    const irrelevant = result.properties.filter(({ relevant }) => relevant === 0).map(({ name }) => name);
    expect(result.properties.map(({ name, status }) => [name, status])).toEqual([
      ['core-panic', 'held'],
      ['election-safety', 'held'],
      ['leader-append-only', 'held'],
      ['leader-completeness', 'held'],
      ['log-matching', 'held'],
      ['state-machine-safety', 'held'],
      ['leader-elected', 'reached'],
    ]);
    expect(irrelevant).toEqual(['leader-completeness']);
    expect(result.cutBy['max-in-flight']).toBeGreaterThan(0);
    expect(result.leftOut).toEqual(expect.arrayContaining(['max-crashes', 'max-proposals', 'max-reads']));
  });

  it('is vacuous where nobody is ever elected, though nobody has asked for that', async () => {
    const core = tinyRaft();
    const deaf = defineRaft({
      ...core,
      step: (state, input) => (input.kind === 'deliver' ? { state, messages: [] } : core.step(state, input)),
    });
    const result = await check(deaf, { model: { nodes: 3, bounds: few } });
    expect([result.verdict, result.unreached]).toEqual(['vacuous', ['leader-elected']]);
  });

  it('is vacuous where nothing ever happens, whatever was asked for', async () => {
    const still = defineRaft({ ...tinyRaft(), step: () => null });
    const result = await check(still, { model: { nodes: 3, bounds: few }, sometimes: [] });
    expect([result.verdict, result.states.generated]).toEqual(['vacuous', 1]);
  });

  it('is vacuous where nothing but crashes and restarts ever happens', async () => {
    const still = defineRaft({ ...tinyRaft(), step: () => null });
    const crashes = { nodes: 3, bounds: { ...few, 'max-crashes': 1 } };
    const result = await check(still, { model: crashes, sometimes: [] });
    expect([result.verdict, result.actions.crash]).toEqual(['vacuous', 3]);
  });

  it('is had of the core that init writes as it is, types included', async () => {
    const result = await check(defineRaft(written), { model: { nodes: 3, bounds: few } });
    expect(result.verdict).toBe('ok');
  });
});
