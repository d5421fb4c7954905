/** A small table of text, as data: who shows it decides how. */
export interface Table {
  /** What the rows are and how cells are to be read, in one line. */
  readonly about: string;
  readonly head: readonly string[];
  /** As many cells each as `head` has. */
  readonly rows: readonly (readonly string[])[];
}

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
