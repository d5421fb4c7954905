/**
 * Views that are read like a page, line by line, and may be longer than the screen: the whole state, and the step explained.
 */

import type { Story } from '../trace/story.ts';
import { rawRows, rawStart } from './raw.ts';
import type { Row } from './rows.ts';
import { explanationRows } from './why.ts';

export interface Page {
  readonly title: string;
  readonly rows: readonly Row[];
  /** The row to begin with. */
  readonly start: number;
}

/** Null for a view that is no page. Where there are no nodes to show there is nothing but the state. */
export function pageOf(story: Story, at: number, view: string): Page | null {
  if (view === 'explain') return { title: 'EXPLAINED', rows: explanationRows(story, at), start: 0 };
  if (view !== 'raw' && story.steps[at]?.cluster !== null) return null;
  return { title: 'STATE', rows: rawRows(story, at), start: rawStart(story, at) };
}
