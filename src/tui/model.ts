/**
 * The inspector's state and what every key does to it: state and key in, state out. Screens are drawn from it
 * (frame.ts); the terminal hands it keys (inspector.tsx).
 */
import type { Branch } from '../trace/branches.ts';
import type { Story } from '../trace/story.ts';
import type { Inspection, Key, Purpose, View } from './inspection.ts';
import { findStep, type Target, targetOf, visibleSteps } from './matching.ts';
import { pageOf } from './pages.ts';
import { paneRows } from './panels.ts';
import { nextPane, scrolledPane } from './panes.ts';
import { leaving, nextWay } from './ways.ts';
import { keep, searchOn } from './wishes.ts';

/** How far a page key goes. */
const page = 10;

export function press(state: Inspection, key: Key): Inspection {
  if (key === 'ctrl-c') return { ...state, over: true };
  const { mode } = state;
  switch (mode.kind) {
    case 'walk':
      return walk({ ...state, note: '' }, key);
    case 'help':
      return { ...state, mode: { kind: 'walk' } };
    case 'prompt':
      return prompted(state, mode.purpose, mode.text, key);
    case 'asking':
      if (key === 'escape' || key === 'q') return { ...state, mode: { kind: 'walk' } };
      return { ...state, mode: { ...mode, ahead: [...mode.ahead, key] } };
    case 'waiting':
      // Esc gives it up, all else is for later.
      return key === 'escape' || key === 'q' ? { ...state, mode: { kind: 'walk' }, note: 'given up' } : state;
    case 'fork':
      return forked({ ...state, note: '' }, mode.choices, mode.cursor, key);
  }
}

function walk(state: Inspection, key: Key): Inspection {
  const { story, view } = state;
  if (story.model === null && Object.hasOwn(ofRaft, key)) return { ...state, note: ofRaft[key] };
  const isPage = view === 'raw' || view === 'explain';
  const last = story.steps.length - 1;
  switch (key) {
    case 'right':
    case 'down':
    case 'l':
    case 'j':
      return move(state, 1);
    case 'left':
    case 'up':
    case 'h':
    case 'k':
      return move(state, -1);
    case 'pagedown':
    case ' ':
      return isPage || state.pane !== null ? scrolled(state, page) : move(state, page);
    case 'pageup':
      return isPage || state.pane !== null ? scrolled(state, -page) : move(state, -page);
    case 'J':
      return scrolled(state, 1);
    case 'K':
      return scrolled(state, -1);
    case 'g':
    case 'home':
      return goTo(state, 0);
    case 'G':
    case 'end':
      return goTo(state, last);
    case 'v':
      return story.breach === null
        ? { ...state, note: 'no property is broken here' }
        : goTo(state, story.breach.step);
    case 'b':
      return nextBroken(state);
    case '.':
    case ',':
      return state.target === null
        ? { ...state, note: 'nothing to look for yet: n or / first' }
        : jump(state, state.target, key === '.' ? 1 : -1);
    default:
      return command(state, key);
  }
}

/** What only steps of a Raft cluster have. */
const ofRaft: Readonly<Record<string, string>> = {
  b: 'only steps of a Raft break rules of its core',
  e: 'only steps of a Raft are explained',
  s: 'only a Raft has a sequence diagram',
};

function command(state: Inspection, key: Key): Inspection {
  const ask = (purpose: Purpose): Inspection => ({ ...state, mode: { kind: 'prompt', purpose, text: '' } });
  switch (key) {
    case 'n':
      return ask('change');
    case '/':
      return ask('search');
    case 'f':
      return ask('filter');
    case ':':
      return ask('step');
    case 's':
      return toggled(state, 'sequence');
    case 'r':
      return toggled(state, 'raw');
    case 'e':
      return toggled(state, 'explain');
    case 'x':
      return fork(state);
    case 'X':
      return backToRecorded(state);
    case 't':
      return nextWay(state);
    case 'w':
      return keep(state);
    case 'c':
      return state.unforkable === null ? ask('reach') : { ...state, note: state.unforkable };
    case 'tab':
      return nextPane(state);
    case '?':
      return { ...state, mode: { kind: 'help' } };
    case 'escape':
      return state.filter === '' ? { ...state, view: 'lanes' } : { ...state, filter: '', note: 'filter off' };
    case 'q':
      return { ...state, over: true };
    default:
      return state;
  }
}

