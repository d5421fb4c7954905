/**
 * The sequence diagram as SVG: a column for each node, a row for each step, and each message as an arrow from the row in
 * which it was sent to the row in which it was taken, so that what overtook what is seen. Lost messages end in a cross;
 * those in flight at the end are short and dashed. A leader's line is thick, a crashed node's dotted, a panicked one's red.
 */
import { type Action, takesMessage } from '../../../cluster/action.ts';
import { conditionOf, type NodeView } from '../../../cluster/view.ts';
import type { Trace } from '../../trace.ts';
import { describeAction, nodeName } from '../../words.ts';
import { type Flight, flights } from '../messages.ts';
import { escapeHtml } from './escape.ts';

const gutter = 40;
const lane = 180;
const head = 34;
const row = 30;

/** Centre of a node's column; undefined for whoever is no node of the cluster. */
type Column = (id: number) => number | undefined;

/** `odd`: the steps in which the core breaks a rule. */
export function sequence(trace: Pick<Trace, 'steps'>, odd: ReadonlySet<number>): string {
  const ids = trace.steps[0].state.nodes.map(({ id }) => id);
  const column: Column = (id) => (ids.includes(id) ? gutter + lane * (ids.indexOf(id) + 0.5) : undefined);
  const width = gutter + lane * ids.length;
  const height = head + row * (trace.steps.length + 1);
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Sequence diagram">`,
    ...trace.steps.map((_, k) => band(k, width, odd.has(k))),
    ...ids.map((id) => `<text class="head" x="${column(id)}" y="20">${nodeName(id)}</text>`),
    ...ids.flatMap((id, i) => trace.steps.map(({ state }, k) => lifeline(state.nodes[i], column(id)!, k))),
    ...flights(trace).map((flight) => arrow(flight, trace.steps.length - 1, column)),
    ...trace.steps.map(({ action }, k) => event(action, k, column)),
    '</svg>',
  ].join('\n');
}

function y(step: number): number {
  return head + row * (step + 0.5);
}

/** What is clicked, and what is marked as the current step. */
function band(step: number, width: number, odd: boolean): string {
  const top = head + row * step;
  return (
    `<g class="row" data-step="${step}"><rect x="0" y="${top}" width="${width}" height="${row}"/>` +
    `<text class="number${odd ? ' odd' : ''}" x="8" y="${y(step) + 4}">${step}${odd ? ' !' : ''}</text></g>`
  );
}

function lifeline(node: NodeView, x: number, step: number): string {
  return `<line class="life ${conditionOf(node)}" x1="${x}" x2="${x}" y1="${y(step)}" y2="${y(step + 1)}"/>`;
}

function arrow({ message, sent, ended, end }: Flight, last: number, column: Column): string {
  const [from, to] = [column(message.from), column(message.to)];
  if (from === undefined || to === undefined) return '';
  const label = `${message.type}${message.term === undefined ? '' : ` t${message.term}`}${message.reject === true ? ' ✗' : ''}`;
  if (ended === null || end === 'discarded') {
    const x = from + Math.sign(to - from) * 40;
    return `<g class="flight waiting">${path(from, y(sent), x, Math.min(y(sent) + 14, y(last) + row))}</g>`;
  }
  const stop = end === 'dropped' ? (from + to) / 2 : to - Math.sign(to - from) * 6;
  const bottom = end === 'dropped' ? (y(sent) + y(ended)) / 2 : y(ended);
  const mark = end === 'dropped' ? cross(stop, bottom) : tip(from, y(sent), stop, bottom);
  const at = from + (to - from) * 0.62;
  const text = `<text x="${at}" y="${y(sent) + (y(ended) - y(sent)) * 0.62 - 5}">${escapeHtml(label)}</text>`;
  return `<g class="flight ${end}" data-sent="${sent}" data-ended="${ended}">${path(from, y(sent), stop, bottom)}${mark}${text}</g>`;
}

function path(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1} ${y1}L${x2} ${y2}"/>`;
}

function cross(x: number, y: number): string {
  return `<path d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
}

/** An arrow's head in the direction of its line. */
function tip(x1: number, y1: number, x2: number, y2: number): string {
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  return `<path class="tip" transform="translate(${x2} ${y2}) rotate(${Math.round(angle)})" d="M0 0l-9 -4v8z"/>`;
}

/** A dot where the step happens; a delivery is named by its arrow. */
function event(action: Action | null, step: number, column: Column): string {
  if (action === null) return '';
  const x = column(action.node)!;
  const words = describeAction(action);
  const tooltip = `<title>${escapeHtml(words)}</title>`;
  const dot = `<circle class="event" cx="${x}" cy="${y(step)}" r="4">${tooltip}</circle>`;
  if (takesMessage(action)) return dot;
  const short = words.replace(/ (?:at )?n\d+$/, '');
  const shown = short.length > 24 ? `${short.slice(0, 23)}…` : short;
  return `${dot}<text class="action" x="${x + 9}" y="${y(step) + 4}">${escapeHtml(shown)}</text>`;
}
