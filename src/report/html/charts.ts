/**
 * Figures as pictures, in HTML and SVG as text: for the page of a gate and for that of `raftcheck serve`. Every word goes
 * through the escaping, and nothing is told by colour or length alone: the numbers stand beside.
 */
import type { PropertyReport } from '../../property/property.ts';
import { element, escapeHtml } from '../../trace/export/html/escape.ts';
import type { Verdict } from '../verdict.ts';
import { count } from '../words.ts';

/** What is drawn of a search, finished or on its way. */
export type Figures = Pick<Verdict, 'levels' | 'actions' | 'cutBy' | 'properties'>;

const chart = { width: 640, height: 140, foot: 18, left: 64 };

/** Distinct states by depth, as columns. */
export function depthChart(levels: Figures['levels']): string {
  if (levels.length === 0) return element('p', 'no depth was finished yet', 'none');
  const { width, height, foot, left } = chart;
  const most = Math.max(...levels.map(({ distinct }) => distinct));
  const step = (width - left) / levels.length;
  const tall = (distinct: number): number => (most === 0 ? 0 : ((height - foot - 14) * distinct) / most);
  const columns = levels.map(({ depth, distinct, generated }, k) => {
    const top = height - foot - tall(distinct);
    const about = `depth ${depth}: ${count(distinct)} distinct, ${count(generated)} generated`;
    const bar = `<rect x="${round(left + k * step)}" y="${round(top)}" width="${round(Math.max(1, step - 1))}" height="${round(Math.max(distinct > 0 ? 1 : 0, tall(distinct)))}"><title>${escapeHtml(about)}</title></rect>`;
    return (
      bar + (k % every(levels.length) === 0 ? label(left + (k + 0.5) * step, height - 4, `${depth}`) : '')
    );
  });
  const sum = levels.reduce((total, { distinct }) => total + distinct, 0);
  const about = `${count(sum)} states by depth, at most ${count(most)} at one`;
  return [
    `<svg class="depths" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(about)}">`,
    `<line x1="${left}" x2="${width}" y1="${height - foot}" y2="${height - foot}"/>`,
    `<text x="${left - 6}" y="14" class="most">${count(most)}</text>`,
    ...columns,
    '</svg>',
  ].join('');
}

/** Labels are apart enough to be read. */
function every(columns: number): number {
  return Math.max(1, Math.ceil(columns / 24));
}

function label(x: number, y: number, text: string): string {
  return `<text x="${round(x)}" y="${y}" class="depth">${escapeHtml(text)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How often each action was taken, what never was, and what the bounds cut. */
export function actionBars({ actions, cutBy }: Pick<Figures, 'actions' | 'cutBy'>): string {
  const taken = Object.entries(actions).filter(([, times]) => times > 0);
  const never = Object.entries(actions).flatMap(([name, times]) => (times === 0 ? [name] : []));
  const cut = Object.entries(cutBy);
  return [
    element('h4', 'Actions taken'),
    bars(taken),
    ...(never.length === 0 ? [] : [element('p', `Never taken: ${never.join(', ')}`, 'never')]),
    ...(cut.length === 0 ? [] : [element('h4', 'Cut by'), bars(cut)]),
  ].join('');
}

/** Rows of a name, a number and a bar, the longest first. */
function bars(rows: readonly (readonly [string, number])[]): string {
  if (rows.length === 0) return element('p', 'nothing', 'none');
  const most = Math.max(1, ...rows.map(([, times]) => times));
  const lines = rows
    .toSorted(([, a], [, b]) => b - a)
    .map(
      ([name, times]) =>
        `<tr>${element('th', name)}${element('td', count(times), 'number')}<td class="bar">${bar(times / most)}</td></tr>`,
    );
  return `<table class="bars">${lines.join('')}</table>`;
}

function bar(share: number): string {
  return `<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${round(100 * share)}" height="8"/></svg>`;
}

/** Each property, how it stands, and how often it said something. */
export function propertyTable(properties: readonly PropertyReport[]): string {
  if (properties.length === 0) return element('p', 'no property was judged', 'none');
  const rows = properties.map(({ name, status, evaluated, relevant }) => {
    const said = status === 'held' && relevant === 0 ? 'held, and said nothing' : status;
    const kind = status === 'broken' || status === 'unreached' ? 'bad' : relevant === 0 ? 'idle' : 'good';
    const share = evaluated === 0 ? 0 : relevant / evaluated;
    return `<tr>${element('th', name)}${element('td', said, kind)}${element('td', `${count(relevant)} of ${count(evaluated)}`, 'number')}<td class="bar">${bar(share)}</td></tr>`;
  });
  return `<table class="bars"><tr><th>property</th><th>came to</th><th>said something of</th><th></th></tr>${rows.join('')}</table>`;
}

export const chartStyle = `
.depths { width: 100%; max-width: 760px; height: auto; display: block; }
.depths rect, .bars rect { fill: #1976d2; }
.depths rect:hover { fill: #ffa726; }
.depths line { stroke: currentColor; opacity: .5; }
.depths text { font: 11px system-ui, sans-serif; fill: currentColor; stroke: none; }
.depths .depth { text-anchor: middle; }
.depths .most { text-anchor: end; }
table.bars { width: auto; max-width: 100%; font-size: 13px; }
.bars th { white-space: normal; overflow-wrap: anywhere; opacity: 1; padding-right: 14px; }
.bars td { padding: 1px 10px 1px 0; }
.bars .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bars .bar { width: 180px; min-width: 60px; }
.bars .bar svg { width: 100%; height: 8px; display: block; }
.bars .bad { color: var(--bad); font-weight: bold; }
.bars .bad::before { content: "✗ "; }
.bars .good::before { content: "✓ "; }
.bars .idle { opacity: .7; }
.never { margin: 6px 0; }
`;
