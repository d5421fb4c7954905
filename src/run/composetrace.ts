/**
 * A trace, composed anew from what it holds (model, properties) and the core that it is of, so that its behavior can be repeated on the
 * real cluster.
 */
import { resolve } from 'node:path';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Property } from '../property/property.ts';
import { soughtOf } from '../property/sought.ts';
import type { OtherCore } from '../spec/othercore.ts';
import { sourcesOf } from '../trace/own.ts';
import type { Trace } from '../trace/trace.ts';
import type { RunCallMonitor } from './callmemory.ts';
import { type Composition, compose } from './compose.ts';
import { invariantNames, loadProperties } from './invariants.ts';
import { hashNow } from './ownmodule.ts';

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

/** The properties that were judged when the trace was found: they decide which history a state keeps. */
function traceProperties(trace: Trace, file: string, monitor: RunCallMonitor | null): Promise<Property[]> {
  const known = invariantNames();
  const own = Object.keys(trace.own ?? {});
  const unknown = trace.properties.find((name) => !known.includes(name) && !own.includes(name));
  // The deadlock may say which states may end, and is the same.
  const taken = own.find((name) => known.includes(name) && !('mayEnd' in trace.own![name]));
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
