/**
 * What the steps of a run have reached of the core, counted where the core runs: two jobs of its thread, before the core is
 * loaded and at the end.
 */
import type { CoreCoverage } from '../../report/coverage.ts';
import { type CoreWatch, watchCore } from './v8.ts';

let watch: CoreWatch | null = null;

export async function startCoverage(): Promise<void> {
  watch = watchCore();
}

/** True from startCoverage on: the core is to be loaded from its own files. */
export function isCounting(): boolean {
  return watch !== null;
}

/** Null in a thread that has not counted from its start: the one that did had to be ended, and its counts are gone. */
export async function endCoverage(): Promise<CoreCoverage | null> {
  return watch?.end() ?? null;
}
