/**
 * The nodes of one state side by side: role, term, vote, log as cells coloured by term with the commit mark, and a
 * leader's view of the others. What the step changed is marked by more than colour.
 */
import { type ClusterView, conditionOf, type EntryView, type NodeView } from '../../../cluster/view.ts';
import { sameValue } from '../../diff.ts';
import { describeConfig, describeEntry, describeProgress, nodeName } from '../../words.ts';
import { element, escapeHtml } from './escape.ts';

/** Term colours of style.ts; terms beyond them begin again. */
const termColors = 6;

/**
 * `before` is the state that `after` is compared with; `witnesses` are the ids of the nodes that break the property, or that show
 * what was looked for.
 */
export function lanes(
  before: ClusterView,
  after: ClusterView,
  witnesses: readonly number[],
  sought: boolean,
): string {
  const kind = sought ? ' shows' : ' witness';
  const cards = after.nodes.map((node, i) =>
    card(before.nodes[i], node, witnesses.includes(node.id) ? kind : ''),
  );
  return `<div class="lanes">${cards.join('\n')}</div>`;
}

function card(before: NodeView, node: NodeView, kind: string): string {
  const condition = conditionOf(node);
  const rows: string[] = [];
  const row = (name: string, value: string, then: unknown, now: unknown): void => {
    const changed = sameValue(then, now) ? '' : ' class="changed"';
    rows.push(`<tr${changed}><th>${escapeHtml(name)}</th><td>${value}</td></tr>`);
  };
  const plain = (name: string, key: keyof NodeView, words = String(node[key])): void =>
    row(name, escapeHtml(words), before[key], node[key]);
  row('role', escapeHtml(condition), conditionOf(before), condition);
  plain('term', 'term');
  plain('vote', 'vote', idName(node.vote));
  plain('leader', 'lead', idName(node.lead));
  row(
    'commit',
    `${node.commit} (applied ${node.applied})`,
    [before.commit, before.applied],
    [node.commit, node.applied],
  );
  row('log', logCells(node), [before.snapshot, before.log], [node.snapshot, node.log]);
  plain('members', 'config', describeConfig(node.config));
  if (Object.keys(node.votes).length > 0) plain('votes', 'votes', votes(node));
  for (const [id, progress] of Object.entries(node.progress)) {
    const words = escapeHtml(describeProgress(progress));
    row(`sees ${nodeName(Number(id))}`, words, before.progress[Number(id)], progress);
  }
  for (const [name, value] of Object.entries(node.extra)) {
    const words = escapeHtml(typeof value === 'string' ? value : JSON.stringify(value));
    row(name, words, before.extra[name], value);
  }
  return `<article class="${escapeHtml(condition)}${kind}">${element('h4', nodeName(node.id))}<table>${rows.join('')}</table></article>`;
}

function idName(id: number): string {
  return id === 0 ? 'none' : nodeName(id);
}

function votes(node: NodeView): string {
  return Object.entries(node.votes)
    .map(([id, granted]) => `${nodeName(Number(id))} ${granted ? 'granted' : 'refused'}`)
    .join(', ');
}

/** Committed entries have a thick line below; a snapshot is a cell of its own. */
function logCells({ snapshot, log, commit }: NodeView): string {
  const { index, term } = snapshot;
  const head =
    index === 0 ? '' : `<span class="cell t${term % termColors} committed">snapshot ${index}@${term}</span>`;
  const cells = log.map((entry) => cell(entry, entry.index <= commit));
  return head + cells.join('') || 'empty';
}

function cell(entry: EntryView, committed: boolean): string {
  const title = `${describeEntry(entry)}${committed ? ', committed' : ''}`;
  const classes = `cell t${entry.term % termColors}${committed ? ' committed' : ''}`;
  return `<span class="${classes}" title="${escapeHtml(title)}">${escapeHtml(describeEntry(entry))}</span>`;
}
