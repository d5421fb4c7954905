/**
 * What the inspector knows of itself at a moment: what is shown, how, and what it waits for. model.ts says what keys do to it.
 */
import type { Branch } from '../trace/branches.ts';
import type { Story, StoryStep } from '../trace/story.ts';
import type { Target } from './matching.ts';

/** `left`, `enter`, `ctrl-c` and the like, or the character that was typed. */
export type Key = string;

/** The last two are pages (pages.ts). */
export type View = 'lanes' | 'sequence' | 'raw' | 'explain';

export type Purpose = 'search' | 'filter' | 'change' | 'step' | 'reach';

export type Mode =
  | { readonly kind: 'walk' }
  | { readonly kind: 'help' }
  | { readonly kind: 'prompt'; readonly purpose: Purpose; readonly text: string }
  /**
   * Waiting for what is enabled after the steps: whoever runs the inspector asks the core, and calls `branched`. `ahead`: keys
   * that were pressed meanwhile.
   */
  | { readonly kind: 'asking'; readonly steps: readonly StoryStep[]; readonly ahead: readonly Key[] }
  | { readonly kind: 'fork'; readonly choices: readonly Branch[]; readonly cursor: number }
  /** Waiting for what was wished for; whoever runs the inspector sees to it, and calls `granted`. */
  | { readonly kind: 'waiting'; readonly wish: Wish };

/** To write the way as a trace, or to search on from its end: for a state that an expression holds in; null: for what is broken. */
export type Wish =
  | { readonly kind: 'keep'; readonly steps: readonly StoryStep[]; readonly broken: string | null }
  | { readonly kind: 'search'; readonly steps: readonly StoryStep[]; readonly sought: string | null };

/** A note, or the whole way to what was looked for. */
export type Granted = string | Pick<Story, 'steps' | 'breach'>;

/** What can be scrolled, one at a time. */
export type Pane = 'nodes' | 'messages' | 'changes' | 'property';

export interface Inspection {
  /** The behavior that was opened. */
  readonly recorded: Story;
  /** The behavior that is walked: the recorded one, or one that leaves it at some step. */
  readonly story: Story;
  /** Index of the step that is shown. */
  readonly at: number;
  readonly view: View;
  /** Lines that a page is scrolled by, from where it begins. */
  readonly scroll: number;
  /** The pane that J and K scroll, and by how many lines; null: none. */
  readonly pane: { readonly name: Pane; readonly by: number } | null;
  /** Ways that were left for others, the latest last. */
  readonly others: readonly Story[];
  readonly filter: string;
  /** What `.` and `,` look for. */
  readonly target: Target | null;
  readonly mode: Mode;
  /** What the last key came to, where that is not seen otherwise. */
  readonly note: string;
  /** Why there can be no fork, or null. */
  readonly unforkable: string | null;
  readonly over: boolean;
}

export function inspect(story: Story, at = 0, unforkable: string | null = null): Inspection {
  return {
    recorded: story,
    story,
    at,
    view: 'lanes',
    scroll: 0,
    pane: null,
    others: [],
    filter: '',
    target: null,
    mode: { kind: 'walk' },
    note: '',
    unforkable,
    over: false,
  };
}
