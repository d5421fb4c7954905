/** What is explored, as the server asks for it: whoever runs the server knows the core or the system behind it. */
import type { Verdict } from '../report/verdict.ts';
import type { SearchProgress } from '../run/searchprogress.ts';
import type { Branch } from '../trace/branches.ts';
import type { Picture } from '../trace/picture.ts';
import type { Breach, Story, StoryStep } from '../trace/story.ts';
import type { Begun, Guarded } from './said.ts';

/** The whole way to what was looked for, or (a string) why there is none. */
export type Sought = string | { readonly steps: readonly StoryStep[]; readonly breach: Breach | null };

export interface Kept {
  /** What the file is called. */
  readonly name: string;
  readonly text: string;
}

export interface SearchHow {
  readonly sought: string | null;
  /** Messages that come too late to have an effect stay and count: what is found then can be walked within the bounds. */
  readonly everyMessage: boolean;
}

/** Each may reject with a UserError. Short questions are asked one after the other. */
export interface Explored {
  readonly begun: Omit<Begun, 'story'>;
  readonly story: Story;
  branch(steps: readonly StoryStep[]): Promise<readonly Branch[] | string>;
  guards(steps: readonly StoryStep[]): Promise<Guarded | string>;
  /** The way as a trace; `broken`: what its last step breaks, or null. */
  keep(steps: readonly StoryStep[], broken: string | null): Promise<Kept>;
  /** Searches on from the end of the steps for a state that the expression holds in; null: for whatever is broken. */
  search(
    steps: readonly StoryStep[],
    how: SearchHow,
    tell: (progress: SearchProgress) => void,
    givenUp: AbortSignal,
  ): Promise<Sought>;
  /** The states as a graph. */
  picture(tell: (states: number) => void, givenUp: AbortSignal): Promise<Picture>;
  /** The way to a state of the picture that was drawn of so many. */
  pictureWay(state: number, states: number): Promise<readonly StoryStep[]>;
  /** The node of the same picture that the steps lead to; -1: none. */
  pictureAt(steps: readonly StoryStep[], states: number): Promise<number>;
  /** Searches from the initial state for whatever is broken, and says all that came of it. */
  check(
    tell: (progress: SearchProgress) => void,
    givenUp: AbortSignal,
  ): Promise<{ readonly verdict: Verdict; readonly found: Sought }>;
}
