/**
 * What screens are made of: rows of spans. Layouts are pure functions to rows; paint.tsx gives tones their colours. A
 * tone only underlines what the text says already, so that nothing is lost where there are no colours.
 *
 * Widths are terminal columns. Text that comes from outside passes through `clean` here, so no control character and no
 * line feed can ever break a frame.
 */
import { harmless } from '../base/harmless.ts';

export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'cursor'
  | 'changed'
  | 'bad'
  | 'good'
  | 'term0'
  | 'term1'
  | 'term2'
  | 'term3'
  | 'term4';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Row = readonly Span[];

const termTones = ['term0', 'term1', 'term2', 'term3', 'term4'] as const;

/** Entries of one term look alike; neighbouring terms never do. */
export function termTone(term: number): Tone {
  return termTones[term % termTones.length];
}

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: clean(text), tone };
}

/** A row of parts; a bare string is plain. */
export function row(...parts: readonly (string | Span)[]): Row {
  return parts
    .map((part) => (typeof part === 'string' ? span(part) : part))
    .filter(({ text }) => text !== '');
}

/** Two columns wide in a terminal: East Asian wide characters and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const ordinary = /^[\x20-\x7e]*$/;

function clean(text: string): string {
  return ordinary.test(text) ? text : harmless(text);
}

/** Columns that a text takes. */
export function columns(text: string): number {
  if (ordinary.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : /\p{Mn}/u.test(character) ? 0 : 1;
  return width;
}

export function rowColumns(cells: Row): number {
  return cells.reduce((width, { text }) => width + columns(text), 0);
}

/** As much of the text as `width` holds, ending in an ellipsis where something is missing. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += columns(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The row in exactly `width` columns: clipped, or filled with blanks of the last span's tone where it fills. */
export function within(cells: Row, width: number, filling: Tone = 'plain'): Row {
  const out: Span[] = [];
  let left = width;
  for (const { text, tone } of cells) {
    const shown = clip(text, left);
    if (shown !== '') out.push({ text: shown, tone });
    left -= columns(shown);
    if (shown !== text) break;
  }
  if (left > 0) out.push({ text: ' '.repeat(left), tone: filling });
  return out;
}

/** Exactly `height` rows of `width`: cut off below, or filled with empty ones. */
export function block(rows: readonly Row[], width: number, height: number): Row[] {
  return Array.from({ length: Math.max(0, height) }, (_, i) => within(rows[i] ?? [], width));
}

/** Two blocks of the same height side by side, a line between them. */
export function beside(left: readonly Row[], right: readonly Row[]): Row[] {
  return left.map((cells, i) => [...cells, span('│', 'dim'), ...(right[i] ?? [])]);
}

/** `── NODES ────────` */
export function heading(text: string, width: number, tone: Tone = 'dim'): Row {
  const head = `── ${text} `;
  return within([span(head, tone), span('─'.repeat(Math.max(0, width - columns(head))), tone)], width);
}

/** At most `height` rows; where some are left out the last one says how many. */
export function withRest(rows: readonly Row[], height: number): Row[] {
  if (rows.length <= height) return [...rows];
  if (height <= 0) return [];
  return [...rows.slice(0, height - 1), [span(`… ${rows.length - height + 1} more`, 'dim')]];
}

/** The first of `count` rows to show when `height` fit and `at` must be among them, in the middle where it can. */
export function windowStart(at: number, count: number, height: number): number {
  return Math.max(0, Math.min(at - Math.floor(height / 2), count - height));
}

/** The words in lines of at most `width` columns. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= width || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}
