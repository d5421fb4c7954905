/**
 * One worker of a breadth-first search by several: what levels.ts asks for, in memory that all share. All add to one set of
 * states (sharedstore.ts), so a level is the same set of states for any number of workers, and so are counts, verdict and shortest
 * length. Which worker finds a state first, and so which of several shortest behaviors is shown, is not.
 */

import { type Dump, must, takingIn } from '../dump.ts';
import { Expander } from '../expander.ts';
import { levels, type Turn } from '../levels.ts';
import { Run } from '../run.ts';
import type { SearchOptions, TransitionSystem } from '../system.ts';
import { SharedBarrier } from './barrier.ts';
import { BlockLinks } from './blocklinks.ts';
import { Chunks } from './chunks.ts';
import { SharedFrontier } from './frontier.ts';
import { SharedRoom } from './room.ts';
import type { Duties, Share, WorkerFacts } from './share.ts';
import { type SharedMemory, STATES } from './shared.ts';
import { SharedStore } from './sharedstore.ts';
import { ToldTally } from './told.ts';
import { type Found, Tracer } from './trace.ts';

export function* work(
  system: TransitionSystem,
  options: SearchOptions,
  memory: SharedMemory,
  duties: Duties,
): Generator<Turn, Share> {
  const worker = new Worker(system, options, memory, duties);
  yield* worker.begin();
  yield* levels(worker);
  return worker.share(yield* worker.trace());
}

class Worker {
  readonly depth: number;
  readonly frontier: SharedFrontier;
  readonly barrier: SharedBarrier;
  readonly tally: ToldTally;
  readonly expander: Expander;
  readonly #system: TransitionSystem;
  readonly #memory: SharedMemory;
  readonly #duties: Duties;
  readonly #me: number;
  readonly #chunks: Chunks;
  readonly #links = new BlockLinks();
  readonly #store: SharedStore;
  readonly #run: Run;

  constructor(system: TransitionSystem, options: SearchOptions, memory: SharedMemory, duties: Duties) {
    const { me, tables } = duties;
    const notes = new Float64Array(memory.notes);
    const noted = notes.length / memory.workers;
    const note = (): void => duties.note(notes.subarray(me * noted, (me + 1) * noted));
    const store = new SharedStore(system.width, memory.store, me, memory.workers);
    const run = new Run(system, options, store, this.#links);
    const chunks = new Chunks(memory);
    run.limit = 0;
    this.depth = options.depth;
    this.#system = system;
    this.#memory = memory;
    this.#duties = duties;
    this.#me = me;
    this.#chunks = chunks;
    this.#store = store;
    this.#run = run;
    this.frontier = new SharedFrontier(chunks, this.#links);
    this.tally = new ToldTally(run, store, memory, me, note);
    const dump = (number: number, present: number): void => this.#dump(number, present);
    const { frontier, tally } = this;
    this.barrier = new SharedBarrier({ me, run, store, tables, chunks, frontier, tally, dump }, memory);
    const room = new SharedRoom(new Int32Array(memory.counters), run, options.maxStates);
    this.expander = new Expander(run, room, this.barrier);
  }

  *begin(): Generator<Turn> {
    const { restored } = this.#duties;
    if (!this.barrier.present) yield* this.barrier.join();
    else if (restored === null) this.expander.begin(this.#me === 0);
    else yield* takingIn(this.#restore(restored));
  }

  /** If a property is broken, finds this worker's states of the behavior. */
  *trace(): Generator<Turn, readonly Found[]> {
    const { barrier, tally } = this;
    if (barrier.property < 0) return [];
    const tracer = new Tracer(this.#system, this.#store, this.#links, this.#memory, this.#me);
    if (barrier.finder === this.#me) tracer.begin(this.#run.broken!);
    for (let length = 0; ; length++) {
      must(length <= tally.levels.length + 1, 'the links go round in a circle');
      yield* barrier.everyone();
      const asked = tracer.asked();
      yield* barrier.everyone();
      if (asked < 0) return tracer.found;
      this.#duties.tables.refresh();
      tracer.answer(asked);
    }
  }

  share(found: readonly Found[]): Share {
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
      run: this.#run.dump(),
      pages,
      chunks: this.#me === 0 ? this.#chunks.left : [],
    };
    this.#duties.dump(number, { facts, words: [...words, this.#links.dump()] }, present);
  }

  *#restore({ facts, words }: Dump<WorkerFacts>): Generator<Turn> {
    const { barrier } = this;
    const store = this.#store;
    const pages = { facts: facts.pages, words: words.slice(0, -1) };
    this.#duties.tables.refresh();
    store.restore(pages);
    store.publish();
    Atomics.add(new Int32Array(this.#memory.counters), STATES, store.size);
    yield* barrier.everyone();
    barrier.grow();
    if (this.#me === 0) this.#chunks.offer(facts.chunks);
    yield* barrier.everyone();
    store.refresh();
    store.enter(pages, this.#duties.knows);
    this.frontier.restore(facts.first, facts.end);
    const [own] = store.indicesOf(pages);
    this.#links.restore(words[words.length - 1], own?.first, (first, last) => store.has(first, last));
    this.#run.restore(facts.run);
    this.#system.cuts.set(facts.cuts);
    this.tally.restore(facts);
  }
}
