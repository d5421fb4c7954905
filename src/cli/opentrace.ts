/**
 * A trace file, opened: read, and composed anew from what it holds (model, seeded bug, properties), so that its behavior
 * can be repeated on the real cluster. What every command that takes a trace begins with.
 */
import { readFileSync } from 'node:fs';
import type { Property } from '../property/property.ts';
import { didYouMean } from '../spec/suggest.ts';
import { UserError } from '../spec/usererror.ts';
import { parseTrace } from '../trace/read.ts';
import type { Trace } from '../trace/trace.ts';
import { type Composition, compose } from './compose.ts';
import { invariantNames, loadInvariants } from './invariants.ts';
import { prepareOut } from './outfolder.ts';

export interface OpenedTrace extends Composition {
  readonly trace: Trace;
}

/** `out` is where an edited core is written when the trace has a bug. Throws a UserError for what is no trace of ours. */
export async function openTrace(file: string, out: string): Promise<OpenedTrace> {
  const trace = parseTrace(readTrace(file), file);
  if (trace.bug !== null) prepareOut(out);
  const composition = await compose({
    name: trace.spec,
    model: trace.model,
    bug: trace.bug,
    bugPlace: file,
    properties: await traceProperties(trace, file),
    out,
  });
  return { trace, ...composition };
}

function readTrace(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError({
      message: `cannot read the trace: ${error instanceof Error ? error.message : String(error)}`,
      expected: 'the path of a trace file that a check has written',
    });
  }
}

/** The properties that were judged when the trace was found: they decide which history a state keeps. */
function traceProperties(trace: Trace, file: string): Promise<Property[]> {
  const known = invariantNames();
  const unknown = trace.properties.find((name) => !known.includes(name));
  if (unknown === undefined) return loadInvariants(trace.properties);
  throw new UserError({
    message: `there is no invariant named '${unknown}'`,
    where: file,
    expected: 'a trace of properties that this raftcheck has',
    hint: didYouMean(unknown, known),
  });
}
