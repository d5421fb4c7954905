/**
 * The verdict for machines: exactly one JSON document.
 */
import type { Verdict } from './verdict.ts';

export function jsonReport(verdict: Verdict): string {
  return `${JSON.stringify(verdict, null, 2)}\n`;
}
