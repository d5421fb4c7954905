/** A crew without threads: its workers take turns, one moment each, in an order drawn from a seed. */
import { Ledger, type LedgerMemory, ledgerMemory } from '../../../src/explore/parallel/ledger.ts';
import { sharedMemory } from '../../../src/explore/parallel/shared.ts';
import { searchTogether } from '../../../src/explore/parallel/together.ts';
import { type Share, work } from '../../../src/explore/parallel/worker.ts';
import { Random } from '../../../src/explore/random.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';

export type MakeSystem = (ledger: Ledger) => TransitionSystem;

/** Searches with so many workers; each has a system of its own, and all share one ledger. */
export function searchInTurns(
  make: MakeSystem,
  workers: number,
  options: SearchOptions,
  seed = 1,
  ledgers: LedgerMemory = ledgerMemory(2),
): Exploration {
  const system = make(new Ledger(ledgers));
  const memory = sharedMemory(workers, system.width, options.maxStates, 0);
  const crew = Array.from({ length: workers }, (_, me) => {
    const ledger = new Ledger(ledgers);
    const duties = { me, catchUp: () => void ledger.catchUp(), note: () => {} };
    return work(make(ledger), options, memory, duties);
  });
  const shares: Share[] = [];
  const random = new Random(seed, 0);
  const main = new Ledger(ledgers);
  const own = make(main);
  const search = searchTogether(
    own,
    {
      memory,
      shares: () => {
        if (crew.some((_, me) => shares[me] === undefined)) return null;
        main.catchUp();
        return shares;
      },
      wait: () => {
        const me = random.below(workers);
        if (shares[me] !== undefined) return;
        const turn = crew[me]!.next();
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
