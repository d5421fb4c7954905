/**
 * A trace file, opened: read, and composed anew from what it holds (model, properties) and the core that it is of, so that its
 * behavior can be repeated on the real cluster. What every command that takes a trace begins with.
 */

import { resolve } from 'node:path';
import { shellWord } from '../base/harmless.ts';
import { readText } from '../base/readtext.ts';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Property } from '../property/property.ts';
import { soughtOf } from '../property/sought.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { AnyTrace } from '../trace/family.ts';
import { sourcesOf } from '../trace/own.ts';
import { parseAnyTrace } from '../trace/read.ts';
import { type ItfTrace, readItf } from '../trace/readitf.ts';
import { type Trace, traceHead } from '../trace/trace.ts';
import type { RunCallMonitor } from './callmemory.ts';
import { type Composition, compose } from './compose.ts';
import { invariantNames, loadProperties } from './invariants.ts';
import { hashNow } from './ownmodule.ts';

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

/** The cluster and the judge that the trace was found with; `file` is what errors call it. */
export async function composeTrace(
  trace: Trace,
  file: string,
  core: OtherCore | null,
  monitor: RunCallMonitor | null = null,
): Promise<Composition> {
  const properties = await traceProperties(trace, file, monitor);
  return compose({ model: trace.model, core, properties }, monitor);
}

/** The content of a file that should be a trace. Throws a UserError where it cannot be read or is far too large. */
function readTraceText(file: string): string {
  return readText(file, {
    message: 'cannot read the trace',
    expected: 'the path of a trace file that a check has written',
    shorten: 'shorten the behavior: --depth bounds it, shrink makes it shorter',
  });
}

/** The properties that were judged when the trace was found: they decide which history a state keeps. */
function traceProperties(trace: Trace, file: string, monitor: RunCallMonitor | null): Promise<Property[]> {
  const known = invariantNames();
  const own = Object.keys(trace.own ?? {});
  const unknown = trace.properties.find((name) => !known.includes(name) && !own.includes(name));
  const taken = own.find((name) => known.includes(name));
  if (taken !== undefined) {
    throw new UserError({
      message: `'${taken}' comes with raftcheck`,
      where: file,
      found: 'a property of its own under that name',
      expected: 'a trace as a check has written it',
    });
  }
  if (unknown === undefined) {
    const sources = sourcesOf(
      trace,
      (module) => resolve(module),
      (lies) => hashNow(lies, file),
    );
    const loaded = loadProperties(sources, trace.model.nodes, file, monitor);
    return trace.sought === true ? loaded.then(soughtOf) : loaded;
  }
  throw new UserError({
    message: `there is no invariant named '${unknown}'`,
    where: file,
    expected: 'a trace of properties that this raftcheck has',
    hint: didYouMean(unknown, known),
  });
}
