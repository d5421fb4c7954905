/**
 * Reads a trace file, which may be truncated, written by something else or by a later raftcheck: each is told with its
 * place in the file. What comes out of here has the shape of a trace; whether it is true, a replay says (replay.ts).
 */

import type * as z from 'zod';
import { showValue, UserError } from '../base/usererror.ts';
import { isMapping } from '../spec/formernames.ts';
import { judge } from '../spec/issue.ts';
import { formOf, otherVersion, refuseOtherForm, toolVersionOf } from '../spec/version.ts';
import type { AnyTrace } from './family.ts';
import { parseJson } from './json.ts';
import { ownTraceSchema } from './own/schema.ts';
import { placesIn } from './place.ts';
import { traceSchema } from './schema.ts';
import { type Trace, traceForm } from './trace.ts';

/** The trace in `text`; `file` is what errors call it. Throws a UserError where it is none. */
export function parseTrace(text: string, file: string): Trace {
  return judgeTrace(documentOf(text, file), traceSchema, text, file);
}

/** The same, of a cluster or of a system of one's own. */
export function parseAnyTrace(text: string, file: string): AnyTrace {
  const document = documentOf(text, file);
  const isOwn = isMapping(document) && Object.hasOwn(document, 'system');
  return isOwn
    ? judgeTrace(document, ownTraceSchema, text, file)
    : judgeTrace(document, traceSchema, text, file);
}

function documentOf(text: string, file: string): unknown {
  const document = parseJson(text, file, 'a trace file, as raftcheck writes it for a violation');
  checkVersion(document, text, file);
  return document;
}

function judgeTrace<T>(document: unknown, schema: z.ZodType<T>, text: string, file: string): T {
  const hint = otherVersion(toolVersionOf(document));
  return judge(schema, document, placesIn(text, file), {
    name: 'a trace file',
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Judges the version before anything else: only a known version's shape is known. */
function checkVersion(document: unknown, text: string, file: string): void {
  const version = formOf(document, traceForm);
  if (version === traceForm.read) return;
  const where = version === undefined ? file : placesIn(text, file).ofValue([traceForm.key]);
  refuseOtherForm(document, traceForm, where);
  throw new UserError({
    message: 'not a trace file',
    where,
    found: version === undefined ? 'no formatVersion' : `formatVersion ${showValue(version)}`,
    expected: `formatVersion ${traceForm.read}`,
  });
}
