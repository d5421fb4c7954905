/**
 * Figures and lists as people read them. The same everywhere in every locale, so that output can be compared.
 */
import { shellWord } from '../base/harmless.ts';

/** 84,212 */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** "1 step", "12 steps" */
export function plural(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? '' : 's'}`;
}

/** 3.1 s, 4 min 10 s, 2 h 5 min */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** 512 B, 210 MB, 1.4 GB; units are powers of 1024. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const amount = value / 1024 ** power;
  return `${amount.toFixed(power > 2 ? 1 : 0)} ${units[power]}`;
}

/** The names, or as many as fit into `width` and how many there are besides. */
export function namesWithin(names: readonly string[], width: number): string {
  const whole = names.join(', ');
  if (whole.length <= width) return whole;
  const shown: string[] = [];
  for (const name of names) {
    const rest = ` and ${names.length - shown.length} more`;
    if ([...shown, name].join(', ').length + rest.length > width) break;
    shown.push(name);
  }
  const rest = names.length - shown.length;
  return shown.length === 0 ? `${rest} of them` : `${shown.join(', ')} and ${rest} more`;
}

/**
 * The text after its head, broken between words into lines of at most `width` columns (absent: not at all); the others are
 * indented by `indent`, which is the head's own length but for colours.
 */
export function hanging(head: string, text: string, width?: number, indent = head.length): string {
  return head + broken(text, (width ?? Number.POSITIVE_INFINITY) - indent).join(`\n${' '.repeat(indent)}`);
}

/** The text in lines of at most `width`, a word that is longer on a line of its own; on one where there is hardly any room. */
export function broken(text: string, width: number): string[] {
  if (width < 20) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** How to look at a counterexample; null: its trace could not be written. */
export function inspectWords(trace: string | null): string {
  return trace === null ? 'its trace could not be written' : `raftcheck inspect ${shellWord(trace)}`;
}
