/** What was found of a level, without what was known before: sorted runs become one, and what stands in an earlier one is left out. */
import type { Disk } from './disk.ts';
import { blockOf, compareHeads, type Run, RunReader, RunWriter } from './runs.ts';

/** States between two turns of others. */
const turn = 1 << 14;

/**
 * The states that are in some of the runs `found` and in none of `known`, as one run. Reads each once from beginning to end, and
 * yields now and then. Throws DiskFull; then nothing is left of it.
 */
export function* mergeNew(
  disk: Disk,
  width: number,
  factors: Int32Array,
  found: readonly Run[],
  known: readonly Run[],
): Generator<void, Run> {
  const block = blockOf(found.length + known.length);
  const reader = (run: Run): RunReader => new RunReader(run, width, factors, block);
  const fresh = found.map(reader);
  const old = known.map(reader);
  const writer = new RunWriter(disk, width);
  try {
    for (let states = 1; ; states++) {
      if (states % turn === 0) yield;
      const least = leastOf(fresh, width);
      if (least === null) return writer.end();
      if (!isIn(old, least, width)) writer.add(least.block, least.at);
      advancePast(fresh, least, width);
    }
  } catch (error) {
    writer.remove();
    throw error;
  }
}

function leastOf(readers: readonly RunReader[], width: number): RunReader | null {
  let least: RunReader | null = null;
  for (const reader of readers) {
    if (reader.more && (least === null || compareHeads(reader, least, width) < 0)) least = reader;
  }
  return least;
}

/** Whether the state at hand is in one of the runs, which are read as far as it would stand there. */
function isIn(readers: readonly RunReader[], one: RunReader, width: number): boolean {
  for (const reader of readers) {
    while (reader.more && compareHeads(reader, one, width) < 0) reader.advance();
    if (reader.more && compareHeads(reader, one, width) === 0) return true;
  }
  return false;
}

/** All that have the least state at hand go on; itself the last, since the others are compared with it. */
function advancePast(readers: readonly RunReader[], least: RunReader, width: number): void {
  for (const reader of readers) {
    if (reader !== least && reader.more && compareHeads(reader, least, width) === 0) reader.advance();
  }
  least.advance();
}
