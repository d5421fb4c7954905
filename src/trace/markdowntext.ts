/**
 * Text of others in Markdown. All writers of Markdown take it from here; its strings have passed `harmlessly` before.
 */
import type { Table } from '../cluster/recovery/table.ts';

/** Text that stays text: in a table, in a quotation, at the beginning of a line. */
export function plain(text: string): string {
  return text
    .replace(/[\\`*_<>[\]#|~$]|&(?=[#\w])/g, '\\$&')
    .replace(/^(\s*)(?=[-+=])|^(\s*\d+)(?=[.)]\s)/, '$&\\');
}

/** A code span, fenced by more backticks than the text has in a row. */
export function code(text: string): string {
  const longest = longestRun([text]);
  const [fence, pad] = ['`'.repeat(longest + 1), longest > 0 ? ' ' : ''];
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A block of code that none of its lines can end. */
export function fenced(language: string, lines: readonly string[]): string[] {
  const fence = '`'.repeat(Math.max(2, longestRun(lines)) + 1);
  return [`${fence}${language}`, ...lines, fence];
}

/** A table with what it is about above it, and an empty line after each. */
export function tableRows({ about, head, rows }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  return [plain(about), '', line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line), ''];
}

function longestRun(lines: readonly string[]): number {
  return Math.max(0, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)));
}
