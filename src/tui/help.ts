/**
 * The inspector's own help: its keys and its signs.
 */
import { type Row, row, span } from './rows.ts';

type Line = readonly [keys: string, meaning: string];

const keys: readonly Line[] = [
  ['← → h l ↑ ↓ k j', 'one step back or on; PgUp PgDn: ten'],
  ['g G  :', 'the start, the end; a step by its number'],
  ['v  b', 'the step that breaks the property; the next that breaks a rule'],
  ['n', 'the next change of a node (its digit), of n2.log, term ...'],
  ['/', 'search in actions and changes'],
  ['.  ,', 'the same again, on or back'],
  ['f', 'only the steps of n2, MsgApp, crash ...; Esc: all again'],
  ['e', 'the step explained, on and off; J K PgUp PgDn scroll'],
  ['s', 'sequence diagram, on and off'],
  ['r', 'the whole state, on and off; J K PgUp PgDn scroll'],
  ['x', 'fork: what else is enabled here? Enter takes it, ← goes back'],
  ['X', 'back to the recorded behavior'],
  ['q', 'quit'],
];

const signs: readonly Line[] = [
  ['▶ ✗ ! + =', 'this step; property broken; rule broken; forked; recorded'],
  ['*  ▸', 'changed in this step; the node that acts'],
  ['[2 x] (3)', 'log entries: term and data; round brackets: not durable yet'],
  ['║  7@2', 'committed up to here; everything up to 7 is compacted'],
  ['n3 probe 2/4+1', "a leader's progress: match/next, appends in flight"],
  ['│ ┃ ┊', 'sequence diagram: a node, a leader, a node that is down'],
];

export function helpRows(): Row[] {
  const lines = (all: readonly Line[]): Row[] =>
    all.map(([left, right]) => row(' ', span(left.padEnd(17), 'strong'), right));
  return [
    row(span(' KEYS', 'dim')),
    ...lines(keys),
    row(span(' SIGNS', 'dim')),
    ...lines(signs),
    row(span(' any key closes this', 'dim')),
  ];
}
