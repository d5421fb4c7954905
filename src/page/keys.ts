/** Keys of the browser by the names that the inspector knows; for what it would ask, the page has a field or a button. */

const named: Readonly<Record<string, string>> = {
  ArrowRight: 'right',
  ArrowLeft: 'left',
  ArrowDown: 'down',
  ArrowUp: 'up',
  PageDown: 'pagedown',
  PageUp: 'pageup',
  Home: 'home',
  End: 'end',
  Escape: 'escape',
};
const fields: Readonly<Record<string, string>> = { c: 'search', '/': 'find', w: 'keep' };
const taken = ['h', 'l', 'j', 'k', 'g', 'G', 'v', 'b', '.', ',', 't', 'X'];

/** Null: it is none of ours, or is typed into a field. */
export function keyOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { target } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return null;
  const onButton = target instanceof HTMLElement && target.closest('[data-list]') !== null;
  if (onButton && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) return null;
  if (Object.hasOwn(named, event.key)) return named[event.key];
  if (Object.hasOwn(fields, event.key)) return fields[event.key];
  return taken.includes(event.key) ? event.key : null;
}
