/**
 * The inspector's whole screen as rows: a pure function of its state and the size of the terminal.
 *
 *     title
 *     the step in full
 *     what the core did and why               (under the nodes where there is room)
 *     actions      │ nodes
 *     (or what is  │ messages in flight       (in a third column where there is room)
 *     enabled)     │ what changed
 *     the broken property and its witnesses
 *     keys, or a question, or a note
 */

import { type Story, signOf } from '../trace/story.ts';
import { changesAt } from './changes.ts';
import { helpRows } from './help.ts';
import type { Inspection, Purpose } from './inspection.ts';
import { laneRows } from './lanes.ts';
import { type Page, pageOf } from './pages.ts';
import { actionRows, breachRows, changeRows, choiceRows, messageRows, panel } from './panels.ts';
import { scrolling } from './panes.ts';
import { beside, block, columns, heading, type Row, row, span, within } from './rows.ts';
import { sequenceRows } from './sequence.ts';
import { whyLines, whyRows } from './why.ts';

export const leastWidth = 40;
export const leastHeight = 12;

/** As many rows as there are. */
const everyRow = Number.MAX_SAFE_INTEGER;

/** With so many columns beside the list, messages and changes stand beside the lanes, not below. */
const roomForTwo = 90;

/** Exactly `height` rows of `width` columns. */
export function frameRows(state: Inspection, width: number, height: number): Row[] {
  if (width < leastWidth || height < leastHeight) {
    const words = `too small: ${leastWidth}x${leastHeight + 1} at least; q quits`;
    return block([row(words)], width, height);
  }
  if (state.mode.kind === 'help') {
    return [...block([titleRow(state, width), ...helpRows(state.story.model !== null)], width, height)];
  }
  const shown = preview(state);
  const [forWhy, forBreach] = height < 18 ? [0, 2] : height < 30 ? [1, 3] : [2, 7];
  const why = aboveBody(state, width) ? whyLines(shown.story, shown.at, width, forWhy) : [];
  const breach = propertyRows(state, shown, width, forBreach);
  const bodyHeight = height - 3 - why.length - breach.length;
  return block(
    [
      titleRow(state, width),
      stepRow(shown, width),
      ...why,
      ...body(state, shown, width, bodyHeight),
      ...breach,
      lastRow(state, width),
    ],
    width,
    height,
  );
}

/** The property below all; where it is the chosen pane, a part of it. */
function propertyRows({ pane }: Inspection, { story, at }: Shown, width: number, height: number): Row[] {
  if (pane?.name !== 'property') return breachRows(story, at, width, height);
  const [, ...rows] = breachRows(story, at, width, Number.MAX_SAFE_INTEGER);
  return scrolling(pane, 'property', 'PROPERTY', rows, width, Math.max(3, height));
}

/** Whether the explanation stands above the body: else it is part of it. */
function aboveBody({ view, mode }: Inspection, width: number): boolean {
  if (mode.kind === 'fork' || view === 'lanes') return width - listWidth(width) - 1 < roomForTwo;
  return view !== 'explain';
}

function listWidth(width: number): number {
  return Math.min(64, Math.floor(width * 0.43));
}

/** What is looked at: the step that is shown, or while choosing, where the choice would lead. */
interface Shown {
  readonly story: Story;
  readonly at: number;
}

function preview({ story, at, mode }: Inspection): Shown {
  const choice = mode.kind === 'fork' ? mode.choices[mode.cursor] : undefined;
  if (choice === undefined) return { story, at };
  const steps = [...story.steps.slice(0, at + 1), choice.step];
  return { story: { ...story, steps, breach: choice.breach }, at: at + 1 };
}

function titleRow(state: Inspection, width: number): Row {
  const { story, at, view } = state;
  const last = story.steps.length - 1;
  const parts = [
    `step ${at} of ${last}`,
    ...(story.breach === null
      ? []
      : [
          `${story.breach.name} ${story.breach.sought === true ? 'reached' : 'broken'} at ${story.breach.step}`,
        ]),
    ...(story.loop === null ? [] : [`loops to ${story.loop}`]),
    ...(story.forkedAt === null ? [] : [`forked after ${story.forkedAt}`]),
    ...(state.others.length === 0 ? [] : [`${state.others.length + 1} ways`]),
    ...(view === 'lanes' ? [] : [view]),
    story.title,
  ];
  return within([span(` ${parts.join(' · ')}`, 'title')], width, 'title');
}

function stepRow({ story, at }: Shown, width: number): Row {
  return within([span(` ${at}  `, 'dim'), span(story.steps[at]?.words ?? '', 'strong')], width);
}

function body(state: Inspection, shown: Shown, width: number, height: number): Row[] {
  if (state.view === 'sequence' && state.mode.kind !== 'fork') {
    const below = panel('CHANGED', changeRows(shown.story, shown.at, width), width, height < 24 ? 5 : 10);
    const diagram = sequenceRows(state.story, state.at, state.filter, width, height - below.length);
    if (diagram !== null) return [...block(diagram, width, height - below.length), ...below];
  }
  if (state.mode.kind !== 'fork') {
    const page = pageOf(shown.story, shown.at, state.view);
    if (page !== null && state.view !== 'lanes') return pageRows(page, state.scroll, width, height);
  }
  const left = listWidth(width);
  const right = width - left - 1;
  const list =
    state.mode.kind === 'fork'
      ? choiceRows(state.story, state.at, state.mode.choices, state.mode.cursor, left, height)
      : actionRows(state.story, state.at, state.filter, left, height);
  return beside(block(list, left, height), rightSide(state, shown, right, height));
}

