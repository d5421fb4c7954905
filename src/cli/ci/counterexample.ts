/**
 * From a trace to what reporters carry of it: the actions in words, the sequence diagram, where to look, how to repeat it.
 */
import { readFileSync } from 'node:fs';
import { shellWord } from '../../base/harmless.ts';
import type { Counterexample, Place } from '../../report/gate.ts';
import { mermaid } from '../../trace/export/mermaid.ts';
import type { Trace } from '../../trace/trace.ts';
import { describeAction } from '../../trace/words.ts';
import { invariantFile } from './plan.ts';

/** `file` is the trace's own (null: it could not be written), `spec` the file of the spec that it was found with. */
export function counterexampleOf(trace: Trace, file: string | null, spec: string): Counterexample {
  const { sentence, source, name } = trace.property;
  return {
    sentence,
    source,
    place: definition(name) ?? { file: spec, line: 1 },
    steps: trace.steps.flatMap(({ action }) => (action === null ? [] : [describeAction(action)])),
    mermaid: mermaid(trace).trimEnd(),
    replay: file === null ? null : `raftcheck replay ${shellWord(file)}`,
  };
}

/** The invariant's definition: an annotation there is seen by whoever reviews the change that broke it. */
function definition(name: string): Place | null {
  const file = invariantFile(name);
  if (file === null) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  return {
    file,
    line:
      Math.max(
        0,
        lines.findIndex((line) => line.startsWith('export const ')),
      ) + 1,
  };
}
