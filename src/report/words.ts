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

/** How to look at a counterexample; null: its trace could not be written. */
export function inspectWords(trace: string | null): string {
  return trace === null ? 'its trace could not be written' : `raftcheck inspect ${shellWord(trace)}`;
}
