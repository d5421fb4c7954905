/** Text escaped for HTML and SVG. */
import type { Table } from '../../../cluster/recovery/table.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that means itself, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]);
}

/** An element that holds text. */
export function element(name: string, text: string, className = ''): string {
  const attribute = className === '' ? '' : ` class="${escapeHtml(className)}"`;
  return `<${name}${attribute}>${escapeHtml(text)}</${name}>`;
}

/** A table of text, wider than the page where it has to be. */
export function tableElement({ about, head, rows }: Table): string {
  const line = (cells: readonly string[], name: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => element(name, cell)).join('')}</tr>`;
  const body = rows.map((cells) => line(cells, 'td')).join('\n');
  return `<div class="wide"><table>\n<caption>${escapeHtml(about)}</caption>\n${line(head, 'th')}\n${body}\n</table></div>`;
}
