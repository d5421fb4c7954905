/**
 * Whose behavior a trace is, in words: of the built-in core nothing has to be said.
 */
import { isAsItIs } from '../spec/spec.ts';
import type { Trace } from './trace.ts';

/** "The core has bug S2: ..."; "The core as it is: L17, ..."; "The core is etcd-go v3.7.0". One line, or none. */
export function coreWords({ bug, core }: Pick<Trace, 'bug' | 'core'>): readonly string[] {
  if (core !== undefined) return [`The core is ${core.name} ${core.version}`];
  if (bug === null) return [];
  return [
    isAsItIs(bug)
      ? `The core as it is: ${bug.row}, ${bug.source}`
      : `The core has bug ${bug.row}: ${bug.source}`,
  ];
}
