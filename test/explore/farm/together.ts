/** Owners that search together in one process, each with tables of its own, and rows that go from one to the other. */
import { ownMemory } from '../../../src/arrays/memory.ts';
import { Dictionary } from '../../../src/explore/farm/dictionary.ts';
import { type BrokenRow, Owner, type Scratch } from '../../../src/explore/farm/owner.ts';
import type { Portable } from '../../../src/explore/farm/portable.ts';
import type { Registrar } from '../../../src/explore/ids.ts';
import {
  compiledLedger,
  compiledMemory,
  compiledStore,
  Heap,
} from '../../../src/explore/parallel/compiledmemory.ts';
import { Ledger, ledgerMemory } from '../../../src/explore/parallel/ledger.ts';
import { storeMemory } from '../../../src/explore/parallel/sharedstore.ts';
import type { SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { compiledLoop } from '../../../src/run/compiled.ts';
import { MemoryDisk } from '../disk/memorydisk.ts';
import { everything } from '../run.ts';

export interface Shared {
  readonly system: TransitionSystem;
  readonly portable: Portable;
}

export interface Together {
  readonly owners: number;
  readonly depth?: number;
  readonly compiled?: boolean;
  readonly inMemory?: number;
  /** Called before a level; owners that it names begin anew with nothing but their levels, and the level is done twice. */
  readonly lose?: (depth: number) => readonly number[];
}

export interface FoundTogether {
  readonly distinct: number;
  readonly generated: number;
  readonly levels: readonly number[];
  readonly deadlocks: number;
  readonly actions: ReadonlyMap<string, number>;
  readonly cuts: readonly number[];
  readonly violation: readonly [property: number, length: number] | null;
  /** The rows of the behavior, from the last to the first. */
  readonly walked: number;
  /** By owner: states. */
  readonly shares: readonly number[];
}

function scratch(): Scratch {
  let bytes = new Uint8Array(0);
  return {
    append: (more) => {
      const longer = new Uint8Array(bytes.length + more.length);
      longer.set(bytes);
      longer.set(more, bytes.length);
      bytes = longer;
    },
    read: (from, into) => {
      const part = bytes.subarray(from, from + into.length);
      into.set(part);
      return part.length;
    },
    close: () => {},
  };
}

function finish<Result>(running: Generator<unknown, Result>): Result {
  for (;;) {
    const turn = running.next();
    if (turn.done) return turn.value;
  }
}

interface Present extends Shared {
  readonly owner: Owner;
}

/** Starts an owner; its levels are added by whoever has kept them. */
function start(
  make: (registrar: Registrar) => Shared,
  options: SearchOptions,
  { compiled = false, inMemory = 50, owners }: Together,
  me: number,
): Present {
  const loop = compiled ? compiledMemory(compiledLoop()) : null;
  const tables =
    loop === null
      ? new Ledger(ledgerMemory(1 << 24, 2), 1, ownMemory)
      : new Ledger(compiledLedger(loop), 1, new Heap(loop));
  const { system, portable } = make(tables);
  const store = loop === null ? storeMemory(system.width, 1) : compiledStore(loop, system.width, 1);
  const memory = {
    disk: new MemoryDisk(),
    scratch,
    store,
    inMemory,
    sorted: 1 << 10,
    tables,
    compiled: loop,
  };
  return { system, portable, owner: new Owner(system, portable, options, memory, me, owners) };
}

/** A whole search: every level by all owners in turn. */
export function searchTogether(make: (registrar: Registrar) => Shared, asked: Together): FoundTogether {
  const { owners, depth: most = Number.POSITIVE_INFINITY, lose = () => [] } = asked;
  const options = { ...everything, depth: most };
  const present = Array.from({ length: owners }, (_, me) => start(make, options, asked, me));
  const dictionary = new Dictionary(present[0].portable.kinds);
  const slices: Uint8Array[] = [];
  const found = { generated: 0, deadlocks: 0, actions: new Map<string, number>(), cuts: [] as number[] };
  const levels: number[] = [];
  const shares = new Array<number>(owners).fill(0);
  let broken: BrokenRow | null = null;
  const doLevel = (depth: number) => {
    const counted = present.map(({ owner }) => finish(owner.expand(depth)));
    for (const { owner } of present) dictionary.number(finish(owner.news(() => {})));
    slices.push(dictionary.takeAdded());
    for (const { owner } of present) owner.numbers.learn(slices[slices.length - 1]);
    for (const { owner } of present) finish(owner.send());
    present.forEach(({ owner }) => {
      present.forEach((other, to) => {
        for (const runs of owner.rowsFor(to)) for (const run of runs) other.owner.take(run);
      });
    });
    return counted;
  };
  for (let depth = 0; ; depth++) {
    for (const me of lose(depth)) {
      doLevel(depth);
      const again = start(make, options, asked, me);
      for (const slice of slices) again.owner.numbers.learn(slice);
      for (let level = 0; level < depth; level++) again.owner.addLevel(present[me].owner.level(level));
      present[me] = again;
    }
    const counted = doLevel(depth);
    counted.forEach(({ generated, deadlocks, actions, cuts }, me) => {
      found.generated += generated;
      found.deadlocks += deadlocks;
      cuts.forEach((cut, k) => {
        found.cuts[k] = (found.cuts[k] ?? 0) + cut;
      });
      actions.forEach((taken, kind) => {
        const name = present[me].system.actionKinds[kind];
        found.actions.set(name, (found.actions.get(name) ?? 0) + taken);
      });
    });
    let states = 0;
    present.forEach(({ owner }, me) => {
      let own = 0;
      const pieces = [...owner.settle((rows) => (own += rows))].map((piece) => piece.slice());
      const file = scratch();
      for (const piece of pieces) file.append(piece);
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      owner.addLevel({ file: { bytes, read: file.read }, states: own });
      states += own;
      shares[me] += own;
    });
    levels.push(states);
    const candidates = present.flatMap(({ owner }) => owner.broken ?? []);
    broken = candidates.sort((a, b) => a.property - b.property)[0] ?? null;
    if (states === 0 || broken !== null || depth >= most) break;
  }
  while (levels.at(-1) === 0) levels.pop();
  const distinct = levels.reduce((sum, level) => sum + level, 0);
  const walked = broken === null ? 0 : walk(present, broken);
  const length = broken === null ? 0 : broken.depth + (broken.next === null ? 0 : 1);
  return { ...found, distinct, levels, shares, walked, violation: broken && [broken.property, length] };
}

/** From a row down to an initial state, level by level; returns how many steps. */
function walk(present: readonly Present[], { row, depth }: BrokenRow): number {
  let at = row;
  for (let level = depth - 1; level >= 0; level--) {
    const parent = present
      .map(({ owner }) => finish(owner.parentOf(level, at)))
      .find((found) => found !== null);
    if (parent === undefined) return -1;
    at = parent!;
  }
  return depth;
}
