/** Text escaped for HTML and SVG. */

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
