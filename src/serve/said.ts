/**
 * What the page and the server say to each other: types alone, and how a branch is called in a way. A way is told by names of
 * branches, so a page can ask for nothing but what the core enables, and its address stays short and means the same when the
 * server has begun anew.
 */
import type { Figures } from '../report/html/charts.ts';
import type { VerdictWord } from '../report/verdict.ts';
import type { ActionExplained } from '../trace/explain/choose.ts';
import type { Breach, Story, StoryStep } from '../trace/story.ts';

/** A way from the initial state: the recorded steps up to number `after`, then the branches of these names. */
export interface Way {
  readonly after: number;
  readonly picks: readonly string[];
}

/** A step as it is sent: of a cluster its state stands in `cluster` alone. */
export type SentStep = Omit<StoryStep, 'value'> & { readonly value?: unknown };

/** A step with its name among the branches that it was taken from. */
export interface NamedStep {
  readonly pick: string;
  readonly step: SentStep;
}

export interface SentBranch extends NamedStep {
  readonly breach: Breach | null;
}

/** What the page begins with. */
export interface Begun {
  readonly story: Omit<Story, 'steps'> & { readonly steps: readonly SentStep[] };
  /** What the spec is about, or which file. */
  readonly about: string;
  /** Names of all that is judged in every step. */
  readonly properties: readonly string[];
  /** Where a spec begins what is enabled is listed first; a trace is read first. */
  readonly kind: 'spec' | 'trace';
  /** Why nothing can be asked of a core here; null: it can. */
  readonly unforkable: string | null;
  /** Its word for a state to look for, as an example. */
  readonly example: string;
}

/** What could come next. A string says why that is not known. */
export interface Next {
  readonly branches: readonly SentBranch[] | string;
}

/** Where a way leads, and what could come next. */
export interface Taken extends Next {
  /** The steps after the recorded ones. */
  readonly steps: readonly NamedStep[];
  /** The first thing that is broken on the way. */
  readonly breach: Breach | null;
}

/** Every action of the model in the state, enabled or not, with its guards; null: of this system none are known. */
export type Guarded = readonly ActionExplained[] | null;

/** What is wrong with what was asked. */
export interface Refused {
  readonly error: string;
}

/** Names of branches, each its own: from the words of the action, and from its place among those of the same words. */
export function picksOf(words: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return words.map((text) => {
    const name = hashWord(text);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** FNV-1a, 32 bits, in base 36. */
function hashWord(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** How far a search is. */
export interface Searching {
  readonly depth: number;
  readonly distinct: number;
  readonly generated: number;
  readonly frontier: number;
  readonly seconds: number;
}

/** A way that was found, from the recorded steps on. */
export interface FoundWay {
  readonly after: number;
  readonly steps: readonly NamedStep[];
  readonly breach: Breach | null;
}

/** A way that was found, or a note that says why there is none. */
export type Found =
  | { readonly note: string }
  | {
      readonly way: { readonly after: number; readonly steps: readonly NamedStep[] };
      readonly breach: Breach | null;
    };

/** What a search of everything has come to, or how far it is. */
export interface Checking extends Searching {
  readonly figures: Figures;
}

export interface Checked extends Checking {
  readonly verdict: VerdictWord;
  readonly complete: boolean;
  /** Why it ended early; null: it did not. */
  readonly stopped: string | null;
  /** What was expected and did not happen, a sentence each. */
  readonly unmet: readonly string[];
  /** The way to what is broken; null: nothing is. */
  readonly found: Found | null;
}

/** A line of an answer that takes its time. */
export type Line<Progress, Made> = { readonly progress: Progress } | { readonly made: Made } | Refused;
