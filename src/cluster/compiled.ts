/** What the compiled loop (src/compiled) needs to make the steps of a cluster: where its tables are, and what it asks of them. */
import { type IntMemory, placeOf, takeCopy } from '../arrays/memory.ts';
import type { WasmFunctions } from '../arrays/wasm.ts';
import type { Batch, CompiledPart } from '../explore/kernel.ts';
import { doubled } from '../explore/store.ts';
import type { Expansion } from './expansion.ts';
import { faultsOf } from './faults.ts';
import { boundNames } from './model.ts';
import type { Tables } from './tables.ts';

const firstSends = 256;
/** Messages added to a cell that compiled code recalls, four integers each. */
const latestAdded = 1 << 13;

/** `ints`: memory that compiled code sees, where the tables are. */
export function compiledPart<S, M>(
  tables: Tables<S, M>,
  expansion: Expansion<S, M>,
  { before, successors }: Batch,
  ints: IntMemory,
): CompiledPart {
  const { model, limits, cuts, cells, inboxes, moves, stepTable, environments, ghosts, verdicts } = tables;
  const sends = new Sends(ints);
  const latest = ints.take(4 * latestAdded);
  const ofLimits = takeCopy(ints, Int32Array.from(limits));
  return {
    misses: {
      cellOf: (node, inbox) => cells.of(node, inbox),
      addToInbox: (inbox, message) => inboxes.add(inbox, message),
      findMoves: (cell) => moves.of(cell),
      judgeStep: (step) => verdicts.broken(step),
      spend: (env, counter, i) => environments.spend(env, counter, i),
      forbidsDrift: (env, i) => Number(environments.forbids(env, environments.driftCounter, i)),
      ghostAfter: (ghost, nodeId) => ghosts.after(ghost, nodeId),
      witnessed: (env, ghost) => environments.witness(env, ghost),
      witnessClients: (env, step) => expansion.witness(env, step),
      addFaults: (from, room, parent, count) => {
        successors.count = count;
        expansion.addFaults(before, from, room, successors, parent);
        return successors.count;
      },
      growSends: () => sends.grow(),
    },
    wire: (kernel) => {
      kernel.setCells(
        cells.rows.place,
        placeOf(cells.index.description!),
        placeOf(inboxes.arrivals.description),
        moves.arena.start,
      );
      kernel.setLatest(placeOf(latest), latestAdded);
      kernel.setEnvironments(
        placeOf(environments.rows.description),
        limits.length,
        placeOf(ofLimits),
        placeOf(environments.spent.description),
        placeOf(environments.witnessed.description),
        placeOf(ghosts.successors.description),
        environments.driftCounter,
        Number(ghosts.keepsAny),
        Number(ghosts.keepsReads),
      );
      kernel.setSteps(
        stepTable.rows.place,
        stepTable.outbox.start,
        placeOf(cuts),
        boundNames.indexOf('max-term'),
        boundNames.indexOf('max-in-flight'),
        Number(faultsOf(model).length > 0),
      );
      sends.wire(kernel);
    },
  };
}

/** Room for the messages that a batch sends, and for what is looked up for each. */
class Sends {
  readonly #ints: IntMemory;
  #words: Int32Array;
  #waiting: Int32Array;
  #kernel: WasmFunctions | null = null;

  constructor(ints: IntMemory) {
    this.#ints = ints;
    this.#words = ints.take(firstSends);
    this.#waiting = ints.take(2 * firstSends);
  }

  wire(kernel: WasmFunctions): void {
    this.#kernel = kernel;
    kernel.placeSends(placeOf(this.#words), placeOf(this.#waiting), this.#words.length);
  }

  grow(): void {
    this.#words = doubled(this.#words, this.#ints);
    this.#waiting = doubled(this.#waiting, this.#ints);
    this.wire(this.#kernel!);
  }
}
