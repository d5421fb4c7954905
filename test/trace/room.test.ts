/** Steps of a counterexample that only make room in the network are told, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Path, PathStep } from '../../src/explore/system.ts';
import { createJudge } from '../../src/property/judge.ts';
import type { ClusterProperty } from '../../src/property/property.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { type Room, roomOf, roomWords } from '../../src/trace/room.ts';
import { describeAction } from '../../src/trace/words.ts';

/** Broken by any two campaigns, whose four requests have to be in flight together unless some are lost. */
const onlyOneCampaigns: ClusterProperty = {
  name: 'only-one-campaigns',
  sentence: 'Only one node campaigns.',
  source: 'this test',
  scope: 'cluster',
  ghosts: [],
  check: ({ nodes }) =>
    nodes.filter(({ role }) => role === 'candidate').length > 1 ? { broken: 'two campaign' } : 'held',
};

function told(maxInFlight: number | null, words: readonly string[], shortest: boolean): Room | null {
  const bounds = { ...defaultModel.bounds, 'max-in-flight': maxInFlight, 'max-drops': 2, 'max-term': 2 };
  const model = { ...defaultModel, bounds };
  const judge = createJudge([onlyOneCampaigns]);
  const cluster = createCluster(model, createAdapter(model), judge);
  const path = taken(cluster, words);
  expect(cluster.judge(path.steps.at(-1)!.state)).toBe(0);
  return roomOf(cluster, judge, path, 0, { held: 0, shortest });
}

function taken(cluster: Cluster, words: readonly string[]): Path {
  const initial: Int32Array[] = [];
  cluster.init((state) => initial.push(state.slice()));
  const init = initial[0];
  const steps: PathStep[] = [];
  for (const word of words) {
    const found: PathStep[] = [];
    cluster.next(steps.at(-1)?.state ?? init, (state, kind, arg) => {
      if (describeAction(cluster.action(kind, arg)).startsWith(word))
        found.push({ kind, arg, state: state.slice() });
    });
    const [step] = found;
    if (step === undefined) throw new Error(`${word} is not enabled`);
    steps.push(step);
  }
  return { init, steps };
}

describe('a counterexample under a bound on messages in flight', () => {
  const lost = ['timeout n1', 'drop MsgVote n1 -> n3', 'timeout n2'];

  it('says which steps only make room, and under which bound they can be missed', () => {
    const room = told(3, lost, true);
    expect(room).toEqual({ steps: [2], bound: 3, needed: 4, length: 2 });
    expect(roomWords(room!)).toBe(
      'step 2 only makes room under max-in-flight 3: with --max-in-flight 4 it breaks without it, in 2 steps',
    );
  });

  it('names all of them, and the bound that is needed without all', () => {
    const both = ['timeout n1', 'drop MsgVote n1 -> n2', 'drop MsgVote n1 -> n3', 'timeout n2'];
    const room = told(2, both, true);
    expect(room).toEqual({ steps: [2, 3], bound: 2, needed: 4, length: 2 });
    expect(roomWords(room!)).toBe(
      'steps 2 and 3 only make room under max-in-flight 2: with --max-in-flight 4 it breaks without them, in 2 steps',
    );
  });

  it('says nothing of steps that could be missed within the bound', () => {
    const both = ['timeout n1', 'drop MsgVote n1 -> n2', 'drop MsgVote n1 -> n3', 'timeout n2'];
    expect(told(3, both, false)).toBeNull();
    expect(told(4, lost, false)).toBeNull();
  });

  it('says nothing where every step matters, or where there is no bound', () => {
    expect(told(4, ['timeout n1', 'timeout n2'], true)).toBeNull();
    expect(told(null, lost, true)).toBeNull();
  });
});
