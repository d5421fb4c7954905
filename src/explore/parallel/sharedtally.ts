/**
 * What workers tell of their counts while they run, in shared memory: each writes its own, and whoever watches the search reads
 * those of all that take part.
 */
import type { StateSpace } from '../statespace.ts';
import type { LevelsFacts } from '../tally.ts';
import { Tally } from '../tally.ts';
import { nothingCounted, plus, type Totals } from '../totals.ts';
import { presentAt, reportedKinds, reportedLevels, type SharedMemory, tally } from './shared.ts';
import type { SharedStore } from './sharedstore.ts';

/** Batches between two tellings. */
const batchesTold = 64;

interface Columns {
  readonly tallies: Float64Array;
  readonly levels: Float64Array;
  readonly actions: Float64Array;
}

/** The part of the memory where one worker tells. */
function columnsOf({ tallies, levels, actions }: SharedMemory, worker: number): Columns {
  const part = (memory: SharedArrayBuffer, width: number): Float64Array =>
    new Float64Array(memory).subarray(worker * width, (worker + 1) * width);
  return {
    tallies: part(tallies, tally.width),
    levels: part(levels, 2 * reportedLevels),
    actions: part(actions, reportedKinds),
  };
}

export class SharedTally extends Tally {
  readonly #columns: Columns;
  readonly #store: SharedStore;
  readonly #me: number;
  readonly #note: (notes: Float64Array) => void;
  readonly #notes: Float64Array;
  #batches = 0;

  /** `note`: writes down what else others may want to know. */
  constructor(
    space: StateSpace,
    store: SharedStore,
    memory: SharedMemory,
    me: number,
    note: (notes: Float64Array) => void,
  ) {
    super(space);
    const notes = new Float64Array(memory.notes);
    const noted = notes.length / memory.workers;
    this.#notes = notes.subarray(me * noted, (me + 1) * noted);
    this.#columns = columnsOf(memory, me);
    this.#store = store;
    this.#me = me;
    this.#note = note;
  }

  /** The index under all states is the first worker's. */
  override get totals(): Totals {
    const totals = super.totals;
    if (this.#me > 0) return totals;
    return { ...totals, storeBytes: totals.storeBytes + this.#store.indexBytes };
  }

  override endLevel(): void {
    super.endLevel();
    this.#tellLevel(this.levels.length - 1);
  }

  override tell(): void {
    if (++this.#batches % batchesTold === 0) this.tellAll();
  }

  override restore(facts: LevelsFacts): void {
    super.restore(facts);
    for (const { depth } of this.levels) this.#tellLevel(depth);
  }

  /** This worker, which comes later, has found nothing of the levels so far. */
  join(levels: number): void {
    for (let depth = 0; depth < levels; depth++) this.levels.push({ depth, distinct: 0, generated: 0 });
  }

  tellAll(): void {
    const { tallies, actions } = this.#columns;
    const { totals } = this;
    tallies[tally.generated] = totals.generated;
    tallies[tally.distinct] = totals.distinct;
    tallies[tally.frontier] = totals.frontier;
    tallies[tally.storeBytes] = totals.storeBytes;
    tallies[tally.depth] = this.levels.length;
    actions.set(totals.actions.slice(0, reportedKinds));
    this.#note(this.#notes);
  }

  #tellLevel(depth: number): void {
    const { distinct, generated } = this.levels[depth];
    if (depth < reportedLevels) this.#columns.levels.set([distinct, generated], 2 * depth);
  }
}

/** What all have told last, and the depth of the level that the slowest of them is about to finish. */
export function progressOfAll(memory: SharedMemory): { readonly totals: Totals; readonly depth: number } {
  const present = Atomics.load(new Int32Array(memory.counters), presentAt);
  const columns = Array.from({ length: present }, (_, worker) => columnsOf(memory, worker));
  const depth = Math.min(...columns.map(({ tallies }) => tallies[tally.depth]));
  const totals = columns.map((one) => toldBy(one, Math.min(depth, reportedLevels))).reduce(plus);
  return { totals, depth };
}

/** The totals that all workers have written, with the levels that all have finished. */
function toldBy({ tallies, levels, actions }: Columns, finished: number): Totals {
  return {
    ...nothingCounted,
    levels: Array.from({ length: finished }, (_, depth) => ({
      depth,
      distinct: levels[2 * depth],
      generated: levels[2 * depth + 1],
    })),
    distinct: tallies[tally.distinct],
    generated: tallies[tally.generated],
    frontier: tallies[tally.frontier],
    storeBytes: tallies[tally.storeBytes],
    actions: [...actions],
  };
}
