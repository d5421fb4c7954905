/**
 * Whose behavior a trace is, in words: of the built-in core nothing has to be said.
 */
import type { Trace } from './trace.ts';

/** "The core has bug S2: ..."; "The core is etcd-go v3.7.0". One line, or none. */
export function coreWords({ bug, core }: Pick<Trace, 'bug' | 'core'>): readonly string[] {
  if (core !== undefined) return [`The core is ${core.name} ${core.version}`];
  return bug === null ? [] : [`The core has bug ${bug.row}: ${bug.source}`];
}
