/** A pool without threads: its workers take turns, one moment each, in an order drawn from a seed. */

import { ownMemory } from '../../../src/arrays/memory.ts';
import type { Disk } from '../../../src/explore/disk/disk.ts';
import { RunLog, runMemory } from '../../../src/explore/disk/runlog.ts';
import { asOnDisk, enter, takeOver } from '../../../src/explore/disk/takeover.ts';
import { type OnDiskMemory, workOnDisk } from '../../../src/explore/disk/worker.ts';
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
import type {
  WorkerContext,
  WorkerFacts,
  WorkerResult,
} from '../../../src/explore/parallel/workercontext.ts';
import { Random } from '../../../src/explore/random.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { compiledLoop } from '../../../src/run/compiled.ts';
import { runToEnd } from '../../../src/run/drive.ts';
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
  /** Has known states on disk. */
  readonly onDisk?: { readonly disk: Disk; readonly inMemory: number };
  /** The turn after which it is interrupted. */
  readonly stopAfter?: number;
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
    onDisk,
    stopAfter = Number.POSITIVE_INFINITY,
  }: Turns = {},
): Exploration {
  const loop = compiled ? compiledMemory(compiledLoop()) : null;
  const ledgers = tables ?? (loop === null ? ledgerMemory(1 << 26, 2) : compiledLedger(loop));
  const ledgerOf = (): Ledger => new Ledger(ledgers, workers, loop === null ? ownMemory : new Heap(loop));
  if (from !== undefined) restoreLedger(ledgers, from.ledger);
  const main = ledgerOf();
  const own = make(main);
  const on = onDisk === undefined ? null : { runs: runMemory(), inMemory: onDisk.inMemory };
  const usual = sharedMemory({ workers, present }, own.width, options.maxStates, 0, loop, on);
  const memory = store === undefined ? usual : { ...usual, store };
  const dumps: Dump<WorkerFacts>[][] = [];
  const before = from?.workers ?? [];
  const restored = on === null ? before : onDiskNow(before, own.width, on, onDisk!.disk);
  const running = Array.from({ length: workers }, (_, me) => {
    const ledger = ledgerOf();
    const context: WorkerContext = {
      me,
      tables: ledger,
      note: () => {},
      knows: () => true,
      restored: restored[me] ?? null,
      dump: (number, dump, parts) => {
        dumps[number] ??= [];
        dumps[number][me] = copied(dump);
        if (dumps[number].filter(Boolean).length === parts) {
          keep?.({ workers: dumps[number], ledger: copied(main.dump()) });
        }
      },
    };
    const system = make(ledger);
    return on === null
      ? work(system, options, memory, context)
      : workOnDisk(system, options, memory, context, onDisk!.disk);
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
  for (let turns = 0; ; turns++) {
    const turn = search.next(turns >= stopAfter ? 'interrupted' : null);
    if (turn.done) return turn.value;
  }
}

/** What goes on on disk from what was written down, on disk or in memory. */
function onDiskNow(
  workers: readonly Dump<WorkerFacts>[],
  width: number,
  { runs, inMemory }: OnDiskMemory,
  disk: Disk,
): readonly Dump<WorkerFacts>[] {
  const log = new RunLog(runs, disk);
  const [first] = workers;
  if (first === undefined || first.facts.disk !== undefined) {
    for (const named of first?.facts.disk?.runs ?? []) log.addNamed(named, named[2]);
    return workers;
  }
  const written = workers.map(({ facts, words }) => ({ facts, words: () => words }));
  const taken = runToEnd(takeOver(disk, width, inMemory, written, () => true));
  enter(log, taken);
  const facts = workers.map((worker) => worker.facts);
  return asOnDisk(facts, taken).map((facts) => ({ facts, words: [] }));
}
