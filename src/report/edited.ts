/**
 * That a result is about an edited core, in words: whoever reads that nothing broke has to know in what.
 */
import type { CoreName } from '../foreign/command.ts';
import { type Bug, isAsItIs } from '../spec/spec.ts';

/** The seeded bug, as reports name it. */
export type Edited = Pick<Bug, 'row' | 'source'>;

/** A field of its own where there is a bug, and none where there is not. */
export function editedBy(bug: Bug | null): { readonly edited?: Edited } {
  return bug === null || isAsItIs(bug) ? {} : { edited: { row: bug.row, source: bug.source } };
}

/** What a result is about where it is not the built-in core as it is. */
export interface AnotherCore {
  readonly edited?: Edited | undefined;
  readonly core?: CoreName | undefined;
}

/** ` (core edited: S13)`, ` (core etcd-go v3.7.0)`, or nothing. */
export function editedWords({ edited, core }: AnotherCore): string {
  if (core !== undefined) return ` (core ${core.name} ${core.version})`;
  return edited === undefined ? '' : ` (core edited: ${edited.row})`;
}
