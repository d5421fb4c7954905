/**
 * From a trace to what reporters carry of it: the actions in words, the sequence diagram, where to look, how to repeat it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { shellWord } from '../../base/harmless.ts';
import type { Counterexample, Place } from '../../report/gate.ts';
import type { ParsedSpec } from '../../spec/parse.ts';
import { wantedName } from '../../spec/wanted.ts';
import { type AnyTrace, familyOf, isOwnTrace } from '../../trace/family.ts';
import { type Trace, tablesOf } from '../../trace/trace.ts';
import { invariantFile } from './plan.ts';

/** `file` is the trace's own (null: it could not be written), `spec` the file of the spec that it was found with, which was read as `parsed`. */
export function counterexampleOf(
  trace: AnyTrace,
  file: string | null,
  spec: string,
  parsed: ParsedSpec,
): Counterexample {
  const { sentence, source, name } = trace.property;
  return {
    sentence,
    source,
    place: (isOwnTrace(trace) ? null : (ownPlace(trace, spec, parsed) ?? definition(name))) ?? {
      file: spec,
      line: 1,
    },
    steps: familyOf(trace).steps(trace),
    tables: isOwnTrace(trace) ? [] : tablesOf(trace.witnesses),
    mermaid: familyOf(trace).diagram(trace).trimEnd(),
    replay: file === null ? null : `raftcheck replay ${shellWord(file)}`,
  };
}

/** Where a property of the user's own stands: the expression in its spec, or its name in its module. */
function ownPlace({ property: { name }, own = {} }: Trace, spec: string, parsed: ParsedSpec): Place | null {
  if (!Object.hasOwn(own, name)) return null;
  const one = own[name];
  if ('module' in one)
    return { file: one.module, line: lineOf(one.module, new RegExp(`(['"\`])${name}\\1`)) };
  const k = parsed.spec.invariants?.findIndex((wanted) => wantedName(wanted) === name) ?? -1;
  const [, line] = /:(\d+):\d+$/.exec(parsed.where(['invariants', k, 'holds'])) ?? [];
  return line === undefined ? null : { file: spec, line: Number(line) };
}

/** The first line in which it stands; 1 where none is found. */
function lineOf(file: string, sought: RegExp): number {
  if (!existsSync(file)) return 1;
  return (
    Math.max(
      0,
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((line) => sought.test(line)),
    ) + 1
  );
}

/** The invariant's definition: an annotation there is seen by whoever reviews the change that broke it. */
function definition(name: string): Place | null {
  const file = invariantFile(name);
  if (file === null) return null;
  return { file, line: lineOf(file, /^export const /) };
}
