/**
 * A node's log in one row: a cell an entry, `[2 x]` with its term and data, in the term's colour.
 *
 *     7@2 [2][2]║*[3](3)      everything up to 7 is compacted, ║ stands after the committed part,
 *                             * marks what the step changed, round brackets what is not durable yet
 */
import { type EntryView, entryAt, type NodeView } from '../cluster/view.ts';
import { columns, type Row, type Span, span, termTone } from './rows.ts';

/** The cells that fit into `width`; of a longer log the end is shown, and how many entries stand before it. */
export function logCells(node: NodeView, changed: ReadonlySet<string>, width: number): Row {
  if (node.log.length === 0 && node.snapshot.index === 0) return [span('empty', 'dim')];
  const { index, term } = node.snapshot;
  const start = index === 0 ? [] : [span(`${index}@${term} `, 'dim')];
  const mark = commitMark(node, index);
  const full = node.log.map((entry) => cell(node, entry, changed, true));
  const short = node.log.map((entry) => cell(node, entry, changed, false));
  const begin = [...start, ...mark];
  const room = width - widthOf(begin);
  if (widthOf(full.flat()) <= room) return [...begin, ...full.flat()];
  if (widthOf(short.flat()) <= room) return [...begin, ...short.flat()];
  return tail(short, width);
}

function cell(node: NodeView, entry: EntryView, changed: ReadonlySet<string>, withData: boolean): Span[] {
  const { durable } = node;
  const kept = entry.index <= durable.snapshot.index || entryAt(durable, entry.index)?.term === entry.term;
  const [open, close] = kept ? ['[', ']'] : ['(', ')'];
  const data = withData && entry.data !== '' ? ` ${entry.data}` : '';
  const isNew = changed.has(`n${node.id}.log[${entry.index}]`);
  return [
    ...(isNew ? [span('*', 'changed')] : []),
    span(`${open}${entry.term}${data}${close}`, termTone(entry.term)),
    ...commitMark(node, entry.index),
  ];
}

/** The mark at which the committed entries end. */
function commitMark({ commit }: NodeView, index: number): Span[] {
  return commit === index && index > 0 ? [span('║', 'good')] : [];
}

function tail(cells: readonly Span[][], width: number): Row {
  const before = (count: number) => span(`…${count} `, 'dim');
  let first = cells.length;
  let used = columns(before(cells.length).text);
  while (first > 0 && used + widthOf(cells[first - 1]) <= width) {
    first--;
    used += widthOf(cells[first]);
  }
  return [before(first), ...cells.slice(first).flat()];
}

function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + columns(text), 0);
}
