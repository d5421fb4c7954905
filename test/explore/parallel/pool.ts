/** A pool without threads: its workers take turns, one moment each, in an order drawn from a seed. */

import { ownMemory } from '../../../src/arrays/memory.ts';
import type { Dump } from '../../../src/explore/dump.ts';
import type { Registrar } from '../../../src/explore/ids.ts';
import { compiledLedger, compiledMemory, Heap } from '../../../src/explore/parallel/compiledmemory.ts';
import {
  Ledger,
  type LedgerFacts,
  type LedgerMemory,
  ledgerMemory,
  restoreLedger,
} from '../../../src/explore/parallel/ledger.ts';
import { searchInParallel } from '../../../src/explore/parallel/parallelsearch.ts';
import { dumpsAt, presentAt, sharedMemory } from '../../../src/explore/parallel/shared.ts';
import type { StoreMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { work } from '../../../src/explore/parallel/worker.ts';
import type { WorkerFacts, WorkerResult } from '../../../src/explore/parallel/workercontext.ts';
import { Random } from '../../../src/explore/random.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { compiledLoop } from '../../../src/run/compiled.ts';
import { copied } from './copied.ts';

export type MakeSystem = (registrar: Registrar) => TransitionSystem;

/** A search as it was written down: each worker, and the ledger. */
export interface Kept {
  readonly workers: readonly Dump<WorkerFacts>[];
  readonly ledger: Dump<LedgerFacts>;
}

export interface Turns {
  /** Decides whose turn it is. */
  readonly seed?: number;
  /** Memory for the states, in place of the usual. */
  readonly store?: StoreMemory;
  /** Memory for the tables, in place of the usual. */
  readonly tables?: LedgerMemory;
  /** Has the innermost loop compiled, in memory of its own. */
  readonly compiled?: boolean;
  /** Goes on from this. */
  readonly from?: Kept;
  /** Workers that take part from the beginning, all or one; the others join it when their turns allow. */
  readonly present?: number;
  /** About every so many turns all is written down, and given to `keep`. */
  readonly dumpEvery?: number;
  keep?(kept: Kept): void;
}

/** Searches with so many workers; each has a system of its own, and all share one ledger. */
export function searchInTurns(
  make: MakeSystem,
  workers: number,
  options: SearchOptions,
  {
    seed = 1,
    from,
    present = from?.workers.length ?? workers,
    dumpEvery = 0,
    keep,
    store,
    tables,
    compiled = false,
  }: Turns = {},
): Exploration {
  const loop = compiled ? compiledMemory(compiledLoop()) : null;
  const ledgers = tables ?? (loop === null ? ledgerMemory(1 << 26, 2) : compiledLedger(loop));
  const ledgerOf = (): Ledger => new Ledger(ledgers, workers, loop === null ? ownMemory : new Heap(loop));
  if (from !== undefined) restoreLedger(ledgers, from.ledger);
  const main = ledgerOf();
  const own = make(main);
  const usual = sharedMemory({ workers, present }, own.width, options.maxStates, 0, loop);
  const memory = store === undefined ? usual : { ...usual, store };
  const dumps: Dump<WorkerFacts>[][] = [];
  const running = Array.from({ length: workers }, (_, me) => {
    const ledger = ledgerOf();
    return work(make(ledger), options, memory, {
      me,
      tables: ledger,
      note: () => {},
      knows: () => true,
      restored: from?.workers[me] ?? null,
      dump: (number, dump, parts) => {
        dumps[number] ??= [];
        dumps[number][me] = copied(dump);
        if (dumps[number].filter(Boolean).length === parts) {
          keep?.({ workers: dumps[number], ledger: copied(main.dump()) });
        }
      },
    });
  });
  const shares: WorkerResult[] = [];
  const random = new Random(seed, 0);
  const search = searchInParallel(
    own,
    {
      memory,
      results: () => {
        const taking = Atomics.load(new Int32Array(memory.counters), presentAt);
        if (running.some((_, me) => me < taking && shares[me] === undefined)) return null;
        main.refresh();
        return shares;
      },
      wait: () => {
        if (dumpEvery > 0 && random.below(dumpEvery) === 0) {
          Atomics.add(new Int32Array(memory.counters), dumpsAt, 1);
        }
        const me = random.below(workers);
        if (shares[me] !== undefined) return;
        // Who comes later takes his time.
        if (me >= Atomics.load(new Int32Array(memory.counters), presentAt) && random.below(100) > 0) return;
        const turn = running[me].next();
        if (turn.done) shares[me] = turn.value;
      },
    },
    options.depth,
  );
  for (;;) {
    const turn = search.next(null);
    if (turn.done) return turn.value;
  }
}
