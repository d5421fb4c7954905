/**
 * What a reporter is: text at the beginning, after each entry, and at the end. Where the text goes (stdout, a file, the
 * step summary) is not its business.
 */
import type { Gate, GateEntry } from './gate.ts';

/** What is known before the first entry runs. */
export interface Opening {
  readonly version: string;
  /** Entries that will be run. */
  readonly count: number;
}

export interface Reporter {
  begin?(opening: Opening): string;
  entry?(entry: GateEntry): string;
  end(gate: Gate): string;
}

export const reporterNames = ['default', 'json', 'ndjson', 'junit', 'sarif', 'github', 'markdown'] as const;
export type ReporterName = (typeof reporterNames)[number];
