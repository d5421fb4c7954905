import { describe, expect, it } from 'vitest';
import { clusterBrancher } from '../../src/trace/branches.ts';
import { story } from '../tui/stories.ts';
import { compose, nothingCommitted, smallModel } from './make.ts';

const fresh = () => {
  const { cluster, judge } = compose(smallModel, [nothingCommitted]);
  return clusterBrancher(cluster, judge);
};

describe('branches', () => {
  it('after every step include the one that was taken, to the same state', () => {
    const branches = fresh();
    for (let at = 0; at < story.steps.length - 1; at++) {
      const choices = branches(story.steps.slice(0, at + 1));
      if (typeof choices === 'string') throw new Error(choices);
      const taken = choices.find(({ step }) => step.words === story.steps[at + 1]?.words);
      expect(taken?.step.value).toEqual(story.steps[at + 1]?.value);
    }
  });

  it('say what they break, and who', () => {
    const choices = fresh()(story.steps.slice(0, -1));
    if (typeof choices === 'string') throw new Error(choices);
    const breaking = choices.filter(({ breach }) => breach !== null);
    expect(breaking.map(({ breach }) => breach?.witnesses)).toContainEqual(['n1 commits up to 1']);
    expect(breaking[0]?.breach).toMatchObject({
      step: story.steps.length - 1,
      name: 'nothing-committed',
      nodes: [1],
    });
  });

  it('know the same from scratch as step by step', () => {
    const stepwise = fresh();
    const words = (choices: ReturnType<typeof stepwise>) =>
      typeof choices === 'string' ? choices : choices.map(({ step }) => step.words);
    story.steps.forEach((_, at) => void stepwise(story.steps.slice(0, at + 1)));
    expect(words(stepwise(story.steps))).toEqual(words(fresh()(story.steps)));
  });

  it('cost one question of the core a step, also where the steps come from another thread', () => {
    const { cluster, judge } = compose(smallModel, [nothingCommitted]);
    const branches = clusterBrancher(cluster, judge);
    const { next } = cluster;
    let asked = 0;
    cluster.next = (state, emit) => {
      asked++;
      next.call(cluster, state, emit);
    };
    for (let at = 1; at < story.steps.length; at++) branches(structuredClone(story.steps.slice(0, at)));
    expect(asked).toBe(story.steps.length - 1);
  });

  it('are none where the core does not go where the trace went', () => {
    const { cluster, judge } = compose({ ...smallModel, nodes: 3 }, [nothingCommitted]);
    expect(clusterBrancher(cluster, judge)(story.steps)).toContain(
      'step 0 cannot be taken again by this core',
    );
  });
});
