/** Behaviors to look at: a small one that is searched for, and one as long as is asked for. */
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { clusterStep, type Story, storyOfTrace } from '../../src/trace/story.ts';
import { nothingCommitted, smallModel, traceOf } from '../trace/make.ts';

/** Two nodes, a leader, its first entry committed: the shortest behavior in which something is. */
export const trace = traceOf(smallModel, [nothingCommitted], await loadFingerprint());
export const story: Story = storyOfTrace(trace);

/** The story, over and over, until it has so many steps. */
export function longStory(length: number): Story {
  const actions = story.steps.slice(1);
  const steps = Array.from({ length }, (_, i) => {
    const { action, cluster } = actions[i % actions.length];
    return clusterStep(action, structuredClone(cluster!));
  });
  return { ...story, steps: [story.steps[0], ...steps], breach: null };
}
