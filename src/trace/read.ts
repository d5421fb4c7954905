/**
 * Reads a trace file, which may be truncated, written by something else or by a later raftcheck: each is told with its
 * place in the file. What comes out of here has the shape of a trace; whether it is true, a replay says (replay.ts).
 */
import { judge } from '../spec/issue.ts';
import { showValue, UserError } from '../spec/usererror.ts';
import { parseJson } from './json.ts';
import { placesIn } from './place.ts';
import { traceSchema } from './schema.ts';
import { type Trace, traceFormatVersion } from './trace.ts';

/** The trace in `text`; `file` is what errors call it. Throws a UserError where it is none. */
export function parseTrace(text: string, file: string): Trace {
  const document = parseJson(text, file, 'a trace file, as raftcheck writes it for a violation');
  checkVersion(document, text, file);
  return judge(traceSchema, document, placesIn(text, file), { name: 'a trace file' });
}

/** Before anything else, since only a known version's shape is known. */
function checkVersion(document: unknown, text: string, file: string): void {
  const version =
    typeof document === 'object' && document !== null && 'formatVersion' in document
      ? document.formatVersion
      : undefined;
  if (version === traceFormatVersion) return;
  const later = typeof version === 'number' && version > traceFormatVersion;
  throw new UserError({
    message: later ? 'the trace was written by a later raftcheck' : 'not a trace file',
    where: version === undefined ? file : placesIn(text, file).ofValue(['formatVersion']),
    found: version === undefined ? 'no formatVersion' : `formatVersion ${showValue(version)}`,
    expected: `formatVersion ${traceFormatVersion}`,
    hint: later ? 'use the raftcheck that wrote it, or a later one' : undefined,
  });
}
