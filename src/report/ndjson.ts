/**
 * The gate as a stream: one JSON document a line, as things happen. Each line says under `event` what it is.
 */
import type { Reporter } from './reporter.ts';

export function ndjson(): Reporter {
  const line = (event: object): string => `${JSON.stringify(event)}\n`;
  return {
    begin: ({ version, count }) => line({ event: 'begin', schemaVersion: 1, version, count }),
    entry: (entry) => line({ event: 'entry', ...entry }),
    end: ({ entries: _, ...gate }) => line({ event: 'end', ...gate }),
  };
}