function toggled(state: Inspection, view: View): Inspection {
  return { ...state, view: state.view === view ? 'lanes' : view, scroll: 0 };
}

/** Over the steps that the filter lets through. */
function move(state: Inspection, by: number): Inspection {
  const visible = visibleSteps(state.story, state.filter);
  const after = visible.findIndex((step) => step > state.at);
  const beyond = after < 0 ? visible.length : after;
  // Where the step itself is filtered out, the one behind it is still one step away.
  const here = visible[beyond - 1] === state.at ? beyond - 1 : by > 0 ? beyond - 1 : beyond;
  const next = visible[Math.max(0, Math.min(visible.length - 1, here + by))] ?? 0;
  return goTo(state, next);
}

function goTo(state: Inspection, at: number): Inspection {
  const { pane } = state;
  return { ...state, at, scroll: 0, pane: pane === null ? null : { ...pane, by: 0 } };
}

function scrolled(state: Inspection, by: number): Inspection {
  const shown = pageOf(state.story, state.at, state.view);
  if (state.pane !== null && (shown === null || state.view === 'lanes'))
    return scrolledPane(state, by, paneRows(state, state.pane.name));
  if (shown === null) return state;
  const { rows, start } = shown;
  return { ...state, scroll: Math.max(-start, Math.min(rows.length - 1 - start, state.scroll + by)) };
}

function jump(state: Inspection, target: Target, direction: 1 | -1): Inspection {
  const found = findStep(state.story, state.at, target, direction);
  const named = { place: `change of ${target.text}`, text: `"${target.text}"`, rule: 'broken rule' };
  const what = target.kind === 'state' ? `state with ${target.text}` : named[target.kind];
  const note = found === null ? `no ${what} ${direction > 0 ? 'after' : 'before'} this step` : '';
  return { ...goTo(state, found ?? state.at), target, note };
}

/** The next step that breaks a rule of the core; after the last one the first. */
function nextBroken(state: Inspection): Inspection {
  const target: Target = { kind: 'rule', text: '' };
  const found = findStep(state.story, state.at, target, 1) ?? findStep(state.story, 0, target, 1);
  const note = found === null ? 'no step breaks a rule of the core' : '';
  return { ...goTo(state, found ?? state.at), target, note };
}

function prompted(state: Inspection, purpose: Purpose, text: string, key: Key): Inspection {
  const typed = (next: string): Inspection => ({ ...state, mode: { kind: 'prompt', purpose, text: next } });
  const done: Inspection = { ...state, mode: { kind: 'walk' }, note: '' };
  if (key === 'escape') return done;
  if (key === 'backspace') return text === '' ? done : typed(text.slice(0, -1));
  // A node's number alone needs no Enter.
  if (state.story.model !== null && purpose === 'change' && text === '' && /^[1-9]$/.test(key)) {
    return jump(done, { kind: 'place', text: key }, 1);
  }
  if (key === 'enter') return answered(done, purpose, text.trim());
  return [...key].length === 1 ? typed(text + key) : state;
}

function answered(state: Inspection, purpose: Purpose, text: string): Inspection {
  switch (purpose) {
    case 'filter':
      return { ...state, filter: text, note: text === '' ? 'filter off' : '' };
    case 'step': {
      const last = state.story.steps.length - 1;
      const inRange = /^\d+$/.test(text) && Number(text) <= last;
      return inRange ? goTo(state, Number(text)) : { ...state, note: `there are the steps 0 to ${last}` };
    }
    case 'search':
      return text === '' ? state : jump(state, targetOf(state.story, text), 1);
    case 'reach':
      return searchOn(state, text);
    case 'change':
      return text === '' ? state : jump(state, { kind: 'place', text }, 1);
  }
}

