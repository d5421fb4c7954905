/** The table of seeded bugs as Markdown, and its place in a page. */
import { count } from '../../src/report/words.ts';

/** A row as `raftcheck bugs --json` prints it. */
export interface Row {
  readonly row: string;
  readonly name: string;
  readonly source: string;
  readonly property: string | null;
  readonly length: number | null;
  readonly distinct: number;
  readonly seconds: number;
  readonly expected: boolean;
  readonly published: readonly Published[];
}

interface Published {
  readonly by: string;
  readonly seconds: number;
  readonly depth: number;
  readonly states: number;
}

const head = ['row', 'bug', 'source', 'property', 'actions', 'states', 'seconds', 'published'];

/** Whether its row is one of the table of liveness bugs, or of reports: no promise is broken, but the cluster never comes back. */
export function isTrap({ row }: Pick<Row, 'row'>): boolean {
  return !row.startsWith('S');
}

/** One line a row, in the order of the rows' numbers: those of reports (F) after those of the table (L). */
export function table(rows: readonly Row[]): string {
  const sorted = [...rows].sort(
    (a, b) => b.row.charCodeAt(0) - a.row.charCodeAt(0) || Number(a.row.slice(1)) - Number(b.row.slice(1)),
  );
  const lines = sorted.map((row) => [
    row.row,
    `\`${row.name}\``,
    row.source.replaceAll('|', '\\|'),
    row.property === null ? 'nothing broken' : `\`${row.property}\``,
    row.length === null ? '' : String(row.length),
    count(row.distinct),
    row.seconds.toFixed(1),
    row.published.map(told).join('; '),
  ]);
  return markdown(head, lines);
}

export function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function told({ by, seconds, depth, states }: Published): string {
  return `${by}: ${seconds} s, depth ${depth}, ${count(states)}`;
}

/** The page with what stands between the two marks of this name replaced. */
export function replaced(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no place for the table: ${begin} ... ${end}`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}
