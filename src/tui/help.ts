/**
 * The inspector's own help: its keys and its signs.
 */
import { type Row, row, span } from './rows.ts';

type Line = readonly [keys: string, meaning: string];

const walking: readonly Line[] = [
  ['← → h l ↑ ↓ k j', 'one step back or on; PgUp PgDn: ten'],
  ['g G  :', 'the start, the end; a step by its number'],
];
const searching: readonly Line[] = [
  ['/', 'search in actions and changes, or for a state: n1.commit > 1'],
  ['.  ,', 'the same again, on or back'],
];
const leaving: readonly Line[] = [
  ['Tab', 'choose a pane; J K PgUp PgDn scroll it, and whole pages'],
  ['x', 'fork: what else is enabled here? Enter takes it, ← goes back'],
  ['X  t', 'back to the recorded behavior; to the way that was left last'],
  ['c', 'search on from here: for what is broken, or for a state'],
  ['w  q', 'write the way to this step as a trace; quit'],
];

const keysOfRaft: readonly Line[] = [
  ...walking,
  ['v  b', 'the step that breaks the property; the next that breaks a rule'],
  ['n', 'the next change of a node (its digit), of n2.log, term ...'],
  ...searching,
  ['f', 'only the steps of n2, MsgApp, crash ...; Esc: all again'],
  ['e  s  r', 'the step explained, a sequence diagram, the whole state'],
  ...leaving,
];
const keysOfOthers: readonly Line[] = [
  ...walking,
  ['v', 'the step that breaks the property'],
  ['n', 'the next change of a part of the state, by its name'],
  ...searching,
  ['f', 'only the steps whose actions have all these words; Esc: all again'],
  ['r', 'the whole state, on and off'],
  ...leaving,
];

const signsOfRaft: readonly Line[] = [
  ['▶ ✗ ✓ ! + =', 'this step; broken; reached; rule broken; forked; recorded'],
  ['*  ▸', 'changed in this step; the node that acts'],
  ['[2 x] (3)', 'log entries: term and data; round brackets: not durable yet'],
  ['║  7@2', 'committed up to here; everything up to 7 is compacted'],
  ['n3 probe 2/4+1', "a leader's progress: match/next, appends in flight"],
  ['│ ┃ ┊', 'sequence diagram: a node, a leader, a node that is down'],
];
const signsOfOthers: readonly Line[] = [
  ['▶ ✗ ✓ + =', 'this step; broken; reached; forked; recorded'],
  ['*', 'changed in this step'],
];

/** `raft`: whether the steps are those of a Raft cluster. */
export function helpRows(raft: boolean): Row[] {
  const lines = (all: readonly Line[]): Row[] =>
    all.map(([left, right]) => row(' ', span(left.padEnd(17), 'strong'), right));
  return [
    row(span(' KEYS', 'dim')),
    ...lines(raft ? keysOfRaft : keysOfOthers),
    row(span(' SIGNS', 'dim')),
    ...lines(raft ? signsOfRaft : signsOfOthers),
    row(span(' any key closes this', 'dim')),
  ];
}
