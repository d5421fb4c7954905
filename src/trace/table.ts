/** What a trace says in a table, as text. */
import type { Table } from '../cluster/recovery/table.ts';

/** Its lines, with columns two spaces apart, below what it is about. */
export function tableLines({ about, head, rows }: Table): string[] {
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((cells) => (cells[k] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, k) => (cells[k] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [about, ...[head, ...rows].map((cells) => `  ${line(cells)}`)];
}
