/** What the page knows at a moment: all that it draws. */
import type { Begun, Searching } from '../serve/said.ts';
import type { Branch } from '../trace/branches.ts';
import type { ActionExplained } from '../trace/explain/choose.ts';
import type { Inspection } from '../tui/inspection.ts';
import type { PageView } from './address.ts';
import type { Graph } from './graph.tsx';
import type { Check } from './report.tsx';

export type Enabled = readonly Branch[] | string;

export interface Search {
  /** The expression; empty: whatever is broken. */
  readonly sought: string;
  readonly progress: Searching | null;
}

export interface Known {
  readonly begun: Omit<Begun, 'story'>;
  readonly inspection: Inspection;
  readonly view: PageView;
  /** What is enabled after the step that is shown; null: not known yet. */
  readonly enabled: Enabled | null;
  /** Every action there with its guards; null: not asked for, or not known yet. */
  readonly guards: readonly ActionExplained[] | null;
  readonly wantsGuards: boolean;
  readonly search: Search | null;
  /** The search of everything; null: nobody has asked for it. */
  readonly check: Check | null;
  /** The states as a graph; null: nobody has asked for it. */
  readonly graph: Graph | null;
  readonly trouble: string;
}
