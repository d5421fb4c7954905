/** A trace file, read: what every command that takes a trace begins with. It is composed anew (composetrace.ts) by the thread that runs the core. */

import { shellWord } from '../base/harmless.ts';
import { readText } from '../base/readtext.ts';
import { UserError } from '../base/usererror.ts';
import type { AnyTrace } from '../trace/family.ts';
import { parseAnyTrace } from '../trace/read.ts';
import { type ItfTrace, readItf } from '../trace/readitf.ts';
import { traceHead } from '../trace/trace.ts';

/** The trace in a file, also as an ITF trace that was exported. Throws a UserError for what is no trace of ours. */
export function readTrace(file: string): AnyTrace {
  const read = readAnyTrace(file);
  if (read.trace !== null) return read.trace;
  throw new UserError({
    message: 'is an ITF trace of another tool',
    where: file,
    found: `the states of ${read.itf.source}, without the cluster, the core and the property that raftcheck needs`,
    expected: 'a trace file that a check has written, or its ITF export',
    hint: `raftcheck inspect ${shellWord(file)} walks through its states`,
  });
}

/** A trace of ours, whichever form its file has, or an ITF trace of another tool. */
type ReadTrace = { readonly trace: AnyTrace } | { readonly trace: null; readonly itf: ItfTrace };

/** Throws a UserError for what is neither. */
export function readAnyTrace(file: string): ReadTrace {
  const text = readTraceText(file);
  // Variables are what the format asks for; a trace of ours has a version, and says so at once.
  const isItf = /"(?:vars|states)"\s*:\s*\[/.test(text) && !traceHead.test(text);
  if (!isItf) return { trace: parseAnyTrace(text, file) };
  const itf = readItf(text, file);
  return itf.trace === null ? { trace: null, itf } : { trace: itf.trace };
}

/** The content of a file that should be a trace. Throws a UserError where it cannot be read or is far too large. */
function readTraceText(file: string): string {
  return readText(file, {
    message: 'cannot read the trace',
    expected: 'the path of a trace file that a check has written',
    shorten: 'shorten the behavior: --depth bounds it, shrink makes it shorter',
  });
}