function fork(state: Inspection): Inspection {
  if (state.unforkable !== null) return { ...state, note: state.unforkable };
  return asking(state);
}

/** Asks what is enabled after the step that is shown. */
function asking(state: Inspection): Inspection {
  return { ...state, mode: { kind: 'asking', steps: state.story.steps.slice(0, state.at + 1), ahead: [] } };
}

/** The core has answered what was asked, or (a string) says why it does not. Then comes what was pressed ahead. */
export function branched(state: Inspection, answer: readonly Branch[] | string): Inspection {
  return state.mode.kind === 'asking' ? state.mode.ahead.reduce(press, listed(state, answer)) : state;
}

/** Lists what is enabled after the step that is shown. */
function listed(state: Inspection, choices: readonly Branch[] | string): Inspection {
  if (typeof choices === 'string') return { ...state, mode: { kind: 'walk' }, note: choices };
  if (choices.length === 0) return { ...state, mode: { kind: 'walk' }, note: 'no action is enabled here' };
  // On the action that was taken, so that one sees what the others are instead of.
  const taken = choices.findIndex(({ step }) => step.words === state.story.steps[state.at + 1]?.words);
  return { ...state, mode: { kind: 'fork', choices, cursor: Math.max(0, taken) } };
}

function forked(state: Inspection, choices: readonly Branch[], cursor: number, key: Key): Inspection {
  const point = (next: number): Inspection => ({
    ...state,
    mode: { kind: 'fork', choices, cursor: Math.max(0, Math.min(choices.length - 1, next)) },
  });
  switch (key) {
    case 'down':
    case 'j':
      return point(cursor + 1);
    case 'up':
    case 'k':
      return point(cursor - 1);
    case 'pagedown':
      return point(cursor + page);
    case 'pageup':
      return point(cursor - page);
    case 'g':
    case 'home':
      return point(0);
    case 'G':
    case 'end':
      return point(choices.length - 1);
    case 'enter':
    case 'right':
    case 'l':
      return take(state, choices[cursor]);
    case 'left':
    case 'h':
    case 'backspace':
      return state.at === 0 ? state : asking(goTo(state, state.at - 1));
    case 'escape':
    case 'x':
    case 'q':
      return { ...state, mode: { kind: 'walk' } };
    case 'X':
      return backToRecorded(state);
    case 'w':
      return keep(state);
    case 'tab':
      return nextPane(state);
    case 'J':
    case 'K':
      return scrolled(state, key === 'J' ? 1 : -1);
    case 'c':
      return { ...state, mode: { kind: 'prompt', purpose: 'reach', text: '' } };
    default:
      return state;
  }
}

/** Goes where the branch leads, and lists what is enabled there. Along the story this is a step like any other. */
function take(state: Inspection, { step, breach }: Branch): Inspection {
  const { story, at } = state;
  const next = story.steps[at + 1];
  const steps = [...story.steps.slice(0, at + 1), step];
  const before = story.breach !== null && story.breach.step <= at ? story.breach : null;
  const forkedAt = Math.min(at, story.forkedAt ?? at);
  const left: Story = { ...story, steps, breach: before ?? breach, forkedAt };
  return asking({
    ...state,
    story: next?.words === step.words ? story : left,
    others: leaving(state.others, story, left),
    at: at + 1,
    filter: '',
    note: breach === null ? '' : `${breach.name} is ${breach.sought === true ? 'reached' : 'broken'}`,
  });
}

function backToRecorded(state: Inspection): Inspection {
  const at = Math.min(state.at, state.story.forkedAt ?? state.at);
  const note = state.story === state.recorded ? '' : 'back on the recorded behavior';
  const others = leaving(state.others, state.story, state.recorded).filter((one) => one !== state.recorded);
  return { ...state, story: state.recorded, others, at, mode: { kind: 'walk' }, note };
}
