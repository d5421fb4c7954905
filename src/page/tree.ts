/** The ways as one tree: what they have in common is there once, and steps without a fork are left out between those with one. */
import type { Story } from '../trace/story.ts';
import type { Inspection } from '../tui/inspection.ts';

export interface TreeNode {
  /** The step, and a way that goes there. */
  readonly at: number;
  readonly story: Story;
  readonly words: string;
  /** Whether the way that is walked goes there. */
  readonly onWay: boolean;
  readonly here: boolean;
  readonly broken: boolean;
  readonly children: readonly TreeNode[];
}

interface Growing {
  readonly at: number;
  readonly story: Story;
  readonly next: Map<string, Growing>;
}

export function treeOf({ recorded, story, others, at }: Inspection): TreeNode {
  const root: Growing = { at: 0, story, next: new Map() };
  for (const way of [recorded, ...others, story]) {
    let node = root;
    for (const [k, { words }] of way.steps.entries()) {
      if (k === 0) continue;
      const next = node.next.get(words) ?? { at: k, story: way, next: new Map() };
      node.next.set(words, next);
      node = next;
    }
  }
  return shown(root, story, at);
}

function shown(node: Growing, walked: Story, here: number): TreeNode {
  const step = node.story.steps[node.at];
  const isOn = (one: Growing): boolean =>
    one.story.steps.slice(0, one.at + 1).every(({ words }, k) => walked.steps[k]?.words === words);
  const onWay = isOn(node);
  const isFork = (one: Growing): boolean => one.next.size !== 1 || (one.at === here && isOn(one));
  const children = [...node.next.values()].map((child) => {
    let end = child;
    while (!isFork(end) && end.story.breach?.step !== end.at) end = [...end.next.values()][0];
    return shown(end, walked, here);
  });
  const { breach } = node.story;
  return {
    at: node.at,
    story: node.story,
    words: step.words,
    onWay,
    here: onWay && node.at === here,
    broken: breach?.step === node.at && breach.sought !== true,
    children,
  };
}
