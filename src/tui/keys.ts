/**
 * Keys by the names that the model knows.
 */
import type { Key as InkKey } from 'ink';
import type { Key } from './inspection.ts';

const named: readonly (readonly [keyof InkKey, Key])[] = [
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

/** Several where the terminal hands over at once what was typed fast. */
export function keysOf(input: string, key: InkKey): Key[] {
  const name = named.find(([flag]) => key[flag] === true)?.[1];
  if (name !== undefined) return [name];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.tab) return ['tab'];
  // Escape and what was typed right after it arrive as one.
  if (key.meta) return ['escape', ...input];
  return [...input].map((character) => (character === '\r' || character === '\n' ? 'enter' : character));
}
