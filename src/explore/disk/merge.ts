/** What was found of a level, without what was known before: sorted runs become one, and what stands in an earlier one is left out. */
import { Heads } from '../heads.ts';
import type { Disk } from './disk.ts';
import { blockOf, compareRows, type Run, RunReader, RunWriter, statesOf } from './runs.ts';

/** States that are looked for together: in one run after the other, so that each is read by itself. */
const together = 1 << 13;

/**
 * The states that are in some of the runs `found` and in none of `known`, as one run. Reads each once from beginning to end, and
 * yields now and then. Throws DiskFull; then nothing is left of it.
 */
export function* mergeNew(
  disk: Disk,
  width: number,
  found: readonly Run[],
  known: readonly Run[],
): Generator<void, Run> {
  const block = blockOf(found.length + known.length);
  const reader = (run: Run): RunReader => new RunReader(run, width, block);
  const fresh = new Heads(found.map(reader), (one, other) =>
    compareRows(one.block, one.at, other.block, other.at, width),
  );
  const old = known.map(reader);
  const writer = new RunWriter(disk, width);
  const most = Math.min(together, statesOf(found));
  const some = new Int32Array(most * width);
  const isOld = new Uint8Array(most);
  try {
    for (;;) {
      const count = takeLeast(fresh, some, most, width);
      if (count === 0) return writer.end();
      isOld.fill(0);
      for (const run of old) mark(run, some, count, isOld, width);
      for (let k = 0; k < count; k++) if (isOld[k] === 0) writer.add(some, k * width);
      yield;
    }
  } catch (error) {
    writer.remove();
    throw error;
  }
}

/** The next states of all, each once and so many at most, into `some`; returns how many. */
function takeLeast(heads: Heads<RunReader>, some: Int32Array, most: number, width: number): number {
  let count = 0;
  for (let least = heads.least; least !== null && count < most; count++) {
    const at = count * width;
    for (let i = 0; i < width; i++) some[at + i] = least.block[least.at + i];
    do {
      heads.advance();
      least = heads.least;
    } while (least !== null && compareRows(least.block, least.at, some, at, width) === 0);
  }
  return count;
}

/** Notes which of the states are in the run, which is read as far as they would stand there. */
function mark(run: RunReader, some: Int32Array, count: number, isOld: Uint8Array, width: number): void {
  for (let k = 0; k < count && run.more; run.goOn()) {
    const { block, end } = run;
    let { at } = run;
    while (at < end && k < count) {
      const order = compareRows(block, at, some, k * width, width);
      if (order === 0) isOld[k] = 1;
      if (order >= 0) k++;
      if (order <= 0) at += width;
    }
    run.at = at;
  }
}