function rightSide(state: Inspection, shown: Shown, width: number, height: number): Row[] {
  const { story, at } = shown;
  const step = story.steps[at];
  const { cluster } = step;
  if (cluster === null) {
    const lines = changeRows(story, at, width);
    const changes = scrolling(state.pane, 'changes', 'CHANGED', lines, width, Math.ceil(height / 2));
    const room = height - changes.length;
    const page = pageOf(story, at, 'raw');
    return block(
      [...(page === null ? [] : pageRows(page, state.scroll, width, room)), ...changes],
      width,
      height,
    );
  }
  const marks = {
    changed: changesAt(story, at).places,
    witnesses: story.breach?.step === at ? story.breach.nodes : [],
    sign: signOf(story.breach ?? {}),
    actor: step.action?.node ?? 0,
  };
  if (width >= roomForTwo) {
    const middle = Math.floor(width * 0.55);
    const rest = width - middle - 1;
    const all = laneRows(step, marks, middle, state.pane?.name === 'nodes' ? everyRow : height - 1) ?? [];
    const lanes = scrolling(state.pane, 'nodes', 'NODES', all, middle, height);
    const why = panel('WHY', whyRows(story, at, middle), middle, height - lanes.length);
    return beside(
      block([...lanes, ...(at === 0 ? [] : why)], middle, height),
      block(details(state, shown, rest, height), rest, height),
    );
  }
  // A row a node first, then room for three below them, then two rows a node; more than two only beyond that.
  const nodes = cluster.nodes.length;
  const forLanes = Math.max(Math.min(nodes, height - 3), Math.min(2 * nodes, height - 6), height - 9);
  const all = laneRows(step, marks, width, state.pane?.name === 'nodes' ? everyRow : forLanes) ?? [];
  const lanes = scrolling(state.pane, 'nodes', 'NODES', all, width, forLanes + 1);
  const below = details(state, shown, width, height - lanes.length);
  return block([...lanes, ...below], width, height);
}

/** Messages in flight and changes; what little room there is, they share. */
function details({ pane }: Inspection, { story, at }: Shown, width: number, height: number): Row[] {
  const changes = changeRows(story, at, width);
  const wanted = changes.length + 1;
  const half = Math.floor(height / 2);
  const room = pane?.name === 'messages' ? everyRow : Math.max(half, height - wanted) - 1;
  const messages = messageRows(story, at, width, room);
  const forMessages = Math.min(messages.length + 1, Math.max(half, height - wanted));
  const inFlight = story.steps[at]?.cluster?.messages.length ?? 0;
  return [
    ...scrolling(pane, 'messages', `IN FLIGHT ${inFlight}`, messages, width, forMessages),
    ...scrolling(pane, 'changes', 'CHANGED', changes, width, height - forMessages),
  ];
}

function pageRows({ title, rows, start }: Page, scroll: number, width: number, height: number): Row[] {
  const room = height - 1;
  const first = Math.max(0, Math.min(start + scroll, rows.length - room));
  const where = rows.length <= room ? title : `${title}, line ${first + 1} of ${rows.length}`;
  return [heading(where, width), ...block(rows.slice(first), width, room)];
}

const questions: Readonly<Record<Purpose, string>> = {
  search: 'search for: ',
  filter: 'show only (n2, MsgApp, crash ...): ',
  change: 'next change of (1-9, n2.log, term ...): ',
  step: 'go to step: ',
  reach: 'search on for what is broken (Enter), or a state such as n1.commit > 1: ',
};
const questionsOfOthers = {
  ...questions,
  reach: 'search on for what is broken (Enter), or an expression: ',
  filter: 'show only: ',
  change: 'next change of: ',
};

/** The keys, at several lengths: the longest line that fits is shown. */
const hintsOfRaft = [
  ' ←→ step  v b broken  n change  / find  e why  s diagram  r state  x fork  c search on  w write  t ways  ? q',
  ' ←→ step  v b broken  n change  / find  e why  s diagram  r state  x fork  ? q',
  ' ←→ step  v b broken  e why  s diagram  x fork  ? q',
  ' ←→ step  v b broken  e why  ? q',
];
const hintsOfOthers = [
  ' ←→ step  v broken  n change  / find  f only  r state  x fork  ? q',
  ' ←→ step  v broken  / find  x fork  ? q',
];

const forkHints = [
  ' ↑↓ choose  Enter take it  ← take back  c search on  w write  Tab pane  Esc leave  X recorded',
  ' ↑↓ choose  Enter take it  ← take back  Esc leave  X recorded behavior',
  ' ↑↓ choose  Enter take it  ← back  Esc',
];

function lastRow({ mode, note, story }: Inspection, width: number): Row {
  const hints = story.model === null ? hintsOfOthers : hintsOfRaft;
  const keys = (text: string): Row => within([span(text, 'dim')], width);
  switch (mode.kind) {
    case 'prompt':
      return within(
        [
          span(` ${(story.model === null ? questionsOfOthers : questions)[mode.purpose]}`, 'strong'),
          span(`${mode.text}_`),
        ],
        width,
      );
    case 'asking':
      return within(
        [span(story.steps[0].own === true ? ' asking the system ...' : ' asking the core ...', 'strong')],
        width,
      );
    case 'waiting':
      return within(
        [span(mode.wish.kind === 'keep' ? ' writing ...' : ' searching ... Esc gives it up', 'strong')],
        width,
      );
    case 'fork':
      if (note !== '') return within([span(` ${note}`, 'strong')], width);
      return keys(forkHints.find((hint) => columns(hint) <= width) ?? '');
    case 'walk':
    case 'help':
      if (note !== '') return within([span(` ${note}`, 'strong')], width);
      return keys(hints.find((hint) => columns(hint) <= width) ?? '');
  }
}
