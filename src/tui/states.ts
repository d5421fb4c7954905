/**
 * States of a story that an expression holds in: the expressions are those of docs/expressions.md.
 */
import { goalOf } from '../property/expression/expression.ts';
import { onPlain } from '../property/expression/onplain.ts';
import { BadExpression } from '../property/expression/syntax.ts';
import type { SometimesProperty } from '../property/property.ts';
import type { Story } from '../trace/story.ts';

/** Whether it holds after the step of that index, or of the step. */
export type Holds = (story: Story, index: number) => boolean;

/** Null: the text is no expression that means something here. */
export function expressionOf(story: Story, text: string): Holds | null {
  const first = story.steps[0];
  const nodes = first?.cluster?.nodes.length;
  try {
    if (nodes !== undefined) return ofCluster(goalOf({ name: text, holds: text }, nodes));
    if (first?.own !== true) return null;
    const holds = onPlain(text, [first.value]);
    return ({ steps }, index) => holds(steps[index]?.value);
  } catch (error) {
    if (error instanceof BadExpression) return null;
    throw error;
  }
}

function ofCluster(goal: SometimesProperty): Holds {
  return ({ steps }, index) => {
    const { cluster = null, action = null } = steps[index] ?? {};
    const before = steps[index - 1]?.cluster ?? null;
    if (cluster === null) return false;
    switch (goal.over) {
      case 'node':
        return cluster.nodes.some((node) => goal.reached(node, cluster.ghost));
      case 'cluster':
        return goal.reached(cluster);
      case 'step': {
        if (action === null || before === null) return false;
        const [then, now] = [before, cluster].map(({ nodes }) => nodes.find(({ id }) => id === action.node));
        return then !== undefined && now !== undefined && goal.reached(then, action, now);
      }
    }
  };
}
