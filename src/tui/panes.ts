/**
 * Panes that hold more than there is room for: Tab chooses one, and then it is scrolled. Pure.
 */
import type { Inspection, Pane } from './inspection.ts';
import { heading, type Row, type Tone, withRest } from './rows.ts';

const panes: readonly Pane[] = ['nodes', 'messages', 'changes', 'property'];

/** The next pane, and after the last none. */
export function nextPane(state: Inspection): Inspection {
  const at = state.pane === null ? -1 : panes.indexOf(state.pane.name);
  const name = panes[at + 1];
  return { ...state, pane: name === undefined ? null : { name, by: 0 } };
}

/** The frame stops it at the pane's end. */
export function scrolledPane(state: Inspection, by: number, rows: number): Inspection {
  if (state.pane === null) return state;
  const last = Math.max(0, rows - 1);
  return { ...state, pane: { ...state.pane, by: Math.max(0, Math.min(last, state.pane.by + by)) } };
}

/** The rows of a pane below its heading, in at most `height` of both: from where it was scrolled to, if it is the chosen one. */
export function scrolling(
  pane: Inspection['pane'],
  name: Pane,
  title: string,
  rows: readonly Row[],
  width: number,
  height: number,
  tone: Tone = 'dim',
): Row[] {
  if (height <= 0) return [];
  if (pane?.name !== name) return [heading(title, width, tone), ...withRest(rows, height - 1)];
  const room = height - 1;
  const first = Math.max(0, Math.min(pane.by, rows.length - room));
  const where = rows.length <= room ? '' : `, line ${first + 1} of ${rows.length}`;
  return [heading(`▶ ${title}${where}`, width, 'strong'), ...rows.slice(first, first + room)];
}
