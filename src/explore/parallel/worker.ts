/**
 * One worker of a breadth-first search by several: what levels.ts asks for, in memory that all share. All add to one set of
 * states (sharedstore.ts), so a level is the same set of states for any number of workers, and so are counts, verdict and shortest
 * length. Which worker finds a state first, and so which of several shortest behaviors is shown, is not.
 */

import { type Dump, must, takingIn } from '../dump.ts';
import { Expander } from '../expander.ts';
import { levels, type Turn } from '../levels.ts';
import type { StateSpace } from '../statespace.ts';
import type { SearchOptions, TransitionSystem } from '../system.ts';
import { SharedBarrier } from './barrier.ts';
import { BlockLinks } from './blocklinks.ts';
import { Chunks } from './chunks.ts';
import { spaceOf } from './compiledspace.ts';
import { SharedFrontier } from './frontier.ts';
import { type SharedMemory, statesAt } from './shared.ts';
import { SharedQuota } from './sharedquota.ts';
import { SharedStore } from './sharedstore.ts';
import { SharedTally } from './sharedtally.ts';
import { type Found, Tracer } from './trace.ts';
import type { WorkerContext, WorkerFacts, WorkerResult } from './workercontext.ts';

export function* work(
  system: TransitionSystem,
  options: SearchOptions,
  memory: SharedMemory,
  context: WorkerContext,
): Generator<Turn, WorkerResult> {
  const worker = new Worker(system, options, memory, context);
  yield* worker.begin();
  yield* levels(worker);
  return worker.result(yield* worker.trace());
}

class Worker {
  readonly depth: number;
  readonly frontier: SharedFrontier;
  readonly barrier: SharedBarrier;
  readonly tally: SharedTally;
  readonly expander: Expander;
  readonly #system: TransitionSystem;
  readonly #memory: SharedMemory;
  readonly #context: WorkerContext;
  readonly #me: number;
  readonly #chunks: Chunks;
  readonly #links = new BlockLinks();
  readonly #store: SharedStore;
  readonly #space: StateSpace;

  constructor(
    system: TransitionSystem,
    options: SearchOptions,
    memory: SharedMemory,
    context: WorkerContext,
  ) {
    const { me, tables } = context;
    const store = new SharedStore(system.width, memory.store, me, memory.workers, tables.ints);
    const space = spaceOf(system, options, store, this.#links, memory.compiled, tables.ints);
    const chunks = new Chunks(memory);
    space.limit = 0;
    this.depth = options.depth;
    this.#system = system;
    this.#memory = memory;
    this.#context = context;
    this.#me = me;
    this.#chunks = chunks;
    this.#store = store;
    this.#space = space;
    this.frontier = new SharedFrontier(chunks, () => this.#links.cut());
    this.tally = new SharedTally(space, store, memory, me, context.note);
    const dump = (number: number, present: number): void => this.#dump(number, present);
    const { frontier, tally } = this;
    const next = (): number[] => store.takeNew();
    const part = {
      me,
      space,
      store,
      tables,
      chunks,
      frontier,
      tally,
      next,
      settle: () => [],
      finish: () => [],
      dump,
    };
    this.barrier = new SharedBarrier(part, memory);
    const quota = new SharedQuota(new Int32Array(memory.counters), space, options.maxStates);
    this.expander = new Expander(space, quota, this.barrier);
  }

  *begin(): Generator<Turn> {
    const { restored } = this.#context;
    if (!this.barrier.present) yield* this.barrier.join();
    else if (restored === null) this.expander.begin(this.#me === 0);
    else yield* takingIn(this.#restore(restored));
  }

  /** If a property is broken, finds this worker's states of the behavior. */
  *trace(): Generator<Turn, readonly Found[]> {
    const { barrier, tally } = this;
    if (barrier.property < 0) return [];
    const tracer = new Tracer(this.#system, this.#store, this.#links, this.#memory, this.#me);
    if (barrier.finder === this.#me) tracer.begin(this.#space.broken!);
    for (let length = 0; ; length++) {
      must(length <= tally.levels.length + 1, 'the links go round in a circle');
      yield* barrier.everyone();
      const asked = tracer.asked();
      yield* barrier.everyone();
      if (asked < 0) return tracer.found;
      this.#context.tables.refresh();
      tracer.answer(asked);
    }
  }

  result(found: readonly Found[]): WorkerResult {
    const { stopReason: stopped, property } = this.barrier;
    return { ...this.tally.totals, stopped, property, found };
  }

  #dump(number: number, present: number): void {
    const { first, end } = this.frontier;
    const { facts: pages, words } = this.#store.dump();
    const facts = {
      first,
      end,
      ...this.tally.dump(),
      cuts: [...this.#system.cuts],
      run: this.#space.dump(),
      pages,
      chunks: this.#me === 0 ? this.#chunks.left : [],
    };
    this.#context.dump(number, { facts, words: [...words, this.#links.dump()] }, present);
  }

  *#restore({ facts, words }: Dump<WorkerFacts>): Generator<Turn> {
    const { barrier } = this;
    const store = this.#store;
    const pages = { facts: facts.pages, words: words.slice(0, -1) };
    this.#context.tables.refresh();
    store.restore(pages);
    store.publish();
    Atomics.add(new Int32Array(this.#memory.counters), statesAt, store.size);
    yield* barrier.everyone();
    barrier.grow();
    if (this.#me === 0) this.#chunks.offer(facts.chunks);
    yield* barrier.everyone();
    store.refresh();
    store.enter(pages, this.#context.knows);
    this.frontier.restore(facts.first, facts.end);
    const [own] = store.indicesOf(pages);
    this.#links.restore(words[words.length - 1], own?.first, (first, last) => store.has(first, last));
    this.#space.restore(facts.run);
    this.#system.cuts.set(facts.cuts);
    this.tally.restore(facts);
  }
}
