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

export const reporterNames = [
  'default',
  'json',
  'ndjson',
  'junit',
  'sarif',
  'github',
  'gitlab',
  'markdown',
  'html',
] as const;
export type ReporterName = (typeof reporterNames)[number];

/** What tells a file that the reporter has written, now or in an earlier run, from any other. */
export const reportMarks: Readonly<Record<ReporterName, RegExp>> = {
  default: /(?:^|\n)raftcheck: [^\n]*\n$/,
  json: /^\{\s*"schemaVersion":/,
  ndjson: /^\{"event":"begin","schemaVersion":/,
  junit: /^<\?xml [^>]*>\s*<testsuites name="raftcheck"/,
  sarif:
    /^\{\s*"\$schema": "[^"]*\/sarif-[^"]*",[^[]*\[\s*\{\s*"tool": \{\s*"driver": \{\s*"name": "raftcheck"/,
  gitlab: /^\[\s*(?:\]|\{\s*"description": "(?:[^"\\]|\\.)*",\s*"check_name": "raftcheck\/)/,
  github: /^::(?:error|warning|notice)[ :]/,
  markdown: /^## raftcheck: /,
  html: /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="raftcheck">/,
};
