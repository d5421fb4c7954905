/**
 * The dashboard of a running search as rows: what is known so far, the frontier level by level, which actions were taken
 * and which never, and which properties had something to say. Pure.
 */
import type { Progress } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import { bytes, count, duration } from '../report/words.ts';
import { beside, block, columns, heading, type Row, row, span, type Tone, within, withRest } from './rows.ts';

/** All that the dashboard shows, at one moment. Plain data: it travels to the thread that draws. */
export interface Snapshot {
  /** Name of the spec. */
  readonly title: string;
  readonly strategy: string;
  readonly progress: Progress;
  /** Since the search began. */
  readonly seconds: number;
  /** Resident bytes. */
  readonly rss: number;
  /** The time left, or why it is not known. */
  readonly estimate: string;
  /** How often each action was taken, by name. */
  readonly actions: readonly (readonly [name: string, times: number])[];
  readonly properties: readonly PropertyReport[];
  /** Columns and rows of the terminal. */
  readonly width: number;
  readonly height: number;
}

/** Most that the dashboard takes of a tall terminal. */
const tallest = 48;

/** `rates`: distinct states a second, the latest last. */
export function dashboardRows(snapshot: Snapshot, rates: readonly number[]): Row[] {
  const { width } = snapshot;
  const height = Math.min(tallest, snapshot.height - 1);
  const head = headRows(snapshot, rates);
  const levels = levelRows(snapshot.progress, width, Math.max(2, Math.min(10, height - head.length - 10)));
  const room = height - head.length - levels.length - 1;
  const left = Math.floor((width - 1) / 2);
  const right = width - left - 1;
  const actions = actionRows(snapshot.actions, left, room);
  const properties = propertyRows(snapshot.properties, right, room);
  const lower = Math.min(room, Math.max(actions.length, properties.length));
  const last = row(span(' Ctrl-C stops the search and shows what is known', 'dim'));
  const rows = [
    ...head,
    ...levels,
    ...beside(block(actions, left, lower), block(properties, right, lower)),
    last,
  ];
  return block(rows, width, Math.min(rows.length, Math.max(1, height)));
}

function headRows(
  { title, strategy, progress, seconds, rss, estimate, width }: Snapshot,
  rates: readonly number[],
): Row[] {
  const figure = (name: string, value: string) => [
    span(` ${name} `, 'dim'),
    span(value, 'strong'),
    span(' '),
  ];
  const rate = `${count(rates.at(-1) ?? 0)}/s `;
  return [
    within([span(` raftcheck ${title} · ${strategy} · ${duration(seconds)}`, 'title')], width, 'title'),
    row(
      ...figure('depth', String(progress.depth)),
      ...figure('distinct', count(progress.distinct)),
      ...figure('generated', count(progress.generated)),
      ...figure('frontier', count(progress.frontier)),
      ...figure('memory', bytes(rss)),
    ),
    row(...figure('rate', rate), span(sparkline(rates, width - 12 - rate.length), 'good')),
    row(...figure('ahead', estimate)),
  ];
}

const bars = '▁▂▃▄▅▆▇█';

/** The last values that fit, as bars; the highest of them is as high as a bar can be. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-Math.max(0, width));
  const highest = Math.max(1, ...shown);
  return shown.map((value) => bars[Math.min(7, Math.floor((8 * value) / highest))]).join('');
}

/** New states a level, the latest levels last. */
function levelRows({ levels }: Progress, width: number, height: number): Row[] {
  const shown = levels.slice(-(height - 1));
  const highest = Math.max(1, ...shown.map((level) => level.distinct));
  const room = width - 26;
  const rows = shown.map(({ depth, distinct }) => {
    const bar = '█'.repeat(Math.round((room * distinct) / highest));
    return row(` depth ${String(depth).padStart(3)} ${count(distinct).padStart(12)} `, span(bar, 'good'));
  });
  return [heading('NEW STATES BY LEVEL', width), ...rows];
}

function actionRows(actions: Snapshot['actions'], width: number, height: number): Row[] {
  const taken = actions.filter(([, times]) => times > 0).sort((a, b) => b[1] - a[1]);
  const never = actions.filter(([, times]) => times === 0).map(([name]) => name);
  const missing = never.map((name) => figureRow(name, 'never', width, 'changed'));
  // Those never taken must be seen: they come first where not everything fits.
  const rows = taken.map(([name, times]) => figureRow(name, count(times), width, 'plain'));
  const fits = rows.length + missing.length < height;
  const all = fits ? [...rows, ...missing] : [...missing, ...rows];
  const title = `ACTIONS ${taken.length} taken, ${never.length} never`;
  return [heading(title, width), ...withRest(all, height - 1)];
}

function propertyRows(properties: readonly PropertyReport[], width: number, height: number): Row[] {
  const silent = properties.filter(({ relevant }) => relevant === 0).length;
  const rows = [...properties]
    .sort((a, b) => Number(a.relevant > 0) - Number(b.relevant > 0))
    .map(({ name, scope, relevant, evaluated }) => {
      if (scope === 'sometimes')
        return figureRow(
          name,
          relevant > 0 ? 'reached' : 'not yet reached',
          width,
          relevant > 0 ? 'plain' : 'changed',
        );
      const figures = relevant === 0 ? 'nothing to say yet' : `${count(relevant)} of ${count(evaluated)}`;
      return figureRow(name, figures, width, relevant > 0 ? 'plain' : 'changed');
    });
  const title = `PROPERTIES ${properties.length - silent} of ${properties.length} said something`;
  return [heading(title, width), ...withRest(rows, height - 1)];
}

/** The name on the left, the figure on the right. */
function figureRow(name: string, figure: string, width: number, tone: Tone): Row {
  const left = within([span(` ${name}`, tone)], Math.max(0, width - columns(figure) - 2), tone);
  return [...left, span(` ${figure} `, tone)];
}
